"""The outbox goes out in sequence, each file exactly once, whatever fails on the way."""

from __future__ import annotations

from datetime import timedelta

import particulars_samples as samples
import pytest
from small_authority import small_authority
from sqlalchemy import delete, select, update

from beian_plugin.authority.client import Authority
from beian_plugin.authority.upload_reader import parse_upload
from beian_plugin.errors import BeianError, LeaseLost
from beian_plugin.filing.states import State, Verb
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.models.exchange import Counter, OutboxFile, ReportRow, TaskRow
from beian_plugin.models.tables import FilingRow, FilingStep
from beian_plugin.operations.filings import hold_filing, take_step
from beian_plugin.operations.sync.leases import hold
from beian_plugin.operations.sync.packing import enqueue, pack
from beian_plugin.operations.sync.sending import catch_up, send

#: Nothing in the rule depends on which database it is.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def remote():
    with small_authority() as running:
        yield running


@pytest.fixture
def authority(make_context, remote):
    made = Authority.from_settings(make_context(authority_url=remote.url).settings)
    made._wait = lambda _seconds: None
    yield made
    made.close()


@pytest.fixture
def lease(context):
    return hold(context, "sync", "test", seconds=10**6)


@pytest.fixture
def outbox(context, lease, queue):
    """Makes so many files of one filing each."""
    serial = iter(range(1, 100))

    def make(count):
        made = []
        for _ in range(count):
            made.append(queue(next(serial)))
            pack(context, lease)
        return made

    return make


def file(context, sequence):
    with context.database.read() as session:
        return session.get(OutboxFile, sequence)


def states(context):
    with context.database.read() as session:
        return list(session.scalars(select(OutboxFile.state).order_by(OutboxFile.sequence)))


def filing_states(context):
    with context.database.read() as session:
        return list(session.scalars(select(FilingRow.state).order_by(FilingRow.id)))


def tasks(context):
    with context.database.read() as session:
        return list(session.scalars(select(TaskRow).order_by(TaskRow.id)))


def companies(remote):
    """The names of the subjects that the authority has, file by file."""
    return [
        record.particulars.subject.name
        for _, xml in sorted(remote.files.items())
        for record in parse_upload(xml).records
    ]


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


def test_files_that_the_authority_lost_are_sent_again_in_order_before_the_next(
    context, authority, lease, outbox, remote
):
    outbox(3)
    send(context, authority, lease)
    before = dict(remote.files)
    del remote.files[2], remote.files[3]
    outbox(1)
    assert send(context, authority, lease) == 1
    assert remote.uploads == [1, 2, 3, 2, 3, 4]
    assert {number: remote.files[number] for number in before} == before


def test_a_demand_for_missing_files_is_met_from_the_outbox(context, authority, lease, outbox, remote):
    outbox(2)
    send(context, authority, lease)
    outbox(1)
    ask, remote.isp_querypreviousupload = remote.isp_querypreviousupload, None

    def lose_after_the_question(parameters):
        answer = ask(parameters)
        remote.files.pop(2, None)
        remote.isp_querypreviousupload = ask
        return answer

    remote.isp_querypreviousupload = lose_after_the_question
    assert send(context, authority, lease) == 1
    assert remote.uploads == [1, 2, 3, 2, 3]
    assert sorted(remote.files) == [1, 2, 3]
    assert len(set(companies(remote))) == 3


def test_a_file_that_is_wanted_but_not_kept_stops_the_sending_visibly(context, authority, lease, outbox, remote, clock):
    outbox(2)
    send(context, authority, lease)
    remote.files.clear()
    with context.database.write() as session:
        session.execute(update(OutboxFile).where(OutboxFile.sequence == 1).values(content=None))
    outbox(1)
    for _ in range(2):
        assert send(context, authority, lease) == 0
        clock.move(hours=1)
    assert remote.files == {}
    assert "1" in file(context, 3).problem
    assert [task.kind for task in tasks(context)] == ["technical"]


