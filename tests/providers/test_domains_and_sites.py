"""What the rules about domains and sites make of what is not known, of what stands on record, and of odd input."""

from __future__ import annotations

import dataclasses

import particulars_samples as samples
import pytest
from hypothesis import given
from hypothesis import strategies as st
from providers.cases import TABLES, TODAY, Case, individual, replace
from providers.cases.domains import CASES as DOMAIN_CASES
from providers.cases.domains import expires, hold, know, names
from providers.cases.sites import BLOG, described
from providers.cases.sites import CASES as SITE_CASES

from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import PreApproval
from beian_plugin.providers.requirement import Asked, Form
from beian_plugin.providers.rule import Confidence, Force, Rule, Source, SubjectKind
from beian_plugin.providers.sections import domains, sites
from beian_plugin.providers.situation import Holder, Situation
from beian_plugin.providers.values import BuildPlan, FooterNumber, PlanCount

ACTS = {**domains.ACTS, **sites.ACTS}
DESCRIBING = (Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN, Kind.CHANGE)
#: A value for each rule that asks something.
VALUES = {
    "domain_min_validity_days": 90,
    "domain_owner_may_be_legal_representative": False,
    "overseas_registered_domain_accepted": False,
    "institution_domain_suffix": (".cn", ".公益"),
    "party_government_domain_suffix": (".gov.cn", ".政务"),
    "max_domains_per_filing": 1,
    "single_domain_filing_over_n_filed_sites": 7,
    "domain_statement_letter_over_n_domains": 5,
    "max_sites_per_filing": 1,
    "max_sites_total": 5,
    "site_build_plan": BuildPlan(9),
    "usage_explanation_over_n_sites": 2,
    "individual_blog_type_allowed": False,
    "individual_note_min_chars": 30,
    "site_name_min_chars": 3,
    "site_name_english_allowed": False,
    "administrative_region_site_name_allowed": False,
    "footer_number_kind": FooterNumber.SITE,
}


def ask(name, situation, *, value=None, confidence=Confidence.HIGH, force=Force.REJECT):
    value = VALUES.get(name, True) if value is None else value
    asked = Asked(name, Rule(value, Source("示例"), confidence), force, "示例省通信管理局")
    return list(ACTS[name](asked, situation))


def filing(kind=Kind.NEW, *, person=False, **facts):
    particulars = individual() if person else samples.new(7)
    subject = SubjectKind.INDIVIDUAL if person else SubjectKind.ORGANISATION
    return Situation(
        kind=kind, province="33", today=TODAY, particulars=particulars, subject=subject, tables=TABLES, **facts
    )


def changed(situation, published):
    return dataclasses.replace(situation, kind=Kind.CHANGE, published=published.particulars)


def forms(found):
    return {one.form for one in found}


FACTS = {
    "domain_min_validity_days": {"expires": expires(10)},
    "domain_owner_may_be_legal_representative": {"holder": Holder.LEGAL_REPRESENTATIVE},
    "overseas_registered_domain_accepted": {"registered_abroad": True},
    "site_closed_before_filing": {"resolves_to": ("198.51.100.1",)},
    "no_dns_record_before_filing": {"resolves_to": ("198.51.100.1",)},
    "ip_must_match_resolution": {"resolves_to": ("198.51.100.1",)},
}


@pytest.mark.parametrize("name", FACTS)
def test_what_is_not_known_of_a_domain_is_one_hint_for_its_site_and_refuses_nothing(name):
    found = ask(name, hold(filing(), names(3)))
    assert [(one.form, one.path) for one in found] == [(Form.HINT, "sites.0.domains")]


@pytest.mark.parametrize("name", FACTS)
def test_what_is_known_of_a_domain_is_held_against_that_domain(name):
    found = ask(name, know(hold(filing(), names(2)), **FACTS[name]))
    assert [(one.form, one.path) for one in found] == [
        (Form.CHECK, "sites.0.domains.0.name"),
        (Form.CHECK, "sites.0.domains.1.name"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "overseas_registered_domain_accepted",
        "site_closed_before_filing",
        "no_dns_record_before_filing",
        "ip_must_match_resolution",
    ],
)
def test_where_a_name_points_and_where_its_registrar_sits_prove_nothing_for_certain_so_they_only_warn(name):
    assert {one.severity for one in ask(name, know(filing(), **FACTS[name]))} == {Severity.WARN}


