"""What a province's rules look at: one filing and all that is known around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from beian_plugin.providers.rule import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from beian_plugin.filing.kinds import Kind
    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.providers.requirement import Asked, Requirement


class Holder(StrEnum):
    """Who holds a domain, seen from the filing's subject."""

    SUBJECT = "subject"
    LEGAL_REPRESENTATIVE = "legal_representative"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainFacts:
    """What is known of a domain's registration; None where nobody said."""

    expires: date | None = None
    holder: Holder | None = None
    registered_abroad: bool | None = None
    #: IPv4 addresses that the name resolves to now; empty where it resolves to none.
    resolves_to: tuple[str, ...] | None = None
    #: Whether it was said lately; what is older may have been put right since, and is only warned of.
    recent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One filing as rules look at it; what is not known is None or empty and is never held against anybody."""

    kind: Kind
    #: Two-digit code of the province that decides.
    province: str
    today: date
    particulars: Particulars
    #: ANY where nothing tells whether a person or an organisation files.
    subject: SubjectKind = SubjectKind.ANY
    #: The authority's base code tables: table, code, name.
    tables: Mapping[str, Mapping[int, str]] = field(default_factory=lambda: MappingProxyType({}))
    #: The subject with all its sites as the authority last published them.
    published: Particulars | None = None
    #: Sites that stand under the subject's number now, this filing's not counted.
    filed_sites: int | None = None
    #: Registrable domains that stand under the subject's number now.
    filed_domains: Collection[str] | None = None
    #: Paths of principals whose certificate, or mobile number, stands under another subject here, such as
    #: `subject.principal`.
    principals_elsewhere: Collection[str] = ()
    mobiles_elsewhere: Collection[str] = ()
    #: Whether the subject has a second number on record here.
    second_number: bool = False
    #: Number of this provider's own telecom permit, which commercial filings name (FAQ 30); empty where it is not set.
    permit_number: str = ""
    domains: Mapping[str, DomainFacts] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_individual(self) -> bool:
        """Whether a person files."""
        return self.subject is SubjectKind.INDIVIDUAL

    @property
    def is_organisation(self) -> bool:
        """Whether an organisation files."""
        return self.subject is SubjectKind.ORGANISATION


class Act(Protocol):
    """What a rule does: yields what it asks in a situation, and nothing where it asks nothing."""

    def __call__(self, asked: Asked, situation: Situation, /) -> Iterable[Requirement]:
        """The requirements of one rule that is in force for the situation's subject and kind of filing."""
        ...
