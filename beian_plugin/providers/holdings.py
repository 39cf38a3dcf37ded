"""What a filing holds and what stands on record beside it: sites, domains, and what the domains begin with."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import parse_host, to_unicode
from beian_plugin.filing.kinds import Kind
from beian_plugin.providers.situation import DomainFacts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from beian_plugin.filing.particulars import Site
    from beian_plugin.providers.situation import Situation

_DESCRIBING = frozenset({Kind.NEW, Kind.ADD_SITE, Kind.CHANGE})
_BRINGING = frozenset({Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN})
_UNKNOWN = DomainFacts()


class Held(NamedTuple):
    """A domain of a filing, and what is known of it."""

    #: Path of its name.
    path: str
    #: Path of its site.
    of: str
    site: Site
    #: The registrable domain in punycode; what was typed, where it is none.
    name: str
    facts: DomainFacts
    #: Whether it is new to the record here: the others of a change were accepted before.
    arrives: bool
    #: Whether nobody has filed it, as far as the kind of filing tells.
    unfiled: bool

    @property
    def suffix(self) -> str:
        """What follows the first label, as its owner writes it: `.com.cn`, `.公益`; empty where nothing does."""
        _, dot, rest = self.name.partition(".")
        return dot + to_unicode(rest)


def domains(situation: Situation) -> tuple[Held, ...]:
    """The domains of the filing; none for a kind that only takes away or hands in papers."""
    if situation.kind not in _DESCRIBING | _BRINGING:
        return ()
    recorded = {_registrable(one.name) for site in _recorded(situation) for one in site.domains}
    # A change of a record that is not known may repeat what stands there.
    changes_unseen = situation.kind is Kind.CHANGE and situation.published is None
    found = []
    for number, site in enumerate(situation.particulars.sites):
        for place, domain in enumerate(site.domains):
            of, name = f"sites.{number}", _registrable(domain.name)
            facts = situation.domains.get(name, _UNKNOWN)
            arrives = situation.kind in _BRINGING or not (changes_unseen or name in recorded)
            unfiled = arrives and situation.kind is not Kind.TRANSFER_IN
            found.append(Held(f"{of}.domains.{place}.name", of, site, name, facts, arrives, unfiled))
    return tuple(found)


def described_sites(situation: Situation) -> tuple[tuple[str, Site], ...]:
    """The sites that the filing describes whole, each with its path; a transfer_in only names the one on record."""
    if situation.kind not in _DESCRIBING:
        return ()
    return tuple((f"sites.{number}", site) for number, site in enumerate(situation.particulars.sites))


def recorded_site(situation: Situation, site: Site) -> Site | None:
    """The site as the authority last published it; None for a new one, and where nothing is published."""
    for one in _recorded(situation):
        same_id = site.authority_id is not None and one.authority_id == site.authority_id
        if same_id or (site.licence_number and one.licence_number == site.licence_number):
            return one
    return None


def brings(situation: Situation) -> bool:
    """Whether the filing brings a site or a domain, not only other words for what stands on record."""
    return situation.kind in _BRINGING or any(domain.arrives for domain in domains(situation))


def sites_on_record(situation: Situation) -> int | None:
    """How many sites stand under the subject's number beside the filing's; None where that is not known."""
    if situation.filed_sites is None and situation.kind is Kind.NEW:
        return 0
    return situation.filed_sites


def names_on_record(situation: Situation) -> frozenset[str] | None:
    """The registrable domains under the subject's number; None where they are not known."""
    if situation.filed_domains is None:
        return frozenset() if situation.kind is Kind.NEW else None
    return frozenset(_registrable(name) for name in situation.filed_domains)


def prefixes(names: Iterable[str]) -> frozenset[str]:
    """The different labels before the suffix: `tea` of `tea.cn` and of `tea.com.cn`."""
    return frozenset(name.partition(".")[0] for name in names)


def exceeds(limit: int, own: int, on_record: int | None) -> bool | None:
    """Whether what is filed and what is on record are together above a limit; None where the record could tell."""
    if own + (on_record or 0) > limit:
        return True
    return None if on_record is None else False


def address_ranges(site: Site) -> tuple[tuple[IPv4Address, IPv4Address], ...]:
    """The addresses that the site's accesses name, as far as they are IPv4 addresses."""
    found = []
    for block in (block for access in site.accesses for block in access.addresses):
        with suppress(AddressValueError):
            found.append((IPv4Address(block.first), IPv4Address(block.last)))
    return tuple(found)


def _recorded(situation: Situation) -> tuple[Site, ...]:
    return situation.published.sites if situation.published else ()


def _registrable(name: str) -> str:
    try:
        return parse_host(name).registrable or name.lower()
    except InvalidValue:
        return name.lower()
