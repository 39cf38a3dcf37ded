"""Filings that may go are put into numbered files, whole and once."""

from __future__ import annotations

from hashlib import sha256

import particulars_samples as samples
import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sync.conftest import on_sqlite

from beian_plugin.authority import upload
from beian_plugin.authority.report import OTHER_BYTES
from beian_plugin.authority.upload_reader import parse_upload
from beian_plugin.errors import InvalidValue, LeaseLost, SettingError
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Cancellation, Particulars, Site, Subject
from beian_plugin.filing.states import State
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import BaseCode, OutboxFile, ReportMark, ReportRow
from beian_plugin.models.tables import AttachmentRow, FilingRow, FilingStep
from beian_plugin.operations import tasks
from beian_plugin.operations.filings import parse_particulars
from beian_plugin.operations.sync import packing
from beian_plugin.operations.sync.leases import hold
from beian_plugin.operations.sync.packing import enqueue, pack

JPEG = b"\xff\xd8\xff" + bytes(97)


def files(context):
    with context.database.read() as session:
        return list(session.scalars(select(OutboxFile).order_by(OutboxFile.sequence)))


def filing(context, filing_id):
    with context.database.read() as session:
        return session.get_one(FilingRow, filing_id)


def own_ids(particulars):
    sites = particulars.sites
    found = [particulars.subject.own_id if particulars.subject else None]
    found += [site.own_id for site in sites]
    found += [domain.own_id for site in sites for domain in site.domains]
    found += [access.own_id for site in sites for access in site.accesses]
    found += [one.own_id for site in sites for access in site.accesses for one in access.addresses]
    return found


def published_change(serial, **subject):
    """A change of what is on record, whose domain has an own id and whose address has none."""
    site = samples.site(serial)
    return Particulars(
        subject=samples.subject(serial, authority_id=serial, licence_number=f"浙ICP备2026{serial:04d}号", **subject),
        sites=(
            replace(
                site,
                authority_id=100 + serial,
                licence_number=f"浙ICP备2026{serial:04d}号-1",
                domains=(replace(site.domains[0], own_id=77, authority_id=200 + serial),),
                accesses=(replace(site.accesses[0], authority_id=300 + serial),),
            ),
        ),
    )


def test_filings_of_one_kind_make_one_file_that_says_what_they_say(context, lease, queue):
    ids = [queue(serial) for serial in (1, 2)]
    assert pack(context, lease) == 1
    [file] = files(context)
    assert (file.sequence, file.document, file.records, file.state) == (1, "ICP/XZBA", 2, "ready")
    assert file.digest == sha256(file.content).digest()
    sent = [record.particulars for record in parse_upload(file.content).records]
    assert [one.subject.name for one in sent] == [samples.subject(1).name, samples.subject(2).name]
    assert [filing(context, one).state for one in ids] == [State.QUEUED] * 2


def test_every_new_record_has_an_own_id_that_nothing_else_has(context, lease, queue):
    ids = [queue(serial) for serial in (1, 2)]
    pack(context, lease)
    numbers = [n for one in ids for n in own_ids(parse_particulars(filing(context, one).particulars))]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


@on_sqlite
def test_a_filing_is_found_by_its_marks(context, lease, queue):
    filing_id = queue()
    pack(context, lease)
    with context.database.read() as session:
        [report] = session.scalars(select(ReportRow))
        marks = {(mark.kind, mark.mark) for mark in session.scalars(select(ReportMark))}
    own = str(parse_particulars(filing(context, filing_id).particulars).subject.own_id)
    assert (report.filing_id, report.sequence, report.operation, report.answered_at) == (filing_id, 1, 1, None)
    assert marks == {("result", own), ("opinion", own)}


@on_sqlite
def test_a_filing_in_a_file_is_not_packed_again(context, lease, queue):
    queue()
    pack(context, lease)
    assert pack(context, lease) == 0
    assert len(files(context)) == 1


def test_each_document_has_a_file_of_its_own_and_numbers_have_no_gap(context, lease, queue):
    queue(1)
    queue(
        2,
        Kind.ADD_SITE,
        Particulars(subject=Subject(licence_number="浙ICP备20260002号"), sites=(samples.site(2),)),
        password="password",
    )
    queue(
        3,
        Kind.TRANSFER_IN,
        Particulars(
            sites=(
                Site(
                    licence_number="浙ICP备20260003号-1",
                    domains=samples.site(3).domains,
                    accesses=(samples.access(3),),
                ),
            )
        ),
        password="password",
    )
    queue(4, Kind.CHANGE, published_change(4))
    queue(
        5,
        Kind.CANCEL_SITE,
        Particulars(
            sites=(Site(authority_id=5, domains=samples.site(5).domains),), cancellation=Cancellation(reason=1)
        ),
    )
    queue(6, Kind.MATERIAL, Particulars(subject=Subject(licence_number="浙ICP备20260006号")), attachments=[JPEG] * 2)
    assert pack(context, lease) == 6
    found = [(file.sequence, file.document, file.records) for file in files(context)]
    documents = ["BGBA", "XZBA", "XZHYD", "XZJR", "XZWZ", "ZXBA"]
    records = [1, 1, 2, 1, 1, 1]
    assert found == [
        (number, f"ICP/{name}", count) for number, (name, count) in enumerate(zip(documents, records, strict=True), 1)
    ]


