"""What the authority's last number means for the outbox: which files arrived, and which have to take another number.

Where it has numbers that stand for other files of ours, this database was restored from an older backup, or two
databases report as one provider: staff get a task, and what certainly never arrived is packed anew behind its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import OutboxFile, ReportRow, Unnumbered
from beian_plugin.operations import tasks
from beian_plugin.operations.sync.numbers import skip_sequences, take_numbers
from beian_plugin.operations.sync.packing import ACCEPTED, UNSURE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.authority.client import Previous
    from beian_plugin.operations.context import Context

#: No file has more new records than this: so many own ids may have been given out with a file that we know nothing of.
_OWN_IDS_A_FILE = 1_000_000


def settle(context: Context, session: Session, previous: Previous) -> list[int]:
    """Bring the outbox in line with the authority's last number, within the caller's transaction.

    The numbers of the files that arrived, for the caller to accept; until then they are found again.
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
    if same is False or others or (waiting and ours is None):
        _report(context, session, last, arrived, others)
    foreign = skip_sequences(session, last) + len(others)
    if foreign:
        take_numbers(session, foreign * _OWN_IDS_A_FILE)
    for number in others:
        _unpack(session, number)
    return arrived


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
        "packed_anew": others,
        "problem": f"The authority's last file {last} is not the file {last} of this database: was the database "
        "restored from an older backup, or does another one report as this provider? Files that were never sent are "
        "packed anew; hold those taken for accepted against the authority's records.",
    }
    tasks.open_task(context, session, TaskKind.TECHNICAL, ("numbers", last, *arrived, *others), document)


def _unpack(session: Session, number: int) -> None:
    """Undo a file that never arrived: what stands in it is packed anew, under own ids that nobody has had."""
    row = session.get_one(OutboxFile, number)
    reports = session.scalars(select(ReportRow).where(ReportRow.sequence == number)).all()
    for report in reports:
        session.delete(report)
    if not reports and row.content is not None:
        session.add(Unnumbered(document=row.document, records=row.records, content=row.content, made_at=row.made_at))
    session.flush()
    session.delete(row)
    session.flush()
