"""The automatic checks of a filing against the authority's own records and what waits for review."""

from __future__ import annotations

import hashlib
import hmac
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import structs
from sqlalchemy import Select, bindparam, exists, select

from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox import records, value_checks
from beian_plugin.sandbox.base_codes import valid
from beian_plugin.sandbox.claims import certificate_key, claimants, target_access, target_site, target_subject
from beian_plugin.sandbox.tables import AccessRow, AddressBlock, DomainRow, Provider, RangeRow, SiteRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from beian_plugin.filing.particulars import Access, Domain, Site
    from beian_plugin.sandbox.filed import Filed
    from beian_plugin.sandbox.store import Office
    from beian_plugin.sandbox.tables import SubjectRow

_INDIVIDUAL = 5


def check(office: Office, filed: Filed) -> tuple[int, ...]:
    """Every result code that stands against the filing, in order; empty when it may go to review."""
    found = set(_CHECKS[filed.kind](office, filed))
    for attachment in filed.attachments:
        found |= set(value_checks.attachment_values(attachment))
    provider = office.session.get_one(Provider, filed.provider_id)
    if provider.province != office.switch("province"):
        found.add(1045)
    return tuple(sorted(found))


def barred_certificate(kind: int | None, number: str) -> str:
    """The key of a subject in the blacklist."""
    return f"certificate {kind} {number}"


def _new(office: Office, filed: Filed) -> Iterator[int]:
    subject = filed.subject
    yield from value_checks.subject_values(subject)
    yield from _barred_subject(office, filed)
    on_record = records.subject_by_certificate(office, subject.certificate_type, subject.certificate_number)
    if on_record or claimants(office, filed, certificate_key(filed)):
        yield 1003
    for site in filed.particulars.sites:
        yield from _new_site(office, filed, site, unit=subject.nature != _INDIVIDUAL)


def _add_site(office: Office, filed: Filed) -> Iterator[int]:
    subject = target_subject(office, filed)
    if subject is None:
        yield 1016
    elif subject.cancelled_at:
        yield 1049
    else:
        if not _password_fits(subject, filed, needed=not records.serves(subject, filed.provider_id)):
            yield 1018
    unit = subject is None or b'"nature":5' not in subject.values
    for site in filed.particulars.sites:
        yield from _new_site(office, filed, site, unit=unit)


def _new_site(office: Office, filed: Filed, site: Site, *, unit: bool) -> Iterator[int]:
    yield from value_checks.site_values(site, unit=unit)
    if _own(office, SiteRow, filed.provider_id, site.own_id):
        yield 1037
    for domain in site.domains:
        yield from _new_domain(office, filed, domain)
    # Every access of a report is the reporting provider's own, so a second one is the same again.
    if len(site.accesses) > 1:
        yield 1029
    for access in site.accesses:
        yield from _new_access(office, filed, access)


def _new_domain(office: Office, filed: Filed, domain: Domain) -> Iterator[int]:
    name = domain.name.lower()
    if records.live_domain(office, name) or claimants(office, filed, f"domain {name}"):
        yield 1005
    if f"domain {name}" in office.barred:
        yield 1064
    if _own(office, DomainRow, filed.provider_id, domain.own_id) or _listed_twice(filed, name):
        yield 1039


def _new_access(office: Office, filed: Filed, access: Access) -> Iterator[int]:
    if _own(office, AccessRow, filed.provider_id, access.own_id):
        yield 1038
    yield from _own_addresses(office, filed, access)


def _transfer_in(office: Office, filed: Filed) -> Iterator[int]:
    site = target_site(office, filed)
    if site is None:
        yield 1016
    elif site.cancelled_at:
        yield 1050
    else:
        if not _password_fits(site.subject, filed, needed=True):
            yield 1018
        ours = any(access.provider_id == filed.provider_id for access in site.accesses)
        if ours or claimants(office, filed, f"access {site.id} {filed.provider_id}"):
            yield 1029
    yield from value_checks.access_values(filed.access)
    yield from _new_access(office, filed, filed.access)