@pytest.mark.parametrize(
    "name", ["site_closed_before_filing", "no_dns_record_before_filing", "ip_must_match_resolution"]
)
def test_a_site_that_moves_here_may_stay_open_and_so_may_a_filed_one_that_changes(name):
    situation = know(filing(Kind.TRANSFER_IN), **FACTS[name])
    assert ask(name, situation) == []
    assert ask(name, changed(situation, situation)) == []


def test_a_domain_that_a_change_adds_stays_closed_and_the_filed_one_beside_it_may_be_open():
    before = hold(filing(), names(1))
    after = know(changed(hold(filing(), names(2)), before), resolves_to=("198.51.100.1",))
    assert [one.path for one in ask("site_closed_before_filing", after)] == ["sites.0.domains.1.name"]


def test_one_address_of_several_that_lies_in_the_access_is_enough():
    situation = filing()
    own = situation.particulars.sites[0].accesses[0].addresses[0].first
    assert ask("ip_must_match_resolution", know(situation, resolves_to=("198.51.100.1", own))) == []


def test_a_resolution_is_compared_with_nothing_where_the_access_names_no_address():
    situation = know(hold(filing(), names(1), accesses=()), resolves_to=("198.51.100.1",))
    assert forms(ask("ip_must_match_resolution", situation)) == {Form.HINT}


def test_a_registration_that_is_short_refuses_a_new_domain_and_warns_of_a_filed_one():
    situation = know(filing(), expires=expires(88))
    [found] = ask("domain_min_validity_days", situation)
    assert found.severity is Severity.REFUSE
    assert str(expires(88)) in found.text.zh
    assert str(expires(88)) in found.text.en
    for other in (
        changed(situation, situation),
        know(filing(), expires=expires(88), recent=False),
        # Three months are 89 days where they begin in February.
        know(filing(), expires=expires(89)),
    ):
        assert [one.severity for one in ask("domain_min_validity_days", other)] == [Severity.WARN]


def test_another_holder_may_be_the_subject_under_another_spelling_so_it_only_warns():
    found = ask("domain_owner_may_be_legal_representative", know(filing(), holder=Holder.OTHER))
    assert (found[0].form, found[0].severity) == (Form.CHECK, Severity.WARN)
    by_representative = know(filing(), holder=Holder.LEGAL_REPRESENTATIVE)
    assert ask("domain_owner_may_be_legal_representative", by_representative)[0].severity is Severity.REFUSE
    long_ago = know(filing(), holder=Holder.LEGAL_REPRESENTATIVE, recent=False)
    assert ask("domain_owner_may_be_legal_representative", long_ago)[0].severity is Severity.WARN


def test_where_the_legal_representative_may_hold_the_domain_that_is_said_and_nothing_refused():
    by_representative = know(filing(), holder=Holder.LEGAL_REPRESENTATIVE)
    found = ask("domain_owner_may_be_legal_representative", by_representative, value=True)
    assert forms(found) == {Form.HINT}


def test_a_suffix_that_does_not_suit_an_institution_warns_and_asks_staff_to_look():
    situation = DOMAIN_CASES["institution_domain_suffix"].meets(None, filing())
    found = ask("institution_domain_suffix", situation)
    assert forms(found) == {Form.CHECK, Form.CHECKLIST}
    assert {one.severity for one in found} == {Severity.WARN}


def test_a_government_body_may_stand_under_the_suffix_of_the_state_below_cn():
    situation = DOMAIN_CASES["party_government_domain_suffix"].meets(None, filing())
    assert ask("party_government_domain_suffix", hold(situation, ["beian-sample.政务.cn"])) == []
    assert ask("party_government_domain_suffix", hold(situation, ["beian-sample.公益.cn"])), "that one is for charities"


def test_a_company_may_have_any_suffix():
    situation = hold(filing(), ["beian-sample.com"])
    assert ask("institution_domain_suffix", situation) == []
    assert ask("party_government_domain_suffix", situation) == []


