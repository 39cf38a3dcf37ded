"""The automatic checks of a filing as one table: each with its result, the reason and where that comes from."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Text
from beian_plugin.filing.words import Word
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.checks import BLACKLISTED, DUPLICATE, NAMES_SUBJECT, findings
from beian_plugin.operations.filings import parse_particulars
from beian_plugin.operations.needs import known_around
from beian_plugin.operations.registrations import COUNTS, Asked, DomainKnown, holder_of, known_of
from beian_plugin.operations.requirements import asked_of, province_of
from beian_plugin.providers.evaluate import ACTS
from beian_plugin.providers.requirement import Form
from beian_plugin.providers.situation import Holder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from beian_plugin.filing.completeness import Known
    from beian_plugin.filing.particulars import Particulars, Subject
    from beian_plugin.operations.checks import Check
    from beian_plugin.operations.context import Context
    from beian_plugin.providers.requirement import Requirement


class Result(Word):
    """What came of a check."""

    STOPS = ("stops", "不能通过", "stops it")
    LOOK = ("look", "请核对", "look at it")
    UNKNOWN = ("unknown", "未知", "not known")
    PASSED = ("passed", "通过", "passed")


class Topic(Word):
    """What is checked, in the order in which it is shown."""

    CERTIFICATE = ("certificate", "证件", "certificate")
    SITE_NAME = ("site_name", "网站名称", "site name")
    HOLDER = ("holder", "域名持有者", "domain holder")
    EXPIRY = ("expiry", "域名有效期", "domain's term")
    REGISTRAR = ("registrar", "域名注册商", "registrar")
    RESOLVES = ("resolves", "域名解析", "DNS")
    BLACKLIST = ("blacklist", "黑名单", "blacklist")
    DUPLICATE = ("duplicate", "重复备案", "duplicate subject")
    CONTENT = ("content", "填报内容", "what it says")
    PROVINCE = ("province", "本省要求", "the province's rules")


class Line(NamedTuple):
    """One line of the table."""

    topic: Topic
    result: Result
    text: Text
    source: Text = Text()
    #: Path within the particulars, or empty.
    path: str = ""
    #: Another filing that it is about.
    filing: int | None = None


class CheckTable(NamedTuple):
    """The automatic checks of a filing."""

    lines: tuple[Line, ...]
    #: What is known of its domains, and how the questions about them stand.
    domains: tuple[DomainKnown, ...]


_RULES = {
    "domain_owner_may_be_legal_representative": Topic.HOLDER,
    "domain_min_validity_days": Topic.EXPIRY,
    "overseas_registered_domain_accepted": Topic.REGISTRAR,
    "site_closed_before_filing": Topic.RESOLVES,
    "no_dns_record_before_filing": Topic.RESOLVES,
    "ip_must_match_resolution": Topic.RESOLVES,
    "filed_sites_must_be_reachable": Topic.RESOLVES,
}
_CODES = {BLACKLISTED: Topic.BLACKLIST, DUPLICATE: Topic.DUPLICATE, "filed_already": Topic.DUPLICATE}
_PATHS = (
    (re.compile(r"certificate_(?:type|number)$"), Topic.CERTIFICATE),
    (re.compile(r"^sites\.\d+\.name$"), Topic.SITE_NAME),
)
_RESULTS = {Severity.REFUSE: Result.STOPS, Severity.WARN: Result.LOOK}
_SITES = (Kind.NEW, Kind.ADD_SITE, Kind.CHANGE)
_REGISTRY = Text("注册局", "registry")
_DNS = Text("DNS", "DNS")
_OURS = Text("本系统", "this system")


def table_of(context: Context, filing_id: int) -> CheckTable:
    """Every automatic check of the filing. Raises InvalidValue where there is no such filing."""
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        if row is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        particulars = parse_particulars(row.particulars)
        known = known_around(context, session, row, goes_out=True)
        found = [
            *(_of_check(one) for one in findings(context, session, row) if one.code not in ACTS),
            *(_of_rule(one) for one in asked_of(context, session, row, known) if one.form is Form.CHECK),
        ]
        domains = tuple(known_of(context, session, sorted(domain.name for domain in row.domains)).values())
        published = known.published.subject if known.published else None
    subjects = [one for one in (particulars.subject, published) if one is not None]
    names = _names(particulars)
    told = {(line.topic, names.get(line.path)) for line in found}
    found = [_about(names[line.path], line) if line.path in names else line for line in found]
    about = _domain_lines(context, domains, subjects, known.today)
    found += (_about(name, line) for name, line in about if (line.topic, name) not in told)
    topics = {line.topic for line in found}
    found += (line for line in _passed(row, particulars, known) if line.topic not in topics)
    return CheckTable(_merged(dict.fromkeys(found)), domains)


def _of_check(one: Check) -> Line:
    topic = _CODES.get(one.code) or next((topic for path, topic in _PATHS if path.search(one.path)), Topic.CONTENT)
    topic = Topic.PROVINCE if one.code == "province_broken" else topic
    return Line(topic, _RESULTS[one.severity], one.text, _OURS, one.path, one.filing)


def _of_rule(one: Requirement) -> Line:
    source = Text(str(one.source), str(one.source))
    return Line(_RULES.get(one.rule, Topic.PROVINCE), _RESULTS[one.severity], one.text, source, one.path)


def _names(particulars: Particulars) -> dict[str, str]:
    """The filing's domains by the path at which it names them."""
    return {
        f"sites.{number}.domains.{place}.name": domain.name
        for number, site in enumerate(particulars.sites)
        for place, domain in enumerate(site.domains)
    }


