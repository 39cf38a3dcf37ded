"""Verification sheets that came in and that nobody has looked at yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from beian_plugin.filing.states import OPEN_STATES
from beian_plugin.models.tables import FilingRow, Sheet
from beian_plugin.operations.filings import filing_of
from beian_plugin.operations.material import sheets_of

if TYPE_CHECKING:
    from beian_plugin.filing.application import Filing
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.material import SheetInfo


class OpenSheet(NamedTuple):
    """A sheet that has to be judged, and its filing."""

    sheet: SheetInfo
    filing: Filing


def open_sheets(context: Context, *, limit: int = 50) -> list[OpenSheet]:
    """Sheets of open filings that are neither valid nor invalid yet, the oldest first, at most `limit`."""
    states = [state.value for state in OPEN_STATES]
    query = (
        select(Sheet.id, Sheet.filing_id)
        .join(FilingRow, FilingRow.id == Sheet.filing_id)
        .where(Sheet.judgement == "", FilingRow.state.in_(states))
        .order_by(Sheet.id)
        .limit(limit)
    )
    with context.database.read() as session:
        found = session.execute(query).all()
    infos = {
        info.id: OpenSheet(info, filing_of(context, filing))
        for filing in dict.fromkeys(row.filing_id for row in found)
        for info in sheets_of(context, filing)
    }
    return [infos[row.id] for row in found]
