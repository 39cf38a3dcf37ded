"""The outbox goes out in sequence, each file exactly once, whatever fails on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sync.conftest import on_sqlite
from sync.sent import file, filing_states, states, tasks

from beian_plugin.errors import LeaseLost
from beian_plugin.filing.states import State, Verb
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.models.tables import FilingStep
from beian_plugin.operations.filings import hold_filing, take_step
from beian_plugin.operations.sync.leases import hold
from beian_plugin.operations.sync.packing import pack
from beian_plugin.operations.sync.sending import send


def test_files_arrive_in_sequence_and_their_filings_are_with_the_authority(context, authority, lease, outbox, remote):
    outbox(3)
    assert send(context, authority, lease) == 3
    assert remote.uploads == [1, 2, 3]
    assert states(context) == ["accepted"] * 3
    assert filing_states(context) == [State.AUTHORITY_REVIEW] * 3
    assert file(context, 2).content == remote.files[2]
    with context.database.read() as session:
        steps = session.scalars(select(FilingStep).where(FilingStep.verb == Verb.UPLOAD.value)).all()
    assert [step.actor for step in steps] == ["authority"] * 3


@on_sqlite
def test_nothing_waiting_asks_nobody(context, authority, lease, remote):
    remote.next_questions = ["cut"]
    assert send(context, authority, lease) == 0
    assert remote.next_questions == ["cut"]


@on_sqlite
def test_plugins_are_told_once_the_upload_is_committed(make_context, context, authority, lease, outbox):
    told = []

    class Listener:
        @hookimpl
        def beian_after_filing_changed(self, change):
            told.append((change.filing.state, filing_states(context)[0]))

    plugins = Plugins()
    plugins.register(Listener(), "listener")
    outbox(1)
    send(make_context(plugins=plugins), authority, lease)
    assert told == [(State.AUTHORITY_REVIEW, State.AUTHORITY_REVIEW)]


def test_an_answer_that_was_lost_is_asked_for_and_the_file_is_not_sent_again(
    context, authority, lease, outbox, remote, clock
):
    outbox(2)
    remote.next_uploads = ["lose"]
    assert send(context, authority, lease) == 0
    assert states(context) == ["unsure", "ready"]
    assert file(context, 1).problem
    clock.move(minutes=2)
    assert send(context, authority, lease) == 2
    assert remote.uploads == [1, 2]
    assert tasks(context) == []


@on_sqlite
def test_a_file_that_did_not_arrive_is_sent_again_with_the_same_bytes(context, authority, lease, outbox, remote, clock):
    outbox(1)
    before = file(context, 1).content
    remote.next_uploads = ["cut"]
    assert send(context, authority, lease) == 0
    clock.move(minutes=2)
    assert send(context, authority, lease) == 1
    assert remote.uploads == [1, 1]
    assert remote.files == {1: before}


@on_sqlite
def test_the_authority_is_asked_before_anything_is_sent_after_a_fault(context, authority, lease, outbox, remote, clock):
    outbox(1)
    remote.next_uploads = ["lose"]
    send(context, authority, lease)
    remote.next_questions = ["cut"] * 3
    clock.move(minutes=2)
    assert send(context, authority, lease) == 0
    assert remote.uploads == [1]
    assert states(context) == ["unsure"]
    clock.move(minutes=5)
    assert send(context, authority, lease) == 1
    assert remote.repeats == []


@on_sqlite
def test_an_arrival_is_believed_where_the_authority_hands_no_file_out(context, authority, lease, outbox, remote, clock):
    outbox(1)
    remote.next_uploads = ["lose"]
    remote.tells_content = False
    send(context, authority, lease)
    clock.move(minutes=2)
    assert send(context, authority, lease) == 1
    assert tasks(context) == []


@on_sqlite
@pytest.mark.parametrize("code", [15, 19, 901, 902])
def test_codes_that_pass_wait_longer_each_time_up_to_an_hour(context, authority, lease, outbox, remote, clock, code):
    outbox(1)
    remote.next_uploads = [code] * 9
    waits = []
    for _ in range(9):
        assert send(context, authority, lease) == 0
        row = file(context, 1)
        assert (row.code, row.state) == (code, "ready")
        assert "refused by a test" in row.problem
        waits.append(int((row.next_try_at - clock()).total_seconds()))
        assert send(context, authority, lease) == 0  # not due yet
        clock.now = row.next_try_at
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert remote.uploads == [1] * 9
    assert send(context, authority, lease) == 1
    assert file(context, 1).problem == ""
    assert tasks(context) == []


@on_sqlite
def test_outside_the_authoritys_hours_the_next_try_is_in_an_hour(context, authority, lease, outbox, remote, clock):
    outbox(1)
    remote.next_uploads = [20]
    send(context, authority, lease)
    assert file(context, 1).next_try_at == clock() + timedelta(hours=1)


@pytest.mark.parametrize("code", [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 18, 999, 12345])
@on_sqlite
def test_codes_that_do_not_pass_are_one_task_and_are_tried_slowly(
    context, authority, lease, outbox, remote, clock, code
):
    outbox(1)
    remote.next_uploads = [code] * 2
    for _ in range(2):
        send(context, authority, lease)
        assert file(context, 1).next_try_at == clock() + timedelta(minutes=15)
        clock.move(minutes=15)
    assert [task.kind for task in tasks(context)] == ["technical"]
    assert send(context, authority, lease) == 1


@on_sqlite
def test_a_refusal_to_tell_the_last_number_waits_too(context, authority, lease, outbox, remote, clock):
    outbox(1)
    remote.next_questions = [901]
    assert send(context, authority, lease) == 0
    assert (file(context, 1).code, remote.uploads) == (901, [])
    clock.move(minutes=1)
    assert send(context, authority, lease) == 1


def test_a_filing_in_an_unexpected_state_does_not_break_the_acceptance(context, authority, lease, queue, remote):
    first, _ = queue(1), queue(2)
    pack(context, lease)
    with context.database.write() as session:
        hold_filing(session, first)
        take_step(context, session, first, Verb.TAKE_BACK, actor="test")
    assert send(context, authority, lease) == 1
    assert filing_states(context) == [State.PROVIDER_REVIEW, State.AUTHORITY_REVIEW]
    [task] = tasks(context)
    assert (task.kind, task.filing_id) == ("technical", first)


@on_sqlite
def test_a_clock_that_jumped_back_does_not_hold_a_file_up(context, authority, lease, outbox, remote, clock):
    outbox(1)
    remote.next_uploads = [901]
    clock.move(days=365)
    send(context, authority, lease)
    clock.move(days=-365)
    assert send(context, authority, lease) == 1


@on_sqlite
def test_who_lost_the_lease_sends_nothing(context, authority, lease, outbox, remote):
    outbox(1)
    hold(context, "sync", "test")
    with pytest.raises(LeaseLost):
        send(context, authority, lease)
    assert remote.uploads == []
