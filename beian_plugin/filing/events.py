"""What a panel asks about: a domain that is bound, a server that is ordered, a site that moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beian_plugin.filing.certificate import Certificate


class Use(StrEnum):
    """What the host is bound for."""

    WEB = "web"
    MAIL = "mail"


class Direction(StrEnum):
    """Where a site goes."""

    #: From another provider to this host.
    IN = "in"
    #: From this host to another provider.
    OUT = "out"
    #: From one address of this host to another.
    MOVE = "move"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who files, as the panel knows the customer; every part may be missing."""

    name: str = ""
    certificate: Certificate | None = None
    #: From abroad, Hong Kong, Macau or Taiwan, without a mainland certificate (FAQ 48).
    overseas: bool = False
    #: Two-digit code of the province of the certificate's address, where the panel knows it.
    province: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainBind:
    """A customer adds a host name to a server."""

    host: str
    #: The panel's name for the region of the server; empty means unknown and counts as mainland.
    region: str = ""
    use: Use = Use.WEB
    #: The panel's own id of its customer.
    customer: str = ""
    subject: Subject | None = None
    #: IP address of the server that will answer for the host.
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOrder:
    """A customer orders servers."""

    region: str = ""
    product: str = ""
    #: Term of the order in months; 0 means the panel does not say.
    months: int = 0
    quantity: int = 1
    #: How many servers of this product the customer has already.
    held: int = 0
    #: Addresses the order reserves, where the panel knows them already.
    addresses: tuple[str, ...] = ()
    customer: str = ""
    subject: Subject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTransfer:
    """A site comes from another provider, leaves for one, or moves between addresses of this host."""

    host: str
    direction: Direction
    #: Region of the server that the site goes to (in, move) or stands on (out).
    region: str = ""
    customer: str = ""
    subject: Subject | None = None
    #: Address that the site goes to.
    address: str = ""
    #: Whether the subject's filed data is right, as the customer states it; None means not asked yet (FAQ 38).
    subject_correct: bool | None = None
    #: Whether the customer has the filing password at hand (FAQ 36); the password itself is not part of the event.
    has_password: bool = False


#: The name of each event in URLs, commands, hooks and stored verdicts.
EVENT_NAMES = {DomainBind: "domain_bind", ServerOrder: "server_order", SiteTransfer: "site_transfer"}

Event = DomainBind | ServerOrder | SiteTransfer
