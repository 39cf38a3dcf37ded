"""Whose the domains of filings are, until when, and where they point: asked in the background, kept for a while.

A question that is due stands in the database, so it outlives every process; nothing is asked while a request waits.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from beian_plugin.errors import ExtraMissing, InvalidValue
from beian_plugin.filing.hostname import parse_host
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.registration import NoAnswer, Registration, Trouble, is_same_name
from beian_plugin.filing.states import State
from beian_plugin.models.service import AuditEntry, Learned
from beian_plugin.models.tables import FilingDomain, FilingRow
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.registries import NotNow
from beian_plugin.operations.sync.leases import hold, holder_name, release
from beian_plugin.providers.situation import DomainFacts, Holder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from beian_plugin.filing.particulars import Particulars, Subject
    from beian_plugin.operations.context import Context

logger = logging.getLogger(__name__)

#: How long what was said counts at all, and how long it is recent enough to refuse a filing for it.
COUNTS = timedelta(days=7)
RECENT = timedelta(days=2)
#: Drafts that nobody has touched for so long are not asked about any more.
_WORKED_ON = timedelta(days=7)
#: What nobody has asked for so long is forgotten.
_KEPT = timedelta(days=30)
#: Where what was said stands in the way, the customer may be putting it right now: a registration that ends within
#: `_SOON`, or was not found, is asked for as often as the DNS.
_AGAIN = timedelta(days=1)
_AGAIN_SOON = timedelta(hours=1)
_SOON = timedelta(days=120)
#: After a question in vain: the first pause, which doubles, and the longest.
_PAUSE = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(days=1)
#: How long a round may ask, in seconds, and how many questions it takes up; the rest waits for the next round.
_ROUND_SECONDS = 20.0
_AT_ONCE = 100
_LEASE = "registrations"

_KINDS = (Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN, Kind.CHANGE)
_CUSTOMERS = (State.DRAFT, State.RETURNED_TO_CUSTOMER)
_STAFFS = (State.PROVIDER_REVIEW, State.RETURNED_TO_PROVIDER)


class Source(StrEnum):
    """Who is asked about a domain."""

    REGISTRY = "registry"
    DNS = "dns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the questions about a domain to one source stand."""

    #: When it last said something, and when it was last asked.
    known_at: datetime | None = None
    asked_at: datetime | None = None
    #: Why the last question was in vain.
    trouble: Trouble | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainKnown:
    """What is known of a domain; what nobody said within `COUNTS` is None."""

    name: str
    registration: Registration | None = None
    addresses: tuple[str, ...] | None = None
    registry: Asked = Asked()
    dns: Asked = Asked()


def known_of(context: Context, session: Session, names: Iterable[str]) -> dict[str, DomainKnown]:
    """What is known of each of the registrable domains."""
    rows: dict[tuple[str, str], Learned] = {}
    wanted = tuple(dict.fromkeys(names))
    for row in session.scalars(select(Learned).where(Learned.domain.in_(wanted))):
        rows[row.domain, row.source] = row
    return {name: _known(context, name, rows) for name in wanted}


def known(context: Context, host: str, *, actor: str = "") -> DomainKnown:
    """What is known of the domain of `host`; the audit log notes an `actor` who sees its holder.

    Raises InvalidValue for what has no domain.
    """
    name = _registrable(host)
    if actor:
        with context.database.write() as session:
            target = f"domain:{name}"
            session.add(AuditEntry(at=context.now(), actor=actor, action="view_registration", target=target))
    with context.database.read() as session:
        return known_of(context, session, [name])[name]


def facts_of(
    context: Context, session: Session, particulars: Particulars, published: Particulars | None
) -> dict[str, DomainFacts]:
    """What provinces' rules may know of the filing's domains, by registrable name; `published` is its record."""
    names = {
        name for site in particulars.sites for domain in site.domains if (name := _registrable_or_none(domain.name))
    }
    subjects = [one.subject for one in (particulars, published) if one is not None and one.subject is not None]
    recent = context.now() - RECENT
    found = {}
    for name, one in known_of(context, session, sorted(names)).items():
        said = one.registration or Registration()
        told = ((one.registry.known_at, one.registration), (one.dns.known_at, one.addresses))
        times = [at for at, what in told if what is not None]
        found[name] = DomainFacts(
            expires=said.expires,
            holder=holder_of(said, subjects),
            registered_abroad=said.registered_abroad,
            resolves_to=one.addresses,
            recent=all(at is not None and at >= recent for at in times),
        )
    return found


