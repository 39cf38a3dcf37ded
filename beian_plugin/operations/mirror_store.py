"""Store the records of a batch: what is new is added, what changed is changed, what is confirmed is dated."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from beian_plugin.models import standing
from beian_plugin.models.bulk import Bulk
from beian_plugin.operations.mirror_records import SITE_COLUMNS, SUBJECT_COLUMNS, Records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from beian_plugin.models.crypto import KeyRing
    from beian_plugin.operations.mirror_records import SiteRecord
    from beian_plugin.operations.mirror_row import Row

_SHOWN_COLUMNS = "access, other_access, shares_site, subject_id, subject_number, site_number, province, addresses"


def store_rows(connection: Connection, keys: KeyRing, rows: Sequence[Row], started: datetime) -> None:
    """Store `rows` in the transaction of `connection`, each record dated with the moment the import `started`.

    The gate's columns are right afterwards, as `standing.refresh` would derive them.
    """
    bulk = Bulk(connection)
    _Store(bulk, keys, Records(bulk, keys, rows), bulk.moment(started)).run()


class _Access(NamedTuple):
    """An access that the database has: its addresses as JSON, and whether this import has named it already."""

    id: int
    addresses: str
    of_this_import: bool


class _Store:
    def __init__(self, bulk: Bulk, keys: KeyRing, records: Records, now: Any) -> None:
        self._bulk, self._keys, self._records, self._now = bulk, keys, records, now
        self._new_sites = [site for site in records.sites if site.stored is None]
        self._old_sites = [site for site in records.sites if site.stored is not None]
        self._new_accesses: list[tuple[SiteRecord, str, str]] = []
        self._kept_accesses: list[tuple[str, Any, int]] = []
        self._gone_accesses: list[int] = []
        #: Older sites whose domains may have to show something else from now on.
        self._stale_sites: set[int] = set()

    def run(self) -> None:
        """Store everything, in the order in which the tables refer to each other."""
        self._store_principals()
        self._store_subjects()
        self._merge_accesses()
        self._store_sites()
        self._store_accesses()
        self._store_domains()
        standing.refresh_sites(self._bulk.connection, sorted(self._stale_sites))

    def _store_principals(self) -> None:
        told = [subject for subject in self._records.subjects if any(subject.principal)]
        without = [subject for subject in told if subject.principal_id is None]
        for subject, key in zip(without, self._bulk.new_ids("beian_principal", len(without)), strict=True):
            subject.principal_id = key
        empty = [(subject.principal_id, "", "") for subject in without]
        self._bulk.insert("beian_principal", "id, name, certificate_kind", empty)
        self._bulk.update("beian_principal", "name", [(s.principal[0], s.principal_id) for s in told if s.principal[0]])
        for place, column in ((1, "phone"), (2, "email")):
            sealed = [
                (
                    self._keys.encrypt(subject.principal[place], f"principal.{column}"),
                    self._keys.blind_index(column, subject.principal[place]),
                    subject.principal_id,
                )
                for subject in told
                if subject.principal[place]
            ]
            self._bulk.update("beian_principal", f"{column}, {column}_index", sealed)

    def _store_subjects(self) -> None:
        subjects, now = self._records.subjects, self._now
        new = [subject for subject in subjects if subject.stored is None]
        for subject, key in zip(new, self._bulk.new_ids("beian_subject", len(new)), strict=True):
            subject.id = key
        no = self._bulk.flags[False]
        self._bulk.insert(
            "beian_subject",
            "id, licence_number, name, nature, certificate_kind, province, shell, updated_at",
            [(s.id, s.licence_number, s.name, s.nature, s.certificate_kind, s.province, no, now) for s in new],
        )
        old = [subject for subject in subjects if subject.stored is not None]
        changed = [subject for subject in old if subject.columns() != subject.stored]
        more = [subject for subject in new if subject.certificate_index or subject.principal_id]
        self._bulk.update("beian_subject", SUBJECT_COLUMNS, [(*s.columns(), s.id) for s in (*changed, *more)])
        for column in ("certificate_number", "address"):
            sealed = [(getattr(subject, column), subject.id) for subject in subjects if getattr(subject, column)]
            self._bulk.update("beian_subject", column, sealed)
        self._bulk.update("beian_subject", "updated_at", [(now, subject.id) for subject in old])
        shown = [s.id for s in changed if s.stored and (s.licence_number, s.province) != (s.stored[0], s.stored[5])]
        self._stale_sites.update(key for (key,) in self._bulk.find("beian_site", "id", "subject_id", shown))

    def _merge_accesses(self) -> None:
        """Put the accesses that the rows name in the place of older ones; rows of one import add up."""
        for site in self._new_sites:
            if site.accesses is not None:
                self._name_accesses(site, site.accesses, {})
        told = {site.id: site for site in self._old_sites if site.accesses is not None}
        known: dict[int, dict[str, _Access]] = {key: {} for key in told}
        columns = "id, site_id, provider, CAST(addresses AS TEXT), updated_at"
        for key, site_id, provider, addresses, at in self._bulk.find("beian_access", columns, "site_id", told):
            known[site_id][provider] = _Access(key, addresses, at >= self._now)
        for site_id, site in told.items():
            self._name_accesses(site, site.accesses or {}, known[site_id])

    def _name_accesses(self, site: SiteRecord, wanted: dict[str, list[str]], known: dict[str, _Access]) -> None:
        for provider, access in known.items():
            if access.of_this_import:
                given = wanted.get(provider, ())
                wanted[provider] = list(dict.fromkeys([*json.loads(access.addresses), *given]))
            elif provider not in wanted:
                self._gone_accesses.append(access.id)
                self._stale_sites.add(site.id)
        for provider, addresses in wanted.items():
            text = json.dumps(addresses) if addresses else "[]"
            before = known.get(provider)
            if before is None:
                self._new_accesses.append((site, provider, text))
            else:
                self._kept_accesses.append((text, self._now, before.id))
            if site.stored and (before is None or text != before.addresses):
                self._stale_sites.add(site.id)
        site.shell = not wanted

    def _store_sites(self) -> None:
        for site, key in zip(self._new_sites, self._bulk.new_ids("beian_site", len(self._new_sites)), strict=True):
            site.id = key
        self._bulk.insert(
            "beian_site",
            "id, subject_id, licence_number, name, shell, updated_at",
            [
                (site.id, site.subject_id, site.licence_number, site.name, self._bulk.flags[site.shell], self._now)
                for site in self._new_sites
            ],
        )
        changed = [site for site in self._old_sites if site.columns() != site.stored]
        self._bulk.update("beian_site", SITE_COLUMNS, [(*site.columns(), site.id) for site in changed])
        self._bulk.update("beian_site", "updated_at", [(self._now, site.id) for site in self._old_sites])
        self._stale_sites.update(site.id for site in changed)

    def _store_accesses(self) -> None:
        self._bulk.delete("beian_access", self._gone_accesses)
        self._bulk.update("beian_access", "addresses, updated_at", self._kept_accesses)
        self._bulk.insert(
            "beian_access",
            "site_id, provider, ours, addresses, updated_at",
            [(site.id, name, self._bulk.flags[not name], text, self._now) for site, name, text in self._new_accesses],
        )

    def _store_domains(self) -> None:
        domains, known = self._records.domains, self._records.known
        size, no = Counter(domains.values()), self._bulk.flags[False]
        nothing = ("unknown", no, no, None, "", "", None, "")
        new, moved, same = [], [], []
        for name, site in domains.items():
            before = known.get(name)
            if before and before.site_id == site.id:
                same.append((self._now, before.id))
                continue
            if site.stored is None:
                shown = self._shown(site, shares_site=size[site] > 1)
            else:
                shown = nothing
                self._stale_sites.add(site.id)
            if before is None:
                new.append((name, site.id, self._now, *shown, no))
                continue
            moved.append((site.id, self._now, *shown, before.id))
            if before.site_id is not None:
                self._stale_sites.add(before.site_id)
        self._bulk.insert("beian_domain", f"name, site_id, updated_at, {_SHOWN_COLUMNS}, blacklisted", new)
        self._bulk.update("beian_domain", f"site_id, updated_at, {_SHOWN_COLUMNS}", moved)
        self._bulk.update("beian_domain", "updated_at", same)
        names = [row[0] for row in new]
        for table, column in (("beian_blacklist", "domain"), ("beian_filing_domain", "name")):
            told = sorted({name for (name,) in self._bulk.find(table, column, column, names)})
            standing.refresh(self._bulk.connection, told)

    def _shown(self, site: SiteRecord, *, shares_site: bool) -> tuple[Any, ...]:
        """What the gate's columns show of a domain of a new site: the values of _SHOWN_COLUMNS."""
        accesses, subject, flags = site.accesses or {}, site.subject, self._bulk.flags
        if subject is None:
            raise AssertionError("a site is stored with its subject")
        other = any(accesses)
        access = "ours" if "" in accesses else "other" if other else "none" if site.shell else "unknown"
        addresses = json.dumps(accesses[""]) if accesses.get("") else ""
        numbers = (subject.licence_number or "", site.licence_number or "")
        return (access, flags[other], flags[shares_site], subject.id, *numbers, subject.province, addresses)
