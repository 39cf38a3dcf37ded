"""What a province must be, and which of its rules and the baseline's is in force for whom, what and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin import Confidence, Correction, Force, Kind, Province, Rule, Source, SubjectKind, Text
from beian_plugin.filing.region import provinces
from beian_plugin.providers.check import mismatch
from beian_plugin.providers.contract import RULE_LABELS, RULE_NAMES, RULES
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.rule import as_tuple
from beian_plugin.providers.rulebook import RuleBook, filings_of, force_of, subject_of

NOTICE = Source("通知")
TODAY = date(2026, 11, 23)
INDIVIDUAL, ORGANISATION, ANY = SubjectKind.INDIVIDUAL, SubjectKind.ORGANISATION, SubjectKind.ANY


def rules(**changes):
    plain = Province(code="44", authority="示例管局", sources=(NOTICE,), checked_on=TODAY, limitations="示例")
    return replace(plain, **changes)


def book(own=(), base=()):
    return RuleBook(rules(min_age=own or None), rules(min_age=base or None), "示例管局")


def in_force(own=(), base=(), *, kind=Kind.NEW, subject=INDIVIDUAL, today=TODAY):
    """The value of `min_age` in force, a rule that usually is for everybody and every filing."""
    asked = book(own, base).pick("min_age", today, kind=kind, subject=subject)
    return asked.value if asked else None


def test_a_province_needs_no_rule_of_its_own():
    assert mismatch(rules()) is None
    assert rules().stated() == {}


@pytest.mark.parametrize("code", provinces())
def test_each_of_the_31_codes_is_good(code):
    assert mismatch(rules(code=code)) is None


@pytest.mark.parametrize(
    ("changes", "attribute", "expected", "got"),
    [
        ({"code": "00"}, "Province.code", "one of 11, 12", "'00'"),
        ({"code": "71"}, "Province.code", "one of 11, 12", "'71'"),
        ({"code": 44}, "Province.code", "str", "int"),
        ({"authority": ""}, "Province.authority", "non-empty", "nothing"),
        ({"sources": ()}, "Province.sources", "non-empty", "nothing"),
        ({"sources": NOTICE}, "Province.sources", "tuple[Source]", "Source"),
        ({"sources": (NOTICE, "通知")}, "Province.sources[1]", "Source", "str"),
        ({"sources": (Source(2),)}, "Province.sources[0].title", "str", "int"),
        ({"checked_on": "2026-11-23"}, "Province.checked_on", "date", "str"),
        ({"limitations": ""}, "Province.limitations", "non-empty", "nothing"),
        ({"version": 2}, "Province.version", "str", "int"),
        ({"correction": True}, "Province.correction", "Rule[Correction]", "bool"),
        ({"correction": Rule(5, NOTICE)}, "Province.correction.value", "Correction", "int"),
        ({"correction": Rule(Correction(days="5"), NOTICE)}, "Province.correction.value.days", "int", "str"),
        ({"correction": Rule(Correction(days=True), NOTICE)}, "Province.correction.value.days", "int", "bool"),
        ({"correction": Rule(Correction(days=0), NOTICE)}, "Province.correction.value.days", "from 1 on", "0"),
        ({"min_age": (Rule(18, NOTICE), 16)}, "Province.min_age[1]", "Rule[int]", "int"),
        ({"min_age": (Rule(18, NOTICE), Rule("16", NOTICE))}, "Province.min_age[1].value", "int", "str"),
        ({"bulletin_board_form": Rule(3, NOTICE)}, "Province.bulletin_board_form.value", "str", "int"),
        (
            {"bulletin_board_form": Rule("表", Source(""))},
            "Province.bulletin_board_form.source",
            "non-empty",
            "nothing",
        ),
        ({"bulletin_board_form": Rule("表", "通知")}, "Province.bulletin_board_form.source", "Source", "str"),
        ({"bulletin_board_form": Rule("表", None)}, "Province.bulletin_board_form.source", "Source", "None"),
        ({"bulletin_board_form": Rule("表", NOTICE, since=2026)}, "Province.bulletin_board_form.since", "date", "int"),
        ({"bulletin_board_form": Rule("表", NOTICE, confidence="sure")}, ".confidence", "Confidence", "str"),
        ({"bulletin_board_form": Rule("表", NOTICE, force="reject")}, ".force", "Force", "str"),
        ({"bulletin_board_form": Rule("表", NOTICE, subject="any")}, ".subject", "SubjectKind", "str"),
        ({"bulletin_board_form": Rule("表", NOTICE, filings=("new",))}, ".filings[0]", "Kind", "str"),
        ({"bulletin_board_form": Rule("表", NOTICE, also=("通知",))}, ".also[0]", "Source", "str"),
        ({"bulletin_board_form": Rule("表", NOTICE, note="注")}, ".note", "Text", "str"),
    ],
)
def test_the_first_wrong_attribute_is_named_with_what_was_expected(changes, attribute, expected, got):
    found = mismatch(rules(**changes))
    assert found.attribute.endswith(attribute)
    assert expected in found.expected
    assert found.got == got


@pytest.mark.parametrize("name", RULE_NAMES)
def test_each_rule_refuses_a_value_that_is_no_rule_and_one_of_the_wrong_type(name):
    assert mismatch(rules(**{name: object()})).attribute == f"Province.{name}"
    assert mismatch(rules(**{name: Rule(object(), NOTICE)})).attribute == f"Province.{name}.value"
    assert mismatch(rules(**{name: getattr(NATIONAL, name)})) is None


@given(st.one_of(st.none(), st.integers(), st.text(), st.lists(st.integers()), st.dictionaries(st.text(), st.text())))
def test_anything_else_is_no_province(value):
    assert mismatch(value).expected == "Province"


def test_a_rule_may_say_for_whom_what_and_since_when_how_sure_and_what_besides():
    rule = Rule(
        18,
        NOTICE,
        Confidence.LOW,
        Force.ADVICE,
        INDIVIDUAL,
        (Kind.NEW, Kind.ADD_SITE),
        date(2027, 1, 1),
        (Source("公告", "2026", "https://example.cn/1"),),
        Text("满 18 周岁。", "From 18."),
    )
    assert mismatch(rules(min_age=rule)) is None
    assert mismatch(rules(min_age=(rule, Rule(16, NOTICE)))) is None


def test_a_source_reads_as_one_line():
    assert str(Source("《备案要求》", "2025-12-31", "https://example.cn/1")) == "《备案要求》（2025-12-31）"
    assert str(Source("FAQ 38")) == "FAQ 38"


def test_the_baseline_is_a_province_but_for_its_code():
    assert mismatch(NATIONAL).attribute == "Province.code"
    assert mismatch(replace(NATIONAL, code="44")) is None


def test_every_rule_has_a_name_on_screens_in_both_languages():
    assert all(label.zh and label.en for label in RULE_LABELS.values())
    assert len({label.zh for label in RULE_LABELS.values()}) == len(RULE_NAMES)


def test_stated_lists_the_rules_of_a_province_by_name_however_many_there_are():
    one, two = Rule(18, NOTICE), Rule(16, NOTICE, subject=INDIVIDUAL)
    own = rules(min_age=(one, two), footer_number_kind=None, bulletin_board_form=Rule("表", NOTICE))
    assert own.stated() == {"min_age": (one, two), "bulletin_board_form": (own.bulletin_board_form,)}
    assert as_tuple(None) == ()
    assert as_tuple(one) == (one,)


def test_where_nobody_says_anything_no_rule_is_in_force():
    assert in_force() is None


def test_a_province_goes_before_the_baseline_even_where_it_is_wider_and_older():
    own = Rule(16, NOTICE, since=date(2010, 1, 1))
    base = Rule(18, NOTICE, subject=INDIVIDUAL, filings=(Kind.NEW,), since=date(2020, 1, 1))
    assert in_force(own, base) == 16


def test_the_baseline_holds_where_the_provinces_rule_is_for_others():
    own = Rule(16, NOTICE, subject=INDIVIDUAL)
    base = Rule(18, NOTICE)
    assert in_force(own, base, subject=INDIVIDUAL) == 16
    assert in_force(own, base, subject=ORGANISATION) == 18
    assert in_force(Rule(16, NOTICE, filings=(Kind.CHANGE,)), base, kind=Kind.NEW) == 18


def test_the_rule_for_fewer_goes_before_the_rule_for_all():
    own = (Rule(16, NOTICE), Rule(18, NOTICE, subject=ORGANISATION), Rule(20, NOTICE, filings=(Kind.CHANGE,)))
    assert in_force(own, subject=INDIVIDUAL) == 16
    assert in_force(own, subject=ORGANISATION) == 18
    assert in_force(own, subject=INDIVIDUAL, kind=Kind.CHANGE) == 20
    assert in_force(own, subject=ORGANISATION, kind=Kind.CHANGE) == 20


def test_a_rule_holds_from_its_day_on_and_replaces_the_older_one():
    own = (Rule(18, NOTICE, since=date(2027, 1, 1)), Rule(16, NOTICE))
    assert in_force(own, today=date(2026, 12, 31)) == 16
    assert in_force(own, today=date(2027, 1, 1)) == 18
    assert in_force(own[0], Rule(14, NOTICE), today=date(2026, 12, 31)) == 14


def test_where_the_kind_or_the_subject_is_not_known_only_rules_for_all_are_in_force():
    assert in_force(Rule(16, NOTICE, subject=INDIVIDUAL), subject=ANY) is None
    assert in_force(Rule(16, NOTICE, filings=(Kind.NEW,)), kind=None) is None
    assert in_force(Rule(16, NOTICE), kind=None, subject=ANY) == 16


def test_a_rule_is_about_what_it_usually_is_unless_it_says_otherwise():
    name = "change_certificate_required"
    usual = RULES[name]
    plain = Rule(True, NOTICE)
    assert (subject_of(name, plain), filings_of(name, plain)) == (ORGANISATION, (Kind.CHANGE,))
    assert (force_of(name, plain), force_of(name, Rule(False, NOTICE))) == (usual.force, usual.otherwise)
    own = Rule(False, NOTICE, force=Force.REJECT, subject=ANY, filings=(Kind.NEW,))
    assert (subject_of(name, own), filings_of(name, own), force_of(name, own)) == (ANY, (Kind.NEW,), Force.REJECT)


def test_every_lists_each_rule_once_however_many_it_is_for():
    for_all, for_one = Rule(18, NOTICE), Rule(16, NOTICE, subject=INDIVIDUAL)
    assert [asked.value for asked in book(for_all).every("min_age", TODAY)] == [18]
    assert [asked.value for asked in book((for_all, for_one)).every("min_age", TODAY)] == [16, 18]
    assert book().every("min_age", TODAY) == ()


def test_all_rules_in_force_come_in_the_order_of_the_contract():
    both = RuleBook(rules(min_age=Rule(18, NOTICE)), NATIONAL, "示例管局")
    names = [asked.name for asked in both.in_force(TODAY, kind=Kind.CHANGE, subject=ORGANISATION)]
    assert names == [name for name in RULE_NAMES if name in names]
    assert {"min_age", "correction", "change_requires_full_materials"} <= set(names)
    assert "shell_subject_can_add_site" not in names


rule_sets = st.lists(
    st.builds(
        Rule,
        st.integers(0, 99),
        st.just(NOTICE),
        subject=st.sampled_from([None, ANY, INDIVIDUAL, ORGANISATION]),
        filings=st.lists(st.sampled_from(Kind), max_size=2, unique=True).map(tuple),
        since=st.none() | st.integers(-2, 2).map(lambda days: TODAY + timedelta(days)),
    ),
    max_size=4,
).map(tuple)


@given(rule_sets, rule_sets, st.sampled_from(Kind) | st.none(), st.sampled_from(SubjectKind))
def test_the_rule_picked_fits_and_none_that_fits_goes_before_it(own, base, kind, subject):
    def fits(rule):
        return (
            (rule.since is None or rule.since <= TODAY)
            and (not rule.filings or kind in rule.filings)
            and rule.subject in (None, ANY, subject)
        )

    def narrowness(rule):
        return bool(rule.filings), rule.subject not in (None, ANY), rule.since or date.min

    asked = book(own, base).pick("min_age", TODAY, kind=kind, subject=subject)
    candidates = [rule for rule in own if fits(rule)] or [rule for rule in base if fits(rule)]
    if not candidates:
        assert asked is None
    else:
        assert any(asked.rule is rule for rule in candidates)
        assert all(narrowness(rule) <= narrowness(asked.rule) for rule in candidates)
        assert (asked.name, asked.authority) == ("min_age", "示例管局")