def _about(name: str, line: Line) -> Line:
    """The same, saying which domain it is about, of several."""
    shown = to_unicode(name)
    return line._replace(text=Text(f"{shown}：{line.text.zh}", f"{shown}: {line.text.en}"), path="")


def _domain_lines(
    context: Context, domains: tuple[DomainKnown, ...], subjects: list[Subject], today: date
) -> Iterator[tuple[str, Line]]:
    """What registries and the DNS say of each domain."""
    for domain in domains:
        for topic, result, text in (
            _holder(domain, subjects),
            _expiry(domain, today),
            _registrar(domain),
            _resolves(domain),
        ):
            asked, source = (domain.dns, _DNS) if topic is Topic.RESOLVES else (domain.registry, _REGISTRY)
            why = _why_unknown(context, asked) if result is Result.UNKNOWN else None
            yield domain.name, Line(topic, result, why or text, source)


_Told = tuple[Topic, Result, Text]


def _holder(domain: DomainKnown, subjects: list[Subject]) -> _Told:
    holder = holder_of(domain.registration, subjects) if domain.registration else None
    if holder is Holder.SUBJECT:
        return Topic.HOLDER, Result.PASSED, Text("与主体一致", "it is the subject")
    if holder is Holder.LEGAL_REPRESENTATIVE:
        text = Text(
            "登记在主体负责人名下，请核对域名证书（FAQ 20）", "the subject's principal: see the certificate (FAQ 20)"
        )
        return Topic.HOLDER, Result.LOOK, text
    if holder is Holder.OTHER:
        text = Text(
            "与主体名称不一致，请核对域名证书（FAQ 20）",
            "another name than the subject's: see the certificate (FAQ 20)",
        )
        return Topic.HOLDER, Result.LOOK, text
    return (
        Topic.HOLDER,
        Result.UNKNOWN,
        Text("注册局未公开持有者，或名称无法比较", "hidden, or a name that cannot be compared"),
    )


def _expiry(domain: DomainKnown, today: date) -> _Told:
    said = domain.registration
    if said is not None and not said.found:
        return (
            Topic.EXPIRY,
            Result.LOOK,
            Text("注册局查无此域名，可能未注册或已释放", "the registry knows no such domain"),
        )
    if said is None or said.expires is None:
        return Topic.EXPIRY, Result.UNKNOWN, Text("注册局未公开", "the registry does not show it")
    if said.expires < today:
        return Topic.EXPIRY, Result.LOOK, Text(f"已于 {said.expires} 到期", f"it ended on {said.expires}")
    return Topic.EXPIRY, Result.PASSED, Text(f"{said.expires} 到期", f"until {said.expires}")


