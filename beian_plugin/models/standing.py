"""What the gate reads of a domain, derived from sites, accesses, filings and the blacklist.

Whoever changes one of those for a domain calls `refresh` for it in the same transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String, and_, case, cast, exists, func, select, update

from beian_plugin.filing.states import OPEN_STATES
from beian_plugin.models.tables import BlacklistEntry, Domain, FilingDomain, FilingRow, Site, SiteAccess, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session
    from sqlalchemy.sql import Update

_CHUNK = 500


def refresh(session: Session | Connection, names: Sequence[str]) -> None:
    """Derive the gate's columns of the domains `names` anew."""
    for start in range(0, len(names), _CHUNK):
        session.execute(_derive().where(Domain.name.in_(names[start : start + _CHUNK])))


def refresh_all(session: Session | Connection) -> None:
    """Derive the gate's columns of every domain anew, for a repair."""
    session.execute(_derive())


def _derive() -> Update:
    ours = exists().where(SiteAccess.site_id == Domain.site_id, SiteAccess.ours)
    other = exists().where(SiteAccess.site_id == Domain.site_id, ~SiteAccess.ours)
    shell = exists().where(Site.id == Domain.site_id, Site.shell)
    sibling = Domain.__table__.alias("sibling")
    subject_of_site = select(Site.subject_id).where(Site.id == Domain.site_id).scalar_subquery()
    running = (
        select(func.max(FilingRow.id))
        .join(FilingDomain, FilingDomain.filing_id == FilingRow.id)
        .where(FilingDomain.name == Domain.name, FilingRow.state.in_([str(state) for state in OPEN_STATES]))
        .scalar_subquery()
    )
    own_addresses = (
        select(cast(SiteAccess.addresses, String)).where(SiteAccess.site_id == Domain.site_id, SiteAccess.ours).limit(1)
    ).scalar_subquery()
    return (
        update(Domain)
        .values(
            access=case((ours, "ours"), (other, "other"), (shell, "none"), else_="unknown"),
            other_access=other,
            shares_site=and_(
                Domain.site_id.is_not(None),
                exists().where(sibling.c.site_id == Domain.site_id, sibling.c.id != Domain.id),
            ),
            blacklisted=exists().where(BlacklistEntry.domain == Domain.name),
            subject_id=subject_of_site,
            subject_number=func.coalesce(
                select(Subject.licence_number)
                .join(Site, Site.subject_id == Subject.id)
                .where(Site.id == Domain.site_id)
                .scalar_subquery(),
                "",
            ),
            site_number=func.coalesce(
                select(Site.licence_number).where(Site.id == Domain.site_id).scalar_subquery(), ""
            ),
            province=select(Subject.province)
            .join(Site, Site.subject_id == Subject.id)
            .where(Site.id == Domain.site_id)
            .scalar_subquery(),
            addresses=func.coalesce(own_addresses, ""),
            running_filing_id=running,
        )
        .execution_options(synchronize_session=False)
    )
