"""Domains: whose they are, how many, and what they may do before the approval."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.holdings import (
    Held,
    brings,
    described_sites,
    domains,
    exceeds,
    names_on_record,
    prefixes,
    sites_on_record,
)
from beian_plugin.providers.looking import is_institution, is_party_or_government
from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated
from beian_plugin.providers.sections import registration, where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation

#: Suffixes of the state itself, which no province leaves out.
_NATIONAL_SUFFIXES = (".cn", ".中国")
#: What tells in a note that several domains show one site.
_ONE_SITE = ("域名", "指向", "同一")


@dataclass(frozen=True, kw_only=True)
class DomainRules:
    """The rules of this section."""

    domain_min_validity_days: Stated[int] = stated(
        "域名剩余有效期（天）须超过", "days for which a domain stays registered, more than", Force.REJECT
    )
    domain_owner_may_be_legal_representative: Stated[bool] = stated(
        "单位备案域名可由法定代表人持有",
        "legal representative may hold an organisation's domain",
        Force.ADVICE,
        subject=SubjectKind.ORGANISATION,
    )
    domain_owner_letter_if_legal_representative: Stated[bool] = stated(
        "域名由法定代表人持有的须提供说明",
        "letter where the legal representative holds the domain",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    domain_suffix_local_whitelist: Stated[bool] = stated(
        "域名后缀须在本省清单内", "suffixes on the province's own list only", Force.REJECT
    )
    overseas_registered_domain_accepted: Stated[bool] = stated(
        "接受境外注册商的域名", "domains at registrars abroad are accepted", Force.REJECT, otherwise=Force.REJECT
    )
    domain_certificate_required: Stated[bool] = stated("须提供域名证书", "domain certificate", Force.MATERIAL)
    institution_domain_suffix: Stated[tuple[str, ...]] = stated(
        "事业单位的域名后缀", "suffixes for public institutions", Force.REJECT, subject=SubjectKind.ORGANISATION
    )
    party_government_domain_suffix: Stated[tuple[str, ...]] = stated(
        "党政机关的域名后缀", "suffixes for party and government bodies", Force.REJECT, subject=SubjectKind.ORGANISATION
    )
    max_domains_per_filing: Stated[int] = stated("每次备案的域名上限", "most domains in one filing", Force.REJECT)
    single_domain_filing_over_n_filed_sites: Stated[int] = stated(
        "已备案网站超过此数时每次限一个域名",
        "filed sites above which a filing holds one domain",
        Force.REJECT,
        filings=(Kind.ADD_SITE,),
    )
    one_domain_per_site: Stated[bool] = stated("每个网站限一个域名", "one domain for each site", Force.REJECT)
    distinct_prefix_separate_sites: Stated[bool] = stated(
        "不同名称的域名须分为不同网站", "domains of different names stand under different sites", Force.REJECT
    )
    multi_domain_note_required: Stated[bool] = stated(
        "一个网站多个域名须备注说明", "a note where a site has several domains", Force.MATERIAL
    )
    domain_statement_letter_over_n_domains: Stated[int] = stated(
        "域名超过此数须提供持有声明", "domains above which a statement of ownership is needed", Force.MATERIAL
    )
    site_closed_before_filing: Stated[bool] = stated(
        "审核通过前网站须关闭", "the site stays closed until approval", Force.REJECT
    )
    no_dns_record_before_filing: Stated[bool] = stated(
        "审核通过前域名不得解析", "no DNS record until approval", Force.REJECT
    )
    ip_must_match_resolution: Stated[bool] = stated(
        "备案IP须与域名解析一致", "the filed address is the one that the domain resolves to", Force.REJECT
    )


def _local_whitelist(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """Which suffixes stand on the list nobody publishes; the state's own always do."""
    found = {domain.suffix for domain in domains(situation) if domain.arrives} - {""}
    names = [suffix for suffix in sorted(found) if not suffix.endswith(_NATIONAL_SUFFIXES)]
    if names:
        yield asked.checklist(
            Text(
                f"{asked.authority}只受理其清单内的域名后缀；请核对 {'、'.join(names)} 是否在清单内。",
                f"{asked.authority} takes only the suffixes on its own list: look whether {', '.join(names)} "
                "stands there.",
            ),
            "sites",
        )