def test_what_stands_under_one_name_on_record_counts_once_with_the_filing():
    situation = dataclasses.replace(
        hold(filing(Kind.CHANGE), ["beian-sample-1.cn"], ["WWW.beian-sample-2.cn"]),
        published=samples.new(3),
        filed_domains=names(5),
    )
    assert ask("domain_statement_letter_over_n_domains", situation) == []


def test_limits_of_one_filing_leave_a_change_alone_that_repeats_what_is_on_record():
    record = hold(filing(), names(2), ["beian-other.cn"])
    again = changed(record, record)
    for name in (
        "max_domains_per_filing",
        "max_sites_per_filing",
        "max_sites_total",
        "one_domain_per_site",
        "distinct_prefix_separate_sites",
        "domain_statement_letter_over_n_domains",
        "site_build_plan",
    ):
        assert ask(name, dataclasses.replace(again, filed_sites=50, filed_domains=names(50))) == [], name


def test_a_change_of_a_record_that_nobody_published_is_not_counted():
    situation = dataclasses.replace(hold(filing(), names(9)), kind=Kind.CHANGE)
    assert ask("max_domains_per_filing", situation) == []


def test_sites_that_move_here_together_with_several_domains_are_warned_of_and_not_refused():
    found = ask("one_domain_per_site", hold(filing(Kind.TRANSFER_IN), names(2)))
    assert [(one.form, one.severity) for one in found] == [(Form.CHECK, Severity.WARN)]
    assert ask("one_domain_per_site", hold(filing(), names(2)))[0].severity is Severity.REFUSE


COUNTED = (
    "max_sites_total",
    "site_build_plan",
    "usage_explanation_over_n_sites",
    "domain_statement_letter_over_n_domains",
    "single_domain_filing_over_n_filed_sites",
)


@pytest.mark.parametrize("name", COUNTED)
def test_a_record_that_is_not_known_is_a_hint_where_it_could_bring_the_limit(name):
    situation = hold(filing(Kind.ADD_SITE), names(1), ["beian-other.cn"])
    assert forms(ask(name, situation)) == {Form.HINT}


@pytest.mark.parametrize("name", COUNTED)
def test_a_first_filing_has_nothing_on_record(name):
    assert ask(name, hold(filing(), names(1), ["beian-other.cn"])) == []


def test_what_the_filing_holds_by_itself_is_over_the_limit_whatever_stands_on_record():
    situation = hold(filing(Kind.ADD_SITE), *([name] for name in names(6)))
    assert ask("max_sites_total", situation)[0].severity is Severity.REFUSE


def test_a_plan_by_names_counts_the_same_name_under_two_suffixes_once():
    plan = BuildPlan(1, PlanCount.DOMAINS_DISTINCT_PREFIX_TOTAL)
    one = hold(filing(), ["beian-sample.cn", "beian-sample.com.cn"])
    two = hold(filing(), ["beian-sample.cn", "beian-other.cn"])
    assert ask("site_build_plan", one, value=plan) == []
    assert forms(ask("site_build_plan", two, value=plan)) == {Form.MATERIAL}


def test_a_filed_site_whose_domain_resolves_to_nothing_is_warned_of():
    situation = know(filing(Kind.TRANSFER_IN), resolves_to=())
    found = ask("filed_sites_must_be_reachable", situation)
    assert [one.path for one in found if one.form is Form.CHECK] == ["sites.0.domains.0.name"]
    assert {one.severity for one in found} == {Severity.WARN}


def test_a_first_filing_has_no_filed_site_to_open():
    assert ask("filed_sites_must_be_reachable", filing()) == []


def test_a_review_form_is_a_hint_where_nobody_knows_what_the_subject_is():
    unknown = dataclasses.replace(filing(Kind.TRANSFER_IN), particulars=replace(samples.new(7), subject=None))
    assert forms(ask("institution_site_review_form_required", unknown)) == {Form.HINT}
    assert ask("institution_site_review_form_required", filing(Kind.TRANSFER_IN)) == []


def test_a_blog_with_a_pre_approval_or_as_it_was_accepted_before_only_warns():
    blog = described(filing(person=True), contents=(BLOG,))
    assert ask("individual_blog_type_allowed", blog)[0].severity is Severity.REFUSE
    permitted = described(blog, pre_approvals=(PreApproval(category=1),))
    recorded = described(blog, authority_id=5)
    for situation in (permitted, changed(recorded, recorded)):
        assert ask("individual_blog_type_allowed", situation)[0].severity is Severity.WARN


