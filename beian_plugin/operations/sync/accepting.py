"""The authority has a file: the filings in it are with the authority from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.errors import TransitionError
from beian_plugin.filing.states import State, Verb
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models import standing
from beian_plugin.models.exchange import OutboxFile, ReportRow
from beian_plugin.models.tables import FilingDomain, FilingRow
from beian_plugin.operations import tasks
from beian_plugin.operations.filings import hold_domains, take_step
from beian_plugin.operations.notices import tell
from beian_plugin.operations.sync.leases import guard
from beian_plugin.operations.sync.packing import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import FilingChange
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.sync.leases import Lease

    _Steps = Callable[[Context, Session, int], list[FilingChange]]

#: Filings of one transaction, so that other writers do not wait long.
_PORTION = 100
_CHUNK = 500


def note_accepted(context: Context, sequence: int, lease: Lease | None) -> None:
    """Note that the authority has a file, in short transactions of its own: its filings' steps, last the file.

    May be repeated wherever it died. Raises LeaseLost where another has taken over.
    """
    while _take(context, accept_portion, sequence, lease):
        pass
    _take(context, accept, sequence, lease)


def _take(context: Context, steps: _Steps, sequence: int, lease: Lease | None) -> bool:
    with context.database.write() as session:
        if lease:
            guard(session, lease)
        changes = steps(context, session, sequence)
    tell(context, changes)
    return bool(changes)


def accept_portion(context: Context, session: Session, sequence: int) -> list[FilingChange]:
    """Take the step of some filings of a file that the authority has; empty once there are none left.

    The file itself is noted by `accept`, last: until then a process that dies leaves it in doubt, and the authority is
    asked for it again. Afterwards a filing of it that is queued is one that came back and goes out in another file.
    """
    held = select(OutboxFile.state).where(OutboxFile.sequence == sequence).with_for_update()
    if session.scalars(held).one() == ACCEPTED:
        return []
    query = (
        select(ReportRow.filing_id)
        .join(FilingRow, FilingRow.id == ReportRow.filing_id)
        .where(ReportRow.sequence == sequence, FilingRow.state == State.QUEUED.value)
    )
    return _take_steps(context, session, sequence, session.scalars(query.order_by(ReportRow.id).limit(_PORTION)).all())


def accept(context: Context, session: Session, sequence: int) -> list[FilingChange]:
    """Note within the caller's transaction that the authority has a file: the steps that it means, to be told of after.

    Nothing happens for a file of which that is known. A filing that is not in the queue any more stays as it is, and
    staff get a task.
    """
    row = session.get_one(OutboxFile, sequence, with_for_update=True)
    if row.state == ACCEPTED:
        return []
    row.state, row.accepted_at, row.code, row.problem = ACCEPTED, context.now(), 0, ""
    query = (
        select(ReportRow.filing_id)
        .join(FilingRow, FilingRow.id == ReportRow.filing_id)
        .where(ReportRow.sequence == sequence, FilingRow.state != State.AUTHORITY_REVIEW.value)
    )
    return _take_steps(context, session, sequence, session.scalars(query.order_by(ReportRow.id)).all())


def _take_steps(context: Context, session: Session, sequence: int, filings: Sequence[int]) -> list[FilingChange]:
    names = sorted(
        {
            name
            for start in range(0, len(filings), _CHUNK)
            for name in session.scalars(
                select(FilingDomain.name).where(FilingDomain.filing_id.in_(filings[start : start + _CHUNK]))
            )
        }
    )
    for start in range(0, len(names), _CHUNK):
        hold_domains(session, names[start : start + _CHUNK])
    changes = [change for filing in filings for change in _upload_step(context, session, sequence, filing)]
    standing.refresh(session, names)
    return changes


def _upload_step(context: Context, session: Session, sequence: int, filing: int) -> list[FilingChange]:
    try:
        return [take_step(context, session, filing, Verb.UPLOAD, actor="authority")]
    except TransitionError as error:
        document = {
            "sequence": sequence,
            "problem": f"The authority accepted filing {filing}, which is in state {error.state} here: look at both.",
        }
        tasks.open_task(context, session, TaskKind.TECHNICAL, ("accepted", sequence, filing), document, filing=filing)
        return []
