"""What a province must be, and how its rules lie over the baseline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin import Confidence, Correction, Province, Rule
from beian_plugin.filing.region import provinces
from beian_plugin.providers.check import mismatch
from beian_plugin.providers.contract import RULE_LABELS, RULE_NAMES
from beian_plugin.providers.national import NATIONAL


def rules(**changes):
    plain = Province(
        code="44", authority="示例管局", sources=("通知",), checked_on=date(2026, 11, 23), limitations="示例"
    )
    return replace(plain, **changes)


def test_a_province_needs_no_rule_of_its_own():
    assert mismatch(rules()) is None
    assert rules().differences() == {}


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
        ({"sources": "通知"}, "Province.sources", "tuple[str]", "str"),
        ({"sources": ("通知", 2)}, "Province.sources[1]", "str", "int"),
        ({"checked_on": "2026-11-23"}, "Province.checked_on", "date", "str"),
        ({"limitations": ""}, "Province.limitations", "non-empty", "nothing"),
        ({"version": 2}, "Province.version", "str", "int"),
        ({"correction": True}, "Province.correction", "Rule[Correction]", "bool"),
        ({"correction": Rule(5, "通知")}, "Province.correction.value", "Correction", "int"),
        ({"correction": Rule(Correction(days="5"), "通知")}, "Province.correction.value.days", "int", "str"),
        ({"correction": Rule(Correction(days=True), "通知")}, "Province.correction.value.days", "int", "bool"),
        ({"correction": Rule(Correction(days=0), "通知")}, "Province.correction.value.days", "from 1 on", "0"),
        ({"bulletin_board_form": Rule(3, "通知")}, "Province.bulletin_board_form.value", "str", "int"),
        ({"bulletin_board_form": Rule("表", "")}, "Province.bulletin_board_form.source", "non-empty", "nothing"),
        ({"bulletin_board_form": Rule("表", None)}, "Province.bulletin_board_form.source", "str", "None"),
        ({"bulletin_board_form": Rule("表", "通知", since=2026)}, "Province.bulletin_board_form.since", "date", "int"),
        (
            {"bulletin_board_form": Rule("表", "通知", confidence="sure")},
            "Province.bulletin_board_form.confidence",
            "Confidence",
            "str",
        ),
    ],
)
def test_the_first_wrong_attribute_is_named_with_what_was_expected(changes, attribute, expected, got):
    found = mismatch(rules(**changes))
    assert found.attribute == attribute
    assert expected in found.expected
    assert found.got == got


@pytest.mark.parametrize("name", RULE_NAMES)
def test_each_rule_refuses_a_value_that_is_no_rule_and_one_of_the_wrong_type(name):
    assert mismatch(rules(**{name: object()})).attribute == f"Province.{name}"
    assert mismatch(rules(**{name: Rule(object(), "通知")})).attribute == f"Province.{name}.value"
    assert mismatch(rules(**{name: getattr(NATIONAL, name)})) is None


@given(st.one_of(st.none(), st.integers(), st.text(), st.lists(st.integers()), st.dictionaries(st.text(), st.text())))
def test_anything_else_is_no_province(value):
    assert mismatch(value).expected == "Province"


def test_a_rule_may_start_on_a_day_and_be_unsure():
    rule = Rule(value=True, source="通知", since=date(2027, 1, 1), confidence=Confidence.LOW)
    assert mismatch(rules(shell_subject_can_add_site=rule)) is None


def test_the_baseline_has_every_rule_and_its_code_is_no_province():
    assert set(NATIONAL.differences()) == set(RULE_NAMES)
    assert mismatch(NATIONAL).attribute == "Province.code"
    assert mismatch(replace(NATIONAL, code="44")) is None


def test_a_province_lies_over_the_baseline():
    own = rules(bulletin_board_form=Rule("表", "通知"))
    whole = own.over(NATIONAL)
    assert whole.bulletin_board_form.value == "表"
    assert whole.correction is NATIONAL.correction
    assert whole.authority == "示例管局"
    assert set(own.differences()) == {"bulletin_board_form"}


def test_every_rule_has_a_name_on_screens_in_both_languages():
    assert all(label.zh and label.en for label in RULE_LABELS.values())
    assert len({label.zh for label in RULE_LABELS.values()}) == len(RULE_NAMES)
