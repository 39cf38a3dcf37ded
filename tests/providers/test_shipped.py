"""Each file in `plugins/` against the shape of a province file, and its rules against the founding FAQ."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest

from beian_plugin import Confidence
from beian_plugin.filing.region import provinces
from beian_plugin.hooks.loader import Origin, load_source
from beian_plugin.providers.national import NATIONAL

FILES = sorted(
    path for path in Path(__file__).resolve().parents[2].joinpath("plugins").glob("*.py") if path.name[0] != "_"
)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def province(path):
    return load(path)


def load(path):
    plugin = load_source(path.read_text("utf-8"), name=path.stem, origin=Origin.PACKAGE, file=str(path))
    plugin.forget()
    (province,) = plugin.provinces
    return province


def named(slug):
    return load(next(path for path in FILES if path.stem == slug))


def test_the_two_provinces_that_the_faq_names_are_there():
    assert {path.stem for path in FILES} >= {"zhejiang", "shaanxi"}


def test_a_file_is_named_after_its_province(path, province):
    assert provinces()[province.code].slug == path.stem
    assert province.authority == provinces()[province.code].authority


def test_a_file_names_authority_sources_day_and_limitations(path, province):
    text = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert text.startswith(province.authority)
    for heading in ("Sources: ", "Checked on: ", "Limitations: "):
        assert re.search(rf"^{heading}\S", text, re.M)
    assert f"Checked on: {province.checked_on.isoformat()}." in text
    assert province.sources
    assert province.limitations


def test_a_file_imports_the_public_names_only(path):
    tree = ast.parse(path.read_text("utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))
    assert modules == {"__future__", "datetime", "beian_plugin"}


def test_a_file_repeats_nothing_of_the_baseline(province):
    repeated = [name for name, rule in province.differences().items() if rule.value == getattr(NATIONAL, name).value]
    assert province.differences()
    assert repeated == []


def test_each_rule_names_a_source_that_the_file_lists(province):
    listed = " ".join(province.sources)
    for name, rule in province.differences().items():
        for source in re.split("[,；]", rule.source.replace("FAQ", "")):
            known = re.findall(r"\d+", listed) if source.strip().isdecimal() else province.sources
            assert source.strip() in known, name


def test_zhejiang_lets_five_calendar_days_to_correct_by_mail_without_a_new_sheet():
    zhejiang = named("zhejiang")
    correction = zhejiang.correction.value
    assert (correction.days, correction.working_days) == (5, False)
    assert correction.by_mail
    assert not correction.material_again
    assert zhejiang.verification_sheet_resend_on_change.value is False


def test_zhejiang_returns_a_filing_on_a_justified_request_and_nobody_else_does():
    assert named("zhejiang").return_for_modification_on_request.value is True
    assert named("shaanxi").return_for_modification_on_request is None
    assert NATIONAL.return_for_modification_on_request.value is False


def test_zhejiang_has_its_own_form_and_guides():
    zhejiang = named("zhejiang")
    assert zhejiang.bulletin_board_form.value == "《浙江省电子公告专项备案表》"
    assert "id=308" in zhejiang.commercial_permit_guide.value
    assert "id=316" in zhejiang.commercial_permit_change_guide.value


def test_what_the_faq_only_suggests_of_zhejiang_is_a_hint():
    assert named("zhejiang").change_requires_full_materials.confidence is Confidence.LOW


def test_elsewhere_a_correction_brings_material_again_and_has_no_term():
    correction = NATIONAL.correction.value
    assert correction.material_again
    assert correction.days is None
    assert not correction.by_mail
    assert NATIONAL.change_requires_full_materials.value is True


def test_shaanxi_refuses_a_transfer_until_the_subject_is_right():
    assert named("shaanxi").transfer_requires_correct_subject.value is True
    assert named("shaanxi").transfer_requires_correct_subject.confidence is Confidence.HIGH
    assert NATIONAL.transfer_requires_correct_subject.value is False


def test_shaanxi_wants_a_shell_subject_cancelled_first():
    assert named("shaanxi").shell_subject_can_add_site.value is False
    assert NATIONAL.shell_subject_can_add_site.value is True


#: Filing kinds of the reference rows that each rule of the contract speaks of.
_SPOKEN_OF = {
    "transfer_requires_correct_subject": {"transfer_in"},
    "return_for_modification_on_request": {"any"},
    "change_requires_full_materials": {"change"},
    "verification_sheet_resend_on_change": {"change"},
    "shell_subject_can_add_site": {"add_site"},
    "domain_owner_may_be_legal_representative": {"any"},
}


def test_the_rules_in_force_are_those_of_the_reference_rows(path, shared):
    own = load(path)
    rules = own.over(NATIONAL)
    compared = 0
    with (shared / "data" / "rules.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["province_code"] != own.code:
                continue
            if row["filing_kind"] in _SPOKEN_OF.get(row["rule_key"], ()):
                assert str(getattr(rules, row["rule_key"]).value).lower() == row["value"], row["rule_key"]
                compared += 1
            elif row["rule_key"] == "change_grace_days":
                assert rules.correction.value.days == int(row["value"])
                compared += 1
    assert compared >= 4
