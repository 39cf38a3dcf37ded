"""Each file in `plugins/` against the shape of a province file, and what some of them say against the founding FAQ."""

from __future__ import annotations

import ast
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from beian_plugin import (
    Confidence,
    Correction,
    FooterNumber,
    Force,
    HkMacaoDocument,
    IndividualChange,
    Kind,
    OrganisationChange,
    SubjectKind,
)
from beian_plugin.filing.region import provinces
from beian_plugin.hooks.loader import Origin, load_source
from beian_plugin.providers.contract import RULE_NAMES
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.rule import as_tuple
from beian_plugin.providers.rulebook import RuleBook, filings_of, force_of, subject_of

TODAY = date(2026, 11, 23)
FOLDER = Path(__file__).resolve().parents[2] / "plugins"
FILES = sorted(FOLDER.glob("[!_]*.py"))
INDIVIDUAL, ORGANISATION = SubjectKind.INDIVIDUAL, SubjectKind.ORGANISATION


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def province(path):
    return named(path.stem)


@pytest.fixture
def tree(path):
    return ast.parse(path.read_text("utf-8"))


@cache
def named(slug):
    file = FOLDER / f"{slug}.py"
    plugin = load_source(file.read_text("utf-8"), name=slug, origin=Origin.PACKAGE, file=str(file))
    plugin.forget()
    (province,) = plugin.provinces
    return province


def asked(slug, name, subject=ORGANISATION, kind=Kind.NEW):
    own = named(slug)
    return RuleBook(own, NATIONAL, own.authority).pick(name, TODAY, kind=kind, subject=subject)


def value(*asking):
    return asked(*asking).value


def rules_of(province):
    return [(name, rule) for name, rules in province.stated().items() for rule in rules]


def test_there_is_a_file_for_each_of_the_31():
    assert [path.stem for path in FILES] == sorted(region.slug for region in provinces().values())


def test_a_file_is_named_after_its_province(path, province):
    assert provinces()[province.code].slug == path.stem
    assert province.authority == provinces()[province.code].authority


def test_a_file_names_authority_sources_day_and_limitations(tree, province):
    text = ast.get_docstring(tree)
    assert text.startswith(f"{province.authority} ({provinces()[province.code].name_en}, {province.code}")
    for heading in ("Sources: ", "Checked on: ", "Limitations: "):
        assert re.search(rf"^{heading}\S", text, re.M)
    assert f"Checked on: {province.checked_on.isoformat()}." in text
    words = " ".join(text.split())
    for source in province.sources:
        if not source.title.startswith("FAQ "):
            assert f"{source.title} ({source.dated or 'undated'})" in words


def test_shaanxi_and_shanxi_are_told_apart_in_their_first_line():
    for slug, other in (("shaanxi", "not Shanxi 山西, 14"), ("shanxi", "not Shaanxi 陕西, 61")):
        assert other in (FOLDER / f"{slug}.py").read_text("utf-8").partition("\n")[0]


def test_a_file_says_that_the_authority_itself_was_not_read(tree, province):
    assert "未找到管局原文" in province.limitations
    assert "No text of the authority itself was found" in " ".join(ast.get_docstring(tree).split())


def test_a_file_imports_the_public_names_and_dates_only(tree):
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))
    assert modules == {"__future__", "datetime", "beian_plugin"}


def test_a_file_has_its_rules_in_the_order_of_the_contract(tree):
    (call,) = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Province"]
    stated = [keyword.arg for keyword in call.keywords if keyword.arg in RULE_NAMES]
    assert stated == [name for name in RULE_NAMES if name in stated]


def test_each_source_that_a_rule_names_is_listed_and_no_other_is(province):
    cited = {source for _, rule in rules_of(province) for source in (rule.source, *rule.also)}
    assert set(province.sources) == cited
    assert len(province.sources) == len(cited)


def test_a_source_says_where_it_was_read(province):
    for source in province.sources:
        assert source.where or source.title.startswith("FAQ ")


def test_a_file_repeats_nothing_of_the_baseline(province):
    base = NATIONAL.stated()
    assert province.stated()
    assert [
        name for name, rule in rules_of(province) if _says(name, rule) in [_says(name, it) for it in base.get(name, ())]
    ] == []


def _says(name, rule):
    """What a rule adds to its neighbours: less sure, otherwise strict or with a note is another saying."""
    return rule.value, force_of(name, rule), rule.confidence is Confidence.LOW, rule.note


def test_no_two_rules_of_a_province_are_for_the_same_people_and_filings(province):
    for name, rules in province.stated().items():
        scopes = [(subject_of(name, rule), kind) for rule in rules for kind in filings_of(name, rule) or tuple(Kind)]
        assert len(scopes) == len(set(scopes)), name


def test_a_note_stands_in_both_languages(province):
    for name, rule in rules_of(province):
        if rule.note:
            assert re.search(r"[\u4e00-\u9fff]", rule.note.zh), name
            assert re.search(r"[a-z]", rule.note.en), name
            assert rule.note.zh.endswith("。"), name
            assert rule.note.en.endswith("."), name


def test_a_text_keeps_to_the_words_of_the_project(path):
    text = path.read_text("utf-8")
    assert not re.search(r"TODO|\bhead\b|\bheads\b|\bremark\b|\border\b|\borders\b", text)


def test_the_baseline_lists_the_sources_that_it_cites():
    cited = {source for _, rule in rules_of(NATIONAL) for source in (rule.source, *rule.also)}
    assert {source for source in cited if not source.title.startswith("FAQ ")} <= set(NATIONAL.sources)


