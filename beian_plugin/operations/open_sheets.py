"""Verification sheets that came in and that nobody has looked at yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from beian_plugin.filing.states import OPEN_STATES
from beian_plugin.models.tables import FilingRow, Sheet
from beian_plugin.operations.filings import LIGHT, filing_value
from beian_plugin.operations.material import sheet_info

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
    query = _waiting(select(Sheet, FilingRow).select_from(Sheet)).options(*LIGHT).order_by(Sheet.id).limit(limit)
    with context.database.read() as session:
        found = [(sheet, filing_value(row)) for sheet, row in session.execute(query)]
        return [OpenSheet(sheet_info(sheet, filing.domains), filing) for sheet, filing in found]


def count_open(context: Context) -> int:
    """How many sheets of open filings nobody has judged."""
    with context.database.read() as session:
        return session.scalar(_waiting(select(func.count(Sheet.id)))) or 0


def _waiting(query: Any) -> Any:
    states = [state.value for state in OPEN_STATES]
    return query.join(FilingRow, FilingRow.id == Sheet.filing_id).where(
        Sheet.judgement == "", FilingRow.state.in_(states)
    )
