"""The desk's queue: filings by state, kind, province and claim, sorted, searched and paged by keyset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, literal, nulls_last, or_, select, tuple_, union

from beian_plugin.errors import InvalidValue, UnknownYear
from beian_plugin.filing.hostname import HostKind, parse_host
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.filing.words import Word
from beian_plugin.models.base import UtcDateTime
from beian_plugin.models.findable import number_index, subject_indexes
from beian_plugin.models.tables import Customer, FilingDomain, FilingRow, Subject
from beian_plugin.operations.calendar import working_days
from beian_plugin.operations.consequences import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from beian_plugin.filing.calendar import WorkingDays
    from beian_plugin.operations.context import Context

#: Where the provider's staff have the next step.
WITH_STAFF = frozenset({State.PROVIDER_REVIEW, State.RETURNED_TO_PROVIDER})
PAGE = 50
#: The interface's certificate numbers and our numbers of filings are no longer than this.
_LONGEST_SEARCH = 255
_MOST_DIGITS = 9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_DAY = timedelta(days=1)
_NO_DAY = "-"


class Claimed(Word):
    """Whose filings are wanted."""

    ANYBODY = ("anybody", "不限", "anybody's")
    ME = ("me", "我领取的", "mine")
    NOBODY = ("nobody", "无人领取", "nobody's")


class Sort(Word):
    """What comes first."""

    #: Which has been in its state for the longest time.
    AGE = ("age", "等待最久", "waiting longest")
    #: Whose 20 working days at the authority end first; those without come last.
    DEADLINE = ("deadline", "期限最近", "deadline first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which filings are asked for, and in what order."""

    #: None for any state.
    states: frozenset[State] | None = WITH_STAFF
    kind: Kind | None = None
    #: Two-digit code, or empty.
    province: str = ""
    claimed: Claimed = Claimed.ANYBODY
    #: Part of a name or domain, a whole licence or certificate number, or the number of a filing.
    search: str = ""
    sort: Sort = Sort.AGE
    #: Where the page before ended; what is none begins anew.
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One filing of the queue."""

    id: int
    kind: Kind
    state: State
    #: The subject's name, as the filing or else the record says it; empty where neither does.
    name: str
    #: In punycode.
    domains: tuple[str, ...]
    province: str | None
    customer: str
    claimed_by: str
    claimed_at: datetime | None
    #: When it came into its state, and how many working days ago; None where that is not known or it is closed.
    since: datetime
    age: int | None
    #: The last of the authority's 20 working days, and how many of them are left; less than 0 when it is late.
    due: date | None
    left: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and where the next page begins; empty where there is none."""

    lines: tuple[Line, ...]
    next: str = ""


def list_filings(context: Context, wanted: Wanted, *, reader: str, limit: int = PAGE) -> Page:
    """The filings that are wanted, at most `limit`; `reader` is who `Claimed.ME` means."""
    query = _filtered(context, wanted, reader)
    order = _order(wanted.sort)
    if (place := _place(wanted)) is not None:
        query = query.where(place)
    with context.database.read() as session:
        rows = session.execute(query.order_by(*order).limit(limit + 1)).all()
        shown = rows[:limit]
        lines = tuple(_lines(context, session, shown))
    return Page(lines, _end(wanted.sort, shown[-1]) if len(rows) > limit else "")


def line_of(context: Context, filing_id: int) -> Line:
    """The filing as the queue shows it. Raises InvalidValue where there is none of that number."""
    with context.database.read() as session:
        rows = session.execute(_listed().where(FilingRow.id == filing_id)).all()
        for line in _lines(context, session, rows):
            return line
    raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")


def _listed() -> Select[Any]:
    """What a line needs."""
    columns = (
        FilingRow.id,
        FilingRow.kind,
        FilingRow.state,
        FilingRow.subject_name,
        Subject.name,
        FilingRow.province,
        Customer.user,
        FilingRow.claimed_by,
        FilingRow.claimed_at,
        FilingRow.since,
        FilingRow.due,
    )
    query: Any = select(*columns).outerjoin(Subject, Subject.id == FilingRow.subject_id)
    joined: Select[Any] = query.outerjoin(Customer, Customer.id == FilingRow.customer_id)
    return joined


def _filtered(context: Context, wanted: Wanted, reader: str) -> Select[Any]:
    query = _listed()
    if wanted.states is not None:
        query = query.where(FilingRow.state.in_(sorted(state.value for state in wanted.states)))
    if wanted.kind is not None:
        query = query.where(FilingRow.kind == wanted.kind.value)
    if wanted.province:
        query = query.where(FilingRow.province == wanted.province)
    if wanted.claimed is not Claimed.ANYBODY:
        query = query.where(FilingRow.claimed_by == (reader if wanted.claimed is Claimed.ME else ""))
    # No database keeps the character 0.
    if text := wanted.search.replace("\0", "").strip()[:_LONGEST_SEARCH]:
        query = query.where(FilingRow.id.in_(union(*_found(context, text))))
    return query


