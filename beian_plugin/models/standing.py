"""What the gate reads of a domain, derived from sites, accesses, filings and the blacklist.

Whoever changes one of those for a domain calls `refresh` for it in the same transaction; edges are told with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, case, cast, exists, func, insert, or_, select, update

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.models.service import GateChange
from beian_plugin.models.tables import BlacklistEntry, Domain, FilingDomain, FilingRow, Site, SiteAccess, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.orm import Session
    from sqlalchemy.sql import Update

_CHUNK = 500


def refresh(session: Session | Connection, names: Sequence[str]) -> None:
    """Derive the gate's columns of the domains `names` anew."""
    for start in range(0, len(names), _CHUNK):
        session.execute(_derive().where(Domain.name.in_(names[start : start + _CHUNK])))
    if 0 < len(names) <= _CHUNK:
        session.execute(insert(GateChange), [{"name": name} for name in names])
    elif names:
        tell_all_changed(session)


def refresh_sites(session: Session | Connection, site_ids: Sequence[int]) -> None:
    """Derive the gate's columns of the domains that stand under these sites anew."""
    for start in range(0, len(site_ids), _CHUNK):
        session.execute(_derive().where(Domain.site_id.in_(site_ids[start : start + _CHUNK])))
    if 0 < len(site_ids) <= _CHUNK:
        of_sites = select(Domain.name).where(Domain.site_id.in_(site_ids))
        session.execute(insert(GateChange).from_select(["name"], of_sites))
    elif site_ids:
        tell_all_changed(session)


def refresh_all(session: Session | Connection) -> None:
    """Derive the gate's columns of every domain anew, for a repair."""
    session.execute(_derive())
    tell_all_changed(session)


def tell_all_changed(session: Session | Connection) -> None:
    """Tell edges that any domain may stand otherwise now."""
    session.execute(insert(GateChange).values(name=""))


def drift(session: Session | Connection) -> int:
    """How many domains show something else than is derived; anything but 0 wants `refresh_all`."""
    differs = [getattr(Domain, name).is_distinct_from(value) for name, value in _derived().items()]
    return session.scalar(select(func.count()).select_from(Domain).where(or_(*differs))) or 0


def _derive() -> Update:
    return update(Domain).values(_derived()).execution_options(synchronize_session=False)


def _derived() -> dict[str, ColumnElement[Any]]:
    ours = exists().where(SiteAccess.site_id == Domain.site_id, SiteAccess.ours)
    other = exists().where(SiteAccess.site_id == Domain.site_id, ~SiteAccess.ours)
    shell = exists().where(Site.id == Domain.site_id, Site.shell)
    sibling = Domain.__table__.alias("sibling")
    subject_of_site = select(Site.subject_id).where(Site.id == Domain.site_id).scalar_subquery()
    # A verified transfer keeps a site online whatever else is opened (FAQ 46); then what was handed in, then drafts.
    verified = case((and_(FilingRow.kind == Kind.TRANSFER_IN.value, FilingRow.verified), 0), else_=1)
    draft = case((FilingRow.state == State.DRAFT.value, 1), else_=0)
    running = (
        select(FilingRow.id)
        .join(FilingDomain, FilingDomain.filing_id == FilingRow.id)
        .where(FilingDomain.name == Domain.name, FilingRow.state.in_([state.value for state in OPEN_STATES]))
        .order_by(verified, draft, FilingRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    own_addresses = (
        select(cast(SiteAccess.addresses, String)).where(SiteAccess.site_id == Domain.site_id, SiteAccess.ours).limit(1)
    ).scalar_subquery()
    of_site = select(Subject).join(Site, Site.subject_id == Subject.id).where(Site.id == Domain.site_id)
    number = select(Site.licence_number).where(Site.id == Domain.site_id).scalar_subquery()
    return {
        "access": case((ours, "ours"), (other, "other"), (shell, "none"), else_="unknown"),
        "other_access": other,
        "shares_site": and_(
            Domain.site_id.is_not(None),
            exists().where(sibling.c.site_id == Domain.site_id, sibling.c.id != Domain.id),
        ),
        "blacklisted": exists().where(BlacklistEntry.domain == Domain.name),
        "subject_id": subject_of_site,
        "subject_number": func.coalesce(of_site.with_only_columns(Subject.licence_number).scalar_subquery(), ""),
        "site_number": func.coalesce(number, ""),
        "province": of_site.with_only_columns(Subject.province).scalar_subquery(),
        "addresses": func.coalesce(func.nullif(own_addresses, "[]"), ""),
        "running_filing_id": running,
    }
