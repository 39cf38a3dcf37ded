"""Put what the authority publishes or approved into the record: subjects, sites, domains, accesses, and the gate."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, exists, insert, select, update

from beian_plugin.models import standing
from beian_plugin.models.bulk import Bulk
from beian_plugin.models.tables import CustomerSubject, FilingRow, Principal, Site, Subject
from beian_plugin.operations.sync.record_known import Known
from beian_plugin.operations.sync.record_rows import SITE_COLUMNS, SUBJECT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from beian_plugin.models.crypto import KeyRing
    from beian_plugin.operations.sync.record_rows import DomainRecord, Person, SiteRecord
    from beian_plugin.operations.sync.record_values import Entry, Wording

_SHOWN_COLUMNS = "access, other_access, shares_site, subject_id, subject_number, site_number, province, addresses"


class Stored(NamedTuple):
    """The rows that an entry stands in now; no sites where it was older than what is known."""

    subject_id: int
    site_ids: tuple[int, ...]


def store(
    connection: Connection, keys: KeyRing, wording: Wording, entries: Sequence[Entry], moment: datetime
) -> list[Stored]:
    """Store the entries in the transaction of `connection`, what they confirm dated with `moment`.

    The gate's columns are right afterwards, as `standing.refresh` would derive them.
    """
    bulk = Bulk(connection)
    known = Known(bulk, keys, wording, entries)
    _Writer(bulk, keys, known, bulk.moment(moment)).run()
    stored = [Stored(subject.id, tuple(site.id for site in sites)) for subject, sites in known.meant]
    known.let_go()
    return stored


class _Writer:
    def __init__(self, bulk: Bulk, keys: KeyRing, known: Known, now: Any) -> None:
        self._bulk, self._keys, self._known, self._now = bulk, keys, known, now
        #: Sites whose domains may have to show something else from now on, and domains that stand under none.
        self._stale_sites: set[int] = set()
        self._stale_names: set[str] = set()

    def run(self) -> None:
        """Store everything, in the order in which the tables refer to each other."""
        self._give_up_numbers()
        self._store_principals()
        self._store_subjects()
        self._store_sites()
        self._store_accesses()
        self._store_domains()
        self._drop_absorbed()
        standing.refresh_sites(self._bulk.connection, sorted(self._stale_sites))
        standing.refresh(self._bulk.connection, sorted(self._stale_names))

    def _give_up_numbers(self) -> None:
        """Free the numbers and ids that move from one row to another, for no two rows may have the same."""
        gone = [(None, None, key) for key in self._known.absorbed_subjects]
        lost = [s for s in self._known.subjects if s.stored and s.stored[0] and s.licence_number != s.stored[0]]
        self._bulk.update("beian_subject", "licence_number, authority_id", gone)
        self._bulk.update("beian_subject", "licence_number", [(None, s.id) for s in lost])
        gone = [(None, None, key) for key in self._known.absorbed_sites]
        changed = [s for s in self._known.sites if s.stored and s.stored[1] and s.licence_number != s.stored[1]]
        self._bulk.update("beian_site", "licence_number, authority_id", gone)
        self._bulk.update("beian_site", "licence_number", [(None, s.id) for s in changed])

    def _store_principals(self) -> None:
        told = [subject for subject in self._known.subjects if subject.principal]
        without = [subject for subject in told if subject.principal_id is None]
        for subject, key in zip(without, self._bulk.new_ids("beian_principal", len(without)), strict=True):
            subject.principal_id = key
        new = {subject.principal_id for subject in without}
        columns = "name, phone, phone_index, email, email_index, certificate_kind, certificate_index"
        rows = [(*self._person(subject.principal), subject.principal_id) for subject in told if subject.principal]
        self._bulk.insert(
            "beian_principal",
            f"{columns}, id",
            [row for row in rows if row[-1] in new],
        )
        self._bulk.update("beian_principal", columns, [row for row in rows if row[-1] not in new])

    def _person(self, person: Person) -> tuple[Any, ...]:
        keys, (name, phone, email, certificate) = self._keys, person
        return (
            name,
            keys.encrypt(phone, "principal.phone") if phone else None,
            keys.blind_index("phone", phone) if phone else None,
            keys.encrypt(email, "principal.email") if email else None,
            keys.blind_index("email", email) if email else None,
            certificate.kind.value if certificate else "",
            keys.certificate_index(certificate.kind, certificate.number) if certificate else None,
        )

    def _store_subjects(self) -> None:
        new = [subject for subject in self._known.subjects if subject.stored is None]
        for subject, key in zip(new, self._bulk.new_ids("beian_subject", len(new)), strict=True):
            subject.id = key
        flags = self._bulk.flags
        rows = []
        for subject in new:
            columns = list(subject.columns())
            columns[8] = flags[subject.shell]
            rows.append((*columns, subject.id, self._now))
        self._bulk.insert("beian_subject", f"{SUBJECT_COLUMNS}, id, updated_at", rows)
        old = [subject for subject in self._known.subjects if subject.stored is not None]
        self._bulk.update(
            "beian_subject", f"{SUBJECT_COLUMNS}, updated_at", [(*s.columns(), self._now, s.id) for s in old]
        )
        shown = [s.id for s in old if s.stored and (s.licence_number, s.province) != (s.stored[0], s.stored[7])]
        self._stale_sites.update(key for (key,) in self._bulk.find("beian_site", "id", "subject_id", shown))

    def _store_sites(self) -> None:
        new = [site for site in self._known.sites if site.stored is None]
        for site, key in zip(new, self._bulk.new_ids("beian_site", len(new)), strict=True):
            site.id = key
        flags = self._bulk.flags
        rows = [(s.subject.id, s.licence_number, s.name, flags[s.shell], s.authority_id, s.id, self._now) for s in new]
        self._bulk.insert("beian_site", f"{SITE_COLUMNS}, id, updated_at", rows)
        old = [site for site in self._known.sites if site.stored is not None]
        self._bulk.update("beian_site", f"{SITE_COLUMNS}, updated_at", [(*s.columns(), self._now, s.id) for s in old])
        self._stale_sites.update(site.id for site in old if site.columns() != site.stored)

    def _store_accesses(self) -> None:
        new, kept, gone = [], [], []
        for site in self._known.sites:
            if site.wanted is None:
                continue
            for provider, addresses in site.wanted.items():
                text = json.dumps(addresses)
                before = site.known.get(provider)
                if before is None:
                    new.append((site.id, provider, self._bulk.flags[not provider], text, self._now))
                else:
                    kept.append((text, self._now, before.id))
                if site.stored and (before is None or before.addresses != text):
                    self._stale_sites.add(site.id)
            missing = [access.id for provider, access in site.known.items() if provider not in site.wanted]
            if missing:
                gone.extend(missing)
                self._stale_sites.add(site.id)
        self._bulk.delete("beian_access", gone)
        self._bulk.update("beian_access", "addresses, updated_at", kept)
        self._bulk.insert("beian_access", "site_id, provider, ours, addresses, updated_at", new)

    def _store_domains(self) -> None:
        no = self._bulk.flags[False]
        new, moved, same = [], [], []
        for domain in self._known.domains.values():
            if not domain.used:
                continue
            site_id = domain.site.id if domain.site else None
            if not domain.id:
                shown = self._shown(domain)
                new.append((domain.name, site_id, self._now, *shown, no))
            elif site_id == domain.before:
                same.append((self._now, domain.id))
            else:
                moved.append((site_id, self._now, domain.id))
                self._stale_sites.update(key for key in (site_id, domain.before) if key)
                self._stale_names.add(domain.name)
        self._bulk.insert("beian_domain", f"name, site_id, updated_at, {_SHOWN_COLUMNS}, blacklisted", new)
        self._bulk.update("beian_domain", "site_id, updated_at", moved)
        self._bulk.update("beian_domain", "updated_at", same)
        names = [row[0] for row in new]
        for table, column in (("beian_blacklist", "domain"), ("beian_filing_domain", "name")):
            self._stale_names.update(name for (name,) in self._bulk.find(table, column, column, names))

    def _shown(self, domain: DomainRecord) -> tuple[Any, ...]:
        """What the gate's columns show of a new domain: the values of _SHOWN_COLUMNS."""
        flags, site = self._bulk.flags, domain.site
        if site is None or site.stored is not None:
            if site:
                self._stale_sites.add(site.id)
            return ("unknown", flags[False], flags[False], None, "", "", None, "")
        return self._shown_under(site)

    def _shown_under(self, site: SiteRecord) -> tuple[Any, ...]:
        accesses, subject, flags = site.wanted or {}, site.subject, self._bulk.flags
        other = any(accesses)
        access = "ours" if "" in accesses else "other" if other else "none" if site.shell else "unknown"
        addresses = json.dumps(accesses[""]) if accesses.get("") else ""
        numbers = (subject.licence_number or "", site.licence_number or "")
        shares = flags[len(site.domains) > 1]
        return (access, flags[other], shares, subject.id, *numbers, subject.province, addresses)

    def _drop_absorbed(self) -> None:
        connection = self._bulk.connection
        for gone, site in self._known.absorbed_sites.items():
            connection.execute(update(FilingRow).where(FilingRow.site_id == gone).values(site_id=site.id))
            accesses = [key for (key,) in self._bulk.find("beian_access", "id", "site_id", [gone])]
            self._bulk.delete("beian_access", accesses)
            connection.execute(delete(Site).where(Site.id == gone))
        for gone, subject in self._known.absorbed_subjects.items():
            absorb_subject(connection, gone, subject.id)


