"""Working days with China's make-up days, and the clocks that count them (FAQ 43)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec
from chinese_calendar import holidays, workdays  # type: ignore[import-untyped]  # the library has no types

from beian_plugin.errors import InvalidValue, UnknownYear

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Working days within which the authority decides (FAQ 43; article 12 of the filing measures, 信息产业部令第 33 号).
REVIEW_DAYS = 20
#: A year's calendar has about 35 entries; anything much longer is no calendar.
_MOST_CHARACTERS = 100_000
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_LIBRARY_YEARS = range(min(holidays).year, max(holidays).year + 1)


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """The holidays of one year, as the State Council announces them; ValueError where they contradict themselves."""

    year: int
    #: Days off, weekends among them or not.
    holidays: frozenset[date]
    #: Saturdays and Sundays that are worked instead (调休).
    workdays: frozenset[date]
    #: Where the announcement stands.
    source: str

    def __post_init__(self) -> None:
        if not self.holidays:
            raise ValueError("it names no holidays")
        if both := self.holidays & self.workdays:
            raise ValueError(f"{min(both)} is both a holiday and a working day")
        # New Year's holiday may begin in the December before.
        first, last = (self.year - 1, 12), (self.year, 12)
        strange = [day for day in self.holidays | self.workdays if not first <= (day.year, day.month) <= last]
        if strange:
            raise ValueError(f"{min(strange)} does not belong to {self.year}")


def parse_year(text: str) -> YearCalendar:
    """Reads a year's calendar from JSON; InvalidValue says in one sentence what is wrong with it.

    The form: `{"year": 2027, "holidays": ["2027-01-01", ...], "workdays": ["2027-02-06", ...], "source": "..."}`.
    """
    if len(text) > _MOST_CHARACTERS:
        raise _no_calendar("it is too long")
    try:
        return msgspec.json.decode(text, type=YearCalendar)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _no_calendar(_one_line(error)) from None


def _no_calendar(cause: str) -> InvalidValue:
    return InvalidValue(
        f"This is not a year's calendar ({cause}): give a JSON object with year, holidays, workdays "
        "(lists of dates such as 2027-01-01) and source.",
        what="calendar",
        reason="calendar",
    )


def _one_line(error: Exception) -> str:
    """What a decoder has to say, cut to one line, without the text it was given."""
    if isinstance(error, UnicodeError):
        return "it is not Unicode text"
    return " ".join(str(error).split())[:200].rstrip(".")


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of China: chinesecalendar's years, and what an administrator added or put right."""

    #: Days that are decided by hand, True for a working day; they win over everything else.
    overrides: Mapping[date, bool] = field(default_factory=dict, hash=False)
    #: Years that `overrides` cover: every other day there is a working day from Monday to Friday.
    known_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))

    def with_year(self, calendar: YearCalendar) -> WorkingDays:
        """These working days with a whole year added or replaced."""
        kept = {day: works for day, works in self.overrides.items() if day.year != calendar.year}
        told = dict.fromkeys(calendar.holidays, False) | dict.fromkeys(calendar.workdays, True)
        return WorkingDays(kept | told, self.known_years | {calendar.year})

    def is_working_day(self, day: date) -> bool:
        """Whether the authority works on `day`; UnknownYear where nobody knows yet."""
        if isinstance(day, datetime):
            raise TypeError("a date is needed, not a moment: which day it is depends on the time zone")
        if day in self.overrides:
            return self.overrides[day]
        if day.year not in self.known_years:
            if day.year not in _LIBRARY_YEARS:
                raise UnknownYear(day.year)
            if day in holidays or day in workdays:
                return day in workdays
        return day.weekday() < _SATURDAY

    def add(self, day: date, days: int) -> date:
        """The `days`-th working day after `day`, which itself does not count; backwards when `days` is negative.

        With 0 it is `day` as it stands, working day or not.
        """
        step = _ONE_DAY if days >= 0 else -_ONE_DAY
        left = abs(days)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and with `end`; negative when `end` comes first."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def add_days(self, day: date, days: int, *, working: bool) -> date:
        """The last day of a term of `days` that starts after `day`, in working days or in calendar days."""
        return self.add(day, days) if working else day + timedelta(days=days)

    def due_date(self, received: date) -> date:
        """The last of the authority's 20 working days (FAQ 43).

        `received` is the day on which the authority got a first filing, or on which a modified one was last changed:
        received on 2026-09-25, it is due on 2026-10-29.
        """
        return self.add(received, REVIEW_DAYS)
