"""The demo panel under test, and a person who uses it through its pages."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path

import lxml.html
import sandbox_server
from werkzeug.datastructures import MultiDict

from beian_plugin.demo import background
from beian_plugin.demo.app import create_app
from beian_plugin.demo.authority import put_samples_on_record
from beian_plugin.demo.instance import AUTHORITY, load_secrets
from beian_plugin.demo.sample import LOGINS

#: From a draft to the approval: who takes which step.
WAY = (("customer", "submit"), ("staff", "provider_pass"), ("authority", "receive"), ("authority", "approve"))


@contextmanager
def running(folder, **config):
    """The panel in `folder` beside the simulated authority that the command starts with it; both closed at the end."""
    with sandbox_server.running(folder / AUTHORITY) as sandbox:
        put_samples_on_record(sandbox.store)
        app = create_app(folder, TESTING=True, **sandbox.settings, **config)
        app.extensions["authority"] = sandbox
        try:
            yield app
        finally:
            background.of(app).close()
            app.extensions["panel"].dispose()
            app.extensions["beian"].context.database.close()


def work(app):
    """What the background work does within a few seconds: send, let the authority check, fetch, apply."""
    for _ in range(2):
        background.of(app).round()
        app.extensions["authority"].work()


def passwords(app):
    """Login to password."""
    return load_secrets(Path(app.instance_path), LOGINS).passwords


class Person:
    """Somebody with a browser; signed in where `login` is given."""

    def __init__(self, app, login=None):
        self.app = app
        self.client = app.test_client()
        self._token = None
        if login:
            assert self.post("/sign-in", login=login, password=passwords(app)[login]).status_code == 302

    def get(self, path, **options):
        return self.client.get(path, **options)

    def post(self, path, **form):
        """Send a form, and stay on the answer."""
        return self.client.post(path, data=form | {"csrf_token": self.token})

    def send(self, path, **form):
        """Send a form, and follow to the page that it leads to."""
        return self.client.post(path, data=form | {"csrf_token": self.token}, follow_redirects=True)

    def text(self, path):
        response = self.get(path)
        assert response.status_code == 200, response.text
        return response.text

    def add_site(self, host, server=0):
        """Add a host on one of the person's servers, by its place in the list."""
        return self.send("/sites/new", host=host, server=self.servers[server])

    @property
    def servers(self):
        return re.findall(r'<option(?: selected)? value="(\d+)"', self.text("/sites/new"))

    @property
    def token(self):
        if self._token is None:
            page = self.get("/sign-in").text
            self._token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        return self._token


def start(customer, host):
    """Add the host and start its filing; gives the page of the site."""
    page = customer.add_site(host).request.path
    assert "已开始办理备案" in customer.send(f"{page}/filing").text
    return page


def newest(customer):
    return int(re.search(r'<span class="muted">#(\d+)', customer.text("/filings/"))[1])


def hand_in(customer, filing, verb="submit", **said):
    """Send the form of the draft as the page shows it, with other values where they are given."""
    path = f"/filings/{filing}/draft"
    form = lxml.html.fromstring(customer.text(path)).forms[-1]
    # Several boxes may be ticked under one name.
    shown = MultiDict(form.form_values())
    for name, value in (said | {"submit": verb}).items():
        shown.setlist(name, [value])
    return customer.send(path, **shown.to_dict(flat=False))


def play(customer, staff, filing, steps=WAY, **said):
    """Take the steps; `said` are values of the draft that the panel cannot know."""
    sandbox = staff.app.extensions["authority"]
    for who, verb in steps:
        if who == "authority":
            decided = {"receive": lambda: 1, "approve": sandbox.approve_all, "refuse": sandbox.refuse_all}[verb]()
            assert decided == 1, verb
            work(staff.app)
            continue
        if who == "customer" and verb in ("submit", "resubmit"):
            answer = hand_in(customer, filing, verb, **said)
        else:
            page = "review" if who == "staff" else "step"
            answer = (staff if who == "staff" else customer).send(f"/filings/{filing}/{page}", verb=verb, reason="示例")
        assert f"备案申请 {filing}：" in answer.text, (
            verb,
            re.findall(r'class="(?:flash|help error)[^>]*>([^<]+)', answer.text),
        )
