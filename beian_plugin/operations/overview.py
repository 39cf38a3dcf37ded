"""What one customer has: each domain as it is today, the subjects with their sites, the filings (FAQ 44, 49, 50)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import load_only

from beian_plugin.filing.facts import Access
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.showing import DONE
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.filing.today import WITHOUT_FILING, Today, next_of
from beian_plugin.filing.verdict import Actor, Text
from beian_plugin.models.tables import Customer, CustomerSubject, Domain, Site, Subject
from beian_plugin.operations.filings import filings_of
from beian_plugin.operations.obligations import obligations_of
from beian_plugin.operations.progress import standings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import DueObligation, Filing
    from beian_plugin.filing.showing import Shown, SubjectShown
    from beian_plugin.operations.context import Context

_RETURNED = frozenset({State.RETURNED_TO_CUSTOMER, State.RETURNED_TO_PROVIDER})
_CANCELS = frozenset({Kind.CANCEL_SUBJECT, Kind.CANCEL_SITE, Kind.CANCEL_ACCESS})
#: Which of several filings under way tells what comes next: first where the customer has to act.
_URGENCY = (
    State.RETURNED_TO_CUSTOMER,
    State.RETURNED_TO_PROVIDER,
    State.AUTHORITY_REVIEW,
    State.QUEUED,
    State.PROVIDER_REVIEW,
    State.DRAFT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainToday:
    """A domain of the customer, as it is today."""

    #: In punycode.
    name: str
    today: Today
    next_step: Text
    actor: Actor
    #: By when; None where no day is set.
    by: date | None = None
    #: The filing under way that tells the next step.
    filing: Filing | None = None
    #: Whether a filing may be started for it.
    may_start: bool = False
    #: Whether it is filed for a subject of the customer, who may change or cancel it.
    mine: bool = False
    #: The site's licence number; empty where it is not filed, or not for the customer.
    number: str = ""

    @property
    def needs_customer(self) -> bool:
        """Whether the customer has to do something next."""
        return self.actor is Actor.CUSTOMER

    def holds(self, words: str) -> bool:
        """Whether `words`, in small letters, stand in its name or its number."""
        return words in self.name or words in to_unicode(self.name) or words in self.number.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectToday:
    """A subject for which the customer files, and what it and its sites show."""

    name: str
    licence_number: str
    shown: SubjectShown

    @property
    def open_sites(self) -> dict[str, Shown]:
        """The sites for which something runs, by domain."""
        return {name: shown for name, shown in self.shown.sites.items() if shown.text != DONE}

    @property
    def is_quiet(self) -> bool:
        """Whether all of it is filed and nothing runs."""
        return self.shown.subject.text == DONE and not self.open_sites


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything of one customer."""

    #: Those where the customer has to act first, then by name.
    domains: tuple[DomainToday, ...]
    #: Those for which something runs first.
    subjects: tuple[SubjectToday, ...]
    #: The newest first.
    filings: tuple[Filing, ...]
    obligations: tuple[DueObligation, ...]


def overview_of(context: Context, customer: str) -> Overview:
    """What the panel's user has; empty for one who never filed."""
    filings = filings_of(context, customer)
    with context.database.read() as session:
        subjects = _subjects(session, customer)
        records = _records(session, {name for one in filings for name in one.domains}, [one.id for one in subjects])
        shown = standings_of(session, subjects)
    due = obligations_of(context, customer)
    owed: defaultdict[str, list[DueObligation]] = defaultdict(list)
    for one in due:
        for name in one.domains:
            owed[name].append(one)
    about: defaultdict[str, list[Filing]] = defaultdict(list)
    for filing in filings:
        for name in filing.domains:
            about[name].append(filing)
    mine = {subject.id for subject in subjects}
    domains = [
        _domain(name, about[name], records.get(name), mine, owed[name]) for name in about.keys() | records.keys()
    ]
    return Overview(
        domains=tuple(sorted(domains, key=lambda one: (one.actor is not Actor.CUSTOMER, one.name))),
        subjects=_told_apart(subjects, shown),
        filings=tuple(filings),
        obligations=tuple(due),
    )