def holder_of(said: Registration, subjects: Iterable[Subject]) -> Holder | None:
    """Who holds the domain, seen from the filing's subject or its record; None where that cannot be told."""
    if not said.holder:
        return None
    subjects = list(subjects)
    same = [is_same_name(said.holder, one.name) for one in subjects]
    people = [is_same_name(said.holder, one.principal.name) for one in subjects]
    if True in same:
        return Holder.SUBJECT
    if True in people:
        return Holder.LEGAL_REPRESENTATIVE if said.holder_sure else None
    return None if not same or None in same else Holder.OTHER


def ask_again(context: Context, filing_id: int, *, actor: str) -> int:
    """Let the next round ask anew about the filing's domains; how many they are."""
    with context.database.write() as session:
        names = list(session.scalars(select(FilingDomain.name).where(FilingDomain.filing_id == filing_id)))
        _note(context, session, names)
        again = update(Learned).where(Learned.domain.in_(names))
        session.execute(again.values(next_at=context.now(), wanted=True))
        target = f"filing:{filing_id}"
        session.add(AuditEntry(at=context.now(), actor=actor, action="ask_registrations", target=target))
        return len(names)


def ask_now(context: Context, host: str) -> None:
    """Ask about the domain of `host` here and now, whatever BEIAN_RDAP says. Raises InvalidValue, ExtraMissing."""
    name = _registrable(host)
    with context.database.write() as session:
        _note(context, session, [name])
    for source in Source:
        _ask(context, name, source)


def ask_due(context: Context) -> int:
    """Ask what is due, for `_ROUND_SECONDS` at most; how many answers came. Raises ExtraMissing.

    Nothing is asked while BEIAN_RDAP is off, or while another process is at it.
    """
    if not context.settings.rdap:
        return 0
    lease = hold(context, _LEASE, holder_name())
    if lease is None:
        return 0
    try:
        end = time.monotonic() + _ROUND_SECONDS
        answers = 0
        for name, source in _due(context):
            if time.monotonic() > end:
                break
            answers += _ask(context, name, source)
        return answers
    finally:
        release(context, lease)


def _due(context: Context) -> list[tuple[str, Source]]:
    """The questions whose time has come, those by hand first; new ones are noted, old answers forgotten."""
    now, worked_on = context.now(), _worked_on(context)
    with context.database.write() as session:
        listed = select(Learned.domain).where(Learned.source == Source.DNS.value)
        _note(
            context, session, session.scalars(worked_on.where(FilingDomain.name.not_in(listed)).limit(_AT_ONCE)).all()
        )
        asked = func.coalesce(Learned.asked_at, Learned.next_at)
        session.execute(delete(Learned).where(asked < now - _KEPT, Learned.domain.not_in(worked_on)))
        query = (
            select(Learned.domain, Learned.source)
            .where(Learned.next_at <= now, or_(Learned.wanted, Learned.domain.in_(worked_on)))
            .order_by(Learned.wanted.desc(), Learned.next_at, Learned.id)
        )
        return [(name, Source(source)) for name, source in session.execute(query.limit(_AT_ONCE))]


def _worked_on(context: Context) -> Select[str]:
    """The domains of the filings that somebody works on now."""
    touched = FilingRow.updated_at >= context.now() - _WORKED_ON
    return (
        select(FilingDomain.name)
        .join(FilingRow, FilingRow.id == FilingDomain.filing_id)
        .where(
            FilingRow.kind.in_([kind.value for kind in _KINDS]),
            or_(
                FilingRow.state.in_([state.value for state in _STAFFS]),
                FilingRow.state.in_([state.value for state in _CUSTOMERS]) & touched,
            ),
        )
        .distinct()
    )