def _change(office: Office, filed: Filed) -> Iterator[int]:
    yield from value_checks.subject_values(filed.subject)
    unit = filed.subject.nature != _INDIVIDUAL
    for site in filed.particulars.sites:
        yield from value_checks.site_values(site, unit=unit)
    subject = target_subject(office, filed)
    if subject is None:
        yield 1016
        return
    if subject.cancelled_at:
        yield 1049
        return
    if not records.serves(subject, filed.provider_id):
        # Of somebody else's filing nothing more is told.
        yield 1048
        return
    yield from _change_of_subject(office, filed, subject)
    for site in filed.particulars.sites:
        yield from _change_of_site(office, filed, subject, site)


def _change_of_subject(office: Office, filed: Filed, subject: SubjectRow) -> Iterator[int]:
    new = filed.subject
    if records.find_subject(office, new.licence_number) is not subject:
        yield 1016
    if str(new.address.province)[:2] != subject.province:
        yield 1046
    if not _password_fits(subject, filed, needed=new.name != subject.name):
        yield 1018
    same = records.subject_by_certificate(office, new.certificate_type, new.certificate_number)
    if same and same is not subject:
        yield 1003
    yield from _barred_subject(office, filed)
    changing = claimants(office, filed, f"change {subject.id}")
    if filed.provider_id in changing:
        yield 1051
    cancelling = claimants(office, filed, f"cancel subject {subject.id}")
    if changing - {filed.provider_id} or cancelling or claimants(office, filed, f"cancel a site of {subject.id}"):
        yield 1017


def _change_of_site(office: Office, filed: Filed, subject: SubjectRow, site: Site) -> Iterator[int]:
    row = records.find_site(office, authority_id=site.authority_id)
    if row is None or row.subject_id != subject.id:
        yield 1016
        return
    if row.cancelled_at:
        yield 1050
        return
    if records.find_site(office, site.licence_number) is not row:
        yield 1016
    for domain in site.domains:
        yield from _change_of_domain(office, filed, row, domain)
    for access in site.accesses:
        yield from _change_of_access(office, filed, row, access)
    ours = any(access.provider_id == filed.provider_id for access in row.accesses)
    if not ours and _differs(row, site):
        yield 1048


def _change_of_domain(office: Office, filed: Filed, row: SiteRow, domain: Domain) -> Iterator[int]:
    name = domain.name.lower()
    if domain.authority_id is not None:
        if not any((one.id, one.name) == (domain.authority_id, name) for one in row.domains):
            yield 1016
        if _listed_twice(filed, name):
            yield 1039
    elif any(one.name == name for one in row.domains):
        yield 1039
    else:
        yield from _new_domain(office, filed, domain)


def _change_of_access(office: Office, filed: Filed, row: SiteRow, access: Access) -> Iterator[int]:
    known = next((one for one in row.accesses if one.id == access.authority_id), None)
    if known is None:
        yield 1016
        return
    ranges = {one.id: (one.first, one.last) for one in known.ranges}
    for one in access.addresses:
        if one.authority_id is None and records.span(one) in ranges.values():
            yield 1040
        if one.authority_id is not None and one.authority_id not in ranges:
            yield 1023
        if one.authority_id is None and _own(office, RangeRow, filed.provider_id, one.own_id):
            yield 1040
    if known.provider_id != filed.provider_id:
        if records.access_differs(known, access):
            yield 1048
    else:
        yield from _own_addresses(office, filed, access)


def _cancel_subject(office: Office, filed: Filed) -> Iterator[int]:
    yield from _reason(filed)
    subject = target_subject(office, filed)
    if subject is None or subject.cancelled_at:
        yield 1049 if subject else 1016
        return
    if not records.serves(subject, filed.provider_id):
        yield 1048
    claims = {f"cancel subject {subject.id}": 1027, f"cancel a site of {subject.id}": 1043}
    yield from _cancel(office, filed, subject, claims, password=True)


def _cancel_site(office: Office, filed: Filed) -> Iterator[int]:
    yield from _reason(filed)
    site = target_site(office, filed)
    if site is None or site.cancelled_at:
        yield 1050 if site else 1016
        return
    if not any(access.provider_id == filed.provider_id for access in site.accesses):
        yield 1048
    claims = {f"cancel subject {site.subject_id}": 1042, f"cancel site {site.id}": 1030}
    yield from _cancel(office, filed, site.subject, claims, password=False)


def _cancel_access(office: Office, filed: Filed) -> Iterator[int]:
    yield from _reason(filed)
    access = target_access(office, filed)
    if access is None:
        yield 1016
        return
    if access.provider_id != filed.provider_id:
        yield 1047
    elif len(access.site.accesses) == 1:
        yield 1025
    claims = {f"cancel access {access.id}": 1032}
    yield from _cancel(office, filed, access.site.subject, claims, password=False)


