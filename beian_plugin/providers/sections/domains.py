"""Domains: whose they are, how many, and what they may do before the approval."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.kinds import Kind
from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.providers.situation import Act


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


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType({})
