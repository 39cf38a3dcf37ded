"""What the authority puts off waits in sight and is no trouble, until it has waited for long."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from sync.conftest import SETTINGS, on_sqlite, queued

from beian_plugin.cli import main
from beian_plugin.errors import BeianError
from beian_plugin.jobs.background import run_round
from beian_plugin.operations.context import open_context
from beian_plugin.operations.sync.engine import run_once
from beian_plugin.operations.sync.status import status
from beian_plugin.settings import load_settings

#: Downloading is put off by the same codes.
PUT_OFF = [("send", 15), ("send", 20), ("send", 901), ("receive", 902)]


@pytest.fixture
def linked(make_context, remote):
    """A context that reaches the authority."""
    return make_context(authority_url=remote.url)


def put_off(remote, stage, code):
    if stage == "send":
        remote.next_uploads = [code] * 100
    else:
        remote.downloads = code


@pytest.mark.parametrize(("stage", "code"), PUT_OFF)
@on_sqlite
def test_what_passes_by_itself_waits_and_is_no_trouble(linked, queue, remote, clock, stage, code):
    queue()
    put_off(remote, stage, code)
    done = run_once(linked)
    assert done.troubles == {}
    assert {name: (wait.code, wait.since) for name, wait in done.waits.items()} == {stage: (code, clock())}
    found = status(linked)
    assert (found.troubled, found.waits) == (False, done.waits)
    assert str(code) in run_round(linked)


@pytest.mark.parametrize(("stage", "code"), PUT_OFF)
def test_what_waits_for_long_is_a_trouble_until_it_goes(linked, queue, remote, clock, stage, code):
    queue()
    put_off(remote, stage, code)
    run_once(linked)
    since = clock()
    clock.move(minutes=59)
    assert run_once(linked).troubles == {}
    clock.move(minutes=1, days=3 if code == 20 else 0)
    assert status(linked).troubled, "also where no worker runs any more"
    done = run_once(linked)
    assert str(code) in done.troubles[stage]
    assert done.waits[stage].since == since
    with pytest.raises(BeianError, match=str(code)):
        run_round(linked)
    remote.next_uploads, remote.downloads = [], 2
    clock.move(hours=2)
    done = run_once(linked)
    assert (done.troubles, dict(done.waits), status(linked).troubled) == ({}, {}, False)


@on_sqlite
def test_the_authoritys_hours_may_be_over_for_a_weekend(linked, queue, remote, clock):
    queue()
    put_off(remote, "send", 20)
    for _ in range(60):
        assert run_once(linked).troubles == {}
        clock.move(hours=1)


@on_sqlite
def test_maintenance_after_closed_hours_has_not_waited_for_long(linked, queue, remote, clock):
    queue()
    put_off(remote, "send", 20)
    run_once(linked)
    clock.move(hours=10)
    put_off(remote, "send", 901)
    assert run_once(linked).troubles == {}


@on_sqlite
def test_a_clock_that_jumps_back_does_not_let_it_wait_for_ever(linked, queue, remote, clock):
    queue()
    put_off(remote, "receive", 902)
    run_once(linked)
    clock.move(days=-30)
    run_once(linked)
    clock.move(hours=1)
    assert "902" in run_once(linked).troubles["receive"]


@on_sqlite
def test_a_permission_that_is_not_open_asks_staff_at_once_and_is_tried_again(linked, queue, remote, clock):
    queue()
    remote.next_uploads = [19]
    done = run_once(linked)
    assert "Ask the provincial authority" in done.troubles["send"]
    assert status(linked).troubled
    clock.move(hours=1)
    assert run_once(linked).done["send"] == 1
    assert not status(linked).troubled


def test_the_commands_show_what_waits_and_exit_with_0(tmp_path, monkeypatch, remote):
    environment = {"BEIAN_INSTANCE": str(tmp_path), "BEIAN_AUTHORITY_URL": remote.url}
    environment |= {f"BEIAN_{name.upper()}": value for name, value in SETTINGS.items()}
    context = open_context(load_settings({}), tmp_path)
    queued(context)
    context.database.close()
    put_off(remote, "send", 20)

    def beian(*arguments):
        return CliRunner(env=environment).invoke(main, ["sync", *arguments], catch_exceptions=False)

    done = beian("run")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "等待（自 " in done.stdout
    assert "send：20 refused by a test。不用处理" in done.stdout
    found = beian("status", "--lang", "en")
    assert found.exit_code == 0
    assert "send: 20 refused by a test. Nothing to do" in found.output
    assert json.loads(beian("run", "--json").output)["waits"]["send"]["code"] == 20
