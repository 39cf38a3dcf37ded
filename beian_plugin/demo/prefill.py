"""What the panel knows of its customer and server, put into a draft wherever it says nothing yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from beian_plugin import Kind
from beian_plugin.demo.regions import PLACES
from beian_plugin.filing.particulars import Access, Domain, IpRange, Particulars, Site, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin import Filing
    from beian_plugin.demo import models

#: How this panel's servers are reached, in the words of the authority's table.
_MODE = "云主机"
_NEEDS_SITE = frozenset({Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN})


def filled_in(
    begun: Particulars,
    filing: Filing,
    user: models.User,
    site: models.Site | None,
    tables: Mapping[str, Mapping[int, str]],
) -> Particulars:
    """The draft that the plugin began, completed with the customer's details and the server of the site.

    The first code of a table is as good as any for a sample, but for the access mode, which the panel knows; the
    customer sees it and chooses.
    """
    known = msgspec.convert(user.details, Subject)
    subject = begun.subject
    if filing.kind is Kind.NEW:
        subject = _merged(known, subject or Subject())
    sites = begun.sites
    if filing.kind in _NEEDS_SITE:
        first = {name: tuple(table)[:1] for name, table in tables.items()}
        if mode := [code for code, name in tables.get("Jrfs", {}).items() if name == _MODE]:
            first["Jrfs"] = (mode[0],)
        if site and (place := _place(site, tables.get("Fbdd", {}))):
            first["Fbdd"] = place
        suggested = _site(filing, known, site, first)
        sites = tuple(_merged(suggested, one) for one in sites or (Site(),))
    return msgspec.structs.replace(begun, subject=subject, sites=sites)


def _site(filing: Filing, known: Subject, site: models.Site | None, first: Mapping[str, tuple[int, ...]]) -> Site:
    access = Access(places=first.get("Fbdd", ()), modes=first.get("Jrfs", ()), addresses=_addresses(site))
    if filing.kind is Kind.TRANSFER_IN:
        return Site(accesses=(access,))
    return Site(
        name=known.name,
        home_page=site.host if site else f"www.{filing.domains[0]}",
        contents=first.get("Fwnr", ()),
        languages=first.get("Yylb", ()),
        domains=tuple(Domain(name=name) for name in filing.domains),
        accesses=(access,),
        principal=known.principal,
    )


def _place(site: models.Site, places: Mapping[int, str]) -> tuple[int, ...]:
    return tuple(code for code, name in places.items() if name == PLACES.get(site.server.region))


def _addresses(site: models.Site | None) -> tuple[IpRange, ...]:
    return (IpRange(first=site.server.address, last=site.server.address),) if site else ()


def _merged(suggested: Any, said: Any) -> Any:
    """`said` with what is suggested wherever it is empty, group by group."""
    changes = {}
    for name in said.__struct_fields__:
        mine, theirs = getattr(said, name), getattr(suggested, name)
        if isinstance(mine, msgspec.Struct) and not isinstance(mine, Domain):
            changes[name] = _merged(theirs, mine)
        elif name == "accesses" and mine and theirs:
            changes[name] = (_merged(theirs[0], mine[0]), *mine[1:])
        elif not mine:
            changes[name] = theirs
    return msgspec.structs.replace(said, **changes)
