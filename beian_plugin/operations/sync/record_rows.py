"""Subjects, sites, accesses and domains while a batch from the authority changes them; fields as in the tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from beian_plugin.filing.certificate import Certificate

SUBJECT_COLUMNS = (
    "licence_number, name, nature, certificate_kind, certificate_number, certificate_index, address, province, shell, "
    "authority_id, published, published_at, principal_id"
)
SITE_COLUMNS = "subject_id, licence_number, name, shell, authority_id"


class Person(NamedTuple):
    """A principal as the authority tells of it."""

    name: str
    phone: str
    email: str
    #: Found by its blind index alone; the number itself stays in what was published.
    certificate: Certificate | None


@dataclass(slots=True, eq=False)
class SubjectRecord:
    """A subject; fields as in the table, sealed ones as they are stored."""

    licence_number: str | None = None
    name: str = ""
    nature: str = ""
    certificate_kind: str = ""
    certificate_number: bytes | None = None
    certificate_index: bytes | None = None
    address: bytes | None = None
    province: str | None = None
    shell: bool = False
    authority_id: int | None = None
    published: bytes | None = None
    published_at: Any = None
    principal_id: int | None = None
    #: 0 until a new one is stored.
    id: int = 0
    #: Its columns as the database has them; None for a new one.
    stored: tuple[Any, ...] | None = None
    #: Its principal, where it has to be written.
    principal: Person | None = None
    used: bool = False

    def columns(self) -> tuple[Any, ...]:
        """The values of SUBJECT_COLUMNS."""
        return (
            self.licence_number,
            self.name,
            self.nature,
            self.certificate_kind,
            self.certificate_number,
            self.certificate_index,
            self.address,
            self.province,
            self.shell,
            self.authority_id,
            self.published,
            self.published_at,
            self.principal_id,
        )


class KnownAccess(NamedTuple):
    """An access that the database has; its addresses as JSON."""

    id: int
    addresses: str


@dataclass(slots=True, eq=False)
class SiteRecord:
    """A site; fields as in the table."""

    subject: SubjectRecord
    licence_number: str | None = None
    name: str = ""
    shell: bool = False
    authority_id: int | None = None
    id: int = 0
    #: Its columns as the database has them; None for a new one.
    stored: tuple[Any, ...] | None = None
    #: Its accesses by provider as the database has them, and the addresses that they shall have.
    known: dict[str, KnownAccess] = field(default_factory=dict)
    wanted: dict[str, list[str]] | None = None
    domains: list[DomainRecord] = field(default_factory=list)
    used: bool = False

    def columns(self) -> tuple[Any, ...]:
        """The values of SITE_COLUMNS."""
        return (self.subject.id, self.licence_number, self.name, self.shell, self.authority_id)


@dataclass(slots=True, eq=False)
class DomainRecord:
    """A domain, the site that it stands under in the database, and the one that it shall stand under."""

    name: str
    id: int = 0
    before: int | None = None
    site: SiteRecord | None = None
    used: bool = False
