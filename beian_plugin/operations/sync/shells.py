"""Code 1048: what a filing was about is not served by us any more, and a shell where nobody else serves it (FAQ 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.filing.kinds import Kind
from beian_plugin.models.tables import Site
from beian_plugin.operations.sync import removals
from beian_plugin.operations.sync.approvals import site_of
from beian_plugin.operations.sync.record_values import licence_number

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.filing import particulars as said
    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.models.tables import FilingRow

_OF_A_SITE = frozenset({Kind.TRANSFER_IN, Kind.CANCEL_SITE, Kind.CANCEL_ACCESS})


def mark_shell(session: Session, row: FilingRow, particulars: Particulars, now: datetime) -> None:
    """Take our access off the sites that the filing is about, and mark what then is a shell.

    A filing that names a subject alone is about all its sites.
    """
    if Kind(row.kind) in _OF_A_SITE:
        if site := site_of(session, row, particulars):
            removals.take_off_access(session, site, now, may_be_shell=True)
        return
    told = particulars.subject
    subject = told and removals.find_subject(session, told.authority_id, licence_number(told.licence_number))
    if not subject:
        return
    sites = session.scalars(select(Site).where(Site.subject_id == subject.id).order_by(Site.id)).all()
    if named := [site for one in particulars.sites if (site := _site(session, one))]:
        if any(site.accesses and not any(one.ours for one in site.accesses) for site in named):
            return  # that it touches another provider's site explains the code, and ours may well stand
        sites = [site for site in sites if site in named]
    for site in sites:
        removals.take_off_access(session, site, now, may_be_shell=True)
    removals.recognise_shell(session, subject, now)


def _site(session: Session, told: said.Site) -> Site | None:
    return removals.find_site(session, told.authority_id, licence_number(told.licence_number))
