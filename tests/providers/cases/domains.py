"""Situations for the rules about domains."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from providers.cases import TODAY, Case, replace

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Domain
from beian_plugin.providers.situation import DomainFacts, Holder

INSTITUTION, GOVERNMENT = 3, 2


def names(count, suffix="cn"):
    return [f"beian-sample-{number}.{suffix}" for number in range(1, count + 1)]


def hold(situation, *sites, **site_changes):
    """The situation with one site for each list of domain names."""
    first = situation.particulars.sites[0]
    made = tuple(
        replace(first, domains=tuple(Domain(name=name) for name in held), home_page=held[0], **site_changes)
        for held in sites
    )
    return dataclasses.replace(situation, particulars=replace(situation.particulars, sites=made))


def know(situation, **facts):
    """The situation with the same known of each of its domains."""
    held = [domain.name for site in situation.particulars.sites for domain in site.domains]
    return dataclasses.replace(situation, domains=dict.fromkeys(held, DomainFacts(**facts)))


def of_nature(situation, code, *held):
    subject = replace(situation.particulars.subject, nature=code)
    situation = dataclasses.replace(situation, particulars=replace(situation.particulars, subject=subject))
    return hold(situation, list(held))


def taking_away(situation):
    return dataclasses.replace(situation, kind=Kind.CANCEL_SITE)


def expires(days):
    return TODAY + timedelta(days=days)


def own_address(situation):
    return situation.particulars.sites[0].accesses[0].addresses[0].first


CASES = {
    "domain_min_validity_days": Case(
        meets=lambda asked, situation: know(situation, expires=expires(asked.value)),
        spares=lambda asked, situation: know(situation, expires=expires(asked.value + 1)),
    ),
    "domain_owner_may_be_legal_representative": Case(
        meets=lambda asked, situation: know(situation, holder=Holder.LEGAL_REPRESENTATIVE),
        spares=lambda asked, situation: know(situation, holder=Holder.SUBJECT),
    ),
    "domain_owner_letter_if_legal_representative": Case(
        meets=lambda asked, situation: know(situation, holder=Holder.LEGAL_REPRESENTATIVE),
        spares=lambda asked, situation: know(situation, holder=Holder.SUBJECT),
    ),
    "domain_suffix_local_whitelist": Case(
        meets=lambda asked, situation: hold(situation, ["beian-sample.com", "beian-sample.cn"]),
        spares=lambda asked, situation: hold(situation, ["beian-sample.com.cn", "xn--fsqu00a.xn--fiqs8s"]),
    ),
    "overseas_registered_domain_accepted": Case(
        meets=lambda asked, situation: know(situation, registered_abroad=True),
        spares=lambda asked, situation: know(situation, registered_abroad=False),
    ),
    "domain_certificate_required": Case(
        meets=lambda asked, situation: situation,
        spares=lambda asked, situation: taking_away(situation),
    ),
    "institution_domain_suffix": Case(
        meets=lambda asked, situation: of_nature(situation, INSTITUTION, "beian-sample.com"),
        spares=lambda asked, situation: of_nature(
            situation, INSTITUTION, "beian-sample.org.cn", "beian-sample.xn--55qw42g"
        ),
    ),
    "party_government_domain_suffix": Case(
        meets=lambda asked, situation: of_nature(situation, GOVERNMENT, "beian-sample.cn"),
        spares=lambda asked, situation: of_nature(
            situation, GOVERNMENT, "beian-sample.gov.cn", "beian-sample.xn--zfr164b"
        ),
    ),
    "max_domains_per_filing": Case(
        meets=lambda asked, situation: hold(situation, names(asked.value), ["beian-sample-more.cn"]),
        spares=lambda asked, situation: hold(situation, names(asked.value)),
    ),
    "single_domain_filing_over_n_filed_sites": Case(
        meets=lambda asked, situation: dataclasses.replace(
            hold(situation, names(1), ["beian-sample-more.cn"]), filed_sites=asked.value + 1
        ),
        spares=lambda asked, situation: dataclasses.replace(
            hold(situation, names(1), ["beian-sample-more.cn"]), filed_sites=asked.value
        ),
    ),
    "one_domain_per_site": Case(
        meets=lambda asked, situation: hold(situation, names(2)),
        spares=lambda asked, situation: hold(situation, names(1), ["beian-sample-more.cn"]),
    ),
    "distinct_prefix_separate_sites": Case(
        meets=lambda asked, situation: hold(situation, ["beian-sample.cn", "beian-other.cn"]),
        spares=lambda asked, situation: hold(situation, ["beian-sample.cn", "beian-sample.com.cn"], ["beian-other.cn"]),
    ),
    "multi_domain_note_required": Case(
        meets=lambda asked, situation: hold(situation, names(2)),
        spares=lambda asked, situation: hold(situation, names(2), note="以上域名均指向同一网站"),
    ),
    "domain_statement_letter_over_n_domains": Case(
        meets=lambda asked, situation: dataclasses.replace(
            hold(situation, ["beian-sample-more.cn"]), filed_domains=names(asked.value)
        ),
        spares=lambda asked, situation: dataclasses.replace(
            hold(situation, names(1)), filed_domains=names(asked.value)
        ),
    ),
    "site_closed_before_filing": Case(
        meets=lambda asked, situation: know(situation, resolves_to=("203.0.113.8",)),
        spares=lambda asked, situation: know(situation, resolves_to=()),
    ),
    "no_dns_record_before_filing": Case(
        meets=lambda asked, situation: know(situation, resolves_to=("203.0.113.8",)),
        spares=lambda asked, situation: know(situation, resolves_to=()),
    ),
    "ip_must_match_resolution": Case(
        meets=lambda asked, situation: know(situation, resolves_to=("198.51.100.1",)),
        spares=lambda asked, situation: know(situation, resolves_to=(own_address(situation),)),
    ),
}
