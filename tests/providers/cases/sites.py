"""Situations for the rules about sites."""

from __future__ import annotations

import dataclasses

from providers.cases import Case, replace
from providers.cases.domains import INSTITUTION, hold, names, of_nature

from beian_plugin.filing.kinds import Kind
from beian_plugin.providers.values import PlanCount

BLOG = 2


def with_sites(situation, count, **changes):
    return dataclasses.replace(hold(situation, *([name] for name in names(count))), **changes)


def described(situation, **changes):
    """The situation with its one site described otherwise."""
    site = replace(situation.particulars.sites[0], **changes)
    return dataclasses.replace(situation, particulars=replace(situation.particulars, sites=(site,)))


def planned(situation, plan, count):
    """An added site after which what the plan's rule counts is `count`."""
    situation = dataclasses.replace(situation, kind=Kind.ADD_SITE)
    if plan.counts is PlanCount.DOMAINS_DISTINCT_PREFIX_TOTAL:
        # The same names under another suffix count once.
        filed = [*names(count - 1), *names(count - 1, "com.cn")]
        return dataclasses.replace(hold(situation, ["beian-other.cn"]), filed_domains=filed)
    return with_sites(situation, 1, filed_sites=count - (plan.counts is PlanCount.SITES_TOTAL))


CASES = {
    "max_sites_per_filing": Case(
        meets=lambda asked, situation: with_sites(situation, asked.value + 1),
        spares=lambda asked, situation: with_sites(situation, asked.value),
    ),
    "max_sites_total": Case(
        meets=lambda asked, situation: with_sites(situation, 1, kind=Kind.ADD_SITE, filed_sites=asked.value),
        spares=lambda asked, situation: with_sites(situation, 1, kind=Kind.ADD_SITE, filed_sites=asked.value - 1),
    ),
    "site_build_plan": Case(
        meets=lambda asked, situation: planned(situation, asked.value, asked.value.over + 1),
        spares=lambda asked, situation: planned(situation, asked.value, asked.value.over),
    ),
    "usage_explanation_over_n_sites": Case(
        meets=lambda asked, situation: with_sites(situation, 1, filed_sites=asked.value),
        spares=lambda asked, situation: with_sites(situation, 1, filed_sites=asked.value - 1),
    ),
    "institution_site_review_form_required": Case(
        meets=lambda asked, situation: of_nature(situation, INSTITUTION, "beian-sample.cn"),
        spares=lambda asked, situation: situation,
    ),
    "filed_sites_must_be_reachable": Case(
        meets=lambda asked, situation: dataclasses.replace(situation, kind=Kind.ADD_SITE, filed_sites=1),
        spares=lambda asked, situation: dataclasses.replace(situation, kind=Kind.ADD_SITE, filed_sites=0),
    ),
    "individual_blog_type_allowed": Case(
        meets=lambda asked, situation: described(situation, contents=(1, BLOG)),
        spares=lambda asked, situation: described(situation, contents=(1,)),
    ),
    "individual_note_required": Case(
        meets=lambda asked, situation: described(situation, note=" "),
        spares=lambda asked, situation: described(situation, note="记录读过的书和笔记"),
    ),
    "individual_note_min_chars": Case(
        meets=lambda asked, situation: described(situation, note="书" * (asked.value - 1)),
        spares=lambda asked, situation: described(situation, note="书" * asked.value),
    ),
    "individual_statement_required": Case(
        meets=lambda asked, situation: described(situation, note="个人读书笔记，介绍一家企业的书"),
        spares=lambda asked, situation: described(situation, note="本站为个人网站，无任何企业信息"),
    ),
    "site_name_min_chars": Case(
        meets=lambda asked, situation: described(situation, name="茶" * (asked.value - 1)),
        spares=lambda asked, situation: described(situation, name="茶" * asked.value),
    ),
    "site_name_english_allowed": Case(
        meets=lambda asked, situation: described(situation, name="读书笔记Books"),
        spares=lambda asked, situation: described(situation, name="读书笔记"),
    ),
    "administrative_region_site_name_allowed": Case(
        meets=lambda asked, situation: described(situation, name="云南省读书笔记"),
        spares=lambda asked, situation: described(situation, name="示例读书笔记"),
    ),
    "footer_number_kind": Case(
        meets=lambda asked, situation: situation,
        spares=lambda asked, situation: dataclasses.replace(situation, kind=Kind.CHANGE),
    ),
}
