"""What a filing can begin with, from the record that the authority published and from what was filed before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import (
    Access,
    Cancellation,
    Domain,
    Particulars,
    Principal,
    Reporting,
    Site,
    Subject,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_NONE = Access()


def first_draft(
    kind: Kind,
    names: Sequence[str],
    *,
    published: Particulars,
    earlier: Particulars,
    subject_number: str = "",
    site_number: str = "",
    provider: int | None = None,
    usual: Access = _NONE,
) -> Particulars:
    """The particulars of a filing of `kind` for the domains `names`, as far as they are known; see `Particulars`.

    `published` and `earlier` may be empty; the numbers are those of the mirror; `provider` is our own id, `usual` the
    place and mode of our accesses.
    """
    site = _site_on_record(published, names, site_number)
    match kind:
        case Kind.NEW:
            subject = _as_new(earlier.subject) if earlier.subject else None
            return Particulars(subject=subject, sites=(_new_site(names, earlier, usual),))
        case Kind.ADD_SITE:
            subject = _named(published.subject, subject_number)
            return Particulars(subject=subject, sites=(_new_site(names, published, usual),))
        case Kind.CHANGE:
            return Particulars(
                subject=published.subject, sites=tuple(_answered(one, earlier) for one in published.sites)
            )
        case Kind.TRANSFER_IN:
            return Particulars(sites=(replace(site, accesses=(usual,)),))
        case Kind.CANCEL_SUBJECT:
            return Particulars(subject=_named(published.subject, subject_number), cancellation=Cancellation())
        case Kind.CANCEL_SITE:
            return Particulars(sites=(site,), cancellation=Cancellation())
        case Kind.CANCEL_ACCESS:
            whole = next((one for one in published.sites if one.licence_number == site.licence_number), Site())
            ours = tuple(
                Access(authority_id=one.authority_id) for one in whole.accesses if one.provider in (None, provider)
            )
            return Particulars(sites=(replace(site, accesses=ours[:1]),), cancellation=Cancellation())
        case Kind.MATERIAL:
            return Particulars(subject=_named(published.subject, subject_number))


def _named(subject: Subject | None, number: str) -> Subject:
    """The subject by its numbers alone."""
    if subject is None:
        return Subject(licence_number=number)
    return Subject(authority_id=subject.authority_id, licence_number=subject.licence_number or number)


def _site_on_record(published: Particulars, names: Sequence[str], number: str) -> Site:
    """The site of the domains by its numbers alone."""
    for site in published.sites:
        if (number and site.licence_number == number) or {domain.name for domain in site.domains} & set(names):
            return Site(authority_id=site.authority_id, licence_number=site.licence_number)
    return Site(licence_number=number)


def _as_new(subject: Subject) -> Subject:
    """The subject without what the authority or a filing of ours gave it."""
    return replace(subject, authority_id=None, own_id=None, licence_number="", reporting=Reporting.SELF)


def _new_site(names: Sequence[str], known: Particulars, usual: Access) -> Site:
    """A first site with the domains; principal and languages are those of an earlier site, else the subject's."""
    before = (
        known.sites[0] if known.sites else Site(principal=known.subject.principal if known.subject else Principal())
    )
    return Site(
        home_page=f"www.{names[0]}" if names else "",
        domains=tuple(Domain(name=name) for name in names),
        languages=before.languages,
        accesses=(usual,) if usual != _NONE else (),
        principal=before.principal,
    )


def _answered(site: Site, earlier: Particulars) -> Site:
    """The site with what its customer said of it before and the record does not hold."""
    names = {domain.name for domain in site.domains}
    said = (one.commercial for one in earlier.sites if names & {domain.name for domain in one.domains})
    return replace(site, commercial=next(said, site.commercial))