def test_the_suffixes_of_institutions_and_government_are_national_since_july_2024():
    for name in ("institution_domain_suffix", "party_government_domain_suffix"):
        assert all(getattr(named(path.stem), name) is None for path in FILES)
        assert getattr(NATIONAL, name).since == date(2024, 7, 1)
    assert value("tibet", "party_government_domain_suffix") == (".gov.cn", ".政务")


def test_zhejiang_lets_five_calendar_days_to_correct_by_mail_without_a_new_sheet():
    expected = Correction(days=5, working_days=False, material_again=False, by_mail=True)
    for kind in (Kind.ADD_SITE, Kind.TRANSFER_IN):
        assert value("zhejiang", "correction", ORGANISATION, kind) == expected
    assert value("zhejiang", "verification_sheet_resend_on_change", ORGANISATION, Kind.CHANGE) is False
    assert value("shaanxi", "verification_sheet_resend_on_change", ORGANISATION, Kind.CHANGE) is True


def test_zhejiang_returns_a_filing_on_a_justified_request_and_nobody_else_does():
    yes = [path.stem for path in FILES if value(path.stem, "return_for_modification_on_request")]
    assert yes == ["zhejiang"]


def test_zhejiang_has_its_own_form_and_guides():
    assert value("zhejiang", "bulletin_board_form") == "《浙江省电子公告专项备案表》"
    assert "id=308" in value("zhejiang", "commercial_permit_guide")
    assert "id=316" in value("zhejiang", "commercial_permit_change_guide")


def test_what_the_faq_only_suggests_of_zhejiang_is_a_hint():
    rule = asked("zhejiang", "change_requires_full_materials", ORGANISATION, Kind.CHANGE).rule
    assert (rule.value, rule.confidence) == (False, Confidence.LOW)


def test_elsewhere_a_correction_brings_material_again_and_has_no_term():
    assert value("tibet", "correction", ORGANISATION, Kind.TRANSFER_IN) == Correction()
    assert NATIONAL.correction.value == Correction(days=None, material_again=True, by_mail=False)
    assert value("tibet", "change_requires_full_materials", ORGANISATION, Kind.CHANGE) is True


def test_shaanxi_refuses_a_transfer_until_the_subject_is_right_for_the_faq_says_so():
    for subject in (INDIVIDUAL, ORGANISATION):
        found = asked("shaanxi", "transfer_requires_correct_subject", subject, Kind.TRANSFER_IN)
        assert (found.value, found.force) == (True, Force.REJECT)
        assert (found.rule.source.title, found.rule.confidence) == ("FAQ 37, 38", Confidence.HIGH)
    assert NATIONAL.transfer_requires_correct_subject.value is False


def test_shaanxi_wants_a_shell_subject_cancelled_first():
    assert value("shaanxi", "shell_subject_can_add_site", ORGANISATION, Kind.ADD_SITE) is False
    assert value("zhejiang", "shell_subject_can_add_site", ORGANISATION, Kind.ADD_SITE) is True


def test_shaanxi_limits_sites_and_wants_local_numbers_of_individuals():
    assert (value("shaanxi", "max_sites_total", INDIVIDUAL), value("shaanxi", "max_sites_total")) == (5, 30)
    assert asked("shaanxi", "mobile_must_be_local", INDIVIDUAL).force is Force.REJECT
    assert asked("shaanxi", "mobile_must_be_local").rule.confidence is Confidence.LOW


def test_beijing_gives_ten_working_days_and_keeps_individuals_as_they_are():
    for kind in (Kind.ADD_SITE, Kind.TRANSFER_IN):
        assert value("beijing", "correction", ORGANISATION, kind) == Correction(days=10, working_days=True)
        assert value("beijing", "correction", INDIVIDUAL, kind) == NATIONAL.correction.value
    assert value("beijing", "individual_subject_change_scope", INDIVIDUAL, Kind.CHANGE) is IndividualChange.NEVER
    assert value("beijing", "org_subject_change_scope", ORGANISATION, Kind.CHANGE) is OrganisationChange.RENAME_ONLY
    assert value("beijing", "hk_macao_document") == (HkMacaoDocument.HK_MACAO_TRAVEL_PERMIT,)
    assert asked("beijing", "subject_principal_must_be_legal_representative").force is Force.ADVICE


def test_guangdong_wants_its_letter_since_june_2021_and_shows_the_number_of_the_subject():
    letter = asked("guangdong", "filing_commitment_letter_required")
    assert (letter.value, letter.rule.since) == (True, date(2021, 6, 21))
    assert value("guangdong", "footer_number_kind") is FooterNumber.SUBJECT
    assert value("tibet", "footer_number_kind") is FooterNumber.SITE
    assert value("guangdong", "residence_permit_accepted", INDIVIDUAL) is True


def test_tibet_asks_little_that_is_known_and_is_strict_in_it():
    assert value("tibet", "party_building_letter_required", ORGANISATION, Kind.NEW) is True
    assert asked("tibet", "party_building_letter_required", ORGANISATION, Kind.CHANGE) is None
    assert value("tibet", "local_id_required", INDIVIDUAL) is True
    assert value("tibet", "transfer_requires_same_subject_name", ORGANISATION, Kind.TRANSFER_IN) is True
    assert asked("tibet", "domain_owner_may_be_legal_representative").force is Force.REJECT
    assert asked("tibet", "min_age", INDIVIDUAL) is None
    assert len(rules_of(named("tibet"))) < min(
        len(rules_of(named(path.stem))) for path in FILES if path.stem != "tibet"
    )


def test_a_limit_that_has_moved_since_it_was_written_down_warns_only():
    (rule,) = as_tuple(named("tianjin").site_principal_max_age)
    assert rule.confidence is Confidence.LOW
