"""The panel under guard, and somebody who uses it."""

from __future__ import annotations

import json

import pytest
from api.conftest import database_of, make_app, sqlite_url
from operations.conftest import MirrorFiller
from panels.panel_like_mdserver import app_secret_fits, has_app_headers, is_logined, make_panel

from beian_plugin.extension import Beian
from beian_plugin.panels.mdserver_web import guard_mdserver_web

__all__ = ["make_app", "sqlite_url"]

OURS, ELSEWHERE, UNFILED = "teahouse-demo.cn", "bakery-demo.cn", "florist-demo.cn"
APP = {"App-Id": "app-1", "App-Secret": "the-secret"}


def signed_in(_request):
    """As the panel itself decides it: an app's headers, else the session."""
    return app_secret_fits() if has_app_headers() else is_logined()


def guard_all(beian, **more):
    """Guard the three endpoints of the panel that bind a name."""
    guard_mdserver_web(beian, **{"signed_in": signed_in, "region": lambda _: "cn-hangzhou"} | more)


class Browser:
    """Somebody at the panel."""

    def __init__(self, app):
        self.app = app
        self.client = app.test_client()

    def sign_in(self):
        self.client.post("/do_login", data={"username": "admin", "password": "x"})
        return self

    def add(self, domain, *aliases, headers=None):
        """Add a site as the panel's page does it: JSON in a form field, not escaped."""
        webinfo = json.dumps({"domain": domain, "domainlist": aliases, "count": len(aliases) + 1}, ensure_ascii=False)
        body = f"port=80&ps=x&path=/www&version=00&webinfo={webinfo}"
        return self.post("/site/add", body, headers)

    def post(self, path, body, headers=None):
        kind = "application/x-www-form-urlencoded"
        return self.client.post(path, data=body, content_type=kind, headers=headers)


@pytest.fixture
def make_guarded(make_app, sqlite_url):
    """Makes the panel with its guards, over a mirror that knows who serves what."""

    def make(*, profile=None, guarded=guard_all, plugins=(), panel=None, **config):
        beian = Beian()
        for name, plugin in plugins:
            beian.register_plugin(plugin, name)
        app = make_app(sqlite_url, beian=beian, app=panel or make_panel(), **config)
        guarded(beian, **(profile or {}))
        mirror = MirrorFiller(database_of(app))
        mirror.covers("all")
        subject = mirror.subject()
        mirror.site(OURS, subject=subject, providers=["ours"])
        mirror.site(ELSEWHERE, subject=subject, providers=["别家云"], number="浙ICP备20260001号-2")
        return app

    return make


@pytest.fixture
def panel(make_guarded):
    """The panel with its guards, enforcing."""
    return make_guarded()


@pytest.fixture
def admin(panel):
    """Somebody signed in."""
    return Browser(panel).sign_in()


def refused(response):
    """The message of a refusal in the panel's own shape."""
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert response.headers["soft"] == "like-mdserver", "the panel's own headers stay"
    document = response.get_json()
    assert set(document) == {"status", "msg"}
    assert document["status"] is False
    return document["msg"]


def accepted(response):
    """Assert that the panel itself answered."""
    assert response.get_json()["status"] is True