def _cancel(
    office: Office, filed: Filed, subject: SubjectRow, claims: Mapping[str, int], *, password: bool
) -> Iterator[int]:
    """What stands against a cancellation whose target is right: the password, and claims that wait, by their code."""
    if not _password_fits(subject, filed, needed=password):
        yield 1018
    for claim, code in claims.items():
        if claimants(office, filed, claim):
            yield code


def _material(office: Office, filed: Filed) -> Iterator[int]:
    subject, site = filed.particulars.subject, filed.particulars.sites
    if site and (row := target_site(office, filed)) is None:
        yield 1059
    elif site and row and row.cancelled_at:
        yield 1050
    if subject and (found := target_subject(office, filed)) is None:
        yield 1058
    elif subject and found and found.cancelled_at:
        yield 1049


_CHECKS: Mapping[Kind, Callable[[Office, Filed], Iterator[int]]] = {
    Kind.NEW: _new,
    Kind.ADD_SITE: _add_site,
    Kind.TRANSFER_IN: _transfer_in,
    Kind.CHANGE: _change,
    Kind.CANCEL_SUBJECT: _cancel_subject,
    Kind.CANCEL_SITE: _cancel_site,
    Kind.CANCEL_ACCESS: _cancel_access,
    Kind.MATERIAL: _material,
}


def _reason(filed: Filed) -> Iterator[int]:
    cancellation = filed.particulars.cancellation
    if cancellation is None or not valid("Zxly", cancellation.reason):
        yield 1026


def _barred_subject(office: Office, filed: Filed) -> Iterator[int]:
    key = barred_certificate(filed.subject.certificate_type, filed.subject.certificate_number)
    if key in office.barred:
        yield 1065


def _password_fits(subject: SubjectRow, filed: Filed, *, needed: bool) -> bool:
    """Whether the password is right; where it is not needed, none is right too (FAQ 36, 53)."""
    if not filed.password_md5:
        return not needed
    digest = hashlib.md5(subject.password.encode(), usedforsecurity=False).hexdigest()
    return hmac.compare_digest(digest, filed.password_md5.lower())


def _own(
    office: Office,
    table: type[SiteRow | DomainRow | AccessRow | RangeRow],
    provider_id: int,
    own_id: int | None,
) -> bool:
    """Whether the provider's own id, unique for ever, already stands for a record."""
    if own_id is None:
        return False
    found = office.session.scalars(_own_records(table), {"own_id": own_id, "provider_id": provider_id})
    return found.first() is not None


@cache
def _own_records(table: type[SiteRow | DomainRow | AccessRow | RangeRow]) -> Select[Any]:
    """The records under a provider's own id; made once, since building a statement costs more than running it."""
    found = select(table.id).where(table.own_id == bindparam("own_id"))
    owner: Any = AccessRow if table is RangeRow else table
    found = found.join(AccessRow) if table is RangeRow else found
    return found.where(owner.provider_id == bindparam("provider_id"))


def _listed_twice(filed: Filed, name: str) -> bool:
    names = [domain.name.lower() for site in filed.particulars.sites for domain in site.domains]
    return names.count(name) > 1


def _own_addresses(office: Office, filed: Filed, access: Access) -> Iterator[int]:
    """1063 where the switch is on and no IP report of the provider covers an address."""
    if office.switch("compare_addresses") != "1":
        return
    for one in access.addresses:
        first, last = records.span(one)
        covered = exists().where(
            AddressBlock.provider_id == filed.provider_id, AddressBlock.first <= first, AddressBlock.last >= last
        )
        if not office.session.scalar(select(covered)):
            yield 1063


def _differs(row: SiteRow, site: Site) -> bool:
    """Whether the change would alter the site itself or its domains; scans are sent anew with every change."""
    same = _bare(site) == _bare(records.site_values(row))
    return not same or {one.authority_id for one in site.domains} != {one.id for one in row.domains}


def _bare(site: Site) -> Site:
    permits = tuple(structs.replace(permit, scans=()) for permit in site.pre_approvals)
    return structs.replace(
        site, authority_id=None, own_id=None, licence_number="", domains=(), accesses=(), pre_approvals=permits
    )
