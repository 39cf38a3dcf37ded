"""The authority's records: found, read out as particulars, and written."""

from __future__ import annotations

import secrets
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any

from msgspec import json, structs
from sqlalchemy import bindparam, select, text, update

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.particulars import Access, Domain, IpRange, Particulars, Site, Subject
from beian_plugin.filing.region import provinces
from beian_plugin.sandbox.tables import AccessRow, DomainRow, Mail, RangeRow, SiteRow, SubjectRow, SubmittedAttachment

if TYPE_CHECKING:
    from beian_plugin.sandbox.store import Office

#: Numbers of this year are nobody's.
_YEAR = 2099
#: Made once: building a statement costs more than running it.
_BY_CERTIFICATE = select(SubjectRow).where(
    SubjectRow.certificate_number == bindparam("number"),
    SubjectRow.certificate_type == bindparam("kind"),
    SubjectRow.cancelled_at.is_(None),
)
_BY_DOMAIN = select(DomainRow).where(DomainRow.name == bindparam("name"))
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def find_subject(office: Office, number: str = "", authority_id: int | None = None) -> SubjectRow | None:
    """The subject of that number or id, also a cancelled one."""
    if authority_id is not None:
        return office.session.get(SubjectRow, authority_id)
    return office.session.scalar(select(SubjectRow).filter_by(number=_normal(number)))


def find_site(office: Office, number: str = "", authority_id: int | None = None) -> SiteRow | None:
    """The site of that number or id, also a cancelled one."""
    if authority_id is not None:
        return office.session.get(SiteRow, authority_id)
    return office.session.scalar(select(SiteRow).filter_by(number=_normal(number)))


def subject_by_number(office: Office, written: str) -> SubjectRow | None:
    """The subject on record that the number, its own or one of its sites', belongs to."""
    try:
        number = str(parse_licence(written).subject)
    except InvalidValue:
        return None
    return office.session.scalar(select(SubjectRow).filter_by(number=number, cancelled_at=None))


def subject_by_certificate(office: Office, kind: int | None, number: str) -> SubjectRow | None:
    """The subject on record with that certificate (FAQ 27)."""
    return office.session.scalars(_BY_CERTIFICATE, {"kind": kind, "number": number}).first()


def live_domain(office: Office, name: str) -> DomainRow | None:
    """The domain on record, in punycode."""
    return office.session.scalar(_BY_DOMAIN, {"name": name})


def serves(subject: SubjectRow, provider_id: int) -> bool:
    """Whether the provider has an access on any site of the subject."""
    return provider_id in providers_of(subject)


def providers_of(subject: SubjectRow) -> set[int]:
    """Every provider with an access on a site of the subject."""
    return {access.provider_id for site in subject.sites for access in site.accesses}


def published(subject: SubjectRow, reader: int) -> Particulars | None:
    """What `BASJ` says of a subject to the provider `reader`; None for a shell, which is never published.

    The own ids are those of the reader alone: another provider's mean nothing to it.
    """
    sites = tuple(_site(row, reader) for row in subject.sites if row.accesses)
    if not sites or subject.cancelled_at:
        return None
    own = subject.own_id if subject.provider_id == reader else None
    values = json.decode(subject.values, type=Subject)
    return Particulars(
        subject=structs.replace(values, authority_id=subject.id, own_id=own, licence_number=subject.number),
        sites=sites,
    )


def with_scans(office: Office, particulars: Particulars) -> tuple[Particulars, tuple[bytes, ...]]:
    """The particulars with the scans of pre-approvals numbered from 1, and those scans."""
    scans: list[bytes] = []
    sites = []
    for site in particulars.sites:
        permits = []
        for permit in site.pre_approvals:
            kept = [office.session.get_one(SubmittedAttachment, number) for number in permit.scans]
            numbers = tuple(range(len(scans) + 1, len(scans) + 1 + len(kept)))
            scans += [one.content for one in kept]
            permits.append(structs.replace(permit, scans=numbers))
        sites.append(structs.replace(site, pre_approvals=tuple(permits)))
    return structs.replace(particulars, sites=tuple(sites)), tuple(scans)