@on_sqlite
def test_a_change_gives_own_ids_only_to_what_has_none(context, lease, queue):
    filing_id = queue(4, Kind.CHANGE, published_change(4))
    pack(context, lease)
    [site] = parse_particulars(filing(context, filing_id).particulars).sites
    assert (site.own_id, site.domains[0].own_id, site.accesses[0].own_id) == (None, 77, None)
    assert site.accesses[0].addresses[0].own_id == 1


@on_sqlite
def test_what_a_change_adds_gets_a_fresh_own_id_each_time_it_is_sent(context, lease, queue):
    change = published_change(4)
    added = samples.site(5).domains[0]
    [site] = change.sites
    site = replace(site, domains=(*site.domains, replace(added, own_id=site.domains[0].own_id)))
    filing_id = queue(4, Kind.CHANGE, replace(change, sites=(site,)))
    pack(context, lease)
    kept, new = parse_particulars(filing(context, filing_id).particulars).sites[0].domains
    assert kept.own_id == 77
    assert new.own_id not in (None, 77)


@on_sqlite
def test_attachments_go_with_their_filing(context, lease, queue):
    queue(1, attachments=[JPEG])
    queue(2)
    pack(context, lease)
    [first, second] = parse_upload(files(context)[0].content).records
    assert [one.content for one in first.attachments] == [JPEG]
    assert second.attachments == ()


@on_sqlite
def test_a_file_holds_no_more_records_than_the_authority_takes(context, lease, queue, monkeypatch):
    monkeypatch.setattr(packing, "MAX_RECORDS", 2)
    for serial in range(1, 6):
        queue(serial)
    assert pack(context, lease) == 3
    assert [file.records for file in files(context)] == [2, 2, 1]


@on_sqlite
def test_a_file_holds_no_more_bytes_than_the_authority_takes(context, lease, queue, monkeypatch):
    monkeypatch.setattr(packing, "MAX_BYTES", 150_000)
    for serial in range(1, 6):
        queue(serial, attachments=[JPEG + bytes(40_000)])
    pack(context, lease)
    made = files(context)
    assert sum(file.records for file in made) == 5
    assert all(len(file.content) <= 150_000 for file in made)
    assert len(made) == 3


@on_sqlite
def test_a_file_that_came_out_larger_than_estimated_is_split(context, lease, queue, monkeypatch):
    monkeypatch.setattr("beian_plugin.authority.upload.estimated_size", lambda _report: 1)
    monkeypatch.setattr(packing, "MAX_BYTES", 12_000)
    for serial in range(1, 5):
        queue(serial, attachments=[JPEG + bytes(3_000)])
    pack(context, lease)
    made = files(context)
    assert sum(file.records for file in made) == 4
    assert all(len(file.content) <= 12_000 for file in made)


@on_sqlite
def test_a_filing_too_large_for_any_file_goes_back_to_staff(context, lease, queue, monkeypatch):
    monkeypatch.setattr(packing, "MAX_BYTES", 5_000)
    filing_id = queue(1, attachments=[JPEG + bytes(9_000)])
    assert pack(context, lease) == 0
    assert filing(context, filing_id).state == State.PROVIDER_REVIEW


def test_what_the_authority_would_refuse_goes_back_with_reasons_by_field_and_stops_no_other(context, lease, queue):
    bad = queue(1, particulars=Particulars(subject=samples.subject(1, name=""), sites=(samples.site(1),)))
    good = queue(2)
    assert pack(context, lease) == 1
    assert files(context)[0].records == 1
    assert [filing(context, one).state for one in (bad, good)] == [State.PROVIDER_REVIEW, State.QUEUED]
    with context.database.read() as session:
        step = session.scalars(select(FilingStep).where(FilingStep.filing_id == bad).order_by(FilingStep.id)).all()[-1]
    assert step.verb == "take_back"
    assert list(step.fields) == ["subject.name"]
    assert step.fields["subject.name"] in step.reason


@on_sqlite
def test_a_picture_found_too_large_once_the_purposes_are_known_goes_back(context, lease, queue):
    large = JPEG + bytes(OTHER_BYTES)
    sheet, other = queue(1, attachments=[large]), queue(2, attachments=[large])
    with context.database.write() as session:
        session.scalar(select(AttachmentRow).where(AttachmentRow.filing_id == other)).purpose = 2
        for code, name in ((1, "网站核验单"), (2, "主体证件")):
            session.add(BaseCode(table="Fjyt", code=code, name=name, detail={}, loaded_at=context.now()))
    assert pack(context, lease) == 1
    with context.database.read() as session:
        assert session.scalars(select(ReportRow.filing_id)).all() == [sheet]
        step = session.scalar(select(FilingStep).where(FilingStep.filing_id == other).order_by(FilingStep.id.desc()))
    assert (step.after, list(step.fields)) == (State.PROVIDER_REVIEW, ["attachments.0.content"])


