"""What the authority does of its own accord: blacklists, errands, checks, notices, resyncs, and work on its records."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.authority.items import (
    AccessCheck,
    BarredSite,
    BarredSubject,
    DeadSite,
    IllegalAccess,
    Notice,
    ShellCheck,
    SubjectCheck,
    UnfiledSite,
    VerificationTask,
)
from beian_plugin.sandbox import base_codes, decisions, records
from beian_plugin.sandbox.accounts import OTHER, OURS, providers
from beian_plugin.sandbox.record_checks import barred_certificate
from beian_plugin.sandbox.tables import AccessRow, Barred, Errand, Mail, SiteRow, SubjectRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.sandbox.store import Office, Store

HMDLB, FFJRHMD, WBAWZLB = "ICP/HMDLB", "ICP/FFJRHMD", "ICP/WBAWZLB"
HSRW, HCJG, XGTZ, SJTB = "ICP/HSRW", "ICP/HCJG", "ICP/XGTZ", "SJTB/ICP"
ADDED, DELETED = 0, 2


def bar_domain(store: Store, domain: str, name: str = "黑名单网站（模拟）") -> None:
    """Put a domain into the blacklist of sites, and tell every provider (`HMDLB`)."""
    with store.write() as office:
        office.session.merge(Barred(key=f"domain {domain}", name=name))
        for provider in providers(office):
            office.tell(provider.id, HMDLB, BarredSite(name=name, domains=(domain,), change=ADDED))


def bar_subject(store: Store, certificate_type: int, certificate_number: str, name: str) -> None:
    """Put a subject into the blacklist, by its certificate, and tell every provider (`HMDLB`)."""
    with store.write() as office:
        office.session.merge(Barred(key=barred_certificate(certificate_type, certificate_number), name=name))
        item = BarredSubject(
            name=name, certificate_type=certificate_type, certificate_number=certificate_number, change=ADDED
        )
        for provider in providers(office):
            office.tell(provider.id, HMDLB, item)


def unbar(store: Store, key: str) -> None:
    """Take an entry off its blacklist, and tell every provider."""
    with store.write() as office:
        barred = office.session.get_one(Barred, key)
        what, *rest = key.split(" ")
        item: BarredSite | BarredSubject
        if what == "domain":
            item = BarredSite(name=barred.name, domains=(rest[0],), change=DELETED)
        else:
            kind, number = int(rest[0]), " ".join(rest[1:])
            item = BarredSubject(name=barred.name, certificate_type=kind, certificate_number=number, change=DELETED)
        office.session.delete(barred)
        for provider in providers(office):
            office.tell(provider.id, HMDLB, item)


def report_unfiled(store: Store, domain: str, address: str, provider_id: int = OURS) -> int:
    """Say that an unfiled site was found on the provider's address (`WBAWZLB`); gives the errand's id."""
    with store.write() as office:
        errand = _errand(office, provider_id, "unfiled", domain, int(IPv4Address(address)))
        item = UnfiledSite(
            authority_id=errand.id,
            domain=domain,
            address=address,
            first_seen_at=decisions.stamp(office.now()),
            seen_at=decisions.stamp(office.now()),
            times=1,
            province=_province(office),
            provider=provider_id,
            carrier=1,
        )
        office.tell(provider_id, WBAWZLB, item)
        return errand.id


def report_illegal_access(store: Store, domain: str, address: str, provider_id: int = OURS) -> None:
    """Say that a blacklisted site was found on some provider's address (`FFJRHMD`)."""
    with store.write() as office:
        item = IllegalAccess(
            authority_id=office.next_id(),
            domain=domain,
            address=address,
            provider=provider_id,
            province=_province(office),
            seen_at=decisions.stamp(office.now()),
        )
        office.tell(provider_id, FFJRHMD, item)


def ask_verification(store: Store, subject_id: int, provider_id: int = OURS) -> int:
    """Ask the provider to verify a filing (`HSRW`); gives the errand's id."""
    with store.write() as office:
        subject = office.session.get_one(SubjectRow, subject_id)
        particulars = records.published(subject, provider_id)
        if particulars is None:
            raise LookupError("a shell cannot be verified")
        errand = _errand(office, provider_id, "verification", str(subject.id), None)
        particulars, scans = records.with_scans(office, particulars)
        item = VerificationTask(
            particulars=particulars,
            filed_at=decisions.stamp(subject.first_at),
            changed_at=decisions.stamp(subject.changed_at),
            scans=scans,
        )
        office.tell(provider_id, HSRW, item)
        return errand.id


def find_subject_wrong(store: Store, subject_id: int, reason: str) -> None:
    """Tell the subject's providers that its data are wrong (`HCJG/Zthc`)."""
    with store.write() as office:
        row = office.session.get_one(SubjectRow, subject_id)
        item = SubjectCheck(
            authority_id=row.id,
            name=row.name,
            certificate_type=row.certificate_type,
            certificate_number=row.certificate_number,
            reason=reason,
        )
        for provider_id in sorted(records.providers_of(row)):
            office.tell(provider_id, HCJG, item)


