"""Which filing waits for which, and which may go out now.

A filing may wait for another's approval: split, then add (FAQ 5, 34); cancel, then new (FAQ 14). And a result names a
filing by operation and mark only: while one is unanswered, no other with an equal mark goes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import MsgspecError
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from beian_plugin.authority.report import Report, result_marks
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.completeness import refused
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import IN_FLIGHT_STATES, OPEN_STATES, State, Verb
from beian_plugin.filing.verdict import Text
from beian_plugin.models import standing
from beian_plugin.models.exchange import ReportMark, ReportRow
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingDomain, FilingRow
from beian_plugin.operations.filings import (
    filing_row,
    filing_value,
    hold_domains,
    hold_filing,
    parse_particulars,
    take_step,
)
from beian_plugin.operations.notices import tell

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import Filing
    from beian_plugin.operations.context import Context

#: What a filing waited for may have come to without ever being approved; those behind it leave the queue.
_FAILED = frozenset({State.WITHDRAWN, State.RETURNED_TO_CUSTOMER})
_CHUNK = 500


def wait_for(context: Context, filing_id: int, other_id: int | None, *, actor: str) -> Filing:
    """The filing, which goes out only after the other one was approved; None as the other one ends the waiting.

    Raises InvalidValue where one of them does not exist, FilingRefused where waiting makes no sense: for itself, in a
    ring, for a filing that was withdrawn, or with the authority already.
    """
    chain = {filing_id}
    while True:
        with context.database.write() as session:
            _hold(session, chain)
            longer = _chain(session, other_id) - chain
            if not longer:
                return _wait_for(context, session, filing_id, other_id, actor)
        # Held anew from the beginning: who adds to what he holds may wait for somebody who waits for him.
        chain |= longer


def _hold(session: Session, filings: Collection[int]) -> None:
    """Lock the filings and their domains, in one order for everybody; numbers that are none are left out."""
    names = select(FilingDomain.name).where(FilingDomain.filing_id.in_(filings)).distinct()
    hold_domains(session, session.scalars(names).all())
    query = select(FilingRow.id).where(FilingRow.id.in_(filings)).order_by(FilingRow.id).with_for_update()
    session.scalars(query).all()


def _chain(session: Session, filing_id: int | None) -> set[int]:
    """The filing with those that it waits for, directly or through others."""
    found: set[int] = set()
    while filing_id is not None and filing_id not in found:
        found.add(filing_id)
        filing_id = session.scalar(select(FilingRow.waits_for_id).where(FilingRow.id == filing_id))
    return found


def _wait_for(context: Context, session: Session, filing_id: int, other_id: int | None, actor: str) -> Filing:
    """Set the waiting, in a transaction that holds the filing and all that it would wait for."""
    row = filing_row(session, filing_id)
    if State(row.state) not in OPEN_STATES - IN_FLIGHT_STATES or has_unanswered(session, filing_id):
        raise refused(
            f"备案申请 {filing_id} 已上报或已办结，不能再排队等待。",
            f"Filing {filing_id} was sent or is closed: it cannot wait for another any more.",
        )
    if other_id is not None:
        _refuse_ring(session, filing_id, other_id)
    row.waits_for_id, row.updated_at = other_id, context.now()
    detail = {"for": other_id}
    session.add(
        AuditEntry(at=context.now(), actor=actor, action="wait_for", target=f"filing:{filing_id}", detail=detail)
    )
    session.flush()
    return filing_value(row)


def _refuse_ring(session: Session, filing_id: int, other_id: int) -> None:
    """Walk along those waited for, which are held: two who close a ring at once do not miss each other."""
    current: int | None = other_id
    while current is not None:
        if current == filing_id:
            raise refused(
                f"备案申请 {filing_id} 与 {other_id} 会互相等待；请只让其中一个等待另一个。",
                f"Filings {filing_id} and {other_id} would wait for each other: let only one of them wait.",
            )
        row = filing_row(session, current)
        if current == other_id and row.state == State.WITHDRAWN:
            raise refused(
                f"备案申请 {other_id} 已撤回，永远不会通过；请选择另一个申请。",
                f"Filing {other_id} was withdrawn and will never be approved: choose another one.",
            )
        current = row.waits_for_id


def why_waiting(context: Context, filing_id: int) -> Text | None:
    """Why a filing does not go out yet although staff passed it, or would not; None where nothing holds it back."""
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        if row is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        if State(row.state) not in OPEN_STATES - IN_FLIGHT_STATES:
            return None
        if row.waits_for_id is not None:
            other = session.get_one(FilingRow, row.waits_for_id)
            if other.state != State.APPROVED:
                state = State(other.state)
                return Text(
                    f"等待备案申请 {other.id}（{state.zh}）审核通过。",
                    f"Waits for filing {other.id} ({state.en}) to be approved.",
                )
        twin = _twin(session, row)
        if twin is None or has_unanswered(session, filing_id):
            return None
        kind = Kind(row.kind)
        return Text(
            f"等待备案申请 {twin} 的结果：同一对象同时只能有一个“{kind.zh}”在管局审核。",
            f"Waits for the result of filing {twin}: only one {kind.en} for the same record may be with the authority.",
        )


def has_unanswered(session: Session, filing_id: int) -> bool:
    """Whether a file of the outbox holds the filing and the authority has not answered about it."""
    query = select(exists().where(ReportRow.filing_id == filing_id, ReportRow.answered_at.is_(None)))
    return bool(session.scalar(query))


def ready(session: Session) -> list[int]:
    """The filings that may be put into a file now, the oldest first; never two of which a result could mean either."""
    other = aliased(FilingRow)
    query = (
        select(FilingRow)
        .outerjoin(other, FilingRow.waits_for_id == other.id)
        .where(
            FilingRow.state == State.QUEUED.value,
            or_(FilingRow.waits_for_id.is_(None), other.state == State.APPROVED.value),
            ~exists().where(ReportRow.filing_id == FilingRow.id, ReportRow.answered_at.is_(None)),
        )
        .order_by(FilingRow.id)
    )
    candidates = session.scalars(query).all()
    marked = [(row.id, _known_marks(row)) for row in candidates]
    taken = _in_flight(session, sorted({mark for _, marks in marked for mark in marks}))
    chosen: list[int] = []
    for filing_id, marks in marked:
        if not marks & taken.keys():
            taken.update(dict.fromkeys(marks, filing_id))
            chosen.append(filing_id)
    return chosen


def marks_of(row: FilingRow) -> set[tuple[int, str]]:
    """Operation and mark by which results may name the filing. A new filing's mark is its own number, nobody else's."""
    kind = Kind(row.kind)
    if kind is Kind.NEW:
        return set()
    report = Report(kind=kind, particulars=parse_particulars(row.particulars))
    return {(kind.result_type, mark) for mark in result_marks(report)}


def _known_marks(row: FilingRow) -> set[tuple[int, str]]:
    """The marks; none where what the filing says cannot be read, which packing finds out and tells."""
    try:
        return marks_of(row)
    except MsgspecError:
        return set()


def _in_flight(session: Session, marks: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Of the marks, those under which a report is unanswered, with its filing."""
    found: dict[tuple[int, str], int] = {}
    names = sorted({mark for _, mark in marks})
    for start in range(0, len(names), _CHUNK):
        query = (
            select(ReportRow.operation, ReportMark.mark, ReportRow.filing_id)
            .join(ReportMark, ReportMark.report_id == ReportRow.id)
            .where(
                ReportMark.kind == "result",
                ReportMark.mark.in_(names[start : start + _CHUNK]),
                ReportRow.answered_at.is_(None),
            )
        )
        found.update({(operation, mark): filing_id for operation, mark, filing_id in session.execute(query)})
    return found


