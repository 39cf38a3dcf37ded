"""What the public register shows of a domain or a licence number, as far as the mirror knows it (FAQ 25).

No address, phone, certificate or account, no filing under way, and no other provider: only whether it is this one.
"""

# ruff: noqa: TC003  msgspec reads the annotations when it runs
from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.certificate import PERSONAL
from beian_plugin.filing.facts import Filed
from beian_plugin.filing.licence import LicenceNumber, parse_licence
from beian_plugin.models import lookup
from beian_plugin.models.tables import Domain, Site, Subject
from beian_plugin.operations.public_query import public_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beian_plugin.models.database import Database

#: Most sites of a subject that one answer shows.
MOST_SITES = 50
#: Most domains of a site that one answer shows.
MOST_DOMAINS = 50


class PublicSite(Struct, frozen=True, kw_only=True):
    """One filed site."""

    #: Empty where the mirror does not know it.
    number: str
    name: str
    #: In punycode.
    domains: tuple[str, ...]
    #: Whether it is served through this provider; null where nothing tells.
    served_here: bool | None
    #: When the mirror last learned something of it.
    known_at: datetime


class RegisterAnswer(Struct, frozen=True, kw_only=True):
    """What the register shows; texts are empty where the mirror does not know them."""

    #: The registrable domain in punycode, or the licence number, in the one way it is written.
    asked: str
    #: `unknown` where nothing is found and the mirror does not hold every filing: absence from it is no evidence.
    filed: Filed
    #: Whether any of the sites is served through this provider; null where nothing tells.
    served_here: bool | None
    subject_number: str = ""
    #: Of a person, and of whom it is not known not to be one, the first character and stars.
    subject_name: str = ""
    #: 企业, 个人, ... in the source's words.
    nature: str = ""
    sites: tuple[PublicSite, ...] = ()
    #: Whether the subject has more sites than are shown.
    has_more: bool = False


def look_up(database: Database, asked: str) -> RegisterAnswer:
    """What the register shows of a host, an address of a page, or a subject's or site's licence number.

    Other sources are not asked. Raises InvalidValue where `asked` is none of these.
    """
    try:
        number = parse_licence(asked)
    except InvalidValue:
        return _of_domain(database, asked)
    return _of_number(database, number)


def masked_name(name: str) -> str:
    """A person's name for everybody's eyes: the first character and stars."""
    return name[:1] + "*" * min(len(name) - 1, 3) if name else ""


def _of_domain(database: Database, host: str) -> RegisterAnswer:
    record = public_record(database, host)
    with database.read() as session:
        found = session.scalar(_SITES.join(Domain, Domain.site_id == Site.id).where(Domain.name == record.domain))
        if found is None:
            return RegisterAnswer(asked=record.domain, filed=record.filed, served_here=record.served_here)
        return _answer(record.domain, found.subject, [found], _coverage(database))


def _of_number(database: Database, number: LicenceNumber) -> RegisterAnswer:
    coverage = _coverage(database)
    with database.read() as session:
        if number.is_site:
            sites = session.scalars(_SITES.where(Site.licence_number == str(number))).all()
            subject = sites[0].subject if sites else None
        else:
            subject = session.scalar(select(Subject).where(Subject.licence_number == str(number)))
            of_subject = _SITES.where(Site.subject_id == subject.id) if subject else None
            sites = [] if of_subject is None else session.scalars(of_subject.limit(MOST_SITES + 1)).all()
        if subject is not None:
            return _answer(str(number), subject, sites, coverage)
    filed = Filed.NO if coverage == "all" else Filed.UNKNOWN
    return RegisterAnswer(asked=str(number), filed=filed, served_here=None if coverage == "partial" else False)


def _answer(asked: str, subject: Subject, sites: Sequence[Site], coverage: str) -> RegisterAnswer:
    shown = tuple(_shown(site, coverage) for site in sites[:MOST_SITES])
    of_none = None if coverage == "partial" and not subject.shell else False
    served = {site.served_here for site in shown} or {of_none}
    return RegisterAnswer(
        asked=asked,
        filed=Filed.YES,
        served_here=True if True in served else None if None in served else False,
        subject_number=subject.licence_number or "",
        subject_name=subject.name if _is_organisation(subject) else masked_name(subject.name),
        nature=subject.nature,
        sites=shown,
        has_more=len(sites) > MOST_SITES,
    )


def _shown(site: Site, coverage: str) -> PublicSite:
    """A site as anybody may see it."""
    ours = [access.ours for access in site.accesses]
    is_known = bool(ours) or site.shell or coverage != "partial"
    return PublicSite(
        number=site.licence_number or "",
        name=site.name,
        domains=tuple(sorted(domain.name for domain in site.domains)[:MOST_DOMAINS]),
        served_here=any(ours) or (False if is_known else None),
        known_at=site.updated_at,
    )


def _is_organisation(subject: Subject) -> bool:
    """Whether it is known that no person files; what is not known is treated as a person."""
    if subject.nature:
        return "个人" not in subject.nature
    return bool(subject.certificate_kind) and subject.certificate_kind not in PERSONAL


def _coverage(database: Database) -> str:
    return lookup.find_domain(database, "").coverage


_SITES = select(Site).options(selectinload(Site.domains), selectinload(Site.accesses)).order_by(Site.id)