def _note(context: Context, session: Session, names: Iterable[str]) -> None:
    """Make sure that each domain has its questions; new ones are due now."""
    rows = [
        {"domain": name, "source": source.value, "next_at": context.now()}
        for name in sorted(names)
        for source in Source
    ]
    if rows:
        insert = sqlite.insert(Learned) if context.database.is_sqlite else postgresql.insert(Learned)
        session.execute(insert.values(rows).on_conflict_do_nothing())


def _ask(context: Context, name: str, source: Source) -> bool:
    """Ask one source about a domain and note what it says, or why it does not; whether it answered."""
    registries, settings = context.registries, context.settings
    try:
        if source is Source.REGISTRY:
            said = registries.registration(settings, name, patience=_ROUND_SECONDS)
            _answered(context, name, source, msgspec.json.encode(said), _again(context, said))
        else:
            addresses = registries.addresses(settings, name, patience=_ROUND_SECONDS)
            _answered(context, name, source, msgspec.json.encode(addresses), _AGAIN_SOON)
    except NotNow:
        return False
    except NoAnswer as problem:
        _in_vain(context, name, source, problem.trouble, timedelta(seconds=problem.wait))
        return False
    except ExtraMissing:
        raise
    except Exception as error:  # noqa: BLE001  what strangers answer must not stop the round
        logger.warning("what %s said of a domain could not be read: %s", source.value, type(error).__name__)
        _in_vain(context, name, source, Trouble.UNREADABLE, timedelta())
        return False
    return True


def _again(context: Context, said: Registration) -> timedelta:
    soon = context.now().astimezone(CHINA).date() + _SOON
    return _AGAIN_SOON if not said.found or (said.expires is not None and said.expires <= soon) else _AGAIN


def _answered(context: Context, name: str, source: Source, facts: bytes, again: timedelta) -> None:
    now = context.now()
    with context.database.write() as session:
        row = _row(session, name, source)
        row.facts, row.known_at, row.asked_at = facts.decode(), now, now
        row.trouble, row.tries, row.next_at, row.wanted = "", 0, now + again, False


def _in_vain(context: Context, name: str, source: Source, trouble: Trouble, wait: timedelta) -> None:
    now = context.now()
    with context.database.write() as session:
        row = _row(session, name, source)
        pause = _PAUSE * 2 ** min(row.tries, 10)
        row.asked_at, row.trouble, row.tries, row.wanted = now, trouble.value, row.tries + 1, False
        row.next_at = now + min(max(pause, wait), _LONGEST_PAUSE)


def _row(session: Session, name: str, source: Source) -> Learned:
    return session.scalars(select(Learned).where(Learned.domain == name, Learned.source == source.value)).one()


def _known(context: Context, name: str, rows: dict[tuple[str, str], Learned]) -> DomainKnown:
    registry, dns = (rows.get((name, source.value)) for source in Source)
    counts = context.now() - COUNTS
    said, pointed = (
        row.facts if row is not None and row.known_at is not None and row.known_at >= counts else None
        for row in (registry, dns)
    )
    return DomainKnown(
        name=name,
        registration=msgspec.json.decode(said, type=Registration) if said else None,
        addresses=msgspec.json.decode(pointed, type=tuple[str, ...] | None) if pointed else None,
        registry=_asked(registry),
        dns=_asked(dns),
    )


def _asked(row: Learned | None) -> Asked:
    if row is None:
        return Asked()
    trouble = Trouble(row.trouble) if row.trouble else None
    return Asked(known_at=row.known_at, asked_at=row.asked_at, trouble=trouble, next_at=row.next_at)


def _registrable(host: str) -> str:
    """The registrable domain in punycode. Raises InvalidValue where there is none."""
    name = parse_host(host).registrable
    if not name:
        raise InvalidValue("An address or a local name is no domain: name one such as example.cn.", what="host")
    return name


def _registrable_or_none(host: str) -> str:
    try:
        return parse_host(host).registrable
    except InvalidValue:
        return ""