def _twin(session: Session, row: FilingRow) -> int | None:
    """Another filing that has to be answered first: one that is unanswered under an equal mark, or an older one."""
    marks = marks_of(row)
    for filing_id in _in_flight(session, sorted(marks)).values():
        if filing_id != row.id:
            return filing_id
    if row.state != State.QUEUED or not marks:
        return None
    older = select(FilingRow).where(
        FilingRow.state == State.QUEUED.value, FilingRow.kind == row.kind, FilingRow.id < row.id
    )
    return next((one.id for one in session.scalars(older.order_by(FilingRow.id)) if marks_of(one) & marks), None)


def take_back_stranded(context: Context) -> int:
    """Take out of the queue what waits for a filing that was withdrawn or went back to its customer; how many.

    May be repeated: whatever dies in between, the next call does the rest, and until then they do not go out.
    """
    other = aliased(FilingRow)
    with context.database.read() as session:
        query = (
            select(FilingRow.id)
            .join(other, FilingRow.waits_for_id == other.id)
            .where(FilingRow.state == State.QUEUED.value, other.state.in_([state.value for state in _FAILED]))
            .order_by(FilingRow.id)
        )
        stranded = list(session.scalars(query))
    return sum(_take_back_one(context, filing_id) for filing_id in stranded)


def _take_back_one(context: Context, filing_id: int) -> bool:
    with context.database.write() as session:
        names = hold_filing(session, filing_id)
        row = filing_row(session, filing_id)
        failure = why_stranded(session, row)
        # Somebody was faster, or it is in a file already and its own answer will come.
        if failure is None or row.state != State.QUEUED or has_unanswered(session, filing_id):
            return False
        change = take_step(context, session, filing_id, Verb.TAKE_BACK, actor="beian", reason=failure.zh)
        standing.refresh(session, names)
    tell(context, [change])
    return True


def why_stranded(session: Session, row: FilingRow) -> Text | None:
    """Why what the filing waits for will not come by itself; None where it may."""
    if row.waits_for_id is None:
        return None
    other = session.get_one(FilingRow, row.waits_for_id)
    if State(other.state) not in _FAILED:
        return None
    state = State(other.state)
    return Text(
        f"所等待的备案申请 {other.id} {state.zh}；待其再次上报，或改为等待其他申请、不再等待后，再核实通过。",
        f"Filing {other.id}, which it waits for, is {state.en}: pass it again once that one is sent again, or let it "
        f"wait for another or for none.",
    )
