"""Every rule that a province or the baseline states asks something of somebody, and leaves the neighbour alone."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from providers.cases import base

from beian_plugin.hooks.loader import Origin, load_source
from beian_plugin.providers.contract import RULES
from beian_plugin.providers.evaluate import ACTS
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.requirement import Asked
from beian_plugin.providers.rulebook import force_of

PLUGINS = Path(__file__).parents[2] / "plugins"
SECTIONS = ("principals", "residence", "contacts", "domains", "sites", "materials", "changes", "permits")


def cases():
    found = {}
    for section in SECTIONS:
        found |= importlib.import_module(f"providers.cases.{section}").CASES
    return found


CASES = cases()


def stated():
    for path in sorted(PLUGINS.glob("[!_]*.py")):
        plugin = load_source(path.read_text("utf-8"), name=path.stem, origin=Origin.PACKAGE, file=str(path))
        for province in plugin.provinces:
            for name, rules in province.stated().items():
                for number, rule in enumerate(rules):
                    yield pytest.param(province, name, rule, id=f"{province.code}-{name}-{number}")
    for name, rules in NATIONAL.stated().items():
        for number, rule in enumerate(rules):
            yield pytest.param(NATIONAL, name, rule, id=f"national-{name}-{number}")


def found_by(name, asked, situation):
    return [one for one in ACTS[name](asked, situation) if one.rule == name]


def test_every_rule_of_the_contract_has_an_act():
    assert set(ACTS) == set(RULES)


def test_every_act_has_a_case():
    assert set(CASES) == set(ACTS)


@pytest.mark.parametrize(("province", "name", "rule"), list(stated()))
def test_a_rule_asks_where_it_is_met_and_spares_the_neighbour(province, name, rule):
    asked = Asked(name, rule, force_of(name, rule), province.authority)
    situation = base(name, asked, "33" if province is NATIONAL else province.code)
    case = CASES[name]
    met = found_by(name, asked, case.meets(asked, situation))
    assert met
    for one in met:
        assert one.text.zh
        assert one.text.en
        assert one.source == rule.source
    if case.spares is not None:
        assert found_by(name, asked, case.spares(asked, situation)) == []
