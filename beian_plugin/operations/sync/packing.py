"""Filings that may go are put into numbered files; a file never changes once it has its number.

Documents are built outside any transaction, for that takes seconds. The one short transaction that numbers a file
looks again whether its filings are still as they were read, and leaves the file unmade where one is not.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from beian_plugin.authority.report import opinion_marks, result_marks
from beian_plugin.errors import BeianError, DocumentRefused, InvalidValue, SettingError, trace
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State, Verb
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models import standing
from beian_plugin.models.exchange import OutboxFile, ReportMark, ReportRow, Unnumbered
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations import tasks, waiting
from beian_plugin.operations.filings import filing_row, hold_filing, take_step
from beian_plugin.operations.material import sheet_purposes
from beian_plugin.operations.notices import tell
from beian_plugin.operations.sync.leases import guard
from beian_plugin.operations.sync.numbers import take_numbers, take_sequence
from beian_plugin.operations.sync.reports import Draft, numbered, numbers_needed, read_drafts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from beian_plugin.authority.report import Report
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.sync.leases import Lease

log = logging.getLogger(__name__)

#: Most records and bytes of one file (interface, "Methods").
MAX_RECORDS = 1000
MAX_BYTES = 50 * 1024 * 1024

#: States of a file, as `OutboxFile.state` explains them.
READY, UNSURE, ACCEPTED = "ready", "unsure", "accepted"

_CHUNK = 50


def enqueue(context: Context, session: Session, document: str, xml: bytes, records: int) -> None:
    """Have a document sent that no filing stands behind, such as `ICP/WBACLJG`; it goes with the next run.

    Raises InvalidValue for one that is too large for a file.
    """
    if len(xml) > MAX_BYTES or records > MAX_RECORDS:
        raise InvalidValue(
            f"The document {document} has {records} records in {len(xml)} bytes, more than {MAX_RECORDS} or "
            f"{MAX_BYTES}; send it in parts.",
            what="document",
            reason="too_large",
        )
    session.add(Unnumbered(document=document, records=records, content=xml, made_at=context.now()))


def pack(context: Context, lease: Lease) -> int:
    """Put all that may go into files; how many files.

    What the authority would refuse for its form goes back to the provider's review, with the reasons by field, and so
    does what cannot be put into a document at all, with a task; the others go. Raises LeaseLost where another has
    taken over.
    """
    files = _number_documents(context, lease)
    with context.database.read() as session:
        chosen = waiting.ready(session)
        kinds = _kinds(session, chosen)
    chosen.sort(key=lambda filing: (kinds[filing].operation, filing))
    for _, filings in groupby(chosen, key=lambda filing: kinds[filing].operation):
        for batch in _batches(_measured(context, lease, list(filings))):
            files += _make_files(context, lease, batch)
    return files


def _number_documents(context: Context, lease: Lease) -> int:
    files = 0
    while True:
        with context.database.write() as session:
            guard(session, lease)
            row = session.scalar(select(Unnumbered).order_by(Unnumbered.id).limit(1))
            if row is None:
                return files
            _put(context, session, row.document, row.records, row.content)
            session.delete(row)
        files += 1


def _kinds(session: Session, filings: Sequence[int]) -> dict[int, Kind]:
    return {
        filing: Kind(kind)
        for chunk in _chunks(filings, 500)
        for filing, kind in session.execute(select(FilingRow.id, FilingRow.kind).where(FilingRow.id.in_(chunk)))
    }


def _measured(context: Context, lease: Lease, filings: Sequence[int]) -> Iterator[tuple[Draft, int]]:
    """The filings as drafts, with the bytes that each adds to a file; what cannot be read is taken back."""
    for chunk in _chunks(filings, _CHUNK):
        yield from _read(context, lease, chunk)


def _read(context: Context, lease: Lease, filings: Sequence[int]) -> list[tuple[Draft, int]]:
    from beian_plugin.authority.upload import estimated_size

    try:
        with context.database.read() as session:
            drafts = read_drafts(session, filings)
        return [(draft, estimated_size(draft.report)) for draft in drafts]
    except (BeianError, SQLAlchemyError):
        raise
    except Exception as error:  # noqa: BLE001  unforeseen, and the other filings must not wait for it
        if len(filings) == 1:
            _take_back_broken(context, lease, filings[0], error)
            return []
        half = len(filings) // 2
        return _read(context, lease, filings[:half]) + _read(context, lease, filings[half:])


def _chunks(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _batches(measured: Iterable[tuple[Draft, int]]) -> Iterator[list[Draft]]:
    """The drafts in portions of which each fits a file, as far as can be told before it is built."""
    batch: list[Draft] = []
    size = records = 0
    for draft, more in measured:
        count = _records(draft.report)
        if batch and (size + more > MAX_BYTES or records + count > MAX_RECORDS):
            yield batch
            batch, size, records = [], 0, 0
        batch.append(draft)
        size, records = size + more, records + count
    if batch:
        yield batch


def _records(report: Report) -> int:
    """How many records of a document a report makes; material is one record an attachment."""
    return len(report.attachments) if report.kind is Kind.MATERIAL else 1


def _make_files(context: Context, lease: Lease, drafts: list[Draft]) -> int:
    """One file with the drafts, or more where they do not go into one; what cannot go is taken back."""
    from beian_plugin.authority.upload import build_file

    drafts = _with_numbers(context, lease, drafts)
    provider = _provider_id(context)
    with context.database.read() as session:
        sheets = sheet_purposes(session)
    while drafts:
        try:
            xml = build_file([draft.report for draft in drafts], provider, sheets=sheets)
        except DocumentRefused as refused:
            drafts = _without_faulty(context, lease, drafts, refused)
            continue
        except Exception as error:  # noqa: BLE001  as above
            if len(drafts) == 1:
                _take_back_broken(context, lease, drafts[0].filing, error)
                return 0
            break
        records = sum(_records(draft.report) for draft in drafts)
        if len(xml) <= MAX_BYTES and records <= MAX_RECORDS:
            return _keep(context, lease, drafts, records, xml)
        if len(drafts) == 1:
            _take_back(context, lease, drafts[0], {"attachments": "单个申请超出一个上报文件的容量，请减少附件。"})
            return 0
        break
    half = len(drafts) // 2
    return sum(_make_files(context, lease, part) for part in (drafts[:half], drafts[half:]) if part)


def _provider_id(context: Context) -> int:
    if not context.settings.isp_id:
        raise SettingError("BEIAN_ISP_ID is empty, but each file names its provider; set it to the id given to you.")
    return int(context.settings.isp_id)


def _with_numbers(context: Context, lease: Lease, drafts: Sequence[Draft]) -> list[Draft]:
    needed = sum(numbers_needed(draft.report) for draft in drafts)
    with context.database.write() as session:
        guard(session, lease)
        numbers = iter(take_numbers(session, needed))
    return [replace(draft, report=numbered(draft.report, numbers)) for draft in drafts]


def _without_faulty(context: Context, lease: Lease, drafts: list[Draft], refused: DocumentRefused) -> list[Draft]:
    """The drafts that may go; the others are taken back."""
    reasons: dict[int, dict[str, str]] = {}
    for fault in refused.faults:
        if fault.path == "provider_id":
            raise SettingError(f"BEIAN_ISP_ID cannot be used. {fault.text.en}")
        known = reasons.setdefault(fault.record, {})
        known[fault.path] = known.get(fault.path, "") + fault.text.zh
    for record, fields in reasons.items():
        _take_back(context, lease, drafts[record], fields)
    return [draft for record, draft in enumerate(drafts) if record not in reasons]


def _take_back(context: Context, lease: Lease, draft: Draft, fields: Mapping[str, str]) -> None:
    """Give a filing that the authority would refuse for its form back to staff, unless it has moved on meanwhile."""
    with context.database.write() as session:
        guard(session, lease)
        names = hold_filing(session, draft.filing)
        row = filing_row(session, draft.filing)
        if row.state != State.QUEUED or row.updated_at != draft.updated_at:
            return
        reason = "".join(fields.values())
        change = take_step(context, session, draft.filing, Verb.TAKE_BACK, actor="beian", reason=reason, fields=fields)
        standing.refresh(session, names)
    tell(context, [change])


def _take_back_broken(context: Context, lease: Lease, filing: int, error: Exception) -> None:
    """Give a filing that no document can be made of back to staff, with a task, so that it holds up no other."""
    log.error("Filing %s could not be put into a document\n%s", filing, trace(error))
    with context.database.write() as session:
        guard(session, lease)
        names = hold_filing(session, filing)
        row = filing_row(session, filing)
        if row.state != State.QUEUED:
            return
        problem = (
            f"Filing {filing} could not be put into a document ({type(error).__name__}): see where the trace ends."
        )
        key, document = ("pack", filing, row.updated_at), {"problem": problem, "trace": trace(error)}
        tasks.open_task(context, session, TaskKind.TECHNICAL, key, document, filing=filing)
        reason = "生成上报文件时出错，已通知技术人员；处理后请再次核实通过。"
        change = take_step(context, session, filing, Verb.TAKE_BACK, actor="beian", reason=reason)
        standing.refresh(session, names)
    tell(context, [change])


def _keep(context: Context, lease: Lease, drafts: Sequence[Draft], records: int, xml: bytes) -> int:
    """Number the file and note what stands in it; 0 where a filing changed meanwhile: it is packed next time."""
    from beian_plugin.authority.upload import document_of

    with context.database.write() as session:
        guard(session, lease)
        if not _unchanged(session, drafts):
            return 0
        sequence = _put(context, session, document_of(drafts[0].report.kind), records, xml)
        for draft in drafts:
            session.add(_report_row(sequence, draft))
        # What was sent is what the filing says from now on, own ids and all.
        session.execute(
            update(FilingRow),
            [
                {"id": draft.filing, "particulars": msgspec.json.encode(draft.report.particulars).decode()}
                for draft in drafts
            ],
        )
    return 1


def _unchanged(session: Session, drafts: Sequence[Draft]) -> bool:
    """Whether each filing still stands in the queue as it was read; they are held until the transaction ends."""
    expected = {draft.filing: (State.QUEUED.value, draft.updated_at) for draft in drafts}
    found = {}
    for chunk in _chunks(sorted(expected), 500):
        query = select(FilingRow.id, FilingRow.state, FilingRow.updated_at).where(FilingRow.id.in_(chunk))
        for filing, state, updated_at in session.execute(query.order_by(FilingRow.id).with_for_update()):
            found[filing] = (state, updated_at)
    return found == expected


def _put(context: Context, session: Session, document: str, records: int, xml: bytes) -> int:
    """Keep a file under the next number, which is answered."""
    now, sequence = context.now(), take_sequence(session)
    session.add(
        OutboxFile(
            sequence=sequence,
            document=document,
            records=records,
            content=xml,
            digest=sha256(xml).digest(),
            state=READY,
            tries=0,
            problem="",
            made_at=now,
            next_try_at=now,
        )
    )
    session.flush()
    return sequence


def _report_row(sequence: int, draft: Draft) -> ReportRow:
    report = draft.report
    marks = [("result", mark) for mark in result_marks(report)] + [("opinion", mark) for mark in opinion_marks(report)]
    return ReportRow(
        filing_id=draft.filing,
        sequence=sequence,
        operation=report.kind.result_type,
        codes=[],
        message="",
        marks=[ReportMark(kind=kind, mark=mark) for kind, mark in marks],
    )
