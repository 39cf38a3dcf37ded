"""The mechanical answers of the FAQ: what a filing says, mended, and what was changed in words that name no person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from beian_plugin.filing import division
from beian_plugin.filing.form import label_of
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import as_written
from beian_plugin.filing.particulars import Cancellation, Domain, Particulars, Site, Subject
from beian_plugin.filing.remedies import resident_number, stray_home_page
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from beian_plugin.filing.particulars import Access, IpRange, Principal


class Change(NamedTuple):
    """One thing that a remedy alters."""

    #: Path within the particulars before the remedy; empty for the filing as a whole.
    path: str
    #: What becomes of it, without personal data.
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What the filing says after a remedy; no changes where it is sent again as it is."""

    particulars: Particulars
    changes: tuple[Change, ...] = ()


def write_numbers(particulars: Particulars) -> Mended | None:
    """Every resident ID as it has to be written, its last letter a capital X (1015); None where that mends nothing."""
    changes: list[Change] = []

    def written(number: str, path: str) -> str:
        mended = resident_number(number)
        if mended is None or mended == number:
            return number
        changes.append(Change(path, _spelling(number, mended, label_of(path))))
        return mended

    def person(principal: Principal, path: str) -> Principal:
        number = written(principal.certificate_number, f"{path}.certificate_number")
        return replace(principal, certificate_number=number)

    subject = particulars.subject
    if subject:
        subject = replace(
            subject,
            certificate_number=written(subject.certificate_number, "subject.certificate_number"),
            principal=person(subject.principal, "subject.principal"),
        )
    sites = tuple(
        replace(site, principal=person(site.principal, f"sites.{place}.principal"))
        for place, site in enumerate(particulars.sites)
    )
    mended = replace(particulars, subject=subject, sites=sites)
    return Mended(particulars=mended, changes=tuple(changes)) if changes else None


def _spelling(number: str, mended: str, label: Text) -> Text:
    if number.upper() == mended:
        return Text(f"{label.zh}：末位小写 x 改为大写 X", f"{label.en}: the last letter x becomes a capital X")
    return Text(
        f"{label.zh}：去掉空格和连字符，改为半角和大写",
        f"{label.en}: blanks and hyphens go, letters become capital and of half width",
    )


def list_home_pages(particulars: Particulars) -> Mended | None:
    """The domain of each home page put on its site's list (1041); None where no list lacks one."""
    sites, changes = [], []
    for place, site in enumerate(particulars.sites):
        domain = stray_home_page(site)
        if domain:
            site = replace(site, domains=(*site.domains, Domain(name=domain)))
            shown = to_unicode(domain)
            text = Text(
                f"域名列表：加上首页地址的域名 {shown}", f"list of domains: {shown}, of the home page, is added"
            )
            changes.append(Change(f"sites.{place}.domains", text))
        sites.append(site)
    return Mended(particulars=replace(particulars, sites=tuple(sites)), changes=tuple(changes)) if changes else None


def county_choices(particulars: Particulars) -> tuple[division.Division, ...]:
    """The counties in force that the subject's county may have become (1019): its successors, by the table.

    The county itself where it is in force and only the city or province above it does not fit. Empty where the address
    is in order, and where the table does not tell: somebody has to look at the address then.
    """
    subject = particulars.subject
    if subject is None or subject.address.county is None:
        return ()
    address, county = subject.address, str(subject.address.county)
    if division.current(county):
        fits = (address.province, address.city) == _above(county)
        return () if fits else division.successors(county)
    found: list[division.Division] = []
    for successor in division.successors(county):
        below = division.children(successor.code) if successor.level is division.Level.PREFECTURE else (successor,)
        found += [one for one in below if one.level is division.Level.COUNTY]
    return tuple(dict.fromkeys(found))


def move_county(particulars: Particulars, code: str) -> Mended | None:
    """The subject's address in the county `code`, one of `county_choices`; None where it is none of them."""
    subject = particulars.subject
    if subject is None or code not in {one.code for one in county_choices(particulars)}:
        return None
    province, city = _above(code)
    address = replace(subject.address, province=province, city=city, county=int(code))
    before = division.full_name(str(subject.address.county)) or str(subject.address.county)
    after = division.full_name(code)
    text = Text(
        f"主体所在省市县：{before} 改为 {after}", f"division of the subject's address: {before} becomes {after}"
    )
    mended = replace(particulars, subject=replace(subject, address=address))
    return Mended(particulars=mended, changes=(Change("subject.address.county", text),))


def _above(county: str) -> tuple[int, int]:
    """Province and city of a county, as the form has them; under a municipality the city is a group such as 110100."""
    return int(county[:2] + "0000"), int(county[:4] + "00")


