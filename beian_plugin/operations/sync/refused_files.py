"""Which reports a result means that names none: a whole file was refused, with code 5001 or its like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.models.tables import OutboxFile, ReportRow
from beian_plugin.operations.sync.packing import READY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.authority.items import Result

#: Its words are the file's name.
_BAD_FORMAT = 5001


def reports(session: Session, item: Result, isp_id: str) -> list[ReportRow]:
    """The unanswered reports of the file that the result names; none where it cannot be told.

    The authority names files itself, beside code 5001 or in the note. A number in the name, without this provider's id
    before it, that is the `dataSequence` of a file that waits for answers tells it; where none is, it can only be the
    one such file of the operation.
    """
    waiting = (
        select(ReportRow.sequence, ReportRow.operation)
        .join(OutboxFile, OutboxFile.sequence == ReportRow.sequence)
        .where(ReportRow.answered_at.is_(None), OutboxFile.state != READY)
        .distinct()
    )
    found = session.execute(waiting).all()
    names = [words for code, words in item.codes if code == _BAD_FORMAT] + [item.note]
    runs = [run for name in names for run in re.findall(r"[0-9]+", name)]
    numbers = {int(number) for run in runs for number in (run, run.removeprefix(isp_id)) if number}
    named = [sequence for sequence, _ in found if sequence in numbers]
    if not named:
        named = [sequence for sequence, operation in found if operation == item.operation]
        if len(named) != 1:
            return []
    query = select(ReportRow).where(ReportRow.sequence == named[0], ReportRow.answered_at.is_(None))
    return list(session.scalars(query.order_by(ReportRow.id)))
