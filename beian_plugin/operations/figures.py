"""Figures for the desk: filings by week and why they came back; numbers alone, no personal data."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, func, select

from beian_plugin.filing.codes import Step, result_code
from beian_plugin.filing.form import field_at
from beian_plugin.filing.states import Verb
from beian_plugin.filing.verdict import Text
from beian_plugin.models.exchange import ReportRow
from beian_plugin.models.tables import FilingRow, FilingStep
from beian_plugin.operations.consequences import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from beian_plugin.operations.context import Context

WEEKS = 12
_MOST_REASONS = 10
_WHOLE = Text("总体原因", "on the whole")


class Week(NamedTuple):
    """How many filings were opened and approved in one week."""

    #: Its Monday, in China.
    monday: date
    opened: int
    approved: int


class Reason(NamedTuple):
    """How often filings came back for one reason."""

    text: Text
    times: int


def weeks(context: Context) -> tuple[Week, ...]:
    """The last weeks, the running one last."""
    mondays = _mondays(context)
    spans = [(monday, monday + timedelta(days=7)) for monday in mondays]
    opened = [and_(FilingRow.created_at >= _moment(begin), FilingRow.created_at < _moment(end)) for begin, end in spans]
    approved = [and_(FilingRow.approved_on >= begin, FilingRow.approved_on < end) for begin, end in spans]
    counts: list[Any] = [func.count().filter(one) for one in (*opened, *approved)]
    with context.database.read() as session:
        found = session.execute(select(*counts).select_from(FilingRow)).one()
    return tuple(map(Week, mondays, found[: len(mondays)], found[len(mondays) :]))


def return_reasons(context: Context) -> tuple[Reason, ...]:
    """Why filings came back in these weeks, the most frequent first: fields by us, codes by the authority."""
    since = _moment(_mondays(context)[0])
    ours = select(FilingStep.fields).where(FilingStep.verb == Verb.RETURN_TO_CUSTOMER.value, FilingStep.at >= since)
    theirs = select(ReportRow.codes).where(ReportRow.answered_at >= since)
    with context.database.read() as session:
        counted = Counter(text for fields in session.scalars(ours) for text in _fields(fields))
        counted.update(text for codes in session.scalars(theirs) for text in _codes(codes))
    return tuple(Reason(text, times) for text, times in counted.most_common(_MOST_REASONS))


def _fields(fields: dict[str, Any]) -> Iterator[Text]:
    """The fields that a filing was returned for, each once, or that it was returned on the whole."""
    yield from dict.fromkeys(field_at(path).label for path in fields) or (_WHOLE,)


def _codes(codes: list[int]) -> Iterator[Text]:
    for remedy in map(result_code, codes):
        if remedy.step is not Step.DONE:
            code = remedy.codes[0]
            yield Text(f"{code} {remedy.message.zh}", f"{code} {remedy.message.en}")


def _mondays(context: Context) -> list[date]:
    today = context.now().astimezone(CHINA).date()
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
