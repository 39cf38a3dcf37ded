"""Which records of a download are applied together, and by what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from beian_plugin.authority import items
from beian_plugin.models.tables import Domain, Site, Subject
from beian_plugin.operations.base_codes import replace_tables
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.filings import hold_domains
from beian_plugin.operations.sync import record, removals
from beian_plugin.operations.sync.answers import Answers
from beian_plugin.operations.sync.blacklists import apply_blacklists
from beian_plugin.operations.sync.news import apply_news
from beian_plugin.operations.sync.old_news import not_newer, note_cancelled, without_cancelled
from beian_plugin.operations.sync.record_values import Entry, Wording, domains, load_wording
from beian_plugin.operations.sync.resync import Age

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import FilingChange
    from beian_plugin.operations.context import Context


@dataclass
class Batch:
    """The transaction in which some records of one file are applied."""

    context: Context
    session: Session
    head: items.Head
    #: When the file was stored: dates what it confirms.
    moment: datetime
    #: Whether newer files were applied before this one was opened, or even another resync came since.
    age: Age = Age.IN_TURN
    #: Steps that plugins are told of once the transaction is kept.
    changes: list[FilingChange] = field(default_factory=list)

    @cached_property
    def wording(self) -> Wording:
        """The code tables as they are now."""
        return load_wording(self.session, self.context.settings)


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Records that one function applies."""

    apply: Callable[[Batch, Sequence[Any]], None]
    #: Whether all of them in one file belong into one transaction.
    whole: bool = False


def _publish(batch: Batch, published: Sequence[items.Published]) -> None:
    if batch.age is Age.OVERTAKEN:
        return
    session, whole = batch.session, batch.head.resync
    published = without_cancelled(session, published, batch.moment, resync=whole)
    if batch.age is Age.LATE:
        published = not_newer(session, published, batch.moment)
    entries = [
        Entry(particulars=item.particulars, resync=whole, changed_at=read_time(item.changed_at)) for item in published
    ]
    if not batch.context.database.is_sqlite:
        names = {name for entry in entries for site in entry.particulars.sites for name in domains(site)}
        hold_domains(session, sorted(names))
    session.flush()
    record.store(session.connection(), batch.context.database.keys, batch.wording, entries, batch.moment)
    session.expire_all()


def _cancel(batch: Batch, cancelled: Sequence[items.Cancelled]) -> None:
    session, moment = batch.session, batch.moment
    sites = [item.authority_id for item in cancelled if item.what == "site"]
    subjects = [item.authority_id for item in cancelled if item.what == "subject"]
    meant = (
        select(Domain.name)
        .join(Site, Site.id == Domain.site_id)
        .where(Site.authority_id.in_(sites) | Site.subject.has(Subject.authority_id.in_(subjects)))
    )
    hold_domains(session, session.scalars(meant).all())
    for item in cancelled:
        if item.what == "site":
            if site := removals.find_site(session, item.authority_id):
                removals.take_off_site(session, site, moment)
        elif subject := removals.find_subject(session, item.authority_id):
            removals.take_off_subject(session, subject, moment)
        # Also one that is not known here: what is published of it may be on its way.
        note_cancelled(session, item.what, item.authority_id, moment)


def _answer(batch: Batch, answered: Sequence[items.Result | items.Opinion]) -> None:
    answers = Answers(batch.context, batch.session, batch.wording, batch.moment)
    answers.apply(answered)
    batch.changes += answers.changes


def _bar(batch: Batch, barred: Sequence[items.BarredSubject | items.BarredSite]) -> None:
    apply_blacklists(batch.context, batch.session, batch.wording, barred)


def _tell(batch: Batch, told: Sequence[items.Item]) -> None:
    for item in told:
        apply_news(batch.context, batch.session, item)


def _load_codes(batch: Batch, values: Sequence[items.CodeValue]) -> None:
    rows = [
        {"table": one.table, "code": one.code, "name": one.name, "valid": one.valid, "detail": one.detail}
        for one in values
    ]
    replace_tables(batch.session, rows, batch.context.now())


def _leave(batch: Batch, left: Sequence[items.Item]) -> None:
    """Nothing: the record is unreadable, or this software has no use for it."""


_LEFT = Family(_leave)
_NEWS = Family(_tell)
_ANSWERS = Family(_answer)
_BLACKLISTS = Family(_bar)
_FAMILIES: dict[type[items.Item], Family] = {
    items.Published: Family(_publish),
    items.Cancelled: Family(_cancel),
    items.Result: _ANSWERS,
    items.Opinion: _ANSWERS,
    items.BarredSubject: _BLACKLISTS,
    items.BarredSite: _BLACKLISTS,
    items.CodeValue: Family(_load_codes, whole=True),
    items.Unreadable: _LEFT,
    items.Untreated: _LEFT,
}


def family_of(item: items.Item) -> Family:
    """How the record is applied; news for staff unless the table says otherwise."""
    return _FAMILIES.get(type(item), _NEWS)


@lru_cache(maxsize=4096)
def read_time(text: str) -> datetime | None:
    """A moment that the authority writes in China's time, with or without the time of day; None where it is none."""
    try:
        moment = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(UTC)
