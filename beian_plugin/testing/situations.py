"""Invented filings of every sort, around the numbers that a rule's value names: somebody must meet a rule that acts."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace as changed

from beian_plugin.filing.certificate import credit_check_digit, resident_check_digit
from beian_plugin.filing.division import children, full_name
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Access, Address, Domain, IpRange, Particulars, Principal, Site, Subject
from beian_plugin.providers.rule import SubjectKind
from beian_plugin.providers.rulebook import filings_of, subject_of
from beian_plugin.providers.situation import DomainFacts, Holder, Situation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from beian_plugin.providers.rule import Rule

#: Names in the authority's tables that rules look for, under codes of our own.
TABLES = MappingProxyType(
    {
        "Dwxz": {1: "国防机构", 2: "政府机关", 3: "事业单位", 4: "企业", 5: "个人"},
        "Zjlx": {
            1: "统一社会信用代码证书",
            2: "居民身份证",
            3: "护照",
            4: "港澳居民来往内地通行证",
            5: "港澳台居民居住证",
            6: "境外机构登记证",
            7: "组织机构代码证",
        },
        "Fwnr": {1: "综合门户", 2: "博客/个人空间", 3: "其他"},
        "Nrlx": {1: "新闻", 2: "出版", 3: "教育"},
    }
)
_GOVERNMENT, _INSTITUTION, _COMPANY, _PERSON = 2, 3, 4, 5
_CREDIT_CODE, _RESIDENT_ID, _PASSPORT, _HK_MACAO_PERMIT, _HK_MACAO_RESIDENCE, _FROM_OUTSIDE, _OLD_CODE = range(1, 8)
#: Beyond these a filing of so many sites or people so old says nothing more.
_MOST = 200


class Person(NamedTuple):
    """What an invented person shows."""

    kind: int
    number: str


def resident_id(province: str, age: int, today: date, serial: int = 1) -> str:
    """The number of nobody who is `age` today: no division ends in 9999. Men have an odd serial."""
    body = f"{province}9999{today.year - age:04d}0101{serial:03d}"
    return body + resident_check_digit(body)


def credit_code(province: str, serial: int = 1, *, sole_trader: bool = False) -> str:
    """The credit code of nobody: no registry ends in 0099."""
    body = f"{'92' if sole_trader else '91'}{province}010099{serial:07d}"
    return body + credit_check_digit(body)


def situations(name: str, rule: Rule[Any], province: str, today: date) -> Iterator[Situation]:
    """Filings in `province` that the rule is about: of each kind and subject, plain ones and one oddity at a time."""
    subject = subject_of(name, rule)
    subjects = (SubjectKind.ORGANISATION, SubjectKind.INDIVIDUAL) if subject is SubjectKind.ANY else (subject,)
    oddities = _oddities(rule.value)
    for whom, kind in product(subjects, filings_of(name, rule) or tuple(Kind)):
        plain = _plain(whom, kind, province, today)
        yield plain
        for oddity in oddities:
            yield oddity(plain)


def _plain(whom: SubjectKind, kind: Kind, province: str, today: date) -> Situation:
    """A complete filing of grown-up local people, of which nothing is odd."""
    filing = _filing(whom, province, today)
    record = _on_record(filing)
    shown = {
        Kind.ADD_SITE: changed(filing, subject=Subject(licence_number=record.subject.licence_number)),  # type: ignore[union-attr]
        Kind.CHANGE: record,
        Kind.TRANSFER_IN: Particulars(sites=(changed(record.sites[0], principal=Principal()),)),
    }
    return Situation(
        kind=kind,
        province=province,
        today=today,
        particulars=shown.get(kind, filing),
        subject=whom,
        tables=TABLES,
        published=None if kind is Kind.NEW else record,
        filed_sites=0 if kind is Kind.NEW else 1,
        filed_domains=() if kind is Kind.NEW else ("beian-filed.cn",),
    )


def _filing(whom: SubjectKind, province: str, today: date) -> Particulars:
    city = next(iter(children(province + "0000")), None)
    address = Address(province=int(province) * 10_000, city=int(city.code) if city else None, detail="示例路1号")
    principal = Principal(
        name="王示例",
        office_phone="0100-00000000",
        mobile="10000000001",
        email="sample@example.com",
        certificate_type=_RESIDENT_ID,
        certificate_number=resident_id(province, 40, today),
    )
    organisation = whom is SubjectKind.ORGANISATION
    subject = Subject(
        name="示例茶叶有限公司" if organisation else principal.name,
        nature=_COMPANY if organisation else _PERSON,
        investor=principal.name if organisation else "",
        address=address,
        certificate_type=_CREDIT_CODE if organisation else _RESIDENT_ID,
        certificate_number=credit_code(province) if organisation else principal.certificate_number,
        certificate_address=full_name(province + "0000") + "示例路1号",
        principal=principal,
    )
    site = Site(
        name="示例茶叶知识园地",
        home_page="www.beian-sample.cn",
        contents=(1,),
        languages=(1,),
        domains=(Domain(name="beian-sample.cn"),),
        accesses=(Access(places=(1,), modes=(3,), addresses=(IpRange(first="203.0.113.8", last="203.0.113.8"),)),),
        principal=principal,
    )
    return Particulars(subject=subject, sites=(site,))


def _on_record(filing: Particulars) -> Particulars:
    """The same as the authority has it."""
    number = "示ICP备00000001号"
    subject = changed(filing.subject, authority_id=1, licence_number=number)  # type: ignore[type-var]
    sites = tuple(changed(site, authority_id=2, licence_number=f"{number}-1") for site in filing.sites)
    return Particulars(subject=subject, sites=sites)


def _oddities(value: object) -> tuple[Callable[[Situation], Situation], ...]:
    """What may be odd about a filing, as functions that make a plain one so."""
    numbers = sorted({near for number in _numbers(value) for near in (number - 1, number, number + 1) if near >= 0})
    return (*_PEOPLE, *_SUBJECTS, *_SITES, *_DOMAINS, *(one for n in numbers for one in _counted(min(n, _MOST), n)))


def _numbers(value: object) -> Iterator[int]:
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield value
    elif is_dataclass(value):
        for item in fields(value):
            yield from _numbers(getattr(value, item.name))


def _subject(**changes: Any) -> Callable[[Situation], Situation]:
    def make(situation: Situation) -> Situation:
        filing = situation.particulars
        if filing.subject is None:
            return situation
        return replace(situation, particulars=changed(filing, subject=changed(filing.subject, **changes)))

    return make


def _site(**changes: Any) -> Callable[[Situation], Situation]:
    def make(situation: Situation) -> Situation:
        filing = situation.particulars
        sites = tuple(changed(site, **changes) for site in filing.sites)
        return replace(situation, particulars=changed(filing, sites=sites))

    return make


def _around(**changes: Any) -> Callable[[Situation], Situation]:
    return lambda situation: replace(situation, **changes)


def _domain(**facts: Any) -> Callable[[Situation], Situation]:
    def make(situation: Situation) -> Situation:
        names = [domain.name for site in situation.particulars.sites for domain in site.domains]
        return replace(situation, domains=dict.fromkeys(names, DomainFacts(**facts)))

    return make


def _everybody(show: Callable[[Situation], Person], **changes: Any) -> Callable[[Situation], Situation]:
    """All people of the filing, and the individual who files, show another certificate."""

    def make(situation: Situation) -> Situation:
        person = show(situation)
        shown = {"certificate_type": person.kind, "certificate_number": person.number}
        filing = situation.particulars
        subject = filing.subject and changed(
            filing.subject,
            principal=changed(filing.subject.principal, **shown, **changes),
            **(shown if situation.is_individual else {}),
        )
        sites = tuple(changed(site, principal=changed(site.principal, **shown, **changes)) for site in filing.sites)
        return replace(situation, particulars=changed(filing, subject=subject, sites=sites))

    return make


def _other_site_principal(**changes: Any) -> Callable[[Situation], Situation]:
    """The site's principal is somebody else, whose phones are those of the subject's unless changed."""

    def make(situation: Situation) -> Situation:
        number = resident_id(situation.province, 40, situation.today, serial=2)
        filing = situation.particulars
        other = {"name": "李示例", "certificate_type": _RESIDENT_ID, "certificate_number": number} | changes
        sites = tuple(changed(site, principal=changed(site.principal, **other)) for site in filing.sites)
        return replace(situation, particulars=changed(filing, sites=sites))

    return make


def _local(situation: Situation) -> Person:
    return Person(_RESIDENT_ID, resident_id(situation.province, 40, situation.today))


def _elsewhere(situation: Situation) -> str:
    return "44" if situation.province == "33" else "33"


def _other_organisation(situation: Situation) -> Situation:
    """Another name and credit code, which an individual takes on as a company."""
    code = credit_code(situation.province, serial=2)
    change = {"nature": _COMPANY, "certificate_type": _CREDIT_CODE, "certificate_number": code}
    return _subject(name="示例茶业集团有限公司", **change)(situation)


def _other_representative(situation: Situation) -> Situation:
    """Another organisation under another principal."""
    person = {"name": "李示例", "certificate_number": resident_id(situation.province, 40, situation.today, serial=2)}
    subject = situation.particulars.subject
    return _other_organisation(
        _subject(principal=changed(subject.principal, **person))(situation) if subject else situation
    )


def _other_person(situation: Situation) -> Situation:
    number = resident_id(situation.province, 40, situation.today, serial=2)
    return _subject(name="李示例", certificate_number=number)(situation) if situation.is_individual else situation


def _other_city(situation: Situation) -> Situation:
    subject, cities = situation.particulars.subject, children(situation.province + "0000")
    if subject is None or len(cities) < 2:
        return situation
    address = changed(subject.address, city=int(cities[0].code), county=None)
    return _subject(address=address, certificate_address=full_name(cities[1].code) + "示例路1号")(situation)


def _from_elsewhere(situation: Situation) -> Situation:
    """An organisation whose registry and address lie in another province."""
    code = _elsewhere(situation)
    written = full_name(code + "0000") + "示例路1号"
    return _subject(certificate_number=credit_code(code), certificate_address=written)(situation)


def _detail(written: str) -> Callable[[Situation], Situation]:
    def make(situation: Situation) -> Situation:
        subject = situation.particulars.subject
        return _subject(address=changed(subject.address, detail=written))(situation) if subject else situation

    return make


def _of_nature(nature: int, domain: str) -> Callable[[Situation], Situation]:
    def make(situation: Situation) -> Situation:
        situation = _site(domains=(Domain(name=domain),))(_subject(nature=nature)(situation))
        published = situation.published
        if published is None or published.subject is None:
            return situation
        return replace(situation, published=changed(published, subject=changed(published.subject, nature=nature)))

    return make


_PEOPLE = (
    _everybody(lambda one: Person(_RESIDENT_ID, resident_id(_elsewhere(one), 40, one.today))),
    _everybody(lambda _: Person(_PASSPORT, "EX0000000")),
    _everybody(lambda _: Person(_HK_MACAO_PERMIT, "H00000000")),
    _everybody(lambda _: Person(_HK_MACAO_RESIDENCE, "810000199001010011")),
    _everybody(lambda one: Person(_RESIDENT_ID, resident_id("81", 40, one.today))),
    _everybody(_local, office_phone="10000000001"),
    _other_site_principal(),
    _other_site_principal(office_phone="0100-00000009", mobile="10000000002"),
    _other_site_principal(certificate_type=_PASSPORT, certificate_number="EX0000000"),
    _around(principals_elsewhere=("subject.principal", "sites.0.principal")),
    _around(mobiles_elsewhere=("subject.principal", "sites.0.principal")),
)
_SUBJECTS = (
    _subject(name="示例茶业集团有限公司"),
    _other_organisation,
    _other_representative,
    _other_person,
    _other_city,
    _from_elsewhere,
    _detail("示例路口"),
    _detail("市辖区示例路1号"),
    _subject(certificate_type=_FROM_OUTSIDE, certificate_number="EX0000000"),
    _subject(certificate_type=_OLD_CODE, certificate_number="000000000"),
    _subject(licence_number="示B2-00000000"),
    _site(licence_number="示B2-00000000"),
    _subject(name="示例金融投资有限公司"),
    _subject(name="示例教育培训有限公司"),
    _subject(name="示例新闻出版有限公司"),
    lambda situation: _subject(certificate_number=credit_code(situation.province, sole_trader=True))(situation),
    _of_nature(_INSTITUTION, "beian-sample.com"),
    _of_nature(_GOVERNMENT, "beian-sample.com"),
    _around(second_number=True),
    _around(filed_sites=0, filed_domains=()),
)
_SITES = (
    _site(name="Tea Notes"),
    _site(name="示例茶叶Notes"),
    _site(name="云南省茶叶知识"),
    _site(name="示例教育培训平台"),
    _site(name="示例金融理财平台"),
    _site(name="示例新闻出版平台"),
    _site(name="示例茶友论坛"),
    _site(contents=(2,)),
    _site(note="记录读过的书，介绍一家企业"),
    _site(note="本站为个人网站，无任何企业信息"),
    _site(domains=(Domain(name="beian-sample.cn"), Domain(name="beian-other.cn"))),
    _site(domains=(Domain(name="beian-sample.com"),), home_page="www.beian-sample.com"),
)
_DOMAINS = (
    _domain(holder=Holder.LEGAL_REPRESENTATIVE),
    _domain(holder=Holder.OTHER),
    _domain(holder=Holder.SUBJECT, registered_abroad=False, resolves_to=()),
    _domain(registered_abroad=True),
    _domain(resolves_to=("198.51.100.1",)),
)


def _counted(count: int, days: int) -> tuple[Callable[[Situation], Situation], ...]:
    """Filings that have `count` of whatever may be counted, or something that ends in so many days."""
    names = [f"beian-sample-{number}.cn" for number in range(count)]

    def expiring(situation: Situation) -> Situation:
        return _domain(expires=situation.today + timedelta(days=days))(situation)

    def spread(situation: Situation) -> Situation:
        filing = situation.particulars
        sites = tuple(
            changed(filing.sites[0], domains=(Domain(name=name),), home_page=name) for name in names if filing.sites
        )
        return replace(situation, particulars=changed(filing, sites=sites))

    def aged(situation: Situation) -> Person:
        return Person(_RESIDENT_ID, resident_id(situation.province, count, situation.today, serial=3))

    return (
        _everybody(aged),
        lambda situation: _other_site_principal(certificate_number=aged(situation).number)(situation),
        _around(filed_sites=count, filed_domains=tuple(names)),
        lambda situation: replace(spread(situation), filed_sites=count, filed_domains=tuple(names)),
        spread,
        _site(domains=tuple(Domain(name=name) for name in names)),
        _site(name="茶" * count),
        _site(note="茶" * count),
        expiring,
    )