def test_contents_without_a_table_are_not_held_against_anybody():
    blog = described(filing(person=True), contents=(BLOG,))
    assert ask("individual_blog_type_allowed", dataclasses.replace(blog, tables={})) == []


def test_a_note_that_is_too_short_refuses_what_is_new_and_warns_of_what_was_accepted():
    short = described(filing(person=True), note="读书", authority_id=5)
    assert ask("individual_note_min_chars", short)[0].severity is Severity.REFUSE
    assert ask("individual_note_min_chars", changed(short, short))[0].severity is Severity.WARN


@pytest.mark.parametrize(
    "note",
    ["个人网站，无企业信息", "本网站为个人网站，不含企业、单位内容，不从事经营活动", "个人爱好，非经营性"],
)
def test_a_declaration_may_use_other_words(note):
    assert ask("individual_statement_required", described(filing(person=True), note=note)) == []


def test_the_declaration_that_is_offered_is_one():
    found = ask("individual_statement_required", described(filing(person=True), note=""))
    offered = found[0].text.zh.partition("“")[2].partition("”")[0]
    assert ask("individual_statement_required", described(filing(person=True), note=offered)) == []


def test_a_name_that_every_province_refuses_gets_the_province_as_a_further_source_only():
    short = described(filing(), name="茶园")
    assert forms(ask("site_name_min_chars", short)) == {Form.HINT}
    assert forms(ask("site_name_english_allowed", described(filing(), name="茶叶知识Tea"))) == {Form.HINT}


def test_a_province_that_wants_more_characters_than_all_others_refuses_by_itself():
    found = ask("site_name_min_chars", described(filing(), name="茶叶知识"), value=5)
    assert [(one.form, one.severity) for one in found] == [(Form.CHECK, Severity.REFUSE)]


def test_a_region_in_a_name_only_warns_since_a_permit_may_allow_it():
    for name in ("云南省", "云南省读书笔记"):
        found = ask("administrative_region_site_name_allowed", described(filing(), name=name))
        assert [one.severity for one in found] == [Severity.WARN]


@pytest.mark.parametrize("name", sorted(ACTS))
@pytest.mark.parametrize("kind", sorted(set(Kind) - set(DESCRIBING)))
def test_a_filing_that_takes_away_or_hands_in_papers_is_asked_nothing(name, kind):
    case: Case = {**DOMAIN_CASES, **SITE_CASES}[name]
    asked = Asked(name, Rule(VALUES.get(name, True), Source("示例")), Force.REJECT, "示例省通信管理局")
    person = name.startswith("individual")
    met = dataclasses.replace(case.meets(asked, filing(person=person)), kind=kind)
    assert list(ACTS[name](asked, met)) == []


@given(
    kind=st.sampled_from(sorted(Kind)),
    held=st.lists(
        st.lists(st.text(max_size=12) | st.sampled_from(["茶.公益", "a.b.cn", "127.0.0.1", "."]), max_size=3)
    ),
    filed=st.none() | st.lists(st.text(max_size=8), max_size=4),
    note=st.text(max_size=8),
)
def test_whatever_is_typed_is_answered_in_both_languages_and_only_a_check_refuses(kind, held, filed, note):
    situation = dataclasses.replace(filing(kind), filed_domains=filed)
    first = situation.particulars.sites[0]
    made = tuple(
        replace(first, domains=tuple(replace(first.domains[0], name=name) for name in group), note=note, name=note)
        for group in held
    )
    situation = dataclasses.replace(situation, particulars=replace(situation.particulars, sites=made))
    for name in ACTS:
        for one in ask(name, situation):
            assert one.text.zh
            assert one.text.en
            assert one.severity is Severity.WARN or one.form is Form.CHECK


def test_the_number_that_a_footer_shows_is_one_of_the_province():
    (found,) = ask("footer_number_kind", filing())
    assert "浙ICP备20990001号-1" in found.text.zh
    (found,) = ask("footer_number_kind", dataclasses.replace(filing(), province="61"))
    assert "陕ICP备20990001号-1" in found.text.en
