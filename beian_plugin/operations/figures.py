"""Figures for the desk: how many, how long, and why filings came back; numbers alone, no personal data."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import DateTime, String, and_, cast, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from beian_plugin.filing.codes import Step, result_code
from beian_plugin.filing.form import field_at
from beian_plugin.filing.states import State, Verb
from beian_plugin.filing.verdict import Text
from beian_plugin.models.exchange import ReportRow
from beian_plugin.models.tables import FilingStep
from beian_plugin.operations.consequences import CHINA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beian_plugin.operations.context import Context

DAYS = 30
WEEKS = 12
_MOST_REASONS = 10
_WHOLE = Text("总体原因", "on the whole")
_ONE_DAY = timedelta(days=1)
#: China's clocks before those of UTC, all year.
_AHEAD = timedelta(hours=8)
#: Where a filing waits for a result, and the steps that are one.
_RESULTS = {
    State.PROVIDER_REVIEW: (Verb.PROVIDER_PASS, Verb.RETURN_TO_CUSTOMER),
    State.AUTHORITY_REVIEW: (Verb.APPROVE, Verb.RETURN_TO_PROVIDER),
}


class Day(NamedTuple):
    """How many filings were handed in, approved and returned on one day, by staff or by the authority."""

    day: date
    handed_in: int
    approved: int
    returned: int


class Wait(NamedTuple):
    """How many filings got a result in one week, and how many days they had waited; None where there were none."""

    #: Its Monday, in China.
    monday: date
    results: int
    #: Half of them waited no longer, and nine of ten no longer than `slow`; calendar days.
    median: float | None
    slow: float | None


class Reason(NamedTuple):
    """How often filings came back for one reason."""

    text: Text
    times: int


def days(context: Context) -> tuple[Day, ...]:
    """The last days in China, today last."""
    today = _today(context)
    begins = [_moment(today - back * _ONE_DAY) for back in reversed(range(DAYS))]
    counted = (
        and_(FilingStep.after == State.PROVIDER_REVIEW.value, FilingStep.verb != Verb.TAKE_BACK.value),
        FilingStep.verb == Verb.APPROVE.value,
        FilingStep.verb.in_([Verb.RETURN_TO_CUSTOMER.value, Verb.RETURN_TO_PROVIDER.value]),
    )
    counts: list[Any] = [
        func.count().filter(FilingStep.at >= begin, FilingStep.at < begin + _ONE_DAY, one)
        for begin in begins
        for one in counted
    ]
    with context.database.read() as session:
        found = session.execute(select(*counts).where(FilingStep.at >= begins[0])).one()
    return tuple(Day(begin.date(), *found[3 * place : 3 * place + 3]) for place, begin in enumerate(begins))


def waits(context: Context) -> dict[State, tuple[Wait, ...]]:
    """How long filings waited for staff and for the authority, by the week of the result, the running one last."""
    mondays = _mondays(context)
    earlier = aliased(FilingStep)
    entered = (
        select(func.max(earlier.at))
        .where(
            earlier.filing_id == FilingStep.filing_id,
            earlier.id < FilingStep.id,
            earlier.after == FilingStep.before,
            earlier.before != earlier.after,
        )
        .scalar_subquery()
    )
    results = or_(
        *(
            and_(FilingStep.before == state.value, FilingStep.verb.in_([verb.value for verb in verbs]))
            for state, verbs in _RESULTS.items()
        )
    )
    # Moments in UTC as they are stored: a zone for each of thousands takes most of the time.
    at_utc, entered_utc = type_coerce(FilingStep.at, DateTime), type_coerce(entered, DateTime)
    query = select(FilingStep.before, at_utc, entered_utc).where(FilingStep.at >= _moment(mondays[0]), results)
    waited: dict[tuple[str, date], list[float]] = defaultdict(list)
    with context.database.read() as session:
        for state, at, since in session.execute(query):
            if since is not None:
                waited[state, _week((at + _AHEAD).date())].append((at - since) / _ONE_DAY)
    return {state: tuple(_wait(monday, waited[state.value, monday]) for monday in mondays) for state in _RESULTS}


def _wait(monday: date, found: list[float]) -> Wait:
    found.sort()
    return Wait(monday, len(found), _share(found, 50), _share(found, 90))


def _share(ordered: Sequence[float], percent: int) -> float | None:
    """What so many of a hundred do not exceed."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None


def return_reasons(context: Context) -> tuple[Reason, ...]:
    """Why filings came back in these weeks, the most frequent first: fields by us, codes by the authority."""
    since = _moment(_mondays(context)[0])
    ours = select(FilingStep.fields).where(FilingStep.verb == Verb.RETURN_TO_CUSTOMER.value, FilingStep.at >= since)
    codes = cast(ReportRow.codes, String)
    theirs = select(codes, func.count()).where(ReportRow.answered_at >= since).group_by(codes)
    with context.database.read() as session:
        by_fields = Counter(frozenset(fields) for fields in session.scalars(ours))
        by_codes = [(msgspec.json.decode(listed), times) for listed, times in session.execute(theirs)]
    counted: Counter[Text] = Counter()
    for paths, times in by_fields.items():
        for text in dict.fromkeys(field_at(path).label for path in sorted(paths)) or (_WHOLE,):
            counted[text] += times
    for code, times in ((code, times) for listed, times in by_codes for code in listed):
        remedy = result_code(code)
        if remedy.step is not Step.DONE:
            counted[Text(f"{code} {remedy.message.zh}", f"{code} {remedy.message.en}")] += times
    return tuple(Reason(text, times) for text, times in counted.most_common(_MOST_REASONS))


def _today(context: Context) -> date:
    return context.now().astimezone(CHINA).date()


def _mondays(context: Context) -> list[date]:
    last = _week(_today(context))
    return [last - timedelta(weeks=back) for back in reversed(range(WEEKS))]


def _week(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
