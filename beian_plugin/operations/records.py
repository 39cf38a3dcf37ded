"""What staff know and put on record by hand: who is barred, who files for whom, which records are shells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import HostKind, parse_host
from beian_plugin.filing.licence import parse_licence
from beian_plugin.models import standing
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import (
    BlacklistEntry,
    CustomerSubject,
    Domain,
    FilingDomain,
    FilingRow,
    Site,
    Subject,
)
from beian_plugin.operations.filings import customer_row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.filing.certificate import Certificate
    from beian_plugin.operations.context import Context


def bar_domain(context: Context, host: str, *, actor: str, reason: str = "") -> str:
    """Put the registrable domain of `host` on the blacklist (FAQ 26); the domain."""
    domain, now = _registrable(host), context.now()
    with context.database.write() as session:
        if session.scalar(select(BlacklistEntry).where(BlacklistEntry.domain == domain)) is None:
            session.add(BlacklistEntry(domain=domain, reason=reason, source=actor, since=now))
        if session.scalar(select(Domain).where(Domain.name == domain)) is None:
            session.add(Domain(name=domain, updated_at=now))
        _finish(context, session, actor, "bar", f"domain:{domain}", [domain])
    return domain


def unbar_domain(context: Context, host: str, *, actor: str) -> str:
    """Take the registrable domain of `host` off the blacklist. Raises InvalidValue where it is not on it."""
    domain = _registrable(host)
    with context.database.write() as session:
        entry = session.scalar(select(BlacklistEntry).where(BlacklistEntry.domain == domain))
        if entry is None:
            raise InvalidValue(f"{domain} is not on the blacklist.", what="domain", reason="missing")
        session.delete(entry)
        session.flush()
        _finish(context, session, actor, "unbar", f"domain:{domain}", [domain])
    return domain


def bar_subject(context: Context, certificate: Certificate, *, actor: str, reason: str = "") -> None:
    """Put the subject with that certificate on the blacklist (FAQ 26); only the blind index of the number is kept."""
    index = context.database.keys.certificate_index(certificate.kind, certificate.number)
    with context.database.write() as session:
        if session.scalar(select(BlacklistEntry).where(BlacklistEntry.certificate_index == index)) is None:
            session.add(BlacklistEntry(certificate_index=index, reason=reason, source=actor, since=context.now()))
        _finish(context, session, actor, "bar", "subject", [])


def link_customer(context: Context, user: str, licence: str, *, actor: str) -> None:
    """Let the panel's user file for the subject with that licence number (FAQ 25). Raises InvalidValue for none."""
    with context.database.write() as session:
        subject = _subject(session, licence)
        customer = customer_row(context, session, user)
        session.merge(CustomerSubject(customer_id=customer.id, subject_id=subject.id))
        _finish(context, session, actor, "link_customer", f"subject:{subject.id}", [])


def mark_shell(context: Context, licence: str, *, shell: bool, actor: str) -> None:
    """Note that a subject has no sites any more (FAQ 37), or a site no access (FAQ 38), or that it is none.

    A number with a part is a site's. Raises InvalidValue where no record has the number.
    """
    with context.database.write() as session:
        number = parse_licence(licence)
        row = _site(session, str(number)) if number.is_site else _subject(session, licence)
        row.shell, row.updated_at = shell, context.now()
        session.flush()
        names = session.scalars(select(Domain.name).where(Domain.site_id == row.id)).all() if number.is_site else []
        _finish(context, session, actor, "mark_shell" if shell else "unmark_shell", f"licence:{number}", list(names))


def mark_verified(context: Context, filing_id: int, *, actor: str) -> None:
    """Note that a filing's material is in and was checked, which lets a transferred site stay online (FAQ 46).

    Raises InvalidValue where there is no such filing.
    """
    with context.database.write() as session:
        row = session.get(FilingRow, filing_id, with_for_update=True)
        if row is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        row.verified = True
        session.flush()
        names = session.scalars(select(FilingDomain.name).where(FilingDomain.filing_id == filing_id)).all()
        _finish(context, session, actor, "mark_verified", f"filing:{filing_id}", list(names))


def _finish(context: Context, session: Session, actor: str, action: str, target: str, names: list[str]) -> None:
    session.add(AuditEntry(at=context.now(), actor=actor, action=action, target=target))
    session.flush()
    standing.refresh(session, names)


def _registrable(host: str) -> str:
    parsed = parse_host(host)
    if parsed.kind is not HostKind.NAME:
        raise InvalidValue(f"{parsed.ascii} is no domain.", what="host", reason="address")
    return parsed.registrable


def _subject(session: Session, licence: str) -> Subject:
    number = str(parse_licence(licence).subject)
    found = session.scalar(select(Subject).where(Subject.licence_number == number))
    if found is None:
        raise InvalidValue(f"No subject has the number {number}.", what="licence number", reason="missing")
    return found


def _site(session: Session, number: str) -> Site:
    found = session.scalar(select(Site).where(Site.licence_number == number))
    if found is None:
        raise InvalidValue(f"No site has the number {number}.", what="licence number", reason="missing")
    return found
