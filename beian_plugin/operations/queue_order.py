"""In what order the desk's queue stands, and where a page of it begins: keysets, so that no row counts others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, literal, nulls_first, nulls_last, or_, select, tuple_

from beian_plugin.filing.words import Word
from beian_plugin.models.base import UtcDateTime
from beian_plugin.models.tables import FilingRow

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row

#: Our numbers of filings are no longer than this.
MOST_DIGITS = 9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_DAY = "-"


class Sort(Word):
    """What comes first."""

    #: Which has been in its state for the longest time.
    AGE = ("age", "等待最久", "waiting longest")
    #: Whose 20 working days at the authority end first; those without come last.
    DEADLINE = ("deadline", "期限最近", "deadline first")
    #: By the subject's name, so that the filings of one stand together.
    NAME = ("name", "主体名称", "by name")


def order(sort: Sort, *, back: bool = False) -> tuple[Any, ...]:
    """What to order by; the other way round where `back`."""
    if sort is Sort.DEADLINE:
        return (
            (nulls_first(FilingRow.due.desc()), FilingRow.id.desc())
            if back
            else (nulls_last(FilingRow.due), FilingRow.id)
        )
    column = FilingRow.since if sort is Sort.AGE else FilingRow.subject_name
    return (column.desc(), FilingRow.id.desc()) if back else (column, FilingRow.id)


def place_of(sort: Sort, row: Row[Any]) -> str:
    """The place of a row, as addresses carry it; a name, which may be a person's, stays out of it."""
    match sort:
        case Sort.DEADLINE:
            value = str(row.due or _NO_DAY)
        case Sort.AGE:
            value = str((row.since - _EPOCH) // timedelta(microseconds=1))
        case _:
            value = ""
    return f"{value}_{row.id}"


def beyond(sort: Sort, place: str, *, back: bool = False) -> ColumnElement[bool] | None:
    """What comes after the place, or before it where `back`; None for junk."""
    value, _, number = place.partition("_")
    if not number.isdecimal() or len(number) > MOST_DIGITS:
        return None
    last = int(number)
    try:
        match sort:
            case Sort.DEADLINE:
                return _beyond_day(None if value == _NO_DAY else date.fromisoformat(value), last, back=back)
            case Sort.AGE:
                key: Any = literal(_EPOCH + timedelta(microseconds=int(value)), UtcDateTime)
                column: Any = FilingRow.since
            case _:
                key = select(FilingRow.subject_name).where(FilingRow.id == last).scalar_subquery()
                column = FilingRow.subject_name
    except (ValueError, OverflowError):
        return None
    here, there = tuple_(column, FilingRow.id), tuple_(key, literal(last))
    return here < there if back else here > there


def _beyond_day(day: date | None, last: int, *, back: bool) -> ColumnElement[bool]:
    due, number = FilingRow.due, FilingRow.id
    if back:
        return or_(due.is_not(None), number < last) if day is None else or_(due < day, and_(due == day, number < last))
    if day is None:
        return and_(due.is_(None), number > last)
    return or_(due > day, and_(due == day, number > last), due.is_(None))
