"""The desk's queue: filings by state, kind, province and claim, sorted, searched and paged both ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import case, func, or_, select, union_all

from beian_plugin.errors import InvalidValue, UnknownYear
from beian_plugin.filing.hostname import HostKind, parse_host
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.filing.words import Word
from beian_plugin.models.findable import number_index, subject_indexes
from beian_plugin.models.tables import Customer, FilingDomain, FilingRow, Subject
from beian_plugin.operations.calendar import working_days
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.queue_order import MOST_DIGITS, Sort, beyond, order, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from beian_plugin.filing.calendar import WorkingDays
    from beian_plugin.operations.context import Context

#: Where the provider's staff have the next step.
WITH_STAFF = frozenset({State.PROVIDER_REVIEW, State.RETURNED_TO_PROVIDER})
PAGE = 50
#: The interface's certificate numbers are no longer than this.
_LONGEST_SEARCH = 255
#: As many filings that a search finds are sorted; more are walked along in the order.
_FEW = 1000
_ONE_DAY = timedelta(days=1)


class Claimed(Word):
    """Whose filings are wanted."""

    ANYBODY = ("anybody", "不限", "anybody's")
    ME = ("me", "我领取的", "mine")
    NOBODY = ("nobody", "无人领取", "nobody's")


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
    #: Where the page before ended, or the page after began; what is none begins anew.
    after: str = ""
    before: str = ""


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
    """Some lines, and the places where the next page begins and the one before ends; empty where there is none."""

    lines: tuple[Line, ...]
    next: str = ""
    previous: str = ""


class Waiting(NamedTuple):
    """How many filings wait for staff."""

    mine: int
    nobodys: int
    all: int


def list_filings(context: Context, wanted: Wanted, *, reader: str, limit: int = PAGE) -> Page:
    """The filings that are wanted, at most `limit`; `reader` is who `Claimed.ME` means."""
    back = bool(wanted.before)
    place = beyond(wanted.sort, wanted.before or wanted.after, back=back)
    back = back and place is not None
    with context.database.read() as session:
        query = narrowed(_listed(), context, session, wanted, reader)
        if place is not None:
            query = query.where(place)
        rows = list(session.execute(query.order_by(*order(wanted.sort, back=back)).limit(limit + 1)))
        more, shown = len(rows) > limit, rows[:limit]
        if back:
            shown.reverse()
        lines = tuple(_lines(context, session, shown))
    if not shown:
        return Page(lines)
    goes_on, came_before = (place is not None, more) if back else (more, place is not None)
    return Page(
        lines,
        place_of(wanted.sort, shown[-1]) if goes_on else "",
        place_of(wanted.sort, shown[0]) if came_before else "",
    )


def waiting(context: Context, *, reader: str) -> Waiting:
    """How many filings wait for staff: those of `reader`, those that nobody has claimed, and all."""
    mine, nobodys = (func.sum(case((FilingRow.claimed_by == name, 1), else_=0)) for name in (reader, ""))
    query = select(mine, nobodys, func.count()).where(FilingRow.state.in_(_values(WITH_STAFF)))
    with context.database.read() as session:
        return Waiting(*(count or 0 for count in session.execute(query).one()))


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


def narrowed(query: Select[Any], context: Context, session: Session, wanted: Wanted, reader: str) -> Select[Any]:
    """The query of filings, narrowed to what is wanted, on whatever page."""
    if wanted.states is not None:
        query = query.where(FilingRow.state.in_(_values(wanted.states)))
    if wanted.kind is not None:
        query = query.where(FilingRow.kind == wanted.kind.value)
    if wanted.province:
        query = query.where(FilingRow.province == wanted.province)
    if wanted.claimed is not Claimed.ANYBODY:
        query = query.where(FilingRow.claimed_by == (reader if wanted.claimed is Claimed.ME else ""))
    # No database keeps the character 0.
    if text := wanted.search.replace("\0", "").strip()[:_LONGEST_SEARCH]:
        query = query.where(_matching(context, session, text))
    return query


def _values(states: frozenset[State]) -> list[str]:
    return sorted(state.value for state in states)


def _matching(context: Context, session: Session, text: str) -> ColumnElement[bool]:
    """What the text means: the few filings that have it, by number; where they are many, a walk along the order.

    A database that cannot tell how many there are would read all filings to sort them.
    """
    meanings = tuple(_meanings(context, text))
    query = union_all(*(select(FilingRow.id).where(one) for one in meanings)).limit(_FEW + 1)
    ids = session.scalars(query).all()
    return FilingRow.id.in_(sorted(set(ids))) if len(ids) <= _FEW else or_(*meanings)


def _meanings(context: Context, text: str) -> Iterator[ColumnElement[bool]]:
    """Each way in which filings may have the text."""
    if number := _licence(text):
        of_record = select(Subject.id).where(Subject.licence_number == number)
        yield FilingRow.licence_number == number
        yield FilingRow.subject_id.in_(of_record)
        return
    yield FilingRow.subject_name.icontains(text, autoescape=True)
    named = select(FilingDomain.filing_id).where(FilingDomain.name.contains(_domain(text), autoescape=True))
    yield FilingRow.id.in_(named)
    plain = text.removeprefix("#")
    if plain.isdecimal() and len(plain) <= MOST_DIGITS:
        yield FilingRow.id == int(plain)
    if any(map(str.isdecimal, text)):
        keys = context.database.keys
        yield FilingRow.certificate_index == number_index(keys, text)
        yield FilingRow.subject_id.in_(
            select(Subject.id).where(Subject.certificate_index.in_(subject_indexes(keys, text)))
        )


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