@on_sqlite
def test_a_filing_that_says_nothing_goes_back(context, lease, queue):
    filing_id = queue(1, particulars=Particulars())
    assert pack(context, lease) == 0
    assert filing(context, filing_id).state == State.PROVIDER_REVIEW


@on_sqlite
def test_a_filing_that_waits_for_another_is_not_packed(context, lease, queue):
    first = queue(1)
    queue(2, waits_for_id=first)
    pack(context, lease)
    assert files(context)[0].records == 1


def test_a_filing_that_changes_while_its_file_is_built_is_left_for_the_next_time(
    context, lease, queue, clock, monkeypatch
):
    filing_id = queue(1)
    build = packing._keep

    def changed_meanwhile(*arguments):
        clock.move(seconds=1)
        with context.database.write() as session:
            session.get_one(FilingRow, filing_id).updated_at = clock()
        return build(*arguments)

    monkeypatch.setattr(packing, "_keep", changed_meanwhile)
    assert pack(context, lease) == 0
    assert files(context) == []
    monkeypatch.undo()
    assert pack(context, lease) == 1
    assert files(context)[0].sequence == 1


@on_sqlite
def test_who_lost_the_lease_numbers_nothing(context, lease, queue, clock):
    queue()
    clock.move(hours=1)
    hold(context, "sync", "another")
    with pytest.raises(LeaseLost):
        pack(context, lease)
    assert files(context) == []


def test_other_documents_take_their_number_with_the_next_packing(context, lease, queue):
    queue()
    with context.database.write() as session:
        enqueue(context, session, "ICP/WBACLJG", b"<UploadData/>", 3)
    assert pack(context, lease) == 2
    [answers, filings] = files(context)
    assert (answers.sequence, answers.document, answers.records, answers.content) == (
        1,
        "ICP/WBACLJG",
        3,
        b"<UploadData/>",
    )
    assert filings.sequence == 2
    assert pack(context, lease) == 0


@on_sqlite
def test_a_document_too_large_for_a_file_is_refused(context):
    with context.database.write() as session, pytest.raises(InvalidValue):
        enqueue(context, session, "ICP/HSJG", b"", 1001)


@on_sqlite
def test_without_the_providers_id_nothing_is_packed_and_the_setting_is_named(make_context, queue, lease):
    queue()
    with pytest.raises(SettingError, match="BEIAN_ISP_ID"):
        pack(make_context(isp_id=""), lease)


def test_no_file_shows_what_it_holds_to_who_reads_the_database(context, lease, queue):
    queue()
    pack(context, lease)
    with context.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT content FROM beian_outbox").scalar()
    assert samples.subject(1).certificate_number.encode() not in bytes(stored)


def open_tasks_of(context, filing_id):
    return [one for one in tasks.open_tasks(context, TaskKind.TECHNICAL) if one.filing == filing_id]


@on_sqlite
@pytest.mark.parametrize("broken", ["particulars", "attachment"])
def test_what_no_document_can_be_made_of_goes_back_with_a_task_and_holds_up_no_other(context, lease, queue, broken):
    first, poisoned, last = queue(1), queue(2, attachments=[JPEG]), queue(3)
    with context.database.write() as session:
        if broken == "particulars":
            session.get_one(FilingRow, poisoned).particulars = '{"subject": {"mobile": "13800000000"'
        else:
            session.scalars(select(AttachmentRow)).one().holder = 9
    assert pack(context, lease) == 1
    [file] = files(context)
    assert file.records == 2
    assert [filing(context, one).state for one in (first, last)] == [State.QUEUED] * 2
    assert filing(context, poisoned).state == State.PROVIDER_REVIEW
    [task] = open_tasks_of(context, poisoned)
    assert "13800000000" not in str(tasks.task(context, task.id, actor="staff").document)


@on_sqlite
def test_a_filing_that_breaks_the_building_of_a_file_goes_back_alone(context, lease, queue, monkeypatch):
    ids = [queue(serial) for serial in (1, 2, 3)]
    build, bad = upload.build_file, samples.subject(2).name

    def breaking(reports, provider, **more):
        if any(report.particulars.subject.name == bad for report in reports):
            raise IndexError(bad)
        return build(reports, provider, **more)

    monkeypatch.setattr(upload, "build_file", breaking)
    assert pack(context, lease) == 2
    assert [file.records for file in files(context)] == [1, 1]
    assert [filing(context, one).state for one in ids] == [State.QUEUED, State.PROVIDER_REVIEW, State.QUEUED]
    assert len(open_tasks_of(context, ids[1])) == 1
    assert pack(context, lease) == 0