def subjects_of(context: Context, customer: str) -> tuple[SubjectToday, ...]:
    """The subjects of the panel's user alone, those for which something runs first."""
    with context.database.read() as session:
        subjects = _subjects(session, customer)
        return _told_apart(subjects, standings_of(session, subjects))


def _told_apart(subjects: Iterable[Subject], shown: Mapping[int, SubjectShown]) -> tuple[SubjectToday, ...]:
    found = [
        SubjectToday(name=one.name, licence_number=one.licence_number or "", shown=shown[one.id]) for one in subjects
    ]
    return tuple(sorted(found, key=lambda one: one.is_quiet))


def _subjects(session: Session, customer: str) -> list[Subject]:
    query = (
        select(Subject)
        .join(CustomerSubject, CustomerSubject.subject_id == Subject.id)
        .join(Customer, Customer.id == CustomerSubject.customer_id)
        .where(Customer.user == customer)
        .options(load_only(Subject.name, Subject.licence_number))
        .order_by(Subject.id)
    )
    return list(session.scalars(query))


class _Record(NamedTuple):
    """What is known of a domain."""

    name: str
    site_id: int | None
    site_number: str
    subject_id: int | None
    access: str
    blacklisted: bool


def _records(session: Session, names: Iterable[str], subjects: Iterable[int]) -> dict[str, _Record]:
    """What is known of the domains that the customer's filings name, and of those of the customer's subjects."""
    query = select(*(getattr(Domain, name) for name in _Record._fields))
    named = query.where(Domain.name.in_(sorted(names)))
    filed = query.join(Site, Site.id == Domain.site_id).where(Site.subject_id.in_(list(subjects)))
    return {row.name: _Record(*row) for one in (named, filed) for row in session.execute(one)}


def _domain(
    name: str, filings: list[Filing], record: _Record | None, subjects: set[int], due: list[DueObligation]
) -> DomainToday:
    running = [filing for filing in filings if filing.state in OPEN_STATES]
    filing = min(running, key=lambda one: _URGENCY.index(one.state), default=None)
    mine = record is not None and record.subject_id in subjects
    today = _today(filing, filings, record, mine=mine)
    runs = filing if today is not Today.BARRED else None
    after = next_of(runs.state, on_behalf=runs.on_behalf) if runs is not None else WITHOUT_FILING[today]
    text, actor, by = after.text, after.actor, filing.due if filing is not None else None
    if filing is None and due:
        first = due[0].obligation
        text, actor, by = first.text, first.actor, due[0].due
    return DomainToday(
        name=name,
        today=today,
        next_step=text,
        actor=actor,
        by=by,
        filing=filing,
        may_start=filing is None and today in (Today.HELD, Today.ELSEWHERE, Today.NOTHING),
        mine=mine,
        number=record.site_number if record is not None and mine else "",
    )


def _today(filing: Filing | None, filings: list[Filing], record: _Record | None, *, mine: bool) -> Today:
    """What the domain is; a site that is filed here stays served whatever is under way for it (FAQ 46)."""
    if record is not None and record.blacklisted:
        return Today.BARRED
    filed = record is not None and record.site_id is not None
    access = Access(record.access) if record is not None else Access.UNKNOWN
    if filed and mine and access is Access.OURS:
        return Today.SERVED
    if filing is not None:
        return Today.RETURNED if filing.state in _RETURNED else Today.FILING
    if filed and access is Access.OTHER:
        return Today.ELSEWHERE
    if filed:
        return Today.HELD if mine and access is Access.NONE else Today.UNCLEAR
    last = next((one for one in filings if one.state is State.APPROVED), None)
    return Today.NOTHING if last is not None and last.kind in _CANCELS else Today.HELD
