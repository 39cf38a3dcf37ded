"""What is known about a domain, its filing and its subject when an event is decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.filing.region import Place

if TYPE_CHECKING:
    from datetime import datetime

    from beian_plugin.filing.hostname import HostName
    from beian_plugin.filing.kinds import Kind
    from beian_plugin.filing.states import State


class Filed(StrEnum):
    """Whether the registrable domain is filed, as far as any source can say."""

    YES = "yes"
    NO = "no"
    #: No source could say; absence from an incomplete mirror is no evidence.
    UNKNOWN = "unknown"


class Access(StrEnum):
    """Who the filing names as access provider."""

    #: This host, alone or beside others.
    OURS = "ours"
    OTHER = "other"
    #: Nobody any more: the site is a shell (FAQ 38).
    NONE = "none"
    UNKNOWN = "unknown"


class Owner(StrEnum):
    """For whom the domain is filed, seen from the customer who asks."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


class SubjectStanding(StrEnum):
    """What is known of the customer's subject."""

    #: No subject was given, or no source could say.
    UNKNOWN = "unknown"
    NEVER_FILED = "never_filed"
    #: Its number exists without sites (FAQ 37).
    SHELL = "shell"
    #: Filed through this host by the account that asks.
    HERE = "here"
    #: Filed through this host under another account (FAQ 25).
    OTHER_ACCOUNT = "other_account"
    ELSEWHERE = "elsewhere"
    #: Foreign or from Hong Kong, Macau, Taiwan, without a mainland certificate (FAQ 48).
    OVERSEAS = "overseas"


@dataclass(frozen=True, slots=True)
class RunningFiling:
    """The filing under way for the domain."""

    id: int
    kind: Kind
    state: State
    #: Material handed in and checked for truth, which lets a transferred site stay online (FAQ 46).
    verified: bool = False


# A named tuple where the other values are dataclasses: one is made for each decision, and it is made in a third of the
# time.
class Facts(NamedTuple):
    """Everything that the decision table looks at; hooks get it as it is."""

    place: Place = Place.MAINLAND
    host: HostName | None = None
    #: Why the host text is no host: a reason of `parse_host`.
    host_problem: str = ""
    domain_blacklisted: bool = False
    subject_blacklisted: bool = False
    filed: Filed = Filed.UNKNOWN
    access: Access = Access.UNKNOWN
    #: Another provider's access stands on the record, beside ours or alone.
    other_access: bool = False
    #: The site number covers further registrable domains.
    shares_site: bool = False
    owner: Owner = Owner.UNKNOWN
    #: The server's address is none of those reported for the site.
    address_differs: bool = False
    running: RunningFiling | None = None
    #: A cancellation of the subject is under way.
    cancelling: bool = False
    subject: SubjectStanding = SubjectStanding.UNKNOWN
    #: Two-digit code, or None where nothing tells.
    province: str | None = None
    subject_number: str = ""
    site_number: str = ""
    #: Who said whether the domain is filed: `mirror` or a record source's name.
    source: str = ""
    #: When that was true.
    known_at: datetime | None = None
    #: Why nobody could say, where a source failed: its name and its own words.
    trouble: str = ""
