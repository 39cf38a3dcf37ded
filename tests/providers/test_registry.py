"""The 31 provinces as they are in force."""

from __future__ import annotations

from datetime import date

import pytest

from beian_plugin import Province, Rule
from beian_plugin.filing.region import provinces
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.registry import Registry, Status

OWN = Province(
    code="44",
    authority="示例管局",
    sources=("通知",),
    checked_on=date(2026, 11, 23),
    limitations="示例",
    bulletin_board_form=Rule("表", "通知"),
)


def test_all_31_provinces_are_there_in_the_order_of_their_codes():
    entries = Registry().entries()
    assert [entry.code for entry in entries] == sorted(provinces())
    assert len(entries) == 31
    assert {entry.status for entry in entries} == {Status.BASELINE}
    assert {entry.source for entry in entries} == {"national"}


def test_a_province_without_a_file_has_the_baseline_under_the_name_of_its_own_authority():
    rules = Registry().rules("61")
    assert rules.authority == "陕西省通信管理局"
    assert rules.correction is NATIONAL.correction


def test_a_province_with_a_file_differs_in_its_own_rules_only():
    registry = Registry([(OWN, "/drop-ins/guangdong.py")])
    entry = next(entry for entry in registry.entries() if entry.code == "44")
    assert (entry.status, entry.source) == (Status.OWN, "/drop-ins/guangdong.py")
    assert set(entry.differences()) == {"bulletin_board_form"}
    assert registry.rules("44").correction is NATIONAL.correction
    assert not registry.is_broken("44")


def test_a_broken_province_is_no_unknown_one():
    registry = Registry(broken={"44": "/drop-ins/guangdong.py"})
    entry = next(entry for entry in registry.entries() if entry.code == "44")
    assert (entry.status, entry.source) == (Status.BROKEN, "/drop-ins/guangdong.py")
    assert entry.differences() == {}
    assert registry.is_broken("44")
    assert not registry.is_broken("33")


@pytest.mark.parametrize("code", [None, "", "00", "99", "粤"])
def test_what_is_no_province_has_the_baseline_and_is_not_broken(code):
    registry = Registry([(OWN, "x")], {"33": "y"})
    assert registry.rules(code) is NATIONAL
    assert not registry.is_broken(code)
