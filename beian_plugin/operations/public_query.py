"""What anybody may learn of a domain: whether it is filed, and whether it is served through this host (FAQ 25)."""

# ruff: noqa: TC003  msgspec reads the annotations when it runs
from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.facts import Access, Filed
from beian_plugin.filing.hostname import HostKind, parse_host
from beian_plugin.models import lookup
from beian_plugin.operations.gather import mirrored_access

if TYPE_CHECKING:
    from beian_plugin.models.database import Database


class PublicRecord(Struct, frozen=True, kw_only=True):
    """What is public of a domain: no name, no customer and no filing that is under way."""

    #: The host that was asked for, in punycode.
    host: str
    #: The registrable domain, for which filings are made.
    domain: str
    filed: Filed
    access: Access
    #: Whether it is served through this host; null where nothing tells.
    served_here: bool | None
    subject_number: str
    site_number: str
    #: When that was last known to be so.
    known_at: datetime | None


def public_record(database: Database, host: str) -> PublicRecord:
    """What the mirror says of `host`; other sources are not asked, so that strangers cannot make us ask them.

    Raises InvalidValue where `host` is no name, or an address.
    """
    parsed = parse_host(host)
    if parsed.kind is not HostKind.NAME:
        raise InvalidValue(
            f"{parsed.ascii} is an address or a local name; filings are made for domains, so ask for a domain.",
            what="host",
            reason="address",
        )
    standing = lookup.find_domain(database, parsed.registrable)
    if standing.site_id is None:
        filed, access = (Filed.NO if standing.coverage == "all" else Filed.UNKNOWN), Access.UNKNOWN
    else:
        filed, access = Filed.YES, mirrored_access(standing)
    knows_ours = access is not Access.UNKNOWN or standing.coverage != "partial"
    return PublicRecord(
        host=parsed.ascii,
        domain=parsed.registrable,
        filed=filed,
        access=access,
        served_here=access is Access.OURS if knows_ours else None,
        subject_number=standing.subject_number or "",
        site_number=standing.site_number or "",
        known_at=None if standing.site_id is None else lookup.moment(standing.updated_at),
    )
