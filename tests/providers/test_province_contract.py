"""Every province file that we ship passes the contract, and each of its tests can fail."""

from __future__ import annotations

import subprocess
import sys
import typing
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from beian_plugin import (
    BuildPlan,
    Confidence,
    Correction,
    MaxAge,
    PlanCount,
    Province,
    Rule,
    Source,
    SubjectKind,
    Text,
    UnderageProof,
    YoungProof,
)
from beian_plugin.errors import PluginError
from beian_plugin.filing.region import provinces
from beian_plugin.filing.words import Word
from beian_plugin.providers.contract import RULES
from beian_plugin.providers.evaluate import ACTS
from beian_plugin.testing import ProvinceContract
from beian_plugin.testing.acting import acting
from beian_plugin.testing.faults import CHECKS, faults_of

TODAY = date(2026, 11, 24)
PLUGINS = Path(__file__).parents[2] / "plugins"
NOTICE = Source("示例通知", "2026-11-01", "https://example.com/notice")
OTHER = Source("另一份示例通知", "2026-11-02", "https://example.com/other")
UNDATED = Source("示例通知", "", "https://example.com/notice")
DOCSTRING = "Sources: 示例通知 (2026-11-01).\nChecked on: 2026-11-24.\nLimitations: one notice only."
BAD = """
from datetime import date
from beian_plugin import Confidence, Province, Rule, Source, Text, hookimpl

NOTICE = Source("示例通知")

@hookimpl
def beian_register_provinces():
    return [Province(
        code="44", authority="广东省通信管理局", sources=(Source("另一份"),), checked_on=date(2030, 1, 1),
        limitations="无",
        min_age=(Rule(18, NOTICE), Rule(16, NOTICE)), id_min_validity_days=Rule(-3, NOTICE, note=Text("仅中文。", "")),
        overseas_subject_admitted=Rule(False, NOTICE), site_name_min_chars=Rule(9999, NOTICE),
    )]
"""


@pytest.mark.parametrize("slug", sorted(province.slug for province in provinces().values()))
class TestShipped(ProvinceContract):
    """All 31."""

    today = TODAY

    @pytest.fixture(autouse=True)
    def _file(self, slug):
        self.file = PLUGINS / f"{slug}.py"


def province(**changes):
    fields = {
        "code": "44",
        "authority": "广东省通信管理局",
        "sources": (NOTICE,),
        "checked_on": TODAY,
        "limitations": "只有一份通知。",
    }
    return Province(**fields | changes)


def said(text=DOCSTRING, today=TODAY, **changes):
    return [(fault.check, fault.attribute, fault.wrong) for fault in faults_of(province(**changes), text, today)]


def stated(value, **changes):
    return Rule(value, NOTICE, Confidence.MEDIUM, **changes)


def test_a_good_province_has_no_fault():
    assert said(min_age=stated(18)) == []


FAULTS = [
    ({"authority": "广西管局"}, ("named", "authority", False)),
    ({"text": ""}, ("headings", "", True)),
    ({"text": DOCSTRING.replace("2026-11-24", "2025-01-01")}, ("headings", "checked_on", True)),
    ({"min_age": None}, ("states", "", False)),
    ({"min_age": Rule(18, OTHER, Confidence.MEDIUM)}, ("sources", "min_age", True)),
    ({"sources": (NOTICE, OTHER)}, ("sources", "sources", False)),
    ({"sources": (UNDATED,), "min_age": Rule(18, UNDATED, Confidence.MEDIUM)}, ("sources", "sources", False)),
    ({"overseas_subject_admitted": stated(False)}, ("repeats", "overseas_subject_admitted", True)),
    ({"min_age": (stated(18), stated(16))}, ("used", "min_age", True)),
    (
        {"min_age": (stated(16, subject=SubjectKind.INDIVIDUAL), stated(18, since=date(2026, 1, 1)))},
        ("used", "min_age", False),
    ),
    ({"min_age": stated(18, note=Text("仅个人。", ""))}, ("notes", "min_age", True)),
    ({"min_age": stated(18, note=Text("only", "only"))}, ("notes", "min_age", True)),
    ({"today": date(2026, 11, 23)}, ("dates", "checked_on", True)),
    ({"today": date(2029, 1, 1)}, ("dates", "checked_on", False)),
    ({"min_age": stated(18, since=date(2027, 3, 1))}, ("dates", "min_age", False)),
    ({"sources": (replace(NOTICE, dated="last year"), NOTICE)}, ("dates", "sources", False)),
    ({"min_age": Rule(18, NOTICE)}, ("sure", "min_age", False)),
    ({"min_age": stated(200)}, ("values", "min_age", True)),
    ({"correction": stated(Correction(days=9999))}, ("values", "correction", True)),
    ({"other_residence_proofs": stated(())}, ("values", "other_residence_proofs", True)),
    ({"institution_domain_suffix": stated(("cn",))}, ("values", "institution_domain_suffix", True)),
    ({"licence_number_prefix_required": stated(" ")}, ("values", "licence_number_prefix_required", True)),
    ({"site_principal_max_age": stated(MaxAge(5, 60))}, ("values", "site_principal_max_age", True)),
    ({"underage_proof": stated(UnderageProof(18, ()))}, ("values", "underage_proof", True)),
    ({"site_build_plan": stated(BuildPlan(-1))}, ("values", "site_build_plan", True)),
    ({"site_name_min_chars": stated(9999)}, ("acts", "site_name_min_chars", True)),
]


