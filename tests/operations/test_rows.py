"""The decision table: in its order, and with an answer and a next step for every combination of facts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beian_plugin.filing.events import Direction, DomainBind, ServerOrder, SiteTransfer, Use
from beian_plugin.filing.facts import Access, Facts, Filed, Owner, RunningFiling, SubjectStanding
from beian_plugin.filing.findings import catalogue
from beian_plugin.filing.hostname import parse_host
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.region import Place, provinces
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.filing.verdict import Decision, Severity
from beian_plugin.operations.consequences import consequences
from beian_plugin.operations.decide import worst
from beian_plugin.operations.rows import Question, table_for
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.registry import Registry
from beian_plugin.providers.rule import Rule, Source
from beian_plugin.providers.rulebook import RuleBook
from beian_plugin.providers.values import Correction
from beian_plugin.settings import Elsewhere, OnError, Settings

TODAY = date(2026, 6, 1)
TEST = Source("test")
BASELINE = Registry().book(None)
HOSTS = [
    parse_host(text)
    for text in ("example.cn", "www.example.cn", "mail.example.cn", "例子.中国", "192.0.2.1", "localhost")
]
RUNNING = st.builds(
    RunningFiling,
    id=st.integers(1, 9),
    kind=st.sampled_from(list(Kind)),
    state=st.sampled_from(sorted(OPEN_STATES)),
    verified=st.booleans(),
)
FACTS = st.builds(
    Facts,
    place=st.sampled_from(list(Place)),
    host=st.sampled_from(HOSTS),
    host_problem=st.just(""),
    domain_blacklisted=st.booleans(),
    subject_blacklisted=st.booleans(),
    filed=st.sampled_from(list(Filed)),
    access=st.sampled_from(list(Access)),
    other_access=st.booleans(),
    shares_site=st.booleans(),
    owner=st.sampled_from(list(Owner)),
    address_differs=st.booleans(),
    running=st.none() | RUNNING,
    cancelling=st.booleans(),
    subject=st.sampled_from(list(SubjectStanding)),
    province=st.none() | st.sampled_from(list(provinces())),
    subject_number=st.sampled_from(["", "京ICP备10206937号"]),
    site_number=st.sampled_from(["", "京ICP备10206937号-1"]),
    trouble=st.sampled_from(["", "query: Timeout"]),
) | st.builds(
    Facts,
    host=st.none(),
    host_problem=st.sampled_from(["empty", "too_long", "syntax", "label", "suffix"]),
    place=st.sampled_from(list(Place)),
)
EVENTS = st.one_of(
    st.builds(
        DomainBind,
        host=st.text(st.characters(exclude_characters="{}"), max_size=20),
        use=st.sampled_from(list(Use)),
        region=st.text(max_size=9),
    ),
    st.builds(
        SiteTransfer,
        host=st.text(max_size=20),
        direction=st.sampled_from(list(Direction)),
        subject_correct=st.sampled_from([None, True, False]),
    ),
    st.builds(
        ServerOrder, product=st.sampled_from(["", "vps-1"]), months=st.integers(0, 24), quantity=st.integers(1, 20)
    ),
)
RULES = st.builds(
    lambda days, working, by_mail, correct, shell, overseas: _rules(
        correction=Rule(Correction(days, working, material_again=not by_mail, by_mail=by_mail), TEST),
        transfer_requires_correct_subject=Rule(correct, TEST),
        shell_subject_can_add_site=Rule(shell, TEST),
        overseas_subject_admitted=Rule(overseas, TEST),
    ),
    st.none() | st.integers(1, 30),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
SETTINGS = st.builds(
    Settings,
    on_error=st.sampled_from(list(OnError)),
    subdomain_elsewhere=st.sampled_from(list(Elsewhere)),
    order_min_months=st.sampled_from([(), (("vps-*", 3),)]),
    order_max_servers=st.sampled_from([(), (("vps-*", 5),)]),
)


def _rules(**changed):
    return RuleBook(replace(NATIONAL, **changed), NATIONAL, "某省通信管理局")


@settings(max_examples=800)
@given(EVENTS, FACTS, RULES, SETTINGS, st.booleans())
def test_every_combination_of_facts_gets_a_verdict_with_a_next_step(event, facts, rules, host_settings, broken):
    question = Question(event, facts, rules, host_settings, TODAY)
    _, answer = table_for(event).first_fit(question)
    beside, obligations = consequences(question, answer, province_broken=broken)
    for lang in ("zh", "en"):
        for found in (answer.finding, *beside):
            assert found.message(lang)
            assert not re.search(r"{[a-z_]+}", found.message(lang) + found.step(lang)), "a value was left open"
        if answer.decision is not Decision.ALLOW:
            assert answer.finding.step(lang), "who is stopped must read what to do next"
    if answer.decision is not Decision.ALLOW:
        assert answer.finding.severity.value == answer.decision.value
    for obligation in obligations:
        assert obligation.days > 0


@given(FACTS.filter(lambda facts: facts.host is not None), SETTINGS)
def test_the_mainland_is_asked_about_before_anything_else(facts, host_settings):
    outside = facts._replace(place=Place.OUTSIDE)
    row, answer = _bind(outside, host_settings)
    assert (row, answer.decision) == ("bind-1", Decision.ALLOW)


def _bind(facts, host_settings):
    event = DomainBind(host="x")
    return table_for(event).first_fit(Question(event, facts, BASELINE, host_settings, TODAY))


HERE = parse_host("www.example.cn")
SUB = parse_host("mail.example.cn")
DRAFT = RunningFiling(1, Kind.NEW, State.DRAFT)
TRANSFER = RunningFiling(2, Kind.TRANSFER_IN, State.AUTHORITY_REVIEW, verified=True)
ALL_WRONG = {"domain_blacklisted": True, "running": DRAFT, "filed": Filed.YES}


@pytest.mark.parametrize(
    ("facts", "row", "decision", "kind"),
    [
        # Each line but the last of a pair also fits later rows: the order decides.
        (Facts(place=Place.OUTSIDE, host=HERE, **ALL_WRONG), "1", "allow", None),
        (Facts(host=parse_host("192.0.2.1")), "2", "allow", None),
        (Facts(host_problem="syntax"), "3", "deny", None),
        (Facts(host=HERE, access=Access.OURS, **ALL_WRONG), "4", "deny", None),
        (Facts(host=HERE, subject_blacklisted=True), "4", "deny", None),
        (Facts(host=HERE, running=TRANSFER, filed=Filed.YES, access=Access.OTHER), "5", "allow", Kind.TRANSFER_IN),
        (Facts(host=HERE, filed=Filed.YES, access=Access.OURS, running=DRAFT, owner=Owner.OTHER), "6", "allow", None),
        (Facts(host=HERE, running=DRAFT, filed=Filed.NO), "7", "hold", Kind.NEW),
        (Facts(host=HERE, filed=Filed.YES, owner=Owner.OTHER, access=Access.NONE), "8", "hold", None),
        (Facts(host=HERE, filed=Filed.YES, access=Access.NONE), "9", "hold", Kind.TRANSFER_IN),
        (Facts(host=HERE, filed=Filed.YES, access=Access.OTHER, shares_site=True), "10", "hold", Kind.TRANSFER_IN),
        (Facts(host=SUB, filed=Filed.YES, access=Access.OTHER, shares_site=True), "11", "allow", Kind.TRANSFER_IN),
        (Facts(host=SUB, filed=Filed.YES, access=Access.OTHER), "11", "allow", Kind.TRANSFER_IN),
        (Facts(host=HERE, filed=Filed.YES, access=Access.OTHER), "12", "hold", Kind.TRANSFER_IN),
        (Facts(host=HERE, filed=Filed.YES), "13", "hold", None),
        (Facts(host=HERE, filed=Filed.NO, subject=SubjectStanding.OVERSEAS), "14", "deny", None),
        (Facts(host=HERE, filed=Filed.NO, subject=SubjectStanding.SHELL), "15", "hold", Kind.ADD_SITE),
        (Facts(host=HERE, filed=Filed.NO, subject=SubjectStanding.HERE), "16", "hold", Kind.ADD_SITE),
        (Facts(host=HERE, filed=Filed.NO, subject=SubjectStanding.OTHER_ACCOUNT), "17", "hold", Kind.ADD_SITE),
        (Facts(host=HERE, filed=Filed.NO, subject=SubjectStanding.ELSEWHERE), "18", "hold", Kind.ADD_SITE),
        (Facts(host=HERE, filed=Filed.NO, subject=SubjectStanding.NEVER_FILED), "19", "hold", Kind.NEW),
        (Facts(host=HERE, filed=Filed.NO), "19", "hold", Kind.NEW),
        (Facts(host=HERE), "20", "hold", None),
    ],
)
def test_the_first_row_that_fits_a_bind_decides(facts, row, decision, kind):
    found, answer = _bind(facts, Settings())
    assert (found, answer.decision.value, answer.kind) == (f"bind-{row}", decision, kind)


@pytest.mark.parametrize(
    ("facts", "row", "decision", "kind"),
    [
        (Facts(host=HERE, filed=Filed.YES, access=Access.OURS, other_access=True), "5", "allow", Kind.CANCEL_ACCESS),
        (Facts(host=HERE, filed=Filed.YES, access=Access.OURS), "6", "hold", None),
        (Facts(host=HERE, filed=Filed.YES, access=Access.OTHER), "7", "allow", None),
        (Facts(host=HERE), "8", "hold", None),
    ],
)
def test_a_site_leaves_only_after_the_new_providers_access_stands(facts, row, decision, kind):
    """FAQ 45, 53; code 1025."""
    event = SiteTransfer(host="x", direction=Direction.OUT)
    found, answer = table_for(event).first_fit(Question(event, facts, BASELINE, Settings(), TODAY))
    assert (found, answer.decision.value, answer.kind) == (f"out-{row}", decision, kind)


def test_a_move_within_the_mainland_keeps_the_site_online_and_changes_its_address():
    event = SiteTransfer(host="x", direction=Direction.MOVE)
    facts = Facts(host=HERE, filed=Filed.YES, access=Access.OURS)
    _, answer = table_for(event).first_fit(Question(event, facts, BASELINE, Settings(), TODAY))
    assert (answer.decision, answer.kind) == (Decision.ALLOW, Kind.CHANGE)


def test_a_move_of_what_is_not_filed_here_is_decided_as_a_bind():
    event = SiteTransfer(host="x", direction=Direction.MOVE)
    facts = Facts(host=HERE, filed=Filed.YES, access=Access.OTHER)
    row, answer = table_for(event).first_fit(Question(event, facts, BASELINE, Settings(), TODAY))
    assert (row, answer.decision) == ("move-12", Decision.HOLD)


@pytest.mark.parametrize(
    ("order", "facts", "decision", "code"),
    [
        (ServerOrder(product="vps-1", months=1), Facts(), "deny", "term_too_short"),
        (ServerOrder(product="vps-1", months=3), Facts(), "allow", "order_ok"),
        (ServerOrder(product="vps-1", months=12, held=4, quantity=2), Facts(), "deny", "too_many_servers"),
        (ServerOrder(product="vps-1", months=12, held=3, quantity=2), Facts(), "allow", "order_ok"),
        (ServerOrder(product="bare-1", months=1, quantity=99), Facts(), "allow", "order_ok"),
        (ServerOrder(product="vps-1", months=1), Facts(place=Place.OUTSIDE), "allow", "outside_mainland"),
        (ServerOrder(), Facts(subject_blacklisted=True), "deny", "subject_blacklisted"),
        (ServerOrder(), Facts(cancelling=True), "hold", "subject_being_cancelled"),
        (ServerOrder(), Facts(subject=SubjectStanding.OVERSEAS), "deny", "overseas_subject"),
    ],
)
def test_a_server_order_is_held_to_its_term_its_quota_and_its_subject(order, facts, decision, code):
    host_settings = Settings(order_min_months=(("vps-*", 3),), order_max_servers=(("vps-*", 5),))
    _, answer = table_for(order).first_fit(Question(order, facts, BASELINE, host_settings, TODAY))
    assert (answer.decision.value, answer.finding.code) == (decision, code)


@given(st.sampled_from(list(Decision)), st.lists(st.sampled_from(sorted(catalogue()))))
def test_findings_only_worsen_a_decision(decision, codes):
    rank = [Decision.ALLOW, Decision.HOLD, Decision.DENY].index
    found = [catalogue()[code] for code in codes]
    after = worst(decision, found)
    assert rank(after) >= rank(decision)
    if after is not decision:
        assert any(one.severity.value == after.value for one in found)
    assert after is Decision.DENY or not any(one.severity is Severity.DENY for one in found)


def test_every_finding_speaks_both_languages_with_the_same_values():
    for code, found in catalogue().items():
        for text in (found.text, found.next_step):
            assert bool(text.zh) == bool(text.en), code
            values = [set(re.findall(r"{(\w+)}", part)) for part in text]
            assert values[1] <= values[0], code
        if found.severity in (Severity.DENY, Severity.HOLD):
            assert found.next_step.zh, code


def test_all_31_provinces_are_known_and_use_the_baseline_until_they_have_a_file():
    entries = Registry().entries()
    assert [entry.code for entry in entries] == sorted(provinces())
    assert {entry.status.value for entry in entries} == {"baseline"}
