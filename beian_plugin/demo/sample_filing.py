"""For who tries the demo: a filing filled in with what the sample says of its customer, and with a sample picture.

A real panel has no need of this module: its customers fill in their filings in the portal.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec

from beian_plugin import Kind
from beian_plugin.demo import hosting
from beian_plugin.demo.extensions import beian
from beian_plugin.demo.regions import PLACES
from beian_plugin.filing.particulars import (
    Access,
    Cancellation,
    Commercial,
    Domain,
    IpRange,
    Particulars,
    Site,
    Subject,
)
from beian_plugin.operations import base_codes, handing_over

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin import Filing
    from beian_plugin.demo import models

    Thing = models.Site | models.Transfer
    Tables = Mapping[str, Mapping[int, str]]

_TABLES = ("Fwnr", "Yylb", "Jrfs", "Gj", "Zxly", "Fjyt")
#: How this panel's servers are reached, in the words of the authority's table.
_MODE = "云主机"
#: Names no place and no person, which names of sites may not.
_NAME = "演示作品展示"
#: What the sample picture is handed in as, in the words of the authority's table.
_PICTURES = ("主办单位证件", "网站负责人证件")
_WHOLE = frozenset({Kind.NEW, Kind.CHANGE})
_WITH_SITE = _WHOLE | {Kind.ADD_SITE}
_WITH_ACCESS = _WITH_SITE | {Kind.TRANSFER_IN}


def fill_in(thing: Thing, filing: Filing) -> None:
    """Complete the draft wherever it says nothing yet, and hand in the sample picture; twice is as good as once.

    Raises FilingRefused where the customer may not edit it now.
    """
    tables = {name: base_codes.table(beian.context, name) for name in _TABLES}
    begun, actor = beian.particulars(filing.id), thing.owner.get_id()
    beian.save(filing.id, _completed(begun, thing, filing, tables), actor=actor)
    if filing.kind in _WITH_SITE:
        _hand_in_pictures(filing, tables["Fjyt"], actor)


def _completed(begun: Particulars, thing: Thing, filing: Filing, tables: Tables) -> Particulars:
    known = msgspec.convert(thing.owner.details, Subject)
    subject, sites, cancellation = begun.subject, begun.sites, begun.cancellation
    if filing.kind in _WHOLE:
        subject = _merged(known, subject or Subject())
    if filing.kind in _WITH_ACCESS:
        suggested = _site(thing, filing, known, tables)
        sites = tuple(_merged(suggested, one) for one in sites or (Site(),))
    if filing.kind.cancel_type is not None:
        cancellation = _merged(Cancellation(reason=next(iter(tables["Zxly"]), None)), cancellation or Cancellation())
    return msgspec.structs.replace(begun, subject=subject, sites=sites, cancellation=cancellation)


def _site(thing: Thing, filing: Filing, known: Subject, tables: Tables) -> Site:
    """The first code of a table is as good as any for a sample, but for what the panel knows."""
    place = PLACES.get(thing.server.region, "")
    access = Access(
        places=tuple(code for code, name in tables["Gj"].items() if place and name.startswith(place))[:1],
        modes=tuple(code for code, name in tables["Jrfs"].items() if name == _MODE),
        addresses=tuple(IpRange(first=one, last=one) for one in hosting.addresses(thing.owner.get_id(), thing.domain)),
    )
    if filing.kind is Kind.TRANSFER_IN:
        return Site(accesses=(access,), commercial=Commercial.NO)
    return Site(
        name=_NAME,
        home_page=thing.host,
        contents=tuple(tables["Fwnr"])[:1],
        languages=tuple(tables["Yylb"])[:1],
        domains=tuple(Domain(name=name) for name in filing.domains),
        accesses=(access,),
        principal=known.principal,
        commercial=Commercial.NO,
    )


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


def _hand_in_pictures(filing: Filing, purposes: Mapping[int, str], actor: str) -> None:
    content = (files(__package__) / "static" / "sample-picture.png").read_bytes()
    for code, name in purposes.items():
        if name in _PICTURES:
            site = 0 if handing_over.belongs_to_site(beian.context, code) else None
            handing_over.hand_over(beian.context, filing.id, content, purpose=code, site=site, actor=actor)
