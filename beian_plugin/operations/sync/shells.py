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

    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.models.tables import FilingRow

_OF_A_SITE = frozenset({Kind.TRANSFER_IN, Kind.CANCEL_SITE, Kind.CANCEL_ACCESS})


def mark_shell(session: Session, row: FilingRow, particulars: Particulars, now: datetime) -> None:
    """Take our access off the site or the subject's sites that the filing is about, and mark what then is a shell."""
    if Kind(row.kind) in _OF_A_SITE:
        if site := site_of(session, row, particulars):
            removals.take_off_access(session, site, now, may_be_shell=True)
        return
    told = particulars.subject
    subject = told and removals.find_subject(session, told.authority_id, licence_number(told.licence_number))
    if not subject:
        return
    for site in session.scalars(select(Site).where(Site.subject_id == subject.id).order_by(Site.id)).all():
        removals.take_off_access(session, site, now, may_be_shell=True)
    removals.recognise_shell(session, subject, now)