@on_sqlite
def test_an_authority_that_never_stops_asking_for_files_is_left_alone_for_a_while(
    context, authority, lease, outbox, remote
):
    outbox(1)
    remote.next_uploads = [14] * 50
    assert send(context, authority, lease) == 0
    assert len(remote.uploads) < 10
    assert file(context, 1).code == 14


def restore_from_before(context, sequence):
    """As if the database came from a backup in which files from `sequence` on were never made, nor their filings."""
    with context.database.write() as session:
        for report in session.scalars(select(ReportRow).where(ReportRow.sequence >= sequence)):
            session.get_one(FilingRow, report.filing_id).state = "withdrawn"
            session.delete(report)
        session.flush()
        session.execute(delete(OutboxFile).where(OutboxFile.sequence >= sequence))
        session.execute(update(Counter).where(Counter.name == "sequence").values(value=sequence - 1))
        session.execute(update(Counter).where(Counter.name == "own_id").values(value=5))


def own_ids(remote):
    """Every own id of a subject that the authority has seen."""
    return [record.particulars.subject.own_id for xml in remote.files.values() for record in parse_upload(xml).records]


def test_after_an_old_backup_was_restored_new_files_go_on_behind_the_authoritys_number(
    context, authority, lease, outbox, remote, queue
):
    outbox(3)
    send(context, authority, lease)
    before = dict(remote.files)
    restore_from_before(context, 2)
    queue(50)
    with context.database.write() as session:
        enqueue(context, session, "ICP/WBACLJG", b"<UploadData/>", 1)
    assert pack(context, lease) == 2
    send(context, authority, lease)
    assert remote.files == before
    assert [task.kind for task in tasks(context)] == ["technical"]
    assert pack(context, lease) == 2
    assert send(context, authority, lease) == 2
    assert sorted(remote.files) == [1, 2, 3, 4, 5]
    assert {number: remote.files[number] for number in before} == before
    assert remote.files.pop(4) == b"<UploadData/>"
    assert companies(remote) == [samples.subject(serial).name for serial in (1, 2, 3, 50)]
    assert len(set(own_ids(remote))) == 4
    assert len(tasks(context)) == 1


def test_a_file_made_before_the_backup_and_sent_after_it_is_known_by_its_bytes(
    context, authority, lease, outbox, remote
):
    outbox(2)
    send(context, authority, lease)
    with context.database.write() as session:
        session.execute(
            update(OutboxFile).where(OutboxFile.sequence == 2).values(state="ready", accepted_at=None, code=None)
        )
        session.execute(update(FilingRow).where(FilingRow.id == 2).values(state="queued"))
    assert send(context, authority, lease) == 1
    assert remote.uploads == [1, 2]
    assert filing_states(context) == [State.AUTHORITY_REVIEW] * 2
    assert tasks(context) == []


def test_another_file_under_our_number_is_told_loudly_and_what_ours_said_goes_with_the_next(
    context, authority, lease, outbox, remote, clock
):
    outbox(1)
    remote.next_uploads = ["lose"]
    send(context, authority, lease)
    remote.files[1] = b"<UploadData/>"
    clock.move(minutes=2)
    assert send(context, authority, lease) == 0
    assert [task.kind for task in tasks(context)] == ["technical"]
    pack(context, lease)
    assert send(context, authority, lease) == 1
    assert remote.files.pop(1) == b"<UploadData/>"
    assert companies(remote) == [samples.subject(1).name]
    assert filing_states(context) == [State.AUTHORITY_REVIEW]


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


def test_catching_up_sends_again_what_the_authority_lost(context, authority, lease, outbox, remote):
    outbox(3)
    send(context, authority, lease)
    before = dict(remote.files)
    assert catch_up(context, authority, lease) == 0
    del remote.files[3], remote.files[2]
    assert catch_up(context, authority, lease) == 2
    assert remote.files == before


@on_sqlite
def test_catching_up_says_which_files_are_not_kept(context, authority, lease, outbox, remote):
    outbox(1)
    send(context, authority, lease)
    remote.files.clear()
    with context.database.write() as session:
        session.execute(update(OutboxFile).values(content=None))
    with pytest.raises(BeianError, match="lacks the files 1"):
        catch_up(context, authority, lease)
