"""The authority has a file: the filings in it are with the authority from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.errors import TransitionError
from beian_plugin.filing.states import Verb
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models import standing
from beian_plugin.models.tables import FilingDomain, OutboxFile, ReportRow
from beian_plugin.operations import tasks
from beian_plugin.operations.filings import hold_domains, take_step
from beian_plugin.operations.sync.packing import ACCEPTED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import FilingChange
    from beian_plugin.operations.context import Context

_CHUNK = 500


def accept(context: Context, session: Session, sequence: int) -> list[FilingChange]:
    """Note within the caller's transaction that the authority has a file: the steps that it means, to be told of after.

    Nothing happens for a file of which that is known. A filing that is not in the queue any more stays as it is, and
    staff get a task.
    """
    row = session.get_one(OutboxFile, sequence, with_for_update=True)
    if row.state == ACCEPTED:
        return []
    row.state, row.accepted_at, row.code, row.problem = ACCEPTED, context.now(), 0, ""
    filings = list(
        session.scalars(select(ReportRow.filing_id).where(ReportRow.sequence == sequence).order_by(ReportRow.id))
    )
    of_file = select(ReportRow.filing_id).where(ReportRow.sequence == sequence)
    names = sorted(set(session.scalars(select(FilingDomain.name).where(FilingDomain.filing_id.in_(of_file)))))
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
