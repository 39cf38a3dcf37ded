"""Sites: how many, what they are called, what stands in their note and on their pages."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated
from beian_plugin.providers.values import BuildPlan, FooterNumber

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.providers.situation import Act


@dataclass(frozen=True, kw_only=True)
class SiteRules:
    """The rules of this section."""

    max_sites_per_filing: Stated[int] = stated("每次备案的网站上限", "most sites in one filing", Force.REJECT)
    max_sites_total: Stated[int] = stated("每个主体的网站上限", "most sites under one subject", Force.REJECT)
    site_build_plan: Stated[BuildPlan] = stated("须提供网站建设方案", "site construction plan", Force.MATERIAL)
    usage_explanation_over_n_sites: Stated[int] = stated(
        "网站超过此数须说明用途",
        "sites above which the use of each is explained",
        Force.MATERIAL,
        subject=SubjectKind.INDIVIDUAL,
    )
    institution_site_review_form_required: Stated[bool] = stated(
        "事业单位和党政机关须提供资格复核表",
        "review form of the establishment office",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    filed_sites_must_be_reachable: Stated[bool] = stated(
        "已备案网站须能打开且内容相符", "filed sites are open with matching content", Force.REJECT
    )
    individual_blog_type_allowed: Stated[bool] = stated(
        "个人可选博客/个人空间类",
        "individuals may choose the content type blog",
        Force.REJECT,
        otherwise=Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
    )
    individual_note_required: Stated[bool] = stated(
        "个人网站须备注内容", "a note about an individual's site", Force.MATERIAL, subject=SubjectKind.INDIVIDUAL
    )
    individual_note_min_chars: Stated[int] = stated(
        "个人网站备注最少字数", "fewest characters of that note", Force.REJECT, subject=SubjectKind.INDIVIDUAL
    )
    individual_statement_required: Stated[bool] = stated(
        "个人网站须声明非经营",
        "declaration that the site is purely personal",
        Force.MATERIAL,
        subject=SubjectKind.INDIVIDUAL,
    )
    site_name_min_chars: Stated[int] = stated("网站名称最少字数", "fewest characters of a site's name", Force.REJECT)
    site_name_english_allowed: Stated[bool] = stated(
        "网站名称可用英文", "English in a site's name", Force.REJECT, otherwise=Force.REJECT
    )
    administrative_region_site_name_allowed: Stated[bool] = stated(
        "网站名称可用行政区划名", "names of regions as a site's name", Force.REJECT, otherwise=Force.REJECT
    )
    footer_number_kind: Stated[FooterNumber] = stated(
        "网站底部展示的备案号", "number that the site's footer shows", Force.ADVICE
    )


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType({})
