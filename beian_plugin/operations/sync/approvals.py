"""What an approval changes on the record at once, before the authority publishes it: the gate answers anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Domain, Particulars, Site
from beian_plugin.models.tables import CustomerSubject, FilingDomain, FilingRow
from beian_plugin.operations.filings import parse_particulars
from beian_plugin.operations.sync import removals
from beian_plugin.operations.sync.record import store
from beian_plugin.operations.sync.record_values import Entry, licence_number

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.models.tables import Site as SiteRow
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.sync.record_values import Wording

_ADDED = frozenset({Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN, Kind.CHANGE})


def approve_record(context: Context, session: Session, wording: Wording, filing_id: int, now: datetime) -> None:
    """Change the record as the approved filing says, within the caller's transaction, which holds its domains."""
    row = session.get_one(FilingRow, filing_id)
    kind, told = Kind(row.kind), parse_particulars(row.particulars)
    session.flush()
    if kind in _ADDED:
        _put_on_record(context, session, wording, row, told, now)
    elif kind is Kind.CANCEL_ACCESS:
        if site := site_of(session, row, told):
            removals.take_off_access(session, site, now, may_be_shell=False)
    elif kind is Kind.CANCEL_SITE:
        if site := site_of(session, row, told):
            removals.take_off_site(session, site, now)
    elif kind is Kind.CANCEL_SUBJECT and told.subject:
        number = licence_number(told.subject.licence_number)
        if subject := removals.find_subject(session, told.subject.authority_id, number):
            removals.take_off_subject(session, subject, now)
    session.flush()


def site_of(session: Session, row: FilingRow, told: Particulars) -> SiteRow | None:
    """The site on record that the filing is about; None where it is about none, or about one that is not known."""
    if told.sites:
        first = told.sites[0]
        return removals.find_site(session, first.authority_id, licence_number(first.licence_number), _names(row))
    return removals.find_site(session, None, "", _names(row))


def _names(row: FilingRow) -> list[str]:
    return [domain.name for domain in row.domains]


def _put_on_record(
    context: Context, session: Session, wording: Wording, row: FilingRow, told: Particulars, now: datetime
) -> None:
    kind = Kind(row.kind)
    if kind is Kind.TRANSFER_IN:
        told = _with_domains(session, row, told)
    entry = Entry(particulars=told, published=False, whole=kind is not Kind.TRANSFER_IN)
    [stored] = store(session.connection(), context.database.keys, wording, [entry], now)
    session.expire_all()
    row.subject_id = stored.subject_id
    row.site_id = stored.site_ids[0] if stored.site_ids else row.site_id
    if row.customer_id is not None:
        session.merge(CustomerSubject(customer_id=row.customer_id, subject_id=stored.subject_id))
    session.flush()


def _with_domains(session: Session, row: FilingRow, told: Particulars) -> Particulars:
    """A transfer names only the site's number: its domains are those that the filing is for."""
    site = told.sites[0] if told.sites else Site()
    known = {domain.name for domain in site.domains}
    names = session.scalars(select(FilingDomain.name).where(FilingDomain.filing_id == row.id)).all()
    more = tuple(Domain(name=name) for name in names if name not in known)
    site = msgspec.structs.replace(site, domains=site.domains + more)
    return msgspec.structs.replace(told, sites=(site, *told.sites[1:]))
