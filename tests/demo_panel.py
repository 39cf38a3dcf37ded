"""The demo panel under test, and a person who uses it through its pages."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path

import sandbox_server

from beian_plugin.demo import background
from beian_plugin.demo.app import create_app
from beian_plugin.demo.authority import put_samples_on_record
from beian_plugin.demo.instance import AUTHORITY, load_secrets
from beian_plugin.demo.sample import LOGINS

#: From a draft to the approval: who takes which step.
WAY = ("hand in", "pass", "receive", "approve")


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
    """Add the host, and start its filing with the sample data; gives the page of the site."""
    page = customer.add_site(host).request.path
    fill_in(customer, page)
    return page


def fill_in(customer, page):
    """Start the filing that a site or a transfer needs, or go on with it, with the sample data filled in."""
    form = customer.send(f"{page}/filing", sample="1")
    assert re.fullmatch(r"/beian/filings/\d+/\w+", form.request.path), form.text


def newest(customer):
    """The number of the customer's latest filing."""
    return max(map(int, re.findall(r"/beian/filings/(\d+)", customer.text("/"))))


def play(customer, officer, steps=WAY, *, password=""):
    """Take the steps with the customer's latest filing, each by whoever takes it, on the plugin's own pages."""
    app, filing = officer.app, newest(customer)
    sandbox = app.extensions["authority"]
    for step in steps:
        if step == "hand in":
            if password:
                customer.send(f"/beian/filings/{filing}/password", password=password)
            answer = customer.send(f"/beian/filings/{filing}/check", acknowledged="1")
            assert "已提交，等待接入商核实" in answer.text, re.findall(r"<li>.*</li>", answer.text)
        elif step == "pass":
            assert "已办理" in officer.send(f"/beian/desk/filings/{filing}/step", verb="provider_pass").text
        elif step == "receive":
            work(app)
        else:
            assert sandbox.approve_all() == 1
            work(app)
