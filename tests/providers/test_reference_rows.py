"""Every row of the reference data is in force where it says, and no province says more than the rows do."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.region import provinces
from beian_plugin.hooks.loader import Origin, load_source
from beian_plugin.providers.contract import RULES
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.rule import Confidence, SubjectKind
from beian_plugin.providers.rulebook import RuleBook

TODAY = date(2026, 11, 23)
PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
#: The rows' words that the project calls otherwise.
WORDS = {"head": "principal", "heads": "principals", "remark": "note", "order": "filing"}
#: Rows that are one part of a rule's value: key to rule and part.
PARTS = {
    "change_grace_days": ("correction", lambda value: value.days),
    "change_grace_day_kind": ("correction", lambda value: "working" if value.working_days else "calendar"),
    "proof_required_under_age": ("underage_proof", lambda value: value.below),
    "underage_proof_kind": ("underage_proof", lambda value: value.proofs),
    "site_head_max_age_male": ("site_principal_max_age", lambda value: value.male),
    "site_head_max_age_female": ("site_principal_max_age", lambda value: value.female),
    "site_build_plan_required_over_n_sites": ("site_build_plan", lambda value: value.over),
    "site_build_plan_count_basis": ("site_build_plan", lambda value: value.counts),
}
#: Parts that say how to read the other part; what the authority does stands with that one.
READING = {"change_grace_day_kind", "underage_proof_kind", "site_build_plan_count_basis"}
#: No row is left out. These alone are held surer than their row, since an answer of the founding FAQ says the same.
SURER = {
    "domain_owner_may_be_legal_representative": "FAQ 20",
    "shell_subject_can_add_site": "FAQ 37 B",
    "transfer_requires_correct_subject": "FAQ 37, 38",
}
#: What provinces state without a row: the founding FAQ's own words, which the rows do not repeat.
OF_THE_FAQ = {
    ("33", "change_requires_full_materials"),
    ("33", "bulletin_board_form"),
    ("33", "commercial_permit_guide"),
    ("33", "commercial_permit_change_guide"),
}
SURENESS = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
PERSONS = (SubjectKind.INDIVIDUAL, SubjectKind.ORGANISATION)
CANCELLING = (Kind.CANCEL_SUBJECT, Kind.CANCEL_SITE, Kind.CANCEL_ACCESS)


@pytest.fixture(scope="module")
def books():
    found = {}
    for code, region in provinces().items():
        file = PLUGINS / f"{region.slug}.py"
        plugin = load_source(file.read_text("utf-8"), name=file.stem, origin=Origin.PACKAGE, file=str(file))
        plugin.forget()
        (own,) = plugin.provinces
        found[code] = RuleBook(own, NATIONAL, own.authority)
    return found


@pytest.fixture(scope="module")
def rows(shared):
    with (shared / "data" / "rules.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rule_and_part(key):
    words = (WORDS.get(word, word) for word in key.split("_"))
    return PARTS.get(key) or ("_".join(words), lambda value: value)


def scope(row):
    """Each subject and kind of filing that the row is for; the kinds are those that the rule is ever about."""
    name, _ = rule_and_part(row["rule_key"])
    kinds = {"any": RULES[name].filings or (*Kind, None), "cancel": CANCELLING}
    persons = (*PERSONS, SubjectKind.ANY) if row["subject_kind"] == "any" else (SubjectKind(row["subject_kind"]),)
    return [
        (person, kind) for person in persons for kind in kinds.get(row["filing_kind"]) or (Kind(row["filing_kind"]),)
    ]


def literal(value):
    if isinstance(value, tuple):
        return "|".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def cited(source):
    return "seed FAQ" if source.title.startswith("FAQ ") else source.where


def named(row):
    return "{province_code} {rule_key} {subject_kind} {filing_kind}".format_map(row)


def in_force(books, row):
    """What holds for each subject and kind of filing of the row."""
    name, _ = rule_and_part(row["rule_key"])
    return [books[row["province_code"]].pick(name, TODAY, kind=kind, subject=person) for person, kind in scope(row)]


def test_every_key_of_the_rows_is_a_rule_or_a_part_of_one(rows):
    assert {rule_and_part(row["rule_key"])[0] for row in rows} <= set(RULES)
    assert len({row["rule_key"] for row in rows}) == 100


def test_every_row_is_in_force_with_its_value(rows, books):
    wrong = []
    for row in rows:
        _, part = rule_and_part(row["rule_key"])
        held = {literal(part(asked.value)) if asked else None for asked in in_force(books, row)}
        if held != {row["value"]}:
            wrong.append((named(row), row["value"], held))
    assert wrong == []


def test_every_row_is_in_force_as_strictly_as_it_says(rows, books):
    wrong = [
        (named(row), row["severity"], asked.force)
        for row in rows
        for asked in filter(None, in_force(books, row))
        if row["rule_key"] not in READING and asked.force != row["severity"]
    ]
    assert wrong == []


def test_no_row_is_held_surer_than_it_is_but_where_the_faq_says_the_same(rows, books):
    surer = []
    for row in rows:
        rules = {id(asked.rule): asked.rule for asked in filter(None, in_force(books, row))}.values()
        surer += [(row, rule) for rule in rules if SURENESS.index(rule.confidence) > SURENESS.index(row["confidence"])]
    assert {row["rule_key"] for row, _ in surer} == set(SURER)
    assert [named(row) for row, rule in surer if rule.source.title != SURER[row["rule_key"]]] == []


def test_a_province_cites_the_source_of_the_row_and_those_that_agree(rows, books):
    wrong = []
    for row in rows:
        agreeing = {path.strip() for path in row["other_sources"].split(";") if path.strip()}
        for asked in filter(None, in_force(books, row)):
            if _of_the_baseline(asked):
                continue
            rule = asked.rule
            right = cited(rule.source) == row["source"] and {cited(source) for source in rule.also} >= agreeing
            if not right or rule.source.dated != row["source_date"]:
                wrong.append(named(row))
    assert wrong == []


def test_a_province_says_nothing_that_no_row_says(rows, books):
    told = {
        (row["province_code"], rule_and_part(row["rule_key"])[0], person, kind)
        for row in rows
        for person, kind in scope(row)
    }
    invented = {
        (code, name, str(person), str(kind))
        for code, book in books.items()
        for name in book.differences()
        if (code, name) not in OF_THE_FAQ
        for person in PERSONS
        for kind in Kind
        if (asked := book.pick(name, TODAY, kind=kind, subject=person))
        and not _of_the_baseline(asked)
        and (code, name, person, kind) not in told
    }
    assert invented == set()


def test_what_the_faq_alone_says_rests_on_it(books):
    for code, name in OF_THE_FAQ:
        assert getattr(books[code].own, name).source.title.startswith("FAQ ")


def _of_the_baseline(asked):
    return asked.rule is getattr(NATIONAL, asked.name)
