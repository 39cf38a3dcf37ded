"""The working days that this host knows: those of the calendar library, and the years that an admin has loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import chinese_calendar  # type: ignore[import-untyped]  # the library carries no types
from sqlalchemy import select

from beian_plugin.filing.calendar import WorkingDays, parse_year
from beian_plugin.models.service import CalendarYear

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.filing.calendar import YearCalendar
    from beian_plugin.models.database import Database


@dataclass(frozen=True, slots=True)
class KnownYear:
    """A year whose working days are known, and who says so."""

    year: int
    #: `chinesecalendar` or `admin`; an admin's year wins.
    by: str
    source: str = ""
    loaded_at: datetime | None = None


def load_year(database: Database, text: str, now: datetime) -> YearCalendar:
    """Keep the calendar in `text`, in place of an earlier one of that year. Raises InvalidValue for junk."""
    calendar = parse_year(text)
    with database.write() as session:
        session.merge(CalendarYear(year=calendar.year, document=text, loaded_at=now))
    return calendar


def working_days(session: Session) -> WorkingDays:
    """The working days as this host knows them at this moment."""
    days = WorkingDays()
    for document in session.scalars(select(CalendarYear.document).order_by(CalendarYear.year)):
        days = days.with_year(parse_year(document))
    return days


def known_years(database: Database) -> list[KnownYear]:
    """Every year whose working days are known, in order."""
    known = {year: KnownYear(year, "chinesecalendar") for year in _library_years()}
    with database.read() as session:
        for row in session.scalars(select(CalendarYear)):
            known[row.year] = KnownYear(row.year, "admin", parse_year(row.document).source, row.loaded_at)
    return [known[year] for year in sorted(known)]


def _library_years() -> set[int]:
    return {day.year for day in chinese_calendar.holidays}
