"""The records that a batch from the authority means: those that are known, as the batch changes them, and new ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from beian_plugin.filing.particulars import Particulars
from beian_plugin.operations.sync import record_values
from beian_plugin.operations.sync.record_rows import (
    SITE_COLUMNS,
    SUBJECT_COLUMNS,
    DomainRecord,
    KnownAccess,
    Person,
    SiteRecord,
    SubjectRecord,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beian_plugin.filing.certificate import Certificate
    from beian_plugin.filing.particulars import Site, Subject
    from beian_plugin.models.bulk import Bulk
    from beian_plugin.models.crypto import KeyRing
    from beian_plugin.operations.sync.record_values import Entry, Wording


class _ToldSubject(NamedTuple):
    said: Subject
    number: str
    certificate: Certificate | None
    blind_index: bytes | None


class _ToldSite(NamedTuple):
    said: Site
    number: str
    names: list[str]


class _Told(NamedTuple):
    """An entry with its values as they are stored, each read once."""

    entry: Entry
    subject: _ToldSubject | None
    sites: tuple[_ToldSite, ...]


class Known:
    """The records that `entries` mean, as the entries change them.

    A site is known by the authority's id, else by its number, else by its domain. A subject is known by the
    authority's id, else by its number, else by its certificate, else by its site, where nothing speaks against it.
    Rows that imports and approvals made of the same record are absorbed.
    """

    def __init__(self, bulk: Bulk, keys: KeyRing, wording: Wording, entries: Sequence[Entry]) -> None:
        self._bulk, self._keys, self._wording = bulk, keys, wording
        self.domains: dict[str, DomainRecord] = {}
        #: Those that the entries speak of, each once.
        self.sites: list[SiteRecord] = []
        self.subjects: list[SubjectRecord] = []
        #: Rows that turned out to be another one's: the other one by the row's id.
        self.absorbed_sites: dict[int, SiteRecord] = {}
        self.absorbed_subjects: dict[int, SubjectRecord] = {}
        self._all_sites: list[SiteRecord] = []
        self._site_of_authority: dict[int, SiteRecord] = {}
        self._site_of_number: dict[str, SiteRecord] = {}
        self._subject_of_id: dict[int, SubjectRecord] = {}
        self._subject_of_authority: dict[int, SubjectRecord] = {}
        self._subject_of_number: dict[str, SubjectRecord] = {}
        self._subjects_of_index: dict[bytes, list[SubjectRecord]] = {}
        told = [self._read(entry) for entry in entries]
        self._load(told)
        #: The subject and the sites of each entry; no sites where the entry was older than what is known.
        self.meant = [self._apply(one) for one in told]

    def let_go(self) -> None:
        """Part sites and domains, which hold each other: thousands would wait for the garbage collector."""
        for domain in self.domains.values():
            domain.site = None

    def _read(self, entry: Entry) -> _Told:
        told = entry.particulars
        sites = tuple(
            _ToldSite(site, record_values.licence_number(site.licence_number), record_values.domains(site))
            for site in told.sites
        )
        if told.subject is None:
            return _Told(entry, None, sites)
        certificate = self._wording.certificate(told.subject)
        index = self._keys.certificate_index(certificate.kind, certificate.number) if certificate else None
        number = record_values.licence_number(told.subject.licence_number)
        return _Told(entry, _ToldSubject(told.subject, number, certificate, index), sites)

    def _load(self, told: Sequence[_Told]) -> None:
        sites = [site for one in told for site in one.sites]
        names = {name for site in sites for name in site.names}
        site_ids = set()
        for name, key, site_id in self._bulk.find("beian_domain", "name, id, site_id", "name", names):
            self.domains[name] = DomainRecord(name, key, site_id)
            site_ids.add(site_id)
        rows: dict[int, tuple[Any, ...]] = {}
        numbers = {site.number for site in sites}
        for column, values in (
            ("authority_id", {site.said.authority_id for site in sites}),
            ("licence_number", numbers),
            ("id", site_ids),
        ):
            found = self._bulk.find("beian_site", f"id, {SITE_COLUMNS}", column, values - {None, ""})
            rows |= {key: tuple(stored) for key, *stored in found}
        subjects = [one.subject for one in told if one.subject]
        of_sites = {one.sites[0].number for one in told if one.sites and not one.subject}
        self._load_subjects(subjects, {stored[0] for stored in rows.values()}, of_sites - {""})
        sites_of_id = {}
        for key, stored in rows.items():
            subject_id, number, name, shell, authority_id = stored
            site = SiteRecord(self._subject_of_id[subject_id], number, name, bool(shell), authority_id, key, stored)
            sites_of_id[key] = site
            self._all_sites.append(site)
            self._remember_site(site)
        self._load_below(sites_of_id)

    def _load_subjects(self, subjects: list[_ToldSubject], ids: set[int], site_numbers: set[str]) -> None:
        numbers = {subject.number for subject in subjects}
        numbers |= {record_values.subject_number(number) for number in site_numbers}
        for column, values in (
            ("authority_id", {subject.said.authority_id for subject in subjects}),
            ("licence_number", numbers),
            ("certificate_index", {subject.blind_index for subject in subjects}),
            ("id", ids),
        ):
            for key, *stored in self._bulk.find("beian_subject", f"id, {SUBJECT_COLUMNS}", column, values - {None, ""}):
                if key not in self._subject_of_id:
                    subject = SubjectRecord(*stored)
                    subject.id, subject.stored = key, tuple(stored)
                    self._subject_of_id[key] = subject
                    self._remember_subject(subject)

    def _load_below(self, sites: dict[int, SiteRecord]) -> None:
        """The domains and accesses of the sites that are known."""
        for key, site_id, provider, addresses in self._bulk.find(
            "beian_access", "id, site_id, provider, CAST(addresses AS TEXT)", "site_id", sites
        ):
            sites[site_id].known[provider] = KnownAccess(key, addresses)
        for name, key, site_id in self._bulk.find("beian_domain", "name, id, site_id", "site_id", sites):
            domain = self.domains.setdefault(name, DomainRecord(name, key, site_id))
            domain.site = sites[site_id]
            domain.site.domains.append(domain)

    def _remember_subject(self, subject: SubjectRecord) -> None:
        if subject.authority_id:
            self._subject_of_authority[subject.authority_id] = subject
        if subject.licence_number:
            self._subject_of_number[subject.licence_number] = subject
        if subject.certificate_index:
            same = self._subjects_of_index.setdefault(subject.certificate_index, [])
            if subject not in same:
                same.append(subject)

    def _remember_site(self, site: SiteRecord) -> None:
        if site.authority_id:
            self._site_of_authority[site.authority_id] = site
        if site.licence_number:
            self._site_of_number[site.licence_number] = site

    def _apply(self, told: _Told) -> tuple[SubjectRecord, list[SiteRecord]]:
        entry = told.entry
        subject = self._subject(told)
        changed_at = self._bulk.moment(entry.changed_at) if entry.changed_at else None
        late = changed_at and subject.published_at and changed_at < subject.published_at
        if entry.published and late and not entry.resync:
            return subject, []
        self._use_subject(subject)
        if told.subject:
            self._update_subject(subject, told.subject)
        if entry.published:
            subject.published = self._published(subject, entry.particulars, whole=entry.resync)
            subject.published_at = changed_at or subject.published_at
        if told.sites:
            subject.shell = False
        return subject, [self._store_site(subject, site, entry) for site in told.sites]

    def _published(self, subject: SubjectRecord, told: Particulars, *, whole: bool) -> bytes:
        """What the authority says of the subject, sealed; sites that it does not name now stay as it named them."""
        if subject.published and not whole:
            before = msgspec.json.decode(self._keys.open(subject.published, "subject.published"), type=Particulars)
            # The authority may have given a site another id; its number it keeps.
            named = {key for site in told.sites for key in (site.authority_id, site.licence_number) if key}
            kept = tuple(site for site in before.sites if not {site.authority_id, site.licence_number} & named)
            told = msgspec.structs.replace(told, sites=told.sites + kept) if kept else told
            if told == before:
                return subject.published
        return self._keys.seal(msgspec.json.encode(told), "subject.published")

    def _subject(self, told: _Told) -> SubjectRecord:
        """The subject that the entry means; a new one where none is known."""
        sites = [site for one in told.sites if (site := self._known_site(one))]
        if told.subject is None:
            return self._subject_of_sites(told, sites)
        said, number, _, index = told.subject
        alike = sorted(self._subjects_of_index.get(index, ()), key=lambda one: one.id) if index else []
        candidates = [
            self._subject_of_authority.get(said.authority_id or 0),
            self._subject_of_number.get(number),
            *(one for one in alike if _fits(one, number, said.authority_id)),
            *(one.subject for one in sites if _is_made_here(one.subject, index, said.name)),
        ]
        found = list(dict.fromkeys(one for one in candidates if one))
        subject = found[0] if found else SubjectRecord()
        for other in found[1:]:
            self._absorb_subject(subject, other)
        return subject

    def _subject_of_sites(self, told: _Told, sites: list[SiteRecord]) -> SubjectRecord:
        """The subject of an entry that names only its site."""
        if sites:
            return sites[0].subject
        number = record_values.subject_number(told.sites[0].number) if told.sites else ""
        subject = self._subject_of_number.get(number) or SubjectRecord(licence_number=number or None)
        subject.province = subject.province or record_values.province(number, None)
        self._remember_subject(subject)
        return subject

    def _absorb_subject(self, subject: SubjectRecord, other: SubjectRecord) -> None:
        """Make `other` part of `subject`, unless the authority tells them apart: then the number alone moves."""
        if other.licence_number and self._subject_of_number.get(other.licence_number) is other:
            del self._subject_of_number[other.licence_number]
        other.licence_number = None
        if other.authority_id is not None:
            self._use_subject(other)
            return
        for site in self._all_sites:
            if site.subject is other:
                site.subject = subject
                self._use(site)
        if other.certificate_index:
            self._subjects_of_index[other.certificate_index].remove(other)
        if other.id:
            self.absorbed_subjects[other.id] = subject
        if other in self.subjects:
            self.subjects.remove(other)

    def _update_subject(self, subject: SubjectRecord, given: _ToldSubject) -> None:
        told, number, certificate, index = given
        subject.licence_number = number or subject.licence_number
        subject.authority_id = told.authority_id or subject.authority_id
        subject.name = told.name[:255] or subject.name
        subject.nature = self._wording.nature(told) or subject.nature
        subject.province = record_values.province(subject.licence_number or "", told.address) or subject.province
        if certificate and index != subject.certificate_index:
            subject.certificate_kind, subject.certificate_index = certificate.kind.value, index
            subject.certificate_number = self._keys.encrypt(certificate.number, "subject.certificate_number")
        if address := told.certificate_address or told.address.detail:
            subject.address = self._keys.encrypt(address, "subject.address")
        person = told.principal
        phone, email = ((text.partition(";")[0]) for text in (person.mobile or person.office_phone, person.email))
        if person.name or phone or email:
            subject.principal = Person(
                person.name,
                phone,
                email,
                self._wording.certificate_of(person.certificate_type, person.certificate_number),
            )
        self._remember_subject(subject)

    def _known_site(self, told: _ToldSite) -> SiteRecord | None:
        said, number, names = told
        found = self._site_of_authority.get(said.authority_id or 0) or self._site_of_number.get(number)
        if found:
            return found
        for name in names:
            domain = self.domains.get(name)
            site = domain.site if domain else None
            same_number = site and (not number or site.licence_number in (None, number))
            if site and same_number and (said.authority_id is None or site.authority_id in (None, said.authority_id)):
                return site
        return None

    def _store_site(self, subject: SubjectRecord, told: _ToldSite, entry: Entry) -> SiteRecord:
        said, number, names = told
        site = self._known_site(told) or self._new_site(subject)
        holder = self._site_of_number.get(number)
        if holder and holder is not site:
            self._absorb_site(site, holder)
        site.subject = subject
        site.licence_number = number or site.licence_number
        site.authority_id = said.authority_id or site.authority_id
        site.name = said.name[:255] or site.name
        self._use(site)
        self._remember_site(site)
        accesses = self._wording.accesses(said)
        if not entry.published:
            present = {name: json.loads(access.addresses) for name, access in site.known.items()}
            accesses = (present if site.wanted is None else site.wanted) | accesses
        site.wanted = accesses
        site.shell = not accesses
        self._place_domains(site, names, whole=entry.whole)
        return site

    def _new_site(self, subject: SubjectRecord) -> SiteRecord:
        site = SiteRecord(subject)
        self._all_sites.append(site)
        return site

    def _place_domains(self, site: SiteRecord, names: Sequence[str], *, whole: bool) -> None:
        if whole:
            for domain in [one for one in site.domains if one.name not in names]:
                self._move(domain, None)
        for name in names:
            domain = self.domains.get(name) or self.domains.setdefault(name, DomainRecord(name))
            left = domain.site
            self._move(domain, site)
            if left and left is not site and not left.domains and not (left.licence_number or left.authority_id):
                self._absorb_site(site, left)

    def _move(self, domain: DomainRecord, site: SiteRecord | None) -> None:
        domain.used = True
        if domain.site is site:
            return
        if domain.site:
            domain.site.domains.remove(domain)
        domain.site = site
        if site:
            site.domains.append(domain)

    def _absorb_site(self, site: SiteRecord, other: SiteRecord) -> None:
        """Make `other` part of `site`, unless the authority tells them apart: then the number alone moves."""
        other.licence_number = None
        if other.authority_id is not None:
            self._use(other)
            return
        for domain in list(other.domains):
            self._move(domain, site)
        if other.id:
            self.absorbed_sites[other.id] = site
        if other in self.sites:
            self.sites.remove(other)

    def _use_subject(self, subject: SubjectRecord) -> None:
        if not subject.used:
            subject.used = True
            self.subjects.append(subject)

    def _use(self, site: SiteRecord) -> None:
        if not site.used:
            site.used = True
            self.sites.append(site)


def _fits(one: SubjectRecord, number: str, authority_id: int | None) -> bool:
    """Whether neither number nor id speaks against it: one certificate may have several numbers (FAQ 27)."""
    same_number = not number or one.licence_number in (None, number)
    return same_number and (authority_id is None or one.authority_id in (None, authority_id))


def _is_made_here(one: SubjectRecord, index: bytes | None, name: str) -> bool:
    """Whether a subject that holds the site is one that only an approval or an import without numbers told of."""
    if one.licence_number or one.authority_id or one.certificate_index not in (None, index):
        return False
    return one.certificate_index is not None or bool(name and one.name == name)
