"""Sites: how many, what they are called, what stands in their note and on their pages."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.region import provinces
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.holdings import (
    brings,
    domains,
    exceeds,
    names_on_record,
    prefixes,
    sites_on_record,
)
from beian_plugin.providers.looking import is_institution, is_party_or_government, nature
from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated
from beian_plugin.providers.sections import site_words, where
from beian_plugin.providers.values import BuildPlan, FooterNumber, PlanCount

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation


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


def _max_per_filing(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if situation.kind in (Kind.NEW, Kind.ADD_SITE) and len(situation.particulars.sites) > asked.value:
        yield asked.check(
            "sites",
            Text(
                f"{asked.authority}每次备案最多受理 {asked.value} 个网站；请减少网站，其余的在本次通过后另行提交。",
                f"{asked.authority} takes at most {asked.value} sites in one filing: take the others out, and file "
                "them once this one is approved.",
            ),
        )


def _max_total(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """A transfer_in and a change bring no site to the subject's number."""
    if situation.kind not in (Kind.NEW, Kind.ADD_SITE):
        return
    text = Text(
        f"{asked.authority}规定一个主体的网站（含已备案）最多 {asked.value} 个；请减少本次的网站，或先注销不用的网站。",
        f"{asked.authority} lets one subject have {asked.value} sites at most, filed ones included: take some out of "
        "this filing, or cancel those that are not used any more first.",
    )
    over = exceeds(asked.value, len(situation.particulars.sites), sites_on_record(situation))
    if over:
        yield asked.check("sites", text)
    elif over is None:
        yield asked.hint("sites", text)


def _build_plan(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not brings(situation):
        return
    plan: BuildPlan = asked.value
    text = Text(
        f"{plan.counts.zh}超过 {plan.over} 个的，{asked.authority}要求网站建设方案；请写明各网站的用途、内容和域名。",
        f"Where the number of {plan.counts.en} is above {plan.over}, {asked.authority} wants a site construction "
        "plan: say what each site is for, what it shows and under which domain.",
    )
    over = _above_plan(plan, situation)
    if over:
        yield asked.material(text)
    elif over is None:
        yield asked.hint("sites", text)


def _above_plan(plan: BuildPlan, situation: Situation) -> bool | None:
    """Whether what the plan's rule counts is above its limit; None where the record could tell."""
    if plan.counts is PlanCount.DOMAINS_DISTINCT_PREFIX_TOTAL:
        filed = names_on_record(situation)
        names = prefixes({domain.name for domain in domains(situation)} | (filed or set()))
        return exceeds(plan.over, len(names), None if filed is None else 0)
    own = len(situation.particulars.sites) if plan.counts is PlanCount.SITES_TOTAL else 0
    return exceeds(plan.over, own, sites_on_record(situation))


def _usage(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not brings(situation):
        return
    text = Text(
        f"网站（含已备案的）超过 {asked.value} 个的，{asked.authority}要求说明每个网站和域名的真实用途；请逐个写明。",
        f"With more than {asked.value} sites, filed ones included, {asked.authority} wants the real use of each site "
        "and domain explained: write it down one by one.",
    )
    over = exceeds(asked.value, len(situation.particulars.sites), sites_on_record(situation))
    if over:
        yield asked.material(text)
    elif over is None:
        yield asked.hint("sites", text)


def _review_form(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not brings(situation):
        return
    text = Text(
        f"事业单位和党政机关的网站，{asked.authority}要求先取得机构编制部门的网站资格复核表；请先向编制部门办理再提交。",
        f"For the site of a public institution, a party or a government body {asked.authority} wants the review form "
        "of the establishment office: get it there before you hand in.",
    )
    if is_institution(situation) or is_party_or_government(situation):
        yield asked.material(text)
    elif not nature(situation):
        yield asked.hint("attachments", text)


def _filed_sites_reachable(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not _filed_before(situation):
        return
    text = Text(
        f"{asked.authority}审核时会查看主体名下已备案的网站，须能打开且内容与备案相符；打不开的请先恢复，不用的请先注销。",
        f"{asked.authority} looks at the subject's filed sites: each has to open and to show what was filed. Bring "
        "back one that does not open, or cancel it first.",
    )
    for domain in domains(situation):
        if not domain.unfiled and domain.facts.resolves_to == ():
            yield asked.check(domain.path, text, certain=False)
    yield asked.hint("sites", text)
    yield asked.checklist(
        Text(
            f"逐个打开主体名下已备案的网站，核对内容是否与备案相符，否则{asked.authority}会退回。",
            f"Open each filed site of the subject and compare it with its record, or {asked.authority} sends the "
            "filing back.",
        ),
        "sites",
    )


def _filed_before(situation: Situation) -> bool:
    """Whether sites of the subject stand on record, or may."""
    if situation.kind in (Kind.NEW, Kind.ADD_SITE):
        return sites_on_record(situation) != 0
    return situation.kind in (Kind.TRANSFER_IN, Kind.CHANGE)


def _footer(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if situation.kind not in (Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN):
        return
    number: FooterNumber = asked.value
    name = provinces().get(situation.province)
    example = f"{name.filing if name else '京'}ICP备20990001号" + ("-1" if number is FooterNumber.SITE else "")
    yield asked.afterwards(
        Text(
            f"按{asked.authority}的要求，请在网站底部展示{number.zh}，如 {example}。",
            f"Show {number.en}, at the foot of the site, such as {example}: {asked.authority} wants it.",
        )
    )


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "max_sites_per_filing": _max_per_filing,
        "max_sites_total": _max_total,
        "site_build_plan": _build_plan,
        "usage_explanation_over_n_sites": _usage,
        "institution_site_review_form_required": where(_review_form, value=True),
        "filed_sites_must_be_reachable": where(_filed_sites_reachable, value=True),
        "individual_blog_type_allowed": where(site_words.no_blog, value=False),
        "individual_note_required": where(site_words.note, value=True),
        "individual_note_min_chars": site_words.note_min_chars,
        "individual_statement_required": where(site_words.declaration, value=True),
        "site_name_min_chars": site_words.name_min_chars,
        "site_name_english_allowed": where(site_words.no_english, value=False),
        "administrative_region_site_name_allowed": where(site_words.no_region, value=False),
        "footer_number_kind": _footer,
    }
)