def send_whole(
    kind: Kind, particulars: Particulars, published: Particulars | None, *, everything: bool = False
) -> Mended | None:
    """The filing in full with the ids that the authority has now, no value altered (1016, 1039, 1040; FAQ 7, 11, 12).

    `published` is the subject with its sites as the authority last published them, None where it is not known. What
    the filing itself changes stays; with `everything`, sites that it left out are added from the record, after its own.
    None where only a fresh record could help, or where the record does not have what the filing is about.
    """
    match kind:
        case Kind.CHANGE:
            return _whole_change(particulars, published, everything=everything)
        case Kind.ADD_SITE:
            return _subject_by_number(particulars, published)
        case Kind.TRANSFER_IN | Kind.MATERIAL:
            return _by_number(particulars)
        case Kind.CANCEL_SUBJECT | Kind.CANCEL_SITE | Kind.CANCEL_ACCESS:
            return _fresh_cancellation(kind, particulars, published)
        case _:
            return Mended(particulars=particulars)


def _whole_change(particulars: Particulars, published: Particulars | None, *, everything: bool) -> Mended | None:
    if published is None or published.subject is None:
        return None
    changes: list[Change] = []
    subject = _fresh_subject(particulars.subject or published.subject, published.subject, changes)
    sites = _fresh_sites(particulars.sites, published.sites, changes)
    if sites is None:
        return None
    if everything:
        there = {site.authority_id for site in sites}
        added = tuple(site for site in published.sites if site.authority_id not in there)
        changes += [Change("sites", _site_text(_ADDED, site)) for site in added]
        sites += added
    return Mended(particulars=replace(particulars, subject=subject, sites=sites), changes=tuple(changes))


def _fresh_subject(mine: Subject, stands: Subject, changes: list[Change]) -> Subject:
    """The filing's subject with the id and number of the record's."""
    if mine.authority_id != stands.authority_id:
        changes.append(Change("subject.authority_id", _FRESH_SUBJECT))
    return replace(mine, authority_id=stands.authority_id, licence_number=stands.licence_number)


def _fresh_sites(mine: Sequence[Site], stands: Sequence[Site], changes: list[Change]) -> tuple[Site, ...] | None:
    """The filing's sites, in their order, with the ids of the record's; None where the record lacks one."""
    own = dict(_matched(mine, stands))
    if len(own) != len(mine):
        return None
    return tuple(_fresh_site(site, stands[own[n]], f"sites.{n}", changes) for n, site in enumerate(mine))


def _matched(mine: Sequence[Site], stands: Sequence[Site]) -> Iterable[tuple[int, int]]:
    """Which of the filing's sites is which on record: by id, by number, by a domain they share."""
    free = dict(enumerate(stands))
    for place, site in enumerate(mine):
        for other, stood in list(free.items()):
            if _same_site(site, stood):
                del free[other]
                yield place, other
                break


def _same_site(mine: Site, stands: Site) -> bool:
    if mine.licence_number and stands.licence_number:
        return as_written(mine.licence_number) == as_written(stands.licence_number)
    if mine.authority_id is not None and mine.authority_id == stands.authority_id:
        return True
    return not {one.name for one in mine.domains}.isdisjoint(one.name for one in stands.domains)


def _fresh_site(mine: Site, stands: Site, path: str, changes: list[Change]) -> Site:
    """The filing's site with the ids of the record's."""
    known = {one.name: one.authority_id for one in stands.domains}
    domains = tuple(replace(one, authority_id=known.get(one.name)) for one in mine.domains)
    accesses = tuple(_fresh_access(one, stands.accesses) for one in mine.accesses)
    fresh = replace(
        mine,
        authority_id=stands.authority_id,
        licence_number=stands.licence_number,
        domains=domains,
        accesses=accesses,
    )
    if fresh != mine:
        changes.append(Change(path, _site_text(_FRESH, mine)))
    return fresh


def _fresh_access(mine: Access, stands: Sequence[Access]) -> Access:
    """The filing's access with the ids of the same provider's on record: by id, by an address, or the only one."""
    same = [one for one in stands if one.provider == mine.provider]
    by_id = [one for one in same if one.authority_id == mine.authority_id]
    by_address = [one for one in same if {*map(_ends, one.addresses)} & {*map(_ends, mine.addresses)}]
    found = next(iter(by_id or by_address or (same if len(same) == 1 else ())), None)
    if found is None:
        return mine
    known = {_ends(one): one.authority_id for one in found.addresses}
    addresses = tuple(replace(one, authority_id=known.get(_ends(one))) for one in mine.addresses)
    return replace(mine, authority_id=found.authority_id, addresses=addresses)


def _ends(addresses: IpRange) -> tuple[str, str]:
    return addresses.first, addresses.last