@pytest.mark.parametrize(("changes", "fault"), FAULTS)
def test_each_check_finds_its_fault(changes, fault):
    found = said(**{"min_age": stated(18)} | changes)
    assert fault in found
    assert {check for check, _, _ in found} <= {fault[0], "sources", "sure"}


def test_every_check_is_seen_to_fail():
    assert {fault[0] for _, fault in FAULTS} == set(CHECKS)


def test_a_rule_of_the_province_that_holds_where_a_wider_one_of_it_would_is_no_repetition():
    wide = stated(True, subject=SubjectKind.ANY)
    narrow = stated(False, subject=SubjectKind.ORGANISATION)
    assert said(overseas_subject_admitted=(wide, narrow)) == []


def test_the_authoritys_own_words_and_the_faq_are_sure_on_one_source():
    own = Source("广东省通信管理局公告", "2026-01-02", "https://gdca.example/1")
    assert said(sources=(own,), min_age=Rule(18, own)) == []
    faq = Source("FAQ 37")
    assert said(sources=(faq,), min_age=Rule(18, faq)) == []


def values(name):
    """Values that an authority may well state for a rule."""
    (hint,) = {one for one in typing.get_args(typing.get_type_hints(Province)[name]) if one is not type(None)} - {
        one for one in typing.get_args(typing.get_type_hints(Province)[name]) if typing.get_origin(one) is tuple
    }
    (kind,) = typing.get_args(hint)
    if typing.get_origin(kind) is tuple:
        kind = typing.get_args(kind)[0]
        return [(".cn",)] if kind is str else [(word,) for word in kind]
    if isinstance(kind, type) and issubclass(kind, Word):
        return list(kind)
    return {
        bool: [True],
        int: [2, 18, 30],
        str: ["示例"],
        Correction: [Correction(), Correction(days=5)],
        UnderageProof: [UnderageProof(18, tuple(YoungProof))],
        MaxAge: [MaxAge(60, 55)],
        BuildPlan: [BuildPlan(5, counts) for counts in PlanCount],
    }[kind]


@pytest.mark.parametrize("name", RULES)
def test_whatever_an_authority_may_well_state_acts_on_some_invented_filing(name):
    for value in values(name):
        for whom in (None,) if name not in ACTS else (RULES[name].subject, SubjectKind.ANY):
            found = acting(name, stated(value, subject=whom), province(), TODAY)
            assert found.asks or value is True, value
            assert found.lets_pass, value


def test_a_file_that_does_not_load_fails_with_the_reason(tmp_path):
    file = tmp_path / "guangdong.py"
    file.write_text("raise RuntimeError('half edited')")
    contract = type("Contract", (ProvinceContract,), {"file": file})()
    with pytest.raises(PluginError, match="half edited"):
        contract.test_it_loads_and_brings_a_province()


def test_a_file_of_another_name_or_without_a_province_fails(tmp_path):
    text = (PLUGINS / "tibet.py").read_text("utf-8")
    contract = type("Contract", (ProvinceContract,), {"file": tmp_path / "xizang.py"})()
    contract.file.write_text(text, "utf-8")
    with pytest.raises(AssertionError, match=r"Call xizang.py tibet.py"):
        contract.test_it_is_named_after_its_province()
    contract.file.write_text(text.replace("return [TIBET]", "return []"), "utf-8")
    with pytest.raises(AssertionError, match="registers no province"):
        contract.test_it_loads_and_brings_a_province()


def test_every_test_of_the_contract_fails_on_a_bad_file(tmp_path):
    file = tmp_path / "bad.py"
    file.write_text(BAD, "utf-8")
    contract = type("Contract", (ProvinceContract,), {"file": file, "today": TODAY})()
    passed = {name for name in dir(ProvinceContract) if name.startswith("test_")}
    for name in sorted(passed):
        with suppress(AssertionError):
            getattr(contract, name)()
            continue
        passed.remove(name)
    # What the file has all the same: a province, and rules.
    assert passed == {"test_it_states_rules", "test_it_loads_and_brings_a_province"}


def test_a_province_without_a_file_is_held_to_the_same():
    good = type("Contract", (ProvinceContract,), {"province": province(min_age=stated(18)), "today": TODAY})()
    for name in [name for name in dir(ProvinceContract) if name.startswith("test_")]:
        getattr(good, name)()
    assert [rule.value for rule in good.rules("min_age")] == [18]
    bad = type("Contract", (ProvinceContract,), {"province": province(code="99"), "today": TODAY})()
    with pytest.raises(AssertionError, match=r"Province.code must be one of 11"):
        bad.test_it_loads_and_brings_a_province()


def test_the_kit_needs_no_pytest():
    code = "import sys, beian_plugin.testing; print('pytest' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
