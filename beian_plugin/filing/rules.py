"""What stands against the values of a filing: certificates, names, divisions, domains, contacts, addresses."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.errors import InvalidValue
from beian_plugin.filing import certificate
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.division import Standing, check_division, standing
from beian_plugin.filing.doubt import Doubt, Severity
from beian_plugin.filing.form import field_at, fields, values
from beian_plugin.filing.hostname import HostKind, parse_host, to_unicode
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.site_name import check_site_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from beian_plugin.filing.completeness import Known
    from beian_plugin.filing.particulars import Access, Particulars, Principal, Site, Subject

#: The table of regions among the base codes.
REGIONS = "Qy"
#: Words within the name of a certificate type, as the authority's table has it, to the kind that we can check.
_KINDS: Mapping[str, CertificateKind] = {
    "身份证": CertificateKind.RESIDENT_ID,
    "社会信用代码": CertificateKind.CREDIT_CODE,
    "营业执照": CertificateKind.BUSINESS_LICENCE,
    "组织机构代码": CertificateKind.ORGANISATION_CODE,
    "事业单位": CertificateKind.INSTITUTION,
    "社会团体": CertificateKind.SOCIAL_ORGANISATION,
    "社团法人": CertificateKind.SOCIAL_ORGANISATION,
    "军队代号": CertificateKind.MILITARY_CODE,
    "护照": CertificateKind.PASSPORT,
    "港澳居民来往": CertificateKind.HK_MACAO_PERMIT,
    "台湾居民来往": CertificateKind.TAIWAN_PERMIT,
    "台胞证": CertificateKind.TAIWAN_PERMIT,
    "军官证": CertificateKind.OFFICER_CARD,
}
_OFFICE_PHONE = re.compile(r"[0-9-]+(?:;[0-9-]+)*;?")
_MOBILE = re.compile(r"[0-9+-]+(?:;[0-9+-]+)*;?")


class Objection(NamedTuple):
    """Something against the value at a path."""

    path: str
    zh: str
    en: str
    severity: Severity = Severity.REFUSE
    code: str = ""


def check(kind: Kind, particulars: Particulars, known: Known) -> Iterator[Objection]:
    """Every objection to the values that the filing has; those it lacks are no concern here."""
    individual = is_individual(particulars, known)
    kept = _kept(kind, known)
    subject = particulars.subject
    if subject is not None:
        yield from _certificates("subject", subject.certificate_type, subject.certificate_number, known, kept)
        yield from _person("subject.principal", subject.principal, known, kept)
        yield from _region(subject, known, kept)
        if kind is Kind.CHANGE:
            yield from _same_province(subject, known)
    for number, site in enumerate(particulars.sites):
        path = f"sites.{number}"
        people = {site.principal.name, subject.principal.name if subject else ""}
        if individual and subject:
            people.add(subject.name)
        yield from _site_name(path, site, people, known, kept, individual=bool(individual))
        yield from _person(f"{path}.principal", site.principal, known, kept)
        yield from _domains(path, site)
        yield from _home_page(path, site)
        for place, access in enumerate(site.accesses):
            yield from _addresses(f"{path}.accesses.{place}", access)
        yield from _scans(path, site, known)
    yield from _numbers(particulars)
    yield from _twice(particulars)
    yield from _codes(particulars, known)


def is_individual(particulars: Particulars, known: Known) -> bool | None:
    """Whether a person files, not an organisation; None where neither nature nor certificate tells."""
    for subject in (particulars.subject, known.published.subject if known.published else None):
        if subject is None:
            continue
        nature = known.tables.get("Dwxz", {}).get(subject.nature or 0, "")
        if nature:
            return "个人" in nature
        kind = certificate_kind(subject.certificate_type, known)
        if kind is not None:
            return kind in certificate.PERSONAL
    return None


def name_changes(kind: Kind, particulars: Particulars, known: Known) -> bool:
    """Whether a change gives the subject another name than the one on record, which takes the password (FAQ 36)."""
    before = known.published.subject if known.published else None
    after = particulars.subject
    return kind is Kind.CHANGE and before is not None and after is not None and before.name != after.name


def _kept(kind: Kind, known: Known) -> frozenset[str | int]:
    """The values that the authority accepted once: what is wrong with one of them may pass again."""
    if kind is not Kind.CHANGE or known.published is None:
        return frozenset()
    return frozenset(value for _, value in values(known.published))


def _told(path: str, doubts: Iterable[Doubt], *, kept: bool) -> Iterator[Objection]:
    for doubt in doubts:
        yield Objection(path, doubt.zh, doubt.en, Severity.WARN if kept else doubt.severity, doubt.code)


def certificate_kind(code: int | None, known: Known) -> CertificateKind | None:
    """The kind behind a base code, by its name in the authority's table; None where that does not tell."""
    return certificate_kind_named(known.tables.get("Zjlx", {}).get(code or 0, ""))


def certificate_kind_named(name: str) -> CertificateKind | None:
    """The kind behind the name of a certificate type in the authority's table; None where it does not tell."""
    return next((kind for words, kind in _KINDS.items() if words in name), None)