_FRESH_SUBJECT = Text("主体：换用管局现有的记录标识", "subject: with the id that the authority has now")
_FRESH = Text("网站“{name}”：换用管局现有的记录标识", "site “{name}”: with the ids that the authority has now")
_ADDED = Text("网站“{name}”：按备案库的记录一并上报", "site “{name}”: sent along, as it stands on record")
_NUMBER = Text("按备案号上报，不用旧的记录标识", "named by its licence number, not by an old id")


def _site_text(template: Text, site: Site) -> Text:
    name = site.licence_number or site.name or next((to_unicode(one.name) for one in site.domains), "")
    return Text(*(words.replace("{name}", name) for words in template))


def _subject_by_number(particulars: Particulars, published: Particulars | None) -> Mended | None:
    subject = particulars.subject or Subject()
    stands = (published and published.subject) or Subject()
    number = subject.licence_number or stands.licence_number
    if not number:
        return None
    changes = () if subject.authority_id is None else (Change("subject.authority_id", _NUMBER),)
    fresh = replace(subject, authority_id=None, licence_number=number)
    return Mended(particulars=replace(particulars, subject=fresh), changes=changes)


def _by_number(particulars: Particulars) -> Mended:
    subject, sites, changes = particulars.subject, list(particulars.sites), []
    if subject and subject.authority_id is not None and subject.licence_number:
        subject = replace(subject, authority_id=None)
        changes.append(Change("subject.authority_id", _NUMBER))
    for place, site in enumerate(sites):
        if site.authority_id is not None and site.licence_number:
            sites[place] = replace(site, authority_id=None)
            changes.append(Change(f"sites.{place}.authority_id", _NUMBER))
    return Mended(particulars=replace(particulars, subject=subject, sites=tuple(sites)), changes=tuple(changes))


def _fresh_cancellation(kind: Kind, particulars: Particulars, published: Particulars | None) -> Mended | None:
    """The record to cancel under the id that it has now."""
    if published is None or published.subject is None:
        return None
    changes: list[Change] = []
    subject, sites = particulars.subject, particulars.sites
    if subject:
        subject = _fresh_subject(subject, published.subject, changes)
    if kind is not Kind.CANCEL_SUBJECT:
        fresh = _fresh_sites(sites, published.sites, changes)
        if fresh is None:
            return None
        sites = fresh
    return Mended(particulars=replace(particulars, subject=subject, sites=sites), changes=tuple(changes))


def as_transfer(site: Site, number: str) -> Particulars:
    """What a transfer in says of a site that was to be filed anew and has the number `number` already (FAQ 4, 32)."""
    ours = tuple(one for one in _new_site(site).accesses if one.provider is None)
    return Particulars(sites=(Site(licence_number=number, accesses=ours[:1]),))


def as_added_sites(particulars: Particulars, number: str) -> Particulars:
    """The sites of a first filing, to be added to the subject `number` that there is already (FAQ 2, 33)."""
    return Particulars(subject=Subject(licence_number=number), sites=tuple(map(_new_site, particulars.sites)))


def without_domains(published: Particulars, names: frozenset[str]) -> Particulars | None:
    """The record without the domains `names` (FAQ 5 B); None where it lacks one, or a site would be left with none."""
    if not names <= {domain.name for site in published.sites for domain in site.domains}:
        return None
    sites = tuple(
        replace(site, domains=tuple(one for one in site.domains if one.name not in names)) for site in published.sites
    )
    return replace(published, sites=sites) if all(site.domains for site in sites) else None


def as_cancellation(particulars: Particulars) -> Particulars:
    """The cancellation of the subject on record; its reason is for the customer to give (FAQ 53)."""
    subject = particulars.subject or Subject()
    named = Subject(authority_id=subject.authority_id, licence_number=subject.licence_number)
    return Particulars(subject=named, cancellation=Cancellation())


def as_new(particulars: Particulars) -> Particulars:
    """What is on record, to be filed anew once it is cancelled: without the authority's ids and numbers (FAQ 14)."""
    subject = particulars.subject and replace(particulars.subject, authority_id=None, own_id=None, licence_number="")
    return Particulars(subject=subject, sites=tuple(map(_new_site, particulars.sites)))


def _new_site(site: Site) -> Site:
    """The site without ids, our own among them: an own id is given to a record once and never again."""
    return replace(
        site,
        authority_id=None,
        own_id=None,
        licence_number="",
        domains=tuple(Domain(name=one.name) for one in site.domains),
        accesses=tuple(
            replace(
                one,
                authority_id=None,
                own_id=None,
                addresses=tuple(replace(ip, authority_id=None, own_id=None) for ip in one.addresses),
            )
            for one in site.accesses
        ),
    )
