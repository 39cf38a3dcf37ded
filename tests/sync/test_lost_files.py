"""Files that the authority lost go again as they were; files that a restored database lost are never overwritten."""

from __future__ import annotations

import particulars_samples as samples
import pytest
from sqlalchemy import delete, select, update
from sync.conftest import on_sqlite
from sync.sent import companies, file, filing_states, tasks

from beian_plugin.authority.upload_reader import parse_upload
from beian_plugin.errors import BeianError
from beian_plugin.filing.states import State
from beian_plugin.models.exchange import Counter, OutboxFile, ReportRow
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.sync.packing import enqueue, pack
from beian_plugin.operations.sync.sending import catch_up, send


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
    assert file(context, 3).problem.startswith("The authority lacks the files 1, which")
    assert [task.kind for task in tasks(context)] == ["technical"]


@on_sqlite
def test_many_files_that_are_not_kept_are_counted_and_not_all_named(context, authority, lease, outbox):
    outbox(13)
    with context.database.write() as session:
        gone = update(OutboxFile).where(OutboxFile.sequence < 13)
        session.execute(gone.values(state="accepted", accepted_at=context.now(), content=None))
    send(context, authority, lease)
    assert "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more up to 12, which" in file(context, 13).problem


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