def _registrar(domain: DomainKnown) -> _Told:
    said = domain.registration
    if said is None or not said.registrar:
        return Topic.REGISTRAR, Result.UNKNOWN, Text("注册局未公开", "the registry does not show it")
    country = f" ({said.registrar_country})" if said.registrar_country else ""
    return Topic.REGISTRAR, Result.PASSED, Text(said.registrar + country, said.registrar + country)


def _resolves(domain: DomainKnown) -> _Told:
    if domain.addresses is None:
        return Topic.RESOLVES, Result.UNKNOWN, Text("只有 IPv6 地址", "IPv6 addresses alone")
    if not domain.addresses:
        return Topic.RESOLVES, Result.PASSED, Text("没有解析", "nowhere")
    shown = ", ".join(domain.addresses[:4])
    return Topic.RESOLVES, Result.PASSED, Text(f"解析到 {shown}", shown)


def _why_unknown(context: Context, asked: Asked) -> Text | None:
    """Why nothing is known at all; None where the source said something that counts."""
    if asked.known_at is not None and asked.known_at >= context.now() - COUNTS:
        return None
    if asked.trouble is not None:
        return Text(f"查询失败：{asked.trouble.zh}", f"could not be asked: {asked.trouble.en}")
    if not context.settings.rdap:
        return Text("没有启用自动查询，运维可以启用", "nobody asks for it here; ops can switch that on")
    return (
        Text("尚未查询", "not asked yet") if asked.known_at is None else Text("结果已过期", "what was said is too old")
    )


def _passed(row: FilingRow, particulars: Particulars, known: Known) -> Iterator[Line]:
    """What is said where nothing was found, for what was looked at at all."""
    kind = Kind(row.kind)
    if kind in _SITES and "Zjlx" in known.tables:
        yield _fits(Topic.CERTIFICATE, "各证件的类型、位数和校验码相符。", "Types, lengths and check digits fit.")
    elif kind in _SITES:
        text = Text("管局的证件类型代码表尚未下载。", "The authority's table of certificate types was not fetched yet.")
        yield Line(Topic.CERTIFICATE, Result.UNKNOWN, text, _OURS)
    if kind in _SITES and particulars.sites:
        yield _fits(Topic.SITE_NAME, "符合命名要求（FAQ 54）。", "It follows the rules for names (FAQ 54).")
    yield _fits(
        Topic.BLACKLIST, "主体和域名不在已知的黑名单中（FAQ 26）。", "Neither subject nor domain is barred (FAQ 26)."
    )
    if kind in NAMES_SUBJECT:
        yield _fits(
            Topic.DUPLICATE,
            "没有发现同一主体的其他备案（FAQ 27）。",
            "No other filing of the subject is known (FAQ 27).",
        )
    yield _fits(Topic.CONTENT, "必填项齐全，格式正确。", "All is filled in, and well-formed.")
    if province_of(row, particulars):
        yield _fits(Topic.PROVINCE, "按本省规则未发现问题。", "Nothing is against the province's rules.")
    else:
        text = Text(
            "省份未知，只按全国要求核查。", "The province is not known: only what holds everywhere was checked."
        )
        yield Line(Topic.PROVINCE, Result.UNKNOWN, text, _OURS)


def _fits(topic: Topic, zh: str, en: str) -> Line:
    return Line(topic, Result.PASSED, Text(zh, en), _OURS)


def _merged(found: dict[Line, None]) -> tuple[Line, ...]:
    """In order, the gravest of a topic first; what needs no look of several domains stands on one line."""
    topics, results = list(Topic), list(Result)
    lines = sorted(found, key=lambda line: (topics.index(line.topic), results.index(line.result)))
    merged: list[Line] = []
    for (_, result), group in groupby(lines, key=lambda line: (line.topic, line.result)):
        several = list(group)
        if result in (Result.PASSED, Result.UNKNOWN):
            zh, en = "；".join(line.text.zh for line in several), "; ".join(line.text.en for line in several)
            several = [several[0]._replace(text=Text(zh, en))]
        merged += several
    return tuple(merged)