def find_access_wrong(store: Store, site_id: int, provider_id: int = OURS, *, finding: int, address: str = "") -> None:
    """Tell the provider that its access is reported and not there (1), or there at `address` and not reported (2)."""
    with store.write() as office:
        site = office.session.get_one(SiteRow, site_id)
        access = next((one for one in site.accesses if one.provider_id == provider_id), None)
        item = AccessCheck(
            site_id=site.id,
            site_number=site.number,
            domain=site.domains[0].name if finding == 2 else "",
            address=address if finding == 2 else "",
            provider=provider_id,
            finding=finding,
            at=decisions.stamp(office.now()),
            access_id=access.id if access else None,
        )
        office.tell(provider_id, HCJG, item)


def find_shell(store: Store, site_id: int, provider_id: int = OURS, *, alive: bool = True) -> None:
    """Tell the provider that a site has no access (`HCJG/Kkwzhc`), and whether it answers all the same."""
    with store.write() as office:
        site = office.session.get_one(SiteRow, site_id)
        item = ShellCheck(site_id=site.id, site_number=site.number, alive=alive, at=decisions.stamp(office.now()))
        office.tell(provider_id, HCJG, item)


def find_dead(store: Store, site_id: int) -> None:
    """Tell the site's providers that it does not answer (`HCJG/Wzch`)."""
    with store.write() as office:
        site = office.session.get_one(SiteRow, site_id)
        item = DeadSite(
            site_id=site.id,
            site_number=site.number,
            home_page=records.site_values(site).home_page,
            at=decisions.stamp(office.now()),
        )
        for access in site.accesses:
            office.tell(access.provider_id, HCJG, item)


def give_notice(store: Store, text: str, *, subject_id: int | None = None, site_id: int | None = None) -> None:
    """Tell the providers that a subject or a site has to be put right (`XGTZ`)."""
    with store.write() as office:
        row = office.session.get_one(SiteRow, site_id) if site_id else office.session.get_one(SubjectRow, subject_id)
        site = row if isinstance(row, SiteRow) else None
        subject = site.subject if site else row
        assert isinstance(subject, SubjectRow)  # noqa: S101  a site's subject
        item = Notice(about="site" if site else "subject", licence_number=row.number, authority_id=row.id, text=text)
        heard = {one.provider_id for one in site.accesses} if site else records.providers_of(subject)
        for provider_id in sorted(heard):
            office.tell(provider_id, XGTZ, item)


def resync(store: Store, provider_id: int = OURS) -> int:
    """Send the provider everything that it has on record (`SJTB`); gives the number of subjects."""
    with store.write() as office:
        mine = (
            select(SubjectRow)
            .where(SubjectRow.cancelled_at.is_(None))
            .where(
                SubjectRow.id.in_(
                    select(SiteRow.subject_id).join(AccessRow).where(AccessRow.provider_id == provider_id)
                )
            )
            .order_by(SubjectRow.id)
        )
        items = [decisions.as_published(office, subject, provider_id) for subject in office.session.scalars(mine)]
        found = [item for item in items if item]
        for item in found:
            office.tell(provider_id, SJTB, item)
        return len(found)


def send_base_codes(store: Store, provider_id: int = OURS) -> None:
    """Send the provider the base code tables once more (`JCDM`)."""
    with store.write() as office:
        base_codes.send_tables(office, provider_id)


def file_elsewhere(store: Store, particulars: Particulars, provider_id: int = OTHER) -> str:
    """Put a filing of another provider on record, as if it had been approved long ago; gives the subject's number."""
    with store.write() as office:
        if particulars.subject is None:
            raise LookupError("a filing needs a subject")
        row = records.add_subject(office, provider_id, particulars.subject)
        for site in particulars.sites:
            records.add_site(office, row, provider_id, site)
        office.session.flush()
        decisions.publish(office, row)
        return row.number


def remove_access(store: Store, access_id: int) -> None:
    """Take an access off the record without a report; a site that loses its last one becomes a shell."""
    with store.write() as office:
        access = office.session.get_one(AccessRow, access_id)
        subject = access.site.subject
        access.site.accesses.remove(access)
        office.session.flush()
        decisions.publish(office, subject)


def cancel_site(store: Store, site_id: int) -> None:
    """Take a site off the record without a report (`ZXSJ`); a subject that loses its last one becomes a shell."""
    with store.write() as office:
        site = office.session.get_one(SiteRow, site_id)
        decisions.publish(office, decisions.strike_site(office, site))


def renumber(store: Store, subject_id: int, *, publish: bool = True) -> int:
    """Give a subject and everything under it new ids, as a move between systems does; gives the subject's new id.

    Filings that name the old ids are answered with 1016 from then on (FAQ 7).
    """
    with store.write() as office:
        subject = office.session.get_one(SubjectRow, subject_id)
        new = records.renumber(office, subject)
        if publish:
            decisions.publish(office, new)
        return new.id


def reset_tries(store: Store, subject_id: int) -> None:
    """Let the filing password of a subject be tried again (`msg_code` 22)."""
    with store.write() as office:
        office.session.get_one(SubjectRow, subject_id).password_tries = 0


def mails(store: Store) -> Sequence[Mail]:
    """Everything that was mailed, newest first."""
    with store.read() as office:
        return office.session.scalars(select(Mail).order_by(Mail.id.desc())).all()


def _errand(office: Office, provider_id: int, kind: str, about: str, address: int | None) -> Errand:
    errand = Errand(
        id=office.next_id(), provider_id=provider_id, kind=kind, about=about, address=address, made_at=office.now()
    )
    office.session.add(errand)
    return errand


def _province(office: Office) -> int:
    return int(office.switch("province")) * 10000
