"""Which reports a result means that names none: a whole file was refused, with code 5001 or its like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.models.exchange import OutboxFile, ReportRow
from beian_plugin.operations.sync.packing import READY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.authority.items import Result

#: Its words are the file's name.
_BAD_FORMAT = 5001
#: Names of files are ASCII letters and digits (interface, "Methods"); a sentence with a number in it is none.
_FILE_NAME = re.compile(r"[A-Za-z0-9._-]{1,128}").fullmatch
_LARGEST = 2**63 - 1


def reports(session: Session, item: Result, isp_id: str) -> list[ReportRow]:
    """The unanswered reports of the file that the result names; none where it cannot be told.

    The authority names files itself, beside code 5001 or in the note. A number in the name, without this provider's id
    before it, that is the `dataSequence` of a file that was sent tells it, one without filings too; where none is, it
    can only be the one file of the operation that waits for answers.
    """
    names = [words for code, words in item.codes if code == _BAD_FORMAT] + [item.note]
    runs = [run for name in names if _FILE_NAME(name.strip()) for run in re.findall(r"[0-9]+", name)]
    numbers = {int(number) for run in runs for number in (run, run.removeprefix(isp_id)) if number}
    sent = select(OutboxFile.sequence).where(OutboxFile.state != READY)
    known = {number for number in numbers if number <= _LARGEST}
    meant = session.scalars(sent.where(OutboxFile.sequence.in_(known))).all()
    if not meant:
        waiting = sent.join(ReportRow, ReportRow.sequence == OutboxFile.sequence).where(
            ReportRow.answered_at.is_(None), ReportRow.operation == item.operation
        )
        meant = session.scalars(waiting.distinct().limit(2)).all()
    if len(meant) != 1:
        return []
    query = select(ReportRow).where(ReportRow.sequence == meant[0], ReportRow.answered_at.is_(None))
    return list(session.scalars(query.order_by(ReportRow.id)))
