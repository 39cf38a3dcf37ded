"""A guard whose question cannot be answered: what becomes of the request, and that the panel never fails with it."""

from __future__ import annotations

import logging
import sqlite3
import time

import pytest
from api.conftest import count
from panels.conftest import ELSEWHERE, OURS, Browser, accepted, refused, signed_in

from beian_plugin.hooks.specs import hookimpl
from beian_plugin.models import database as database_module
from beian_plugin.panels.guard import form_field
from beian_plugin.panels.mdserver_web import refuse


class _Slow:
    """A plugin that takes its time."""

    @hookimpl
    def beian_check_domain_bind(self, event, facts):
        time.sleep(0.05)
        return ()


def test_after_the_deadline_the_rest_is_undecided_and_stops_by_setting(make_guarded):
    app = make_guarded(profile={"deadline": 0.01}, plugins=[("slow", _Slow())])
    message = refused(Browser(app).sign_in().add(OURS, f"a.{OURS}", f"b.{OURS}"))
    assert count(app, "beian_verdict") == 1
    assert f"a.{OURS}: 备案检查暂时不可用" in message
    assert app.bound == []


@pytest.fixture
def locked(make_guarded, sqlite_url, monkeypatch):
    """Makes a guarded panel whose database another process holds."""
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)

    def make(**options):
        app = make_guarded(**options)
        other.execute("BEGIN IMMEDIATE")
        return app

    yield make
    other.close()


def test_while_the_database_is_locked_each_host_is_named_and_asked_for_no_longer(locked, caplog):
    app = locked()
    message = refused(Browser(app).sign_in().add(OURS, f"a.{OURS}", f"b.{OURS}"))
    assert message.count("备案检查暂时不可用，请稍后再试") == 3
    assert caplog.text.count("could not decide") == 1, "the others would only wait as long"
    assert app.bound == []


@pytest.mark.parametrize(
    "options",
    [{"BEIAN_ON_ERROR": "allow"}, {"BEIAN_MODE": "observe"}, {"profile": {"can_hold": True}}],
    ids=["allow", "observe", "can hold"],
)
def test_what_is_undecided_passes_where_nothing_may_stop_it(locked, options):
    app = locked(**options)
    accepted(Browser(app).sign_in().add(OURS))
    assert app.bound == [OURS]


@pytest.mark.parametrize("part", ["hosts", "customer", "region", "signed_in"])
@pytest.mark.parametrize("on_error", ["hold", "allow"])
def test_a_profile_that_fails_does_not_fail_the_panel(make_guarded, part, on_error, caplog):
    def broken(_request):
        raise ZeroDivisionError

    def guarded(beian):
        profile = {"hosts": form_field("domain"), "signed_in": signed_in, "refuse": refuse, part: broken}
        beian.guard("site.add_domain", **profile)

    app = make_guarded(guarded=guarded, BEIAN_ON_ERROR=on_error)
    response = Browser(app).sign_in().post("/site/add_domain", f"domain={OURS}")
    if on_error == "hold":
        assert refused(response) == "备案检查暂时不可用，请稍后再试。"
    else:
        accepted(response)
    assert "ZeroDivisionError" in caplog.text, "the log has the cause"


def test_a_guard_of_an_endpoint_that_is_not_there_is_reported_once(make_guarded, caplog):
    def guarded(beian):
        beian.guard("site.ad", hosts=form_field("domain"), signed_in=signed_in, refuse=refuse)

    app = make_guarded(guarded=guarded)
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            Browser(app).client.get("/site/list")
    assert caplog.text.count("site.ad") == 1


def test_a_panel_without_guards_is_asked_nothing(make_guarded):
    app = make_guarded(guarded=lambda _: None)
    accepted(Browser(app).sign_in().add(ELSEWHERE))
    assert count(app, "beian_verdict") == 0
