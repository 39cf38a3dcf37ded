"""Which reports a result or an opinion is about: it names them by operation and mark, or a whole file at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.authority.items import Opinion, Result
from beian_plugin.filing.licence import as_written
from beian_plugin.models.exchange import OutboxFile, ReportMark, ReportRow
from beian_plugin.operations.sync import refused_files
from beian_plugin.operations.sync.packing import READY, UNSURE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from beian_plugin.authority.items import Item


def meant(session: Session, item: Result | Opinion, isp_id: str) -> list[ReportRow]:
    """The reports that the item may be about, the one that is most likely meant first; all of a file that it names."""
    if item.operation and item.mark:
        return _marked(session, "result" if isinstance(item, Result) else "opinion", item.operation, item.mark)
    return refused_files.reports(session, item, isp_id) if isinstance(item, Result) and not item.mark else []


def arrived(session: Session, items: Iterable[Item], isp_id: str) -> list[int]:
    """The files that the items prove to have arrived although no call said so, by number."""
    unsure = set(session.scalars(select(OutboxFile.sequence).where(OutboxFile.state == UNSURE)))
    found: set[int] = set()
    for item in items:
        if not unsure - found:
            break
        if isinstance(item, (Result, Opinion)) and (reports := meant(session, item, isp_id)):
            found.add(reports[0].sequence)
    return sorted(found & unsure)


def _marked(session: Session, kind: str, operation: int, mark: str) -> list[ReportRow]:
    """The reports that bear the mark and were sent, as far as is known; those that wait for an answer first."""
    query = (
        select(ReportRow)
        .join(ReportMark, ReportMark.report_id == ReportRow.id)
        .join(OutboxFile, OutboxFile.sequence == ReportRow.sequence)
        .where(ReportMark.kind == kind, ReportMark.mark == as_written(mark), ReportRow.operation == operation)
        .where(OutboxFile.state != READY)
        .order_by(ReportRow.answered_at.is_not(None), ReportRow.id.desc())
    )
    return list(session.scalars(query))
