"""The records that a batch of a mirror's rows means: those that are known, as the rows change them, and new ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from beian_plugin.operations.mirror_row import NO_DETAILS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from beian_plugin.models.bulk import Bulk
    from beian_plugin.models.crypto import KeyRing
    from beian_plugin.operations.mirror_row import Details, Row

#: Two people may share a name: without a number or a certificate nothing says that they are one.
_INDIVIDUAL = "个人"
#: The age of the first new subject: no stored one has so large an id.
_NEW = 1 << 62

SUBJECT_COLUMNS = "licence_number, name, nature, certificate_kind, certificate_index, province, shell, principal_id"
SITE_COLUMNS = "subject_id, licence_number, name, shell"


@dataclass(slots=True, eq=False)
class SubjectRecord:
    """A subject; fields as in the table."""

    licence_number: str | None
    name: str = ""
    nature: str = ""
    certificate_kind: str = ""
    certificate_index: bytes | None = None
    province: str | None = None
    shell: bool = False
    principal_id: int | None = None
    #: 0 until a new one is stored.
    id: int = 0
    #: Grows from the oldest subject to the newest, stored or not.
    age: int = 0
    #: Its columns as the database has them; None for a new one.
    stored: tuple[Any, ...] | None = None
    #: Sealed texts that have to be written.
    certificate_number: bytes | None = None
    address: bytes | None = None
    #: Name, phone and e-mail of its principal that have to be written.
    principal: tuple[str, str, str] = ("", "", "")
    used: bool = False

    def columns(self) -> tuple[Any, ...]:
        """The values of SUBJECT_COLUMNS."""
        return (
            self.licence_number,
            self.name,
            self.nature,
            self.certificate_kind,
            self.certificate_index,
            self.province,
            self.shell,
            self.principal_id,
        )


@dataclass(slots=True, eq=False)
class SiteRecord:
    """A site; fields as in the table."""

    licence_number: str | None
    subject: SubjectRecord | None = None
    name: str = ""
    shell: bool = False
    id: int = 0
    #: Its columns as the database has them; None for a new one.
    stored: tuple[Any, ...] | None = None
    #: Own addresses by provider, as rows of this batch have them; None where none of them says.
    accesses: dict[str, list[str]] | None = None
    used: bool = False

    @property
    def subject_id(self) -> int:
        """The id of its subject, once that is stored."""
        if self.subject is None:
            raise AssertionError("a site is stored with its subject")
        return self.subject.id

    def columns(self) -> tuple[Any, ...]:
        """The values of SITE_COLUMNS."""
        return (self.subject_id, self.licence_number, self.name, self.shell)


class KnownDomain(NamedTuple):
    """A domain that the database has, and the site that it stands under there."""

    id: int
    site_id: int | None


class Records:
    """The records that `rows` mean.

    A site is known by its number, else by its domain. A subject is known by its number, else by its certificate, else
    by the site that is known already, else, unless it is an individual, by name and nature among the subjects that
    have neither number nor certificate. An empty cell changes nothing. Several rows of one site add up.
    """

    def __init__(self, bulk: Bulk, keys: KeyRing, rows: Sequence[Row]) -> None:
        self._bulk, self._keys = bulk, keys
        #: The site under which each domain of the rows stands now, and what the database has of the domain.
        self.domains: dict[str, SiteRecord] = {}
        self.known: dict[str, KnownDomain] = {}
        #: Those that the rows speak of, each once.
        self.sites: list[SiteRecord] = []
        self.subjects: list[SubjectRecord] = []
        self._site_of_number: dict[str, SiteRecord] = {}
        self._site_of_id: dict[int | None, SiteRecord] = {}
        self._subject_of_number: dict[str, SubjectRecord] = {}
        #: By certificate and by name and nature, as they are or were; the oldest that still fits counts.
        self._subjects_of_index: dict[bytes, list[SubjectRecord]] = {}
        self._subjects_of_name: dict[tuple[str, str], list[SubjectRecord]] = {}
        self._subject_of_id: dict[int, SubjectRecord] = {}
        self._find(rows)
        for row in rows:
            self._apply(row)

    def _find(self, rows: Sequence[Row]) -> None:
        """Read what the database has of the records that the rows may mean."""
        names = {row.domain for row in rows}
        for name, *known in self._bulk.find("beian_domain", "name, id, site_id", "name", names):
            self.known[name] = KnownDomain(*known)
        self._find_sites("licence_number", {row.site_number for row in rows if row.site_number})
        unnumbered = [row.domain for row in rows if row.site_number not in self._site_of_number]
        ids = {self.known[name].site_id for name in unnumbered if name in self.known}
        self._find_sites("id", ids - {None})

        self._find_subjects("licence_number", {row.subject_number for row in rows if row.subject_number})
        of_sites = {site.stored[0] for site in self._site_of_id.values() if site.stored}
        self._find_subjects("id", of_sites - self._subject_of_id.keys())
        certificates = [row.details.certificate for row in rows if row.details.certificate]
        self._find_subjects("certificate_index", {self._index(one.kind, one.number) for one in certificates})
        nameless = {row.name for row in rows if not (row.subject_number or row.details.certificate)} - {""}
        self._find_subjects("name", nameless)

    def _find_sites(self, key: str, values: Iterable[Any]) -> None:
        for site_id, *stored in self._bulk.find("beian_site", f"id, {SITE_COLUMNS}", key, set(values)):
            if site_id not in self._site_of_id:
                _, number, name, shell = stored
                site = SiteRecord(number, None, name, bool(shell), site_id, tuple(stored))
                self._site_of_id[site_id] = site
                if number:
                    self._site_of_number[number] = site

    def _find_subjects(self, key: str, values: Iterable[Any]) -> None:
        for subject_id, *stored in self._bulk.find("beian_subject", f"id, {SUBJECT_COLUMNS}", key, set(values)):
            if subject_id not in self._subject_of_id:
                subject = SubjectRecord(*stored)
                subject.id, subject.age, subject.stored = subject_id, subject_id, tuple(stored)
                self._subject_of_id[subject_id] = subject
                self._remember(subject)

    def _remember(self, subject: SubjectRecord) -> None:
        if subject.licence_number:
            self._subject_of_number[subject.licence_number] = subject
        if subject.certificate_index:
            self._subjects_of_index.setdefault(subject.certificate_index, []).append(subject)
        elif not subject.licence_number:
            self._subjects_of_name.setdefault((subject.name, subject.nature), []).append(subject)

    def _apply(self, row: Row) -> None:
        site = self._known_site(row)
        subject = self._known_subject(row, site)
        if subject is None:
            subject = self._new_subject(row)
        else:
            self._update_subject(subject, row)
        if site is None or (not row.site_number and site.subject is not subject):
            site = SiteRecord(None)
        if row.site_number and site.licence_number is None:
            site.licence_number = row.site_number
            self._site_of_number[row.site_number] = site
        site.subject = subject
        self.domains[row.domain] = site
        if not site.used:
            site.used = True
            self.sites.append(site)
        if not subject.used:
            subject.used = True
            self.subjects.append(subject)
        if row.details is not NO_DETAILS:
            self._update_details(subject, row.details)
            _update_site(site, row.details)
        if row.details.certificate or not subject.licence_number:
            self._remember(subject)

    def _known_site(self, row: Row) -> SiteRecord | None:
        """The site that the row means, its subject with it, or None for a new one."""
        site = self._site_of_number.get(row.site_number)
        if site is None:
            site = self.domains.get(row.domain)
            if site is None and (known := self.known.get(row.domain)):
                site = self._site_of_id.get(known.site_id)
            if site is None or (row.site_number and site.licence_number):
                return None
        if site.subject is None and site.stored:
            site.subject = self._subject_of_id[site.stored[0]]
        return site

    def _known_subject(self, row: Row, site: SiteRecord | None) -> SubjectRecord | None:
        current = site.subject if site else None
        numbered = current is not None and current.licence_number is not None
        if row.subject_given or (row.subject_number and not numbered):
            found = self._subject_of_number.get(row.subject_number)
            return found if found or not (current or row.details.certificate) else self._unnumbered(row, current)
        if current and (row.site_number or row.name in ("", current.name)):
            return current
        return _oldest(self._alike(row) if row.details.certificate else self._namesakes(row))

    def _unnumbered(self, row: Row, current: SubjectRecord | None) -> SubjectRecord | None:
        """The subject that was known until now without the number of the row."""
        alike = _oldest(one for one in self._alike(row) if one.licence_number is None)
        if alike is None and current and current.licence_number is None and row.name in ("", current.name):
            return current
        return alike

    def _alike(self, row: Row) -> Iterator[SubjectRecord]:
        """The subjects with the certificate of the row."""
        if certificate := row.details.certificate:
            index = self._index(certificate.kind, certificate.number)
            yield from (one for one in self._subjects_of_index.get(index, ()) if one.certificate_index == index)

    def _namesakes(self, row: Row) -> Iterator[SubjectRecord]:
        """The subjects of which no more is known than the name and nature of the row."""
        if row.name and row.nature != _INDIVIDUAL:
            for one in self._subjects_of_name.get((row.name, row.nature), ()):
                known_by_more = one.licence_number or one.certificate_index
                if not known_by_more and (one.name, one.nature) == (row.name, row.nature):
                    yield one

    def _new_subject(self, row: Row) -> SubjectRecord:
        details = row.details
        subject = SubjectRecord(row.subject_number or None, row.name, row.nature)
        subject.province = row.province or details.province
        subject.age = _NEW + len(self.subjects)
        if row.subject_number:
            self._subject_of_number[row.subject_number] = subject
        return subject

    def _update_subject(self, subject: SubjectRecord, row: Row) -> None:
        if row.subject_number and subject.licence_number is None:
            subject.licence_number = row.subject_number
            self._subject_of_number[row.subject_number] = subject
        subject.name = row.name or subject.name
        subject.nature = row.nature or subject.nature
        # The province of the number comes before any other.
        other = row.details.province if subject.licence_number is None or subject.province is None else None
        subject.province = row.province or other or subject.province
        subject.shell = False

    def _update_details(self, subject: SubjectRecord, details: Details) -> None:
        if details.certificate:
            kind, number = details.certificate.kind, details.certificate.number
            index = self._index(kind, number)
            if index != subject.certificate_index:
                subject.certificate_kind, subject.certificate_index = kind.value, index
                subject.certificate_number = self._keys.encrypt(number, "subject.certificate_number")
        if details.address:
            subject.address = self._keys.encrypt(details.address, "subject.address")
        given = (details.principal, details.phone, details.email)
        if any(given):
            name, phone, email = (new or old for new, old in zip(given, subject.principal, strict=True))
            subject.principal = (name, phone, email)

    def _index(self, kind: str, number: str) -> bytes:
        return self._keys.certificate_index(kind, number)


def _oldest(subjects: Iterable[SubjectRecord]) -> SubjectRecord | None:
    return min(subjects, key=lambda subject: subject.age, default=None)


def _update_site(site: SiteRecord, details: Details) -> None:
    site.name = details.site_name or site.name
    if details.providers is None:
        return
    if site.accesses is None:
        site.accesses = {}
    for provider in details.providers:
        known = site.accesses.setdefault(provider, [])
        if not provider:
            known.extend(address for address in details.addresses if address not in known)