def absorb_subject(connection: Connection, gone: int, kept: int) -> None:
    """Let everything that refers to the subject `gone` refer to `kept`, then remove `gone`."""
    connection.execute(update(Site).where(Site.subject_id == gone).values(subject_id=kept))
    connection.execute(update(FilingRow).where(FilingRow.subject_id == gone).values(subject_id=kept))
    link = CustomerSubject.__table__
    there = select(CustomerSubject.customer_id).where(CustomerSubject.subject_id == kept)
    moving = select(CustomerSubject.customer_id).where(
        CustomerSubject.subject_id == gone, CustomerSubject.customer_id.not_in(there)
    )
    customers = connection.scalars(moving).all()
    if customers:
        connection.execute(insert(link), [{"customer_id": key, "subject_id": kept} for key in customers])  # type: ignore[arg-type]  # a table
    connection.execute(delete(CustomerSubject).where(CustomerSubject.subject_id == gone))
    remove_subject(connection, gone)


def remove_subject(connection: Connection, subject_id: int) -> None:
    """Remove a subject that nothing refers to any more, and its principal, unless another record names that person."""
    person = connection.scalar(select(Subject.principal_id).where(Subject.id == subject_id))
    connection.execute(delete(Subject).where(Subject.id == subject_id))
    named = exists().where(Subject.principal_id == Principal.id) | exists().where(Site.principal_id == Principal.id)
    connection.execute(delete(Principal).where(Principal.id == person, ~named))