def _found(context: Context, text: str) -> Iterator[Select[int]]:
    """Ids of filings that the text may mean, one query for each way in which it may."""
    filing = select(FilingRow.id)
    yield filing.where(FilingRow.subject_name.icontains(text, autoescape=True))
    yield select(FilingDomain.filing_id).where(FilingDomain.name.contains(_domain(text), autoescape=True))
    plain = text.removeprefix("#")
    if plain.isdecimal() and len(plain) <= _MOST_DIGITS:
        yield filing.where(FilingRow.id == int(plain))
    if number := _licence(text):
        of_record = select(Subject.id).where(Subject.licence_number == number)
        yield filing.where(or_(FilingRow.licence_number == number, FilingRow.subject_id.in_(of_record)))
    if any(map(str.isdecimal, text)):
        keys = context.database.keys
        yield filing.where(FilingRow.certificate_index == number_index(keys, text))
        on_record = select(Subject.id).where(Subject.certificate_index.in_(subject_indexes(keys, text)))
        yield filing.where(FilingRow.subject_id.in_(on_record))


def _domain(text: str) -> str:
    """The text as names of domains are kept, where it is one; else as it may be part of one."""
    try:
        host = parse_host(text)
    except InvalidValue:
        return text.lower()
    return host.registrable if host.kind is HostKind.NAME else text.lower()


def _licence(text: str) -> str:
    try:
        return str(parse_licence(text).subject)
    except InvalidValue:
        return ""


def _order(sort: Sort) -> tuple[Any, ...]:
    if sort is Sort.DEADLINE:
        return nulls_last(FilingRow.due), FilingRow.id
    return FilingRow.since, FilingRow.id


def _end(sort: Sort, row: Row[Any]) -> str:
    """Where a page ends whose last line is `row`."""
    if sort is Sort.DEADLINE:
        return f"{row.due or _NO_DAY}_{row.id}"
    return f"{(row.since - _EPOCH) // timedelta(microseconds=1)}_{row.id}"


def _place(wanted: Wanted) -> ColumnElement[bool] | None:
    """What comes behind the page before; None at the beginning, and for junk."""
    value, _, number = wanted.after.partition("_")
    if not number.isdecimal() or len(number) > _MOST_DIGITS:
        return None
    last = int(number)
    try:
        if wanted.sort is Sort.AGE:
            moment = literal(_EPOCH + timedelta(microseconds=int(value)), UtcDateTime)
            return tuple_(FilingRow.since, FilingRow.id) > tuple_(moment, literal(last))
        if value == _NO_DAY:
            return and_(FilingRow.due.is_(None), FilingRow.id > last)
        due = date.fromisoformat(value)
    except (ValueError, OverflowError):
        return None
    return or_(FilingRow.due > due, and_(FilingRow.due == due, FilingRow.id > last), FilingRow.due.is_(None))


def _lines(context: Context, session: Session, rows: Sequence[Row[Any]]) -> Iterator[Line]:
    if not rows:
        return
    names: dict[int, list[str]] = {row.id: [] for row in rows}
    query = select(FilingDomain.filing_id, FilingDomain.name).where(FilingDomain.filing_id.in_(names))
    for filing, name in session.execute(query.order_by(FilingDomain.name)):
        names[filing].append(name)
    today = context.now().astimezone(CHINA).date()
    began = {row.id: row.since.astimezone(CHINA).date() for row in rows}
    ages = _ages(working_days(session), today, {*began.values(), *(row.due for row in rows if row.due is not None)})
    for row in rows:
        state = State(row.state)
        late = ages.get(row.due) if row.due is not None else None
        yield Line(
            id=row.id,
            kind=Kind(row.kind),
            state=state,
            name=row.subject_name or row.name or "",
            domains=tuple(names[row.id]),
            province=row.province,
            customer=row.user or "",
            claimed_by=row.claimed_by,
            claimed_at=row.claimed_at,
            since=row.since,
            age=ages.get(began[row.id]) if state in OPEN_STATES else None,
            due=row.due,
            left=None if late is None else -late,
        )


def _ages(days: WorkingDays, today: date, asked: set[date]) -> dict[date, int]:
    """Working days from each day to today, less than 0 for days to come; none where a calendar between is not known.

    One walk for all of a page: a walk for each would take most of its time.
    """
    found = {today: 0}
    for last, sign in ((min(asked), 1), (max(asked), -1)):
        day, count = today, 0
        try:
            while (last - day).days * sign < 0:
                # Back in time the day itself counts, and not the one that is asked for.
                count += days.is_working_day(day if sign > 0 else day + _ONE_DAY)
                day -= _ONE_DAY * sign
                found[day] = count * sign
        except UnknownYear:
            continue
    return {day: found[day] for day in asked if day in found}