def _certificates(
    path: str, code: int | None, number: str, known: Known, kept: frozenset[str | int]
) -> Iterator[Objection]:
    if not number:
        return
    where, kind = f"{path}.certificate_number", certificate_kind(code, known)
    if kind is None:
        if "Zjlx" in known.tables:
            yield Objection(
                where,
                "此类证件的号码无法在本地检查；请对照证件核对。",
                "Numbers of this type of certificate cannot be checked here: compare it with the certificate.",
                Severity.WARN,
                "certificate_unknown",
            )
        return
    if doubt := certificate.refusal(kind, number):
        yield from _told(where, [doubt], kept=number in kept)
        return
    parsed = Certificate.parse(kind, number)
    yield from _told(where, certificate.check_certificate(parsed, known.today), kept=number in kept)
    if parsed.number != number:
        yield Objection(
            where,
            "证件号码含有小写字母、全角字符、空格或横线；建议改为大写半角（末位 x 应为 X，FAQ 6）。",
            "Small letters, wide characters, blanks or hyphens stand in the number: better write it plainly, with "
            "a capital X (FAQ 6, code 1015).",
            Severity.WARN,
            "certificate_spelling",
        )


def _person(path: str, principal: Principal, known: Known, kept: frozenset[str | int]) -> Iterator[Objection]:
    yield from _certificates(path, principal.certificate_type, principal.certificate_number, known, kept)
    if principal.office_phone and not _OFFICE_PHONE.fullmatch(principal.office_phone):
        yield Objection(
            f"{path}.office_phone",
            "办公电话除“-”外只能是数字，多个用“;”分隔。",
            "An office phone has digits and hyphens only; several are separated by `;`.",
            code="phone",
        )
    if principal.mobile and not _MOBILE.fullmatch(principal.mobile):
        yield Objection(
            f"{path}.mobile",
            "手机号码只能是数字，多个用“;”分隔。",
            "A mobile number has digits only; several are separated by `;`.",
            code="phone",
        )
    if principal.email and not all("@" in part for part in principal.email.rstrip(";").split(";")):
        yield Objection(
            f"{path}.email",
            "每个电子邮件地址必须含有“@”，多个用“;”分隔。",
            "Each e-mail address contains @; several are separated by `;`.",
            code="email",
        )


def _region(subject: Subject, known: Known, kept: frozenset[str | int]) -> Iterator[Objection]:
    """Divisions that were closed are answered with 1019 (FAQ 9); the authority's own table wins over ours."""
    table = known.tables.get(REGIONS)
    above = ""
    for name in ("province", "city", "county"):
        code = getattr(subject.address, name)
        if code is None:
            continue
        path, text = f"subject.address.{name}", f"{code:06d}"
        if not (table and code in table):
            # A code that never was may be newer than our table; one that was closed is not coming back.
            certain = standing(text) is not Standing.UNKNOWN
            for doubt in check_division(text):
                severity = Severity.REFUSE if certain and code not in kept else Severity.WARN
                yield Objection(path, doubt.zh, doubt.en, severity, doubt.code)
        if above and not text.startswith(above):
            yield Objection(
                path,
                "与上一级行政区划不符；请重新选择省、市、县（区）。",
                "It does not lie in the division above it: choose province, city and county again.",
                Severity.WARN,
                "division_above",
            )
        above = text[:2] if name == "province" else text[:4] if name == "city" and text[2:4] != "90" else text[:2]


def _same_province(subject: Subject, known: Known) -> Iterator[Objection]:
    before = known.published.subject if known.published else None
    if before and before.address.province and subject.address.province not in (None, before.address.province):
        yield Objection(
            "subject.address.province",
            "变更备案不能改变主体所在省；确需换省的，请先注销主体，通过后按新备案办理（FAQ 14，代码 1046）。",
            "A change cannot move the subject to another province: cancel the subject first, then file anew "
            "(FAQ 14, code 1046).",
            code="other_province",
        )


def _site_name(
    path: str, site: Site, people: set[str], known: Known, kept: frozenset[str | int], *, individual: bool
) -> Iterator[Objection]:
    if not site.name:
        return
    doubts = check_site_name(
        site.name,
        individual=individual,
        # Which attachment is the permit that FAQ 54 asks for nobody can tell; staff look.
        permit=False,
        person_names=people,
        domains=[name for domain in site.domains for name in (domain.name, to_unicode(domain.name))],
        rules=known.site_names,
    )
    for doubt in doubts:
        soft = site.name in kept or (doubt.code == "site_name_national_prefix" and bool(known.attachments))
        yield from _told(f"{path}.name", [doubt], kept=soft)


