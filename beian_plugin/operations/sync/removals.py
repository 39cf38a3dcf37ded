"""Take off the record what the authority cancelled: subjects, sites, our access; and know shells (FAQ 37, 38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, exists, select, update

from beian_plugin.filing.particulars import Particulars
from beian_plugin.models import standing
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import CustomerSubject, Domain, FilingRow, Site, SiteAccess, Subject
from beian_plugin.operations.filings import hold_domains
from beian_plugin.operations.sync.old_news import SITE, SUBJECT, note_cancelled
from beian_plugin.operations.sync.record import remove_subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

_ACTOR = "authority"


def find_site(session: Session, authority_id: int | None, number: str = "", domains: Sequence[str] = ()) -> Site | None:
    """The site by the authority's id, else by its number, else by one of its domains."""
    if authority_id and (site := session.scalar(select(Site).where(Site.authority_id == authority_id))):
        return site
    if number and (site := session.scalar(select(Site).where(Site.licence_number == number))):
        return site
    query = select(Site).join(Domain, Domain.site_id == Site.id).where(Domain.name.in_(domains)).order_by(Site.id)
    return session.scalar(query.limit(1)) if domains else None


def find_subject(session: Session, authority_id: int | None, number: str = "") -> Subject | None:
    """The subject by the authority's id, else by its number."""
    if authority_id and (found := session.scalar(select(Subject).where(Subject.authority_id == authority_id))):
        return found
    return session.scalar(select(Subject).where(Subject.licence_number == number)) if number else None


def domains_of_sites(session: Session, site_ids: Iterable[int]) -> list[str]:
    """The domains that stand under these sites."""
    return list(session.scalars(select(Domain.name).where(Domain.site_id.in_(list(site_ids)))))


def take_off_site(session: Session, site: Site, now: datetime) -> None:
    """Remove a site with its accesses; its domains are not filed any more, and a subject without sites is a shell.

    `now` dates the cancellation: when the file that tells of it was stored.
    """
    subject = site.subject
    if site.authority_id is not None:
        note_cancelled(session, SITE, site.authority_id, now)
    names = domains_of_sites(session, [site.id])
    hold_domains(session, names)
    _forget_site(session, site)
    session.execute(update(FilingRow).where(FilingRow.site_id == site.id).values(site_id=None))
    session.execute(delete(SiteAccess).where(SiteAccess.site_id == site.id))
    session.execute(update(Domain).where(Domain.site_id == site.id).values(site_id=None, updated_at=now))
    session.execute(delete(Site).where(Site.id == site.id))
    session.expire(subject, ["sites"])
    _note(session, now, "take_off_site", f"site:{site.id}", site.licence_number)
    recognise_shell(session, subject, now)
    standing.refresh(session, names)


def take_off_subject(session: Session, subject: Subject, now: datetime) -> None:
    """Remove a subject with all its sites; where a filing or a customer refers to it, it stays without a number.

    `now` dates the cancellation, as `take_off_site` says.
    """
    if subject.authority_id is not None:
        note_cancelled(session, SUBJECT, subject.authority_id, now)
    for site in session.scalars(select(Site).where(Site.subject_id == subject.id).order_by(Site.id)).all():
        take_off_site(session, site, now)
    _note(session, now, "take_off_subject", f"subject:{subject.id}", subject.licence_number)
    subject.licence_number = subject.authority_id = subject.published = subject.published_at = None
    subject.shell, subject.updated_at = False, now
    session.flush()
    referred = exists().where(FilingRow.subject_id == Subject.id) | exists().where(
        CustomerSubject.subject_id == Subject.id
    )
    if session.scalar(select(Subject.id).where(Subject.id == subject.id, ~referred)) is not None:
        session.expunge(subject)
        remove_subject(session.connection(), subject.id)


def take_off_access(session: Session, site: Site, now: datetime, *, may_be_shell: bool) -> None:
    """Remove our access of a site; with `may_be_shell` a site that nobody serves any more is a shell (FAQ 38)."""
    names = domains_of_sites(session, [site.id])
    hold_domains(session, names)
    session.execute(delete(SiteAccess).where(SiteAccess.site_id == site.id, SiteAccess.ours))
    left = session.scalar(select(SiteAccess.id).where(SiteAccess.site_id == site.id).limit(1))
    site.shell, site.updated_at = site.shell or (may_be_shell and left is None), now
    session.flush()
    standing.refresh(session, names)


def mark_unserved(session: Session, site: Site, now: datetime) -> None:
    """Note that nobody serves the site any more, whoever did (FAQ 38)."""
    names = domains_of_sites(session, [site.id])
    hold_domains(session, names)
    session.execute(delete(SiteAccess).where(SiteAccess.site_id == site.id))
    site.shell, site.updated_at = True, now
    session.flush()
    standing.refresh(session, names)


def recognise_shell(session: Session, subject: Subject, now: datetime) -> None:
    """A subject with a number whose last site went is a shell (FAQ 37)."""
    numbered = subject.licence_number is not None or subject.authority_id is not None
    if numbered and session.scalar(select(Site.id).where(Site.subject_id == subject.id).limit(1)) is None:
        subject.shell, subject.updated_at = True, now
        session.flush()


def _forget_site(session: Session, site: Site) -> None:
    """Take the site out of what the authority last published of its subject."""
    subject = site.subject
    if subject.published is None or site.authority_id is None:
        return
    told = msgspec.json.decode(subject.published, type=Particulars)
    left = tuple(one for one in told.sites if one.authority_id != site.authority_id)
    if left != told.sites:
        subject.published = msgspec.json.encode(msgspec.structs.replace(told, sites=left)).decode()
        session.flush()


def _note(session: Session, now: datetime, action: str, target: str, number: str | None) -> None:
    detail = {"licence_number": number} if number else {}
    session.add(AuditEntry(at=now, actor=_ACTOR, action=action, target=target, detail=detail))