def _certificate(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if domains(situation):
        yield asked.material(
            Text(
                f"{asked.authority}要求提供每个域名的域名证书；域名在哪里注册，就向哪家注册商下载（FAQ 51）。",
                f"{asked.authority} wants the certificate of every domain: its registrar has it (FAQ 51).",
            )
        )


def _institution_suffix(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if is_institution(situation):
        yield from _suffix(asked, situation, Text("事业单位", "a public institution"))


def _government_suffix(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if is_party_or_government(situation):
        yield from _suffix(asked, situation, Text("党政机关", "a party or government body"))


def _suffix(asked: Asked, situation: Situation, body: Text) -> Iterator[Requirement]:
    """The nature alone does not tell whether the regulation is about this site: staff judge.

    `.政务.cn` is for the same bodies as `.政务` (工业和信息化部公告 2018 年第 7 号).
    """
    right = (*asked.value, *(f"{suffix}.cn" for suffix in asked.value))
    wrong = [one for one in domains(situation) if one.arrives and one.suffix and not one.suffix.endswith(right)]
    zh, en = "、".join(asked.value), ", ".join(asked.value)
    for domain in wrong:
        yield asked.check(
            domain.path,
            Text(
                f"按{asked.authority}的要求，{body.zh}网站的域名应以 {zh} 为后缀；请改用，确有理由的请向备案专员说明。",
                f"By the rules of {asked.authority} the domain of {body.en} ends in {en}: use such a domain, or tell "
                "the filing staff why not.",
            ),
            certain=False,
        )
    if wrong:
        yield asked.checklist(
            Text(
                f"{body.zh}使用了 {zh} 以外的域名后缀；请核实单位性质、网站是否属于规定范围，再上报{asked.authority}。",
                f"The site of {body.en} does not end in {en}: look at what the subject is and whether the regulation "
                f"is about this site before it goes to {asked.authority}.",
            ),
            "sites",
        )


def _max_per_filing(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    count = len({domain.name for domain in domains(situation) if domain.arrives})
    if count > asked.value:
        yield asked.check(
            "sites",
            Text(
                f"{asked.authority}每次备案最多受理 {asked.value} 个域名；请减少域名，其余的在本次通过后另行提交。",
                f"{asked.authority} takes at most {asked.value} domains in one filing: take the others out, and file "
                "them once this one is approved.",
            ),
            # Whether a change counts as one of these nobody says everywhere.
            certain=situation.kind is not Kind.CHANGE,
        )


def _single_over_n_filed_sites(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if len({domain.name for domain in domains(situation) if domain.arrives}) <= 1:
        return
    text = Text(
        f"已备案网站超过 {asked.value} 个的，{asked.authority}每次只受理一个域名；请只留一个，其余的在通过后另行提交。",
        f"With more than {asked.value} sites on record, {asked.authority} takes one domain at a time: leave one, and "
        "file the others once it is approved.",
    )
    over = exceeds(asked.value, 0, sites_on_record(situation))
    if over:
        yield asked.check("sites", text)
    elif over is None:
        yield asked.hint("sites", text)


def _one_per_site(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for of, held in _by_site(situation).items():
        if len({domain.name for domain in held}) > 1:
            yield asked.check(
                f"{of}.domains",
                Text(
                    f"{asked.authority}要求每个网站只备一个域名；请把其余域名分为单独的网站填写。",
                    f"{asked.authority} wants one domain for each site: enter the others as sites of their own.",
                ),
                certain=any(domain.unfiled for domain in held),
            )


def _distinct_prefix(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for of, held in _by_site(situation).items():
        if len(prefixes(domain.name for domain in held)) > 1:
            yield asked.check(
                f"{of}.domains",
                Text(
                    f"{asked.authority}要求名称（后缀前的部分）不同的域名分为不同的网站；请分开填写。",
                    f"{asked.authority} wants domains of different names, apart from the suffix, under different "
                    "sites: enter them apart.",
                ),
                certain=any(domain.unfiled for domain in held),
            )


def _multi_domain_note(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for path, site in described_sites(situation):
        if len(site.domains) > 1 and not any(word in site.note for word in _ONE_SITE):
            yield asked.check(
                f"{path}.note",
                Text(
                    f"一个网站有多个域名的，{asked.authority}要求备注说明；可填写“以上域名均指向同一网站”。",
                    f"Where a site has several domains, {asked.authority} wants a note on it, such as "
                    "“以上域名均指向同一网站” (all these domains show the same site).",
                ),
            )


def _statement_letter(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not brings(situation):
        return
    text = Text(
        f"域名（含已备案的）超过 {asked.value} 个的，{asked.authority}要求提供域名持有声明；请列明全部域名，"
        "单位盖章、个人按手印。",
        f"With more than {asked.value} domains, filed ones included, {asked.authority} wants a statement of "
        "ownership: list all of them, and seal it, or put a thumbprint on it where a person files.",
    )
    filed = names_on_record(situation)
    own = {domain.name for domain in domains(situation)} - (filed or set())
    over = exceeds(asked.value, len(own), None if filed is None else len(filed))
    if over:
        yield asked.material(text)
    elif over is None:
        yield asked.hint("sites", text)


def _by_site(situation: Situation) -> dict[str, list[Held]]:
    """The domains of each site that gets a new one."""
    found: dict[str, list[Held]] = {}
    for domain in domains(situation):
        found.setdefault(domain.of, []).append(domain)
    return {of: held for of, held in found.items() if any(domain.arrives for domain in held)}


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "domain_min_validity_days": registration.min_validity_days,
        "domain_owner_may_be_legal_representative": registration.owner,
        "domain_owner_letter_if_legal_representative": where(registration.owner_letter, value=True),
        "domain_suffix_local_whitelist": where(_local_whitelist, value=True),
        "overseas_registered_domain_accepted": where(registration.overseas_registered, value=False),
        "domain_certificate_required": where(_certificate, value=True),
        "institution_domain_suffix": _institution_suffix,
        "party_government_domain_suffix": _government_suffix,
        "max_domains_per_filing": _max_per_filing,
        "single_domain_filing_over_n_filed_sites": _single_over_n_filed_sites,
        "one_domain_per_site": where(_one_per_site, value=True),
        "distinct_prefix_separate_sites": where(_distinct_prefix, value=True),
        "multi_domain_note_required": where(_multi_domain_note, value=True),
        "domain_statement_letter_over_n_domains": _statement_letter,
        "site_closed_before_filing": where(registration.closed, value=True),
        "no_dns_record_before_filing": where(registration.no_dns_record, value=True),
        "ip_must_match_resolution": where(registration.ip_matches, value=True),
    }
)
