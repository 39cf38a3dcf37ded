"""What a record of the authority says, in the words of the tables: numbers, certificates, addresses, providers."""

from __future__ import annotations

import ipaddress
import re
import socket
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import HostKind, parse_host
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.region import province_of_abbreviation, provinces
from beian_plugin.models.exchange import BaseCode
from beian_plugin.operations.mirror_row import read_certificate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.filing import particulars as said
    from beian_plugin.filing.certificate import Certificate
    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.settings import Settings

#: As `LicenceNumber` writes nearly every number: nothing to read there.
_AS_WRITTEN = re.compile(r"([^\W0-9A-Za-z_])ICP[备证][0-9]{4,14}号(?:-[1-9][0-9]{0,5})?").fullmatch
_LONGEST_NUMBER = 64
#: A longer range is not written out: nobody could compare an address with it, so nothing is said of addresses.
_MOST_ADDRESSES = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record to be stored: what the authority publishes, or what it approved and will publish."""

    particulars: Particulars
    #: Published by the authority: it names every access of a site, and is kept as it came.
    published: bool = True
    #: The sites are described whole: a domain that is not named is theirs no more.
    whole: bool = True
    #: Part of a full resync: what is kept of the subject is this alone.
    resync: bool = False
    #: When the authority had last changed it; older news than what is known changes nothing.
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """How base codes and this provider's own id read."""

    natures: Mapping[int, str]
    certificate_types: Mapping[int, str]
    isp_id: int | None

    def certificate(self, subject: said.Subject) -> Certificate | None:
        """The subject's certificate; None where it gives none."""
        return self.certificate_of(subject.certificate_type, subject.certificate_number)

    def certificate_of(self, code: int | None, number: str) -> Certificate | None:
        """The certificate, of the kind that the authority's table names; guessed by its form until that is loaded."""
        kind = self.certificate_types.get(code or 0, "")
        try:
            return read_certificate(kind, number)
        except InvalidValue:
            return None

    def nature(self, subject: said.Subject) -> str:
        """What the subject is; empty where the table does not say."""
        return self.natures.get(subject.nature or 0, "")

    def accesses(self, site: said.Site) -> dict[str, list[str]]:
        """The reported addresses of each provider of the site, the empty name for this one."""
        found: dict[str, list[str]] = {}
        for access in site.accesses:
            name = "" if access.provider is None or access.provider == self.isp_id else str(access.provider)
            known = found.setdefault(name, [])
            if not name:
                known.extend(one for one in _all_addresses(access) if one not in known)
        return found


def load_wording(session: Session, settings: Settings) -> Wording:
    """The code tables as they are loaded now."""
    query = select(BaseCode.table, BaseCode.code, BaseCode.name).where(BaseCode.table.in_(("Dwxz", "Zjlx")))
    tables: dict[str, dict[int, str]] = {"Dwxz": {}, "Zjlx": {}}
    for table, code, name in session.execute(query):
        tables[table][code] = name
    return Wording(tables["Dwxz"], tables["Zjlx"], int(settings.isp_id) if settings.isp_id else None)


def licence_number(text: str) -> str:
    """The number as `LicenceNumber` writes it; one that is in no known form as it came."""
    if not text or _AS_WRITTEN(text):
        return text
    try:
        return str(parse_licence(text))[:_LONGEST_NUMBER]
    except InvalidValue:
        return text.strip()[:_LONGEST_NUMBER]


def subject_number(number: str) -> str:
    """The subject's part of a site's number; empty where the number is in no known form."""
    try:
        parsed = parse_licence(number)
    except InvalidValue:
        return ""
    return str(parsed.subject) if parsed.is_site else ""


def province(number: str, address: said.Address | None) -> str | None:
    """The two digits of the province: the number's, else the address's."""
    by_number = province_of_abbreviation().get(number[:1]) if number else None
    if by_number or address is None or address.province is None:
        return by_number
    code = str(address.province)[:2]
    return code if code in provinces() else None


@lru_cache(maxsize=4096)
def registrable(name: str) -> str | None:
    """The registrable domain in punycode; None where the name is none, so that nobody could ask about it."""
    try:
        host = parse_host(name)
    except InvalidValue:
        return None
    return host.registrable if host.kind is HostKind.NAME else None


def domains(site: said.Site) -> list[str]:
    """The registrable domains of the site, each once."""
    if len(site.domains) == 1:
        name = registrable(site.domains[0].name)
        return [name] if name else []
    return list(dict.fromkeys(name for domain in site.domains if (name := registrable(domain.name))))


def _all_addresses(access: said.Access) -> list[str]:
    found: list[str] = []
    for one in access.addresses:
        if one.first == one.last:
            found.append(one.first)
            continue
        first, last = int(ipaddress.IPv4Address(one.first)), int(ipaddress.IPv4Address(one.last))
        if last - first >= _MOST_ADDRESSES - len(found):
            return []
        found.extend(socket.inet_ntoa(struct.pack("!I", number)) for number in range(first, last + 1))
    return found