def site_values(row: SiteRow) -> Site:
    """What stands on record of the site itself, without ids, domains and accesses."""
    return json.decode(row.values, type=Site)


def _site(row: SiteRow, reader: int) -> Site:
    return structs.replace(
        site_values(row),
        authority_id=row.id,
        own_id=row.own_id if row.provider_id == reader else None,
        licence_number=row.number,
        domains=tuple(
            Domain(name=one.name, authority_id=one.id, own_id=one.own_id if one.provider_id == reader else None)
            for one in row.domains
        ),
        accesses=tuple(_access(one, reader) for one in row.accesses),
    )


def _access(row: AccessRow, reader: int) -> Access:
    mine = row.provider_id == reader
    return Access(
        authority_id=row.id,
        own_id=row.own_id if mine else None,
        provider=row.provider_id,
        places=_numbers(row.places),
        modes=_numbers(row.modes),
        addresses=tuple(
            IpRange(
                first=str(IPv4Address(one.first)),
                last=str(IPv4Address(one.last)),
                authority_id=one.id,
                own_id=one.own_id if mine else None,
            )
            for one in row.ranges
        ),
    )


def add_subject(office: Office, provider_id: int, subject: Subject) -> SubjectRow:
    """Put a new subject on record, with a licence number and a filing password, which goes to its principal by mail."""
    now, province = office.now(), str(subject.address.province or 0)[:2]
    row = SubjectRow(
        id=office.next_id(),
        number=_new_number(office, province),
        provider_id=provider_id,
        own_id=subject.own_id,
        province=province,
        password="".join(secrets.choice(_LETTERS) for _ in range(10)),
        password_tries=0,
        last_part=0,
        first_at=now,
        changed_at=now,
        **_subject_columns(subject),
    )
    office.session.add(row)
    mail_password(office, row, subject)
    return row


def change_subject(office: Office, row: SubjectRow, subject: Subject) -> None:
    """Put the subject's values in place of those on record."""
    for name, value in _subject_columns(subject).items():
        setattr(row, name, value)
    row.changed_at = office.now()


def mail_password(office: Office, row: SubjectRow, subject: Subject) -> None:
    """Send the filing password to the subject's principal; it never goes over the interface."""
    office.session.add(
        Mail(
            at=office.now(),
            to=subject.principal.email,
            title=f"备案密码 {row.number}",
            text=f"{row.name}：贵单位（您）的备案号为 {row.number}，备案密码为 {row.password}，请妥善保管。",
        )
    )


def _subject_columns(subject: Subject) -> dict[str, object]:
    bare = structs.replace(subject, authority_id=None, own_id=None, licence_number="")
    return {
        "values": json.encode(bare),
        "name": subject.name,
        "certificate_type": subject.certificate_type,
        "certificate_number": subject.certificate_number,
    }


def add_site(office: Office, subject: SubjectRow, provider_id: int, site: Site) -> SiteRow:
    """Put a new site of the subject on record, with its domains and its accesses through the provider."""
    now = office.now()
    subject.last_part += 1
    row = SiteRow(
        id=office.next_id(),
        number=f"{subject.number}-{subject.last_part}",
        provider_id=provider_id,
        own_id=site.own_id,
        values=_bare_site(site),
        first_at=now,
        changed_at=now,
    )
    subject.sites.append(row)
    for domain in site.domains:
        add_domain(office, row, provider_id, domain)
    for access in site.accesses:
        add_access(office, row, provider_id, access)
    return row


def change_site(office: Office, row: SiteRow, provider_id: int, site: Site) -> None:
    """Put the site's values, domains and listed accesses in place of those on record; a domain left out goes."""
    row.values, row.changed_at = _bare_site(site), office.now()
    kept = {domain.authority_id for domain in site.domains}
    row.domains[:] = [one for one in row.domains if one.id in kept]
    # The unit of work would insert before it deletes, and a name may move from one site to another.
    office.session.flush()
    for domain in site.domains:
        if domain.authority_id is None:
            add_domain(office, row, provider_id, domain)
    for access in site.accesses:
        _change_access(office, next(one for one in row.accesses if one.id == access.authority_id), access)


