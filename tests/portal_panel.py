"""A small panel with the portal on it, and a customer who clicks through its pages."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import lxml.html
from flask import Flask
from werkzeug.datastructures import MultiDict

from beian_plugin import Beian, Identity
from beian_plugin.models.tables import Mirror
from beian_plugin.operations import base_codes

TABLES = ("Dwxz", "Zjlx", "Nrlx", "Fwnr", "Yylb", "Jrfs", "Zxly", "Fjyt", "Fjwjgs")
#: What the panel says of its servers.
ADDRESS = "203.0.113.7"


class Panel:
    """A panel whose signed-in user a test names."""

    def __init__(self, folder, **config):
        self.user = None
        self.addresses = {}
        self.app = Flask(__name__, instance_path=str(folder))
        self.app.config.update(SECRET_KEY="test", TESTING=True, **config)
        self.beian = Beian()
        self.beian.identity_loader(lambda: Identity(self.user, self.user) if self.user else None)
        self.beian.address_loader(lambda _customer, domain: self.addresses.get(domain, ()))
        self.beian.init_app(self.app)

    @property
    def context(self):
        with self.app.app_context():
            return self.beian.context

    def load_tables(self):
        """The tables of the simulated authority, and the places of its provinces."""
        text = files("beian_plugin.sandbox").joinpath("data/base_codes.toml").read_text("utf-8")
        found = {name: rows for name, rows in tomllib.loads(text).items() if name in TABLES}
        named = {
            (table, int(code)): value[0] if isinstance(value, list) else value
            for table, rows in found.items()
            for code, value in rows.items()
        } | {("Gj", 17): "浙江省通信管理局"}
        rows = [
            {"table": table, "code": code, "name": name, "valid": True, "detail": _detail(found.get(table, {}), code)}
            for (table, code), name in named.items()
        ]
        with self.context.database.write() as session:
            base_codes.replace_tables(session, rows, self.context.now())
            # What is not in it is not filed anywhere.
            session.get(Mirror, 1).coverage = "all"

    def customer(self, name="mia"):
        return Customer(self, name)

    def close(self):
        self.context.database.close()


def _detail(rows, code):
    """What the table says besides the name: to what pictures of a purpose belong."""
    value = rows.get(str(code), "")
    return {"Ssdxlx": str(value[2])} if isinstance(value, list) and len(value) > 2 else {}


class Customer:
    """Somebody who is signed in to the panel; forms are sent as the pages show them."""

    def __init__(self, panel, name):
        self.panel, self.name = panel, name
        self.client = panel.app.test_client()

    def get(self, path, **headers):
        self.panel.user = self.name
        return self.client.get(path if path.startswith("/") else f"/beian/{path}", headers=headers)

    def text(self, path):
        response = self.get(path)
        assert response.status_code == 200, (path, response.status_code, response.headers.get("Location"))
        return response.text

    def form(self, path, action=""):
        """The form of the page whose action ends so, with what it shows."""
        document = lxml.html.fromstring(self.text(path))
        return next(form for form in document.forms if form.get("action").endswith(action))

    def send(self, path, action="", *, follow=True, **said):
        """Send the form as it stands there, with other values where they are given."""
        form = self.form(path, action)
        shown = MultiDict(form.form_values())
        for name, value in said.items():
            shown.setlist(name, value if isinstance(value, list) else [value])
        self.panel.user = self.name
        return self.client.post(form.get("action"), data=shown, follow_redirects=follow)

    def post(self, path, **data):
        """Send values to an address with the token of the first page."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.text("/beian/"))[1]
        self.panel.user = self.name
        return self.client.post(path, data={"csrf_token": token, **data})

    def post_and_look(self, page, action, **data):
        """Send values to an action of the page, and look at where it leads."""
        return self.text(self.post(page + action, **data).location)

    def start(self, host):
        """The number of the filing that the host needs."""
        where = self.send("/beian/", "/filings", host=host)
        return int(where.request.path.rpartition("/")[2])


#: What a customer types into each step of a new filing.
SUBJECT = {
    "subject.nature": "4",
    "subject.name": "杭州示例茶叶第1有限公司",
    "subject.certificate_type": "1",
    "subject.certificate_address": "浙江省杭州市西湖区示例路1号",
    "subject.investor": "王示例",
    "subject.address.province": "330000",
    "subject.address.detail": "示例路1号",
}
SITE = {
    "sites.0.name": "示例茶叶知识园地",
    "sites.0.home_page": "www.beian-sample-1.cn",
    "sites.0.contents": ["1"],
    "sites.0.languages": ["1"],
}
ACCESS = {"sites.0.accesses.0.modes": ["3"], "sites.0.accesses.0.places": ["17"]}


def person(path, sample):
    """The fields of a principal."""
    return {
        f"{path}.name": sample.name,
        f"{path}.certificate_type": "2",
        f"{path}.certificate_number": sample.certificate_number,
        f"{path}.office_phone": sample.office_phone,
        f"{path}.mobile": sample.mobile,
        f"{path}.email": sample.email,
    }
