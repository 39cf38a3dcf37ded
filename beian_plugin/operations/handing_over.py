"""Pictures as their customer hands them in: for the subject, for a site, or as the scan of a pre-approval (FAQ 41)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlalchemy import select

from beian_plugin.authority.report import Holder
from beian_plugin.errors import InvalidValue
from beian_plugin.models.exchange import BaseCode
from beian_plugin.models.tables import AttachmentRow
from beian_plugin.operations import drafts, editing, material

if TYPE_CHECKING:
    from collections.abc import Callable

    from beian_plugin.filing.particulars import Particulars, PreApproval, Site
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.material import HandedIn


def hand_over(
    context: Context,
    filing_id: int,
    content: bytes,
    *,
    purpose: int,
    site: int | None = None,
    category: int | None = None,
    page: int = 1,
    actor: str,
) -> HandedIn:
    """What is kept of a picture, or of a page of a PDF, of the filing's subject, or of its site counted from 0.

    With `category` it is a scan of the site's pre-approval of that category, which names it from now on. Raises what
    `material.hand_in` raises.
    """
    holder = Holder.SUBJECT if site is None else Holder.SITE
    added = material.hand_in(
        context, filing_id, content, purpose=purpose, holder=holder, site=site or 0, page=page, actor=actor
    )
    if category is not None:

        def name(one: PreApproval) -> PreApproval:
            named = one.category != category or added.id in one.scans
            return one if named else replace(one, scans=(*one.scans, added.id))

        _rename_scans(context, filing_id, lambda place: place == site, name, actor)
    return added


def belongs_to_site(context: Context, purpose: int) -> bool:
    """Whether pictures of this purpose belong to a site, by the authority's table (`Ssdxlx`); else to the subject."""
    with context.database.read() as session:
        row = session.get(BaseCode, ("Fjyt", purpose))
        return row is not None and row.detail.get("Ssdxlx") == str(Holder.SITE.value)


def take_away(context: Context, filing_id: int, attachment_id: int, *, actor: str) -> None:
    """Take a picture off the filing, and off the pre-approval that names it.

    Raises InvalidValue where the filing has no such picture, FilingRefused where `actor` may not edit.
    """
    if not has_attachment(context, filing_id, attachment_id):
        raise InvalidValue(f"Filing {filing_id} has no attachment {attachment_id}.", what="attachment")
    material.remove_attachment(context, attachment_id, actor=actor)

    def name(one: PreApproval) -> PreApproval:
        return replace(one, scans=tuple(scan for scan in one.scans if scan != attachment_id))

    _rename_scans(context, filing_id, lambda _: True, name, actor)


def has_attachment(context: Context, filing_id: int, attachment_id: int) -> bool:
    """Whether the picture goes with that filing."""
    query = select(AttachmentRow.id).where(AttachmentRow.id == attachment_id, AttachmentRow.filing_id == filing_id)
    with context.database.read() as session:
        return session.scalar(query) is not None


def remove_site(context: Context, filing_id: int, site: int, *, actor: str) -> None:
    """Take a site off the filing, with its pictures; those of the sites behind it follow their sites.

    Raises InvalidValue where there is no such site or no other one, FilingRefused where `actor` may not edit,
    SavedMeanwhile where somebody else saves at the same time.
    """
    particulars = drafts.particulars_of(context, filing_id)
    if not 0 <= site < len(particulars.sites) or len(particulars.sites) == 1:
        raise InvalidValue(f"Filing {filing_id} has no site {site} beside another.", what="site", reason="missing")
    kept = particulars.sites[:site] + particulars.sites[site + 1 :]
    of_sites = select(AttachmentRow).where(
        AttachmentRow.filing_id == filing_id, AttachmentRow.holder == Holder.SITE, AttachmentRow.site >= site
    )
    with context.database.write() as session:
        said = replace(particulars, sites=kept)
        drafts.save_row(context, session, filing_id, said, actor=actor, base=particulars)
        for row in session.scalars(of_sites):
            if row.site == site:
                session.delete(row)
            else:
                row.site -= 1


def _rename_scans(
    context: Context,
    filing_id: int,
    at: Callable[[int], bool],
    name: Callable[[PreApproval], PreApproval],
    actor: str,
) -> None:
    """Let `name` rewrite the pre-approvals of the sites whose place `at` picks."""

    def rewritten(place: int, one: Site) -> Site:
        return replace(one, pre_approvals=tuple(map(name, one.pre_approvals))) if at(place) else one

    def change(said: Particulars) -> Particulars:
        return replace(said, sites=tuple(rewritten(place, one) for place, one in enumerate(said.sites)))

    editing.amend(context, filing_id, change, actor=actor)