def _change_access(office: Office, row: AccessRow, access: Access) -> None:
    row.places, row.modes = _joined(access.places), _joined(access.modes)
    listed = {one.authority_id: one for one in access.addresses}
    row.ranges[:] = [one for one in row.ranges if one.id in listed]
    for one in row.ranges:
        one.first, one.last = span(listed[one.id])
    _add_ranges(office, row, tuple(one for one in access.addresses if one.authority_id is None))


def add_domain(office: Office, row: SiteRow, provider_id: int, domain: Domain) -> None:
    """Put a domain of the site on record."""
    row.domains.append(
        DomainRow(id=office.next_id(), name=domain.name.lower(), provider_id=provider_id, own_id=domain.own_id)
    )


def add_access(office: Office, row: SiteRow, provider_id: int, access: Access) -> AccessRow:
    """Put the provider's access of the site on record."""
    made = AccessRow(
        id=office.next_id(),
        provider_id=provider_id,
        own_id=access.own_id,
        places=_joined(access.places),
        modes=_joined(access.modes),
    )
    _add_ranges(office, made, access.addresses)
    row.accesses.append(made)
    return made


def _add_ranges(office: Office, row: AccessRow, addresses: tuple[IpRange, ...]) -> None:
    for one in addresses:
        first, last = span(one)
        row.ranges.append(RangeRow(id=office.next_id(), own_id=one.own_id, first=first, last=last))


def cancel_site(office: Office, row: SiteRow) -> None:
    """Take a site off the record; its number is never given again."""
    row.cancelled_at = office.now()
    row.domains.clear()
    row.accesses.clear()


def cancel_subject(office: Office, row: SubjectRow) -> None:
    """Take a subject and all its sites off the record."""
    for site in row.sites:
        cancel_site(office, site)
    row.cancelled_at = office.now()


def access_differs(row: AccessRow, access: Access) -> bool:
    """Whether the access says something else than the record."""
    on_record = {(one.first, one.last) for one in row.ranges}
    same = (_joined(access.places), _joined(access.modes)) == (row.places, row.modes)
    return not same or {span(one) for one in access.addresses} != on_record


def renumber(office: Office, row: SubjectRow) -> SubjectRow:
    """Give the subject and everything under it new ids; numbers and values stay."""
    session = office.session
    session.flush()
    session.execute(text("PRAGMA defer_foreign_keys=ON"))
    old, new = row.id, office.next_id()
    session.flush()
    for site in row.sites:
        for access in site.accesses:
            _move(office, AccessRow, access.id, (RangeRow.access_id,))
            for one in access.ranges:
                _move(office, RangeRow, one.id)
        for domain in site.domains:
            _move(office, DomainRow, domain.id)
        _move(office, SiteRow, site.id, (DomainRow.site_id, AccessRow.site_id))
    session.execute(update(SubjectRow).where(SubjectRow.id == old).values(id=new))
    session.execute(update(SiteRow).where(SiteRow.subject_id == old).values(subject_id=new))
    session.expunge_all()
    return session.get_one(SubjectRow, new)


def _move(office: Office, table: type[Any], old: int, children: tuple[Any, ...] = ()) -> None:
    new = office.next_id()
    office.session.execute(update(table).where(table.id == old).values(id=new))
    for column in children:
        office.session.execute(update(column.class_).where(column == old).values({column.key: new}))


def span(addresses: IpRange) -> tuple[int, int]:
    """First and last address as numbers. Raises ValueError for what is no IPv4 address."""
    return int(IPv4Address(addresses.first)), int(IPv4Address(addresses.last))


def _bare_site(site: Site) -> bytes:
    bare = structs.replace(site, authority_id=None, own_id=None, licence_number="", domains=(), accesses=())
    return json.encode(bare)


def _new_number(office: Office, province: str) -> str:
    serial = office.next_number(f"licence {province}")
    return f"{provinces()[province].filing}ICP备{_YEAR}{serial:06d}号"


def _normal(number: str) -> str:
    try:
        return str(parse_licence(number))
    except InvalidValue:
        return number


def _joined(codes: tuple[int, ...]) -> str:
    return " ".join(map(str, codes))


def _numbers(joined: str) -> tuple[int, ...]:
    return tuple(map(int, joined.split()))
