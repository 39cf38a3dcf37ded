"""Rounds run at every tick and at every wake-up, in any process; a lost task costs nothing but the wait."""

from __future__ import annotations

import logging
import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from types import SimpleNamespace

import pytest

from beian_plugin.errors import BeianError
from beian_plugin.filing.states import State
from beian_plugin.jobs.background import Background, WakeOnQueued

#: Longer than any test: with it only the first tick comes by itself.
NEVER = 3600
PATIENCE = 30

#: A worker that notes each round in its folder, and stays in the round as long as the file `stay` is there.
WORKER = """
import sys, time
from pathlib import Path
from types import SimpleNamespace
from sqlalchemy import create_engine
from beian_plugin.jobs.background import Background

url, folder, name = sys.argv[1:]
folder = Path(folder)

def work(context):
    with open(folder / "rounds", "a") as file:
        file.write(name + "\\n")
    while (folder / "stay").exists():
        time.sleep(0.01)
    with open(folder / "ends", "a") as file:
        file.write(name + "\\n")

Background(SimpleNamespace(database=SimpleNamespace(engine=create_engine(url))), work=work).run(every=1)
"""


@pytest.fixture
def open_background(database):
    """Background work on the test's database, as another process would open it; closed at the end."""
    opened = []

    def open_background(work=lambda context: "", **options):
        background = Background(SimpleNamespace(database=database), work=work, **options)
        opened.append(background)
        return background

    yield open_background
    for background in opened:
        background.stop()


@pytest.fixture
def start_worker(database_url, tmp_path):
    """Start a worker process by name; killed at the end."""
    url = database_url.replace("postgresql://", "postgresql+psycopg://")
    processes = []

    def start_worker(name):
        process = subprocess.Popen([sys.executable, "-W", "error", "-c", WORKER, url, str(tmp_path), name])
        processes.append(process)
        return process

    yield start_worker
    for process in processes:
        process.kill()
        process.wait()


def wait_for(found):
    """What `found` answers, as soon as that is something."""
    end = time.monotonic() + PATIENCE
    while not (answer := found()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)
    return answer


def lines(path):
    return path.read_text().split() if path.exists() else []


def test_a_worker_begins_with_a_round_and_makes_another_at_every_tick(open_background):
    rounds = Queue()
    open_background(rounds.put).start(every=1)
    assert rounds.get(timeout=PATIENCE)
    assert rounds.get(timeout=PATIENCE)


def test_a_wake_up_reaches_the_worker_from_elsewhere_before_the_next_tick(open_background):
    rounds = Queue()
    open_background(rounds.put).start(every=NEVER)
    rounds.get(timeout=PATIENCE)
    open_background().wake()
    assert rounds.get(timeout=PATIENCE)


def test_wake_ups_that_nobody_works_off_do_not_pile_up(open_background):
    sleeper = open_background()
    for _ in range(5):
        sleeper.wake()
    assert sleeper._opened().huey.pending_count() == 1


def test_a_round_runs_within_what_the_panel_needs_around_it(open_background):
    seen = []

    @contextmanager
    def within():
        seen.append("before")
        yield
        seen.append("after")

    assert open_background(lambda context: seen.append("round") or "sent 1", within=within).round() == "sent 1"
    assert seen == ["before", "round", "after"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("error", [BeianError("The authority does not answer."), ZeroDivisionError("junk")])
def test_a_round_that_fails_is_logged_once_and_the_next_one_runs(open_background, caplog, error):
    rounds = Queue()

    def work(context):
        rounds.put(context)
        raise error

    background = open_background(work)
    with caplog.at_level(logging.INFO, logger="beian_plugin"):
        background.start(every=1)
        for _ in range(3):
            rounds.get(timeout=PATIENCE)
        background.stop()
    assert len(caplog.records) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_round_did_is_one_line_and_an_idle_one_is_silent(open_background, caplog):
    rounds = Queue()

    def work(context):
        rounds.put(context)
        return "sent 3 filings" if rounds.qsize() == 1 else ""

    background = open_background(work)
    with caplog.at_level(logging.INFO, logger="beian_plugin"):
        background.start(every=1)
        wait_for(lambda: rounds.qsize() > 2)
        background.stop()
    assert caplog.messages == ["sent 3 filings"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_somebody_else_put_into_the_queue_runs_no_code(open_background, tmp_path, caplog):
    rounds = Queue()
    background = open_background(rounds.put)
    junk = pickle.dumps(_Touches(tmp_path / "touched"))
    background._opened().huey.storage.enqueue(junk)
    background.start(every=1)
    assert rounds.get(timeout=PATIENCE)
    assert not (tmp_path / "touched").exists()


class _Touches:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_where_a_worker_is_killed_in_a_round_another_goes_on(start_worker, tmp_path):
    (tmp_path / "stay").touch()
    first = start_worker("first")
    wait_for(lambda: lines(tmp_path / "rounds"))
    first.kill()
    first.wait()
    (tmp_path / "stay").unlink()
    start_worker("second")
    assert wait_for(lambda: lines(tmp_path / "ends"))[0] == "second"
    assert lines(tmp_path / "rounds")[:2] == ["first", "second"]


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_is_told_to_stop_finishes_its_round(start_worker, tmp_path, stop):
    (tmp_path / "stay").touch()
    worker = start_worker("only")
    wait_for(lambda: lines(tmp_path / "rounds"))
    os.kill(worker.pid, stop)
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(timeout=0.5)
    (tmp_path / "stay").unlink()
    assert worker.wait(timeout=PATIENCE) == 0
    assert lines(tmp_path / "ends") == ["only"]


@pytest.mark.parametrize(("state", "rings"), [(State.QUEUED, 1), (State.DRAFT, 0), (State.APPROVED, 0)])
def test_only_a_filing_that_was_queued_wakes_the_worker(state, rings):
    heard = []
    change = SimpleNamespace(filing=SimpleNamespace(state=state))
    WakeOnQueued(lambda: heard.append(state)).beian_after_filing_changed(change)
    assert len(heard) == rings
