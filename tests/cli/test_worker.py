"""`beian worker`: the background work alone, with the panel's own plugins; where one dies another goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import filing_ways
import pytest
import sandbox_server
from sqlalchemy import select, update

from beian_plugin.filing.states import State
from beian_plugin.models.exchange import Lease, OutboxFile
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.context import open_context
from beian_plugin.settings import load_settings

COMMAND = [sys.executable, "-W", "error", "-c", "from beian_plugin.cli import main; main()"]
PATIENCE = 30
PANEL = """
from pathlib import Path
from flask import Flask
from beian_plugin import Beian, State, hookimpl

class Serve:
    @hookimpl
    def beian_after_filing_changed(self, change):
        if change.filing.state is State.APPROVED:
            Path({served!r}).write_text(" ".join(change.filing.domains))

def create_app():
    app = Flask(__name__, instance_path={instance!r})
    beian = Beian()
    beian.register_plugin(Serve(), "serve")
    beian.init_app(app)
    return app

bare = Flask(__name__)

def nameless():
    app = Flask(__name__, instance_path={instance!r})
    beian = Beian()
    beian.register_plugin(Serve())
    beian.init_app(app)
    return app
"""


@pytest.fixture
def sandbox(tmp_path):
    """A simulated authority that approves what it gets."""
    with sandbox_server.running(tmp_path / "authority", auto="approve") as running:
        yield running


@pytest.fixture
def provider(tmp_path, sandbox):
    """The parts of the provider whom the worker serves."""
    opened = open_context(load_settings(sandbox.settings, {}), tmp_path / "instance")
    yield opened
    opened.database.close()


@pytest.fixture
def environment(tmp_path, sandbox):
    """What the command reads."""
    return os.environ | sandbox.settings | {"BEIAN_INSTANCE": str(tmp_path / "instance"), "PYTHONPATH": str(tmp_path)}


@pytest.fixture
def once(environment, tmp_path):
    """Run the command to its end."""

    def once(*options, command=COMMAND, **changes):
        return subprocess.run(
            [*command, "worker", *options],
            env=environment | changes,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    return once


@pytest.fixture
def working(environment, tmp_path):
    """The command while it works."""

    @contextmanager
    def working(*options):
        with subprocess.Popen(
            [*COMMAND, "worker", *options], env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    return working


@pytest.fixture
def panel(tmp_path, provider):
    """A panel whose hook notes what it may serve; gives the file of its notes."""
    served = tmp_path / "served"
    text = PANEL.format(served=str(served), instance=str(tmp_path / "instance"))
    (tmp_path / "a_panel.py").write_text(text, encoding="utf-8")
    return served


def wait_for(found):
    end = time.monotonic() + PATIENCE
    while not (answer := found()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
    return answer


def state_of(provider, filing):
    with provider.database.read() as session:
        return session.get_one(FilingRow, filing.id).state


def arrived(sandbox):
    """How many files the authority took."""
    from beian_plugin.sandbox import accounts
    from beian_plugin.sandbox.tables import Provider

    with sandbox.store.read() as office:
        return office.session.get_one(Provider, accounts.OURS).sequence


def test_one_round_says_what_it_did(provider, once):
    filing_ways.queued(provider)
    said = once("--once")
    assert (said.returncode, said.stderr) == (0, "")
    assert "files packed 1" in said.stdout
    assert "files accepted 1" in said.stdout


def test_one_round_with_nothing_to_do_says_so(provider, once):
    assert once("--once", BEIAN_AUTHORITY_URL="").stdout == "Nothing was to be done, or another worker is at it.\n"


def test_one_round_that_is_held_up_says_why_and_fails(provider, once):
    said = once("--once", BEIAN_AUTHORITY_URL="http://127.0.0.1:1")
    assert said.returncode == 1
    assert said.stderr.startswith("beian: ")
    assert "Traceback" not in said.stderr


def test_a_worker_takes_a_queued_filing_to_its_result_and_stops_when_told(provider, working):
    with working("--every", "1") as process:
        filing = filing_ways.queued(provider)
        wait_for(lambda: state_of(provider, filing) == State.APPROVED)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "files accepted 1" in said
    assert said.rstrip().endswith("The worker has ended")


def test_where_a_worker_is_killed_while_the_authority_holds_its_upload_another_goes_on(provider, sandbox, working):
    filing = filing_ways.queued(provider)
    sandbox.fault("late_answer", method="isp_upload", amount=3600)
    with working("--every", "1") as process:
        wait_for(lambda: arrived(sandbox))
        process.kill()
    with provider.database.write() as session:
        session.execute(update(Lease).values(until=provider.now() - timedelta(seconds=1)))
        session.execute(update(OutboxFile).values(next_try_at=provider.now()))
    with working("--every", "1"):
        wait_for(lambda: state_of(provider, filing) == State.APPROVED)
    with provider.database.read() as session:
        assert session.scalars(select(OutboxFile.state)).all() == ["accepted"]
    assert arrived(sandbox) == 1


def test_the_panels_own_plugins_hear_of_an_approval_in_the_worker(provider, panel, working):
    filing_ways.queued(provider)
    with working("--every", "1", "--app", "a_panel:create_app"):
        assert wait_for(lambda: panel.exists() and panel.read_text()) == "beian-sample-1.cn"


def test_a_plugin_without_a_name_is_one_sentence(panel, once):
    said = once("--once", "--app", "a_panel:nameless")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("beian: The plugin Serve has no name, by which workers know it: call ")
    assert said.stderr.count("\n") == 1


def test_an_app_without_the_plugin_is_told_what_it_lacks(panel, once):
    said = once("--once", "--app", "a_panel:bare")
    assert said.returncode == 2
    assert "a_panel:bare has no beian_plugin" in said.stderr


def test_an_app_that_is_not_there_is_named(panel, once):
    said = once("--once", "--app", "no_such_panel:app")
    assert said.returncode == 2
    assert "no_such_panel" in said.stderr
    assert "Traceback" not in said.stderr


def test_without_huey_the_command_says_what_to_install(provider, once):
    without = f"import sys; sys.modules['huey'] = None; {COMMAND[-1]}"
    said = once(command=[*COMMAND[:-1], without])
    assert said.returncode == 2
    assert "beian_plugin[authority]" in said.stderr
