"""A sender that dies or stops at any point loses nothing and sends nothing twice."""

from __future__ import annotations

import os
import signal
import time

import dying_sender
import particulars_samples as samples
import pytest
from sqlalchemy import func, select
from sync.conftest import NOW, SETTINGS, on_sqlite
from sync.sent import companies

from beian_plugin.filing.states import State, Verb
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.models.exchange import OutboxFile, TaskRow
from beian_plugin.models.tables import FilingRow, FilingStep, Untold
from beian_plugin.operations.sync.engine import run_once

PACKING, SENDING, ACCEPTING = (f"operations.sync.{name}" for name in ("packing", "sending", "accepting"))

#: Every point of a sender's way at which something was done that the next point builds on.
POINTS = [
    ("operations.sync.engine:pack", "before"),
    (f"{PACKING}:_number_documents", "after"),
    (f"{PACKING}:_with_numbers", "after"),
    (f"{PACKING}:_keep", "before"),
    (f"{PACKING}:_put", "after"),
    (f"{PACKING}:_report_row", "after"),
    (f"{PACKING}:_keep", "after"),
    (f"{SENDING}:_ask", "before"),
    (f"{SENDING}:_ask", "after"),
    ("authority.client:Authority.upload", "before"),
    ("authority.client:Authority.upload", "after"),
    (f"{ACCEPTING}:_upload_step", "after"),
    (f"{ACCEPTING}:tell", "before"),
    ("operations.notices:delete", "before"),
    (f"{ACCEPTING}:_take", "after"),
    (f"{ACCEPTING}:accept", "before"),
    (f"{ACCEPTING}:accept", "after"),
    (f"{SENDING}:_upload", "after"),
    ("operations.sync.engine:release", "before"),
]
#: After these the process that died has told its own plugins.
TOLD = POINTS[-5:]


@pytest.fixture
def start(database_url, remote):
    """Starts a round in a process of its own; see `dying_sender.start`."""

    def begin(*arguments, now=NOW):
        settings = SETTINGS | {"authority_url": remote.url}
        return dying_sender.start(database_url, settings, now, *arguments)

    return begin


@pytest.fixture
def linked(make_context, remote):
    """The context of the process that goes on, and what plugins were told in it."""
    plugins = Plugins()
    listener = Listener()
    plugins.register(listener, "listener")
    return make_context(plugins=plugins, authority_url=remote.url), listener.told


class Listener:
    def __init__(self):
        self.told = []

    @hookimpl
    def beian_after_filing_changed(self, change):
        self.told.append((change.filing.id, change.verb))


def assert_each_was_sent_once(context, remote, count):
    assert sorted(companies(remote)) == sorted(samples.subject(serial).name for serial in range(1, count + 1))
    assert sorted(remote.files) == list(range(1, len(remote.files) + 1))
    assert remote.repeats == []
    with context.database.read() as session:
        assert set(session.scalars(select(FilingRow.state))) == {State.AUTHORITY_REVIEW}
        steps = select(FilingStep.filing_id, func.count()).where(FilingStep.verb == Verb.UPLOAD.value)
        counted = dict(map(tuple, session.execute(steps.group_by(FilingStep.filing_id))))
        assert counted == dict.fromkeys(session.scalars(select(FilingRow.id)), 1)
        files = session.scalars(select(OutboxFile).order_by(OutboxFile.sequence)).all()
        assert {row.sequence: row.content for row in files} == remote.files
        assert {row.state for row in files} == {"accepted"}
        assert session.scalar(select(func.count()).select_from(Untold)) == 0
        assert session.scalar(select(func.count()).select_from(TaskRow)) == 0


@pytest.mark.parametrize("point", POINTS, ids=lambda point: "-".join(map(str, point)))
@on_sqlite
def test_a_sender_killed_anywhere_loses_nothing_and_sends_nothing_twice(
    context, linked, queue, remote, start, clock, point
):
    for serial in (1, 2):
        queue(serial)
    assert dying_sender.status_of(start(*point)) == -signal.SIGKILL
    clock.move(hours=1)
    after, told = linked
    round_ = run_once(after)
    assert not round_.busy
    assert round_.troubles == {}
    assert_each_was_sent_once(context, remote, 2)
    assert set(told) == (set() if point in TOLD else {(filing, Verb.UPLOAD) for filing in (1, 2)})


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_database_survives_death_at_every_point_in_turn(context, linked, queue, remote, start, clock):
    for serial, point in enumerate(POINTS, 1):
        queue(serial)
        assert dying_sender.status_of(start(*point, now=clock())) == -signal.SIGKILL
        clock.move(hours=1)
    run_once(linked[0])
    assert_each_was_sent_once(context, remote, len(POINTS))


@on_sqlite
@pytest.mark.parametrize("nth", [1, 2])
def test_a_sender_killed_while_it_sends_lost_files_again_goes_on_where_the_authority_stands(
    context, linked, queue, remote, start, clock, nth
):
    for serial in (1, 2, 3):
        queue(serial)
        run_once(linked[0])
    del remote.files[3], remote.files[2]
    queue(4)
    for _ in range(nth):
        assert dying_sender.status_of(start("authority.client:Authority.upload", "after", now=clock())) == -9
        clock.move(hours=1)
    run_once(linked[0])
    assert_each_was_sent_once(context, remote, 4)


def test_while_one_sends_another_does_nothing(linked, queue, remote, start, clock):
    queue()
    first = start("authority.client:Authority.upload", "before", 1, signal.SIGSTOP)
    try:
        wait_until_stopped(first)
        assert dying_sender.status_of(start()) == dying_sender.BUSY
        assert run_once(linked[0]).busy
        assert remote.uploads == []
    finally:
        wake(first)
    assert dying_sender.status_of(first) == dying_sender.FINE
    assert remote.uploads == [1]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_sender_that_wakes_after_another_took_over_writes_nothing(context, linked, queue, remote, start, clock, when):
    queue()
    late = start("authority.client:Authority.upload", when, 1, signal.SIGSTOP)
    try:
        wait_until_stopped(late)
        clock.move(hours=1)
        assert run_once(linked[0]).troubles == {}
        before = stored(context)
    finally:
        wake(late)
    assert dying_sender.status_of(late) == dying_sender.TROUBLED
    assert stored(context) == before
    remote.repeats.clear()  # what it had begun to send cannot be called back; the bytes were the same
    assert_each_was_sent_once(context, remote, 1)


def test_a_packer_that_wakes_after_another_took_over_numbers_nothing(context, linked, queue, remote, start, clock):
    queue()
    late = start(f"{PACKING}:_keep", "before", 1, signal.SIGSTOP)
    try:
        wait_until_stopped(late)
        clock.move(hours=1)
        run_once(linked[0])
        before = stored(context)
    finally:
        wake(late)
    assert dying_sender.status_of(late) == dying_sender.TROUBLED
    assert stored(context) == before
    assert_each_was_sent_once(context, remote, 1)


def stored(context):
    with context.database.read() as session:
        files = [(row.sequence, row.state, row.tries) for row in session.scalars(select(OutboxFile))]
        return files, session.scalar(select(func.count()).select_from(FilingStep))


def wait_until_stopped(process):
    with open(f"/proc/{process.pid}/stat") as stat:  # noqa: PTH123  read again from its beginning
        while True:
            stat.seek(0)
            if stat.read().rpartition(")")[2].split()[0] == "T":
                return
            time.sleep(0.01)


def wake(process):
    os.kill(process.pid, signal.SIGCONT)