def _domains(path: str, site: Site) -> Iterator[Objection]:
    for number, domain in enumerate(site.domains):
        where = f"{path}.domains.{number}.name"
        try:
            host = parse_host(domain.name)
        except InvalidValue as error:
            # A suffix that is newer than our list may be registered all the same.
            severity = Severity.WARN if error.reason == "suffix" else Severity.REFUSE
            yield Objection(
                where,
                "不是可以备案的域名；请填写在注册商处注册的域名（FAQ 3，代码 1004）。",
                "This is no domain that can be filed: enter the name as it is registered (FAQ 3, code 1004).",
                severity,
                "domain",
            )
            continue
        if host.kind is not HostKind.NAME or host.ascii != host.registrable:
            proper = to_unicode(host.registrable)
            yield Objection(
                where,
                f"备案填写的是注册的域名；请改为 {proper}（FAQ 3，代码 1004）。" if proper else "IP 地址不能备案。",
                f"The name as it is registered is filed: write {proper} (FAQ 3, code 1004)."
                if proper
                else "An address cannot be filed: enter a domain.",
                code="domain",
            )


def _home_page(path: str, site: Site) -> Iterator[Objection]:
    """The home page stands under one of the domains (FAQ 13, code 1041)."""
    if not site.home_page or not site.domains:
        return
    domains = {domain.name.lower() for domain in site.domains}
    for page in filter(None, site.home_page.split(";")):
        try:
            host = parse_host(page)
        except InvalidValue:
            inside = any(name in page.lower() for name in domains)
        else:
            inside = any(host.ascii == name or host.ascii.endswith(f".{name}") for name in domains)
        if not inside:
            yield Objection(
                f"{path}.home_page",
                "首页地址中的域名不在域名列表中；请改正首页地址，或把它的域名加入列表（FAQ 13，代码 1041）。",
                "The domain of the home page is not on the list of domains: correct the page, or put its domain on the "
                "list (FAQ 13, code 1041).",
                code="home_page",
            )


def _addresses(path: str, access: Access) -> Iterator[Objection]:
    for number, block in enumerate(access.addresses):
        where = f"{path}.addresses.{number}"
        ends = []
        for name in ("first", "last"):
            try:
                ends.append(IPv4Address(getattr(block, name)))
            except AddressValueError:
                yield Objection(
                    f"{where}.{name}",
                    "请填写 IPv4 地址；接口不能上报 IPv6 地址。",
                    "Enter an IPv4 address: the interface carries no others.",
                    code="address",
                )
        if len(ends) == 2 and ends[0] > ends[1]:
            yield Objection(
                f"{where}.last",
                "终止地址小于起始地址；请对调。",
                "The last address comes before the first: exchange them.",
                code="address",
            )


def _scans(path: str, site: Site, known: Known) -> Iterator[Objection]:
    for number, approval in enumerate(site.pre_approvals):
        if any(scan not in known.attachments for scan in approval.scans):
            yield Objection(
                f"{path}.pre_approvals.{number}.scans",
                "前置审批文件的扫描件已被删除；请重新上传（FAQ 41）。",
                "A scan of the pre-approval was removed: hand it in again (FAQ 41).",
                code="scan",
            )


def _numbers(particulars: Particulars) -> Iterator[Objection]:
    """Licence numbers that are written as no record has them, or a site's where the subject's belongs (FAQ 28)."""
    if particulars.subject is not None and not _written(particulars.subject.licence_number, of_site=False):
        yield Objection(
            "subject.licence_number",
            "请核对主体备案号，不带“-序号”，如 京ICP备10206937号（FAQ 28）。",
            "Check the number of the subject; it has no -N, such as 京ICP备10206937号 (FAQ 28).",
            Severity.WARN,
            "licence_number",
        )
    for place, site in enumerate(particulars.sites):
        if not _written(site.licence_number, of_site=True):
            yield Objection(
                f"sites.{place}.licence_number",
                "请核对网站备案号，带“-序号”，如 京ICP备10206937号-1（FAQ 28）。",
                "Check the number of the site; it ends in -N, such as 京ICP备10206937号-1 (FAQ 28).",
                Severity.WARN,
                "licence_number",
            )


def _written(text: str, *, of_site: bool) -> bool:
    """Whether a number, where there is one, stands as the authority writes it."""
    if not text:
        return True
    try:
        number = parse_licence(text)
    except InvalidValue:
        return False
    return number.is_site is of_site and str(number) == text


def _twice(particulars: Particulars) -> Iterator[Objection]:
    seen: set[str] = set()
    for number, site in enumerate(particulars.sites):
        for place, domain in enumerate(site.domains):
            if domain.name in seen:
                yield Objection(
                    f"sites.{number}.domains.{place}.name",
                    "同一域名填写了两次，管局可能以域名冲突退回。",
                    "The domain stands here twice: the authority may see a conflict.",
                    Severity.WARN,
                    "twice",
                )
            seen.add(domain.name)


def _codes(particulars: Particulars, known: Known) -> Iterator[Objection]:
    """Base codes that the loaded tables do not have; the tables may be older than the code."""
    for path, value in values(particulars):
        listed = path if path in fields() else re.sub(r"\.[0-9]+$", "", path)
        table = field_at(path).table or field_at(listed).table
        if table and table in known.tables and value not in known.tables[table]:
            yield Objection(
                path,
                "不在管局现有的代码表中；请重新选择。",
                "It is not in the authority's present table of codes: choose again.",
                Severity.WARN,
                "code",
            )
