"""What the authority's last number means for the outbox: which files arrived, and which have to take another number.

Where it has numbers that stand for other files of ours, this database was restored from an older backup, or two
databases report as one provider: staff get a task, and what certainly never arrived goes on behind its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.tables import OutboxFile, ReportRow
from beian_plugin.operations import tasks
from beian_plugin.operations.sync.accepting import accept
from beian_plugin.operations.sync.numbers import skip_sequences, take_sequence
from beian_plugin.operations.sync.packing import ACCEPTED, UNSURE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.authority.client import Previous
    from beian_plugin.filing.application import FilingChange
    from beian_plugin.operations.context import Context


def settle(context: Context, session: Session, previous: Previous) -> tuple[int, list[FilingChange]]:
    """Bring the outbox in line with the authority's last number, within the caller's transaction.

    How many files are accepted by it, and the steps that this means for filings.
    """
    last = previous.sequence
    query = select(OutboxFile.sequence, OutboxFile.state).where(
        OutboxFile.state != ACCEPTED, OutboxFile.sequence <= last
    )
    waiting = session.execute(query.order_by(OutboxFile.sequence)).all()
    ours = session.get(OutboxFile, last)
    same = _is_same(ours, previous)
    arrived = [number for number, state in waiting if same or (state == UNSURE and (number, same) != (last, False))]
    others = [number for number, _ in waiting if number not in arrived]
    changes = [change for number in arrived for change in accept(context, session, number)]
    if same is False or others or (waiting and ours is None):
        _report(context, session, last, arrived, others)
    if last:
        skip_sequences(session, last)
    for number in others:
        _move_behind(session, number)
    return len(arrived), changes


def _is_same(row: OutboxFile | None, previous: Previous) -> bool | None:
    """Whether the authority's last file is ours of that number; None where that cannot be told."""
    if row is None or row.content is None:
        return None
    if previous.content is not None:
        return previous.content == row.content
    if not previous.hash:
        return None
    from beian_plugin.authority.envelope import seal

    # Another release of zlib may have packed it otherwise: only equality tells.
    return True if seal(row.content, None).hash == previous.hash else None


def _report(context: Context, session: Session, last: int, arrived: list[int], others: list[int]) -> None:
    document = {
        "sequence": last,
        "accepted": arrived,
        "numbered_anew": others,
        "problem": f"The authority's last file {last} is not the file {last} of this database: was the database "
        "restored from an older backup, or does another one report as this provider? Files that were never sent take "
        "new numbers; hold those taken for accepted against the authority's records.",
    }
    tasks.open_task(context, session, TaskKind.TECHNICAL, ("numbers", last, *arrived, *others), document)


def _move_behind(session: Session, number: int) -> None:
    """Give a file the next number; its bytes do not name it."""
    fresh = take_sequence(session)
    row = session.get_one(OutboxFile, number)
    copy = {column.key: getattr(row, column.key) for column in OutboxFile.__mapper__.column_attrs}
    session.add(OutboxFile(**copy | {"sequence": fresh, "state": "ready"}))
    session.flush()
    session.execute(update(ReportRow).where(ReportRow.sequence == number).values(sequence=fresh))
    session.execute(delete(OutboxFile).where(OutboxFile.sequence == number))
