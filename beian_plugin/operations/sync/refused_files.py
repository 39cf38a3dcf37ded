"""Which reports a result means that names a whole file: code 5001, whose words are the file's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.models.tables import OutboxFile, ReportRow
from beian_plugin.operations.sync.packing import READY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.authority.items import Result


def reports(session: Session, item: Result) -> list[ReportRow]:
    """The unanswered reports of the file that the result names; none where it cannot be told.

    The authority names files itself. A number in the name that is the `dataSequence` of a file with the operation
    tells it; where none is, it can only be the one file of that operation that waits for an answer.
    """
    waiting = (
        select(ReportRow.sequence)
        .join(OutboxFile, OutboxFile.sequence == ReportRow.sequence)
        .where(ReportRow.operation == item.operation, ReportRow.answered_at.is_(None), OutboxFile.state != READY)
        .distinct()
    )
    sequences = set(session.scalars(waiting))
    numbers = [int(found) for _, words in item.codes for found in re.findall(r"[0-9]{1,18}", words)]
    named = [number for number in reversed(numbers) if number in sequences]
    if not named and len(sequences) == 1:
        named = list(sequences)
    if not named:
        return []
    query = select(ReportRow).where(ReportRow.sequence == named[0], ReportRow.answered_at.is_(None))
    return list(session.scalars(query.order_by(ReportRow.id)))
