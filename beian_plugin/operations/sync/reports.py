"""Filings as they are reported: new records get own ids, by which the authority's answers name them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from msgspec import structs
from sqlalchemy import select

from beian_plugin.authority.report import Attachment, Holder, Report
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Domain, IpRange
from beian_plugin.models.tables import AttachmentRow, FilingRow
from beian_plugin.operations.filings import parse_particulars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.filing.particulars import Access, Particulars, Site

_Known = TypeVar("_Known", Domain, IpRange)

#: Kinds whose sites are new with everything in them.
_NEW_SITES = frozenset({Kind.NEW, Kind.ADD_SITE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A filing that is about to be put into a file."""

    filing: int
    #: What tells whether somebody changed the filing since it was read.
    updated_at: datetime
    report: Report = field(repr=False)


def read_drafts(session: Session, filings: Sequence[int]) -> list[Draft]:
    """The filings as reports, in the order of their numbers, without own ids for new records yet."""
    attachments = defaultdict(list)
    query = select(AttachmentRow).where(AttachmentRow.filing_id.in_(filings)).order_by(AttachmentRow.id)
    for one in session.scalars(query):
        attachments[one.filing_id].append(_attachment(one))
    rows = session.scalars(select(FilingRow).where(FilingRow.id.in_(filings)).order_by(FilingRow.id))
    return [
        Draft(
            filing=row.id,
            updated_at=row.updated_at,
            report=Report(
                kind=Kind(row.kind),
                particulars=parse_particulars(row.particulars),
                attachments=tuple(attachments[row.id]),
                password=row.password or "",
            ),
        )
        for row in rows
    ]


def numbers_needed(report: Report) -> int:
    """How many own ids the report's new records want."""
    numbers = count()
    numbered(report, numbers)
    return next(numbers)


def numbered(report: Report, numbers: Iterator[int]) -> Report:
    """The report with own ids from `numbers`.

    Records that are new get one whatever they had: a report that is sent a second time is a new one to the authority.
    In a change, domains and addresses on record keep theirs.
    """
    particulars = report.particulars
    match report.kind:
        case Kind.NEW | Kind.ADD_SITE | Kind.TRANSFER_IN:
            particulars = _fresh(report.kind, particulars, numbers)
        case Kind.CHANGE:
            particulars = structs.replace(
                particulars, sites=tuple(_completed(site, numbers) for site in particulars.sites)
            )
    return replace(report, particulars=particulars)


def _fresh(kind: Kind, particulars: Particulars, numbers: Iterator[int]) -> Particulars:
    subject = particulars.subject
    if kind is Kind.NEW and subject is not None:
        subject = structs.replace(subject, own_id=next(numbers))
    sites = tuple(_fresh_site(kind, site, numbers) for site in particulars.sites)
    return structs.replace(particulars, subject=subject, sites=sites)


def _fresh_site(kind: Kind, site: Site, numbers: Iterator[int]) -> Site:
    if kind in _NEW_SITES:
        domains = tuple(structs.replace(domain, own_id=next(numbers)) for domain in site.domains)
        site = structs.replace(site, own_id=next(numbers), domains=domains)
    return structs.replace(site, accesses=tuple(_fresh_access(access, numbers) for access in site.accesses))


def _fresh_access(access: Access, numbers: Iterator[int]) -> Access:
    addresses = tuple(structs.replace(one, own_id=next(numbers)) for one in access.addresses)
    return structs.replace(access, own_id=next(numbers), addresses=addresses)


def _completed(site: Site, numbers: Iterator[int]) -> Site:
    accesses = tuple(
        structs.replace(access, addresses=tuple(_known(one, numbers) for one in access.addresses))
        for access in site.accesses
    )
    return structs.replace(site, domains=tuple(_known(one, numbers) for one in site.domains), accesses=accesses)


def _known(one: _Known, numbers: Iterator[int]) -> _Known:
    return one if one.own_id and one.authority_id else structs.replace(one, own_id=next(numbers))


def _attachment(row: AttachmentRow) -> Attachment:
    return Attachment(
        id=row.id,
        purpose=row.purpose,
        format=row.format,
        holder=Holder(row.holder),
        site=row.site,
        content=row.content,
        note=row.note,
    )
