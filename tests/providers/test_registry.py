"""The 31 provinces as they are in force."""

from __future__ import annotations

from datetime import date

import pytest

from beian_plugin import Province, Rule, Source
from beian_plugin.filing.region import provinces
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.registry import Registry, Status

NOTICE = Source("通知")
OWN = Province(
    code="44",
    authority="示例管局",
    sources=(NOTICE,),
    checked_on=date(2026, 11, 23),
    limitations="示例",
    bulletin_board_form=Rule("表", NOTICE),
)


def entry(registry, code):
    return next(one for one in registry.entries() if one.code == code)


def test_all_31_provinces_are_there_in_the_order_of_their_codes():
    entries = Registry().entries()
    assert [one.code for one in entries] == sorted(provinces())
    assert len(entries) == 31
    assert {one.status for one in entries} == {Status.BASELINE}
    assert {one.source for one in entries} == {"national"}


def test_a_province_without_a_file_has_the_baseline_under_the_name_of_its_own_authority():
    book = Registry().book("61")
    assert book.authority == "陕西省通信管理局"
    assert book.own is book.baseline is NATIONAL
    assert book.differences() == {}


def test_a_province_with_a_file_differs_in_its_own_rules_only():
    registry = Registry([(OWN, "/drop-ins/guangdong.py")])
    found = entry(registry, "44")
    assert (found.status, found.source) == (Status.OWN, "/drop-ins/guangdong.py")
    assert found.book is registry.book("44")
    assert found.book.authority == "示例管局"
    assert found.book.differences() == {"bulletin_board_form": (OWN.bulletin_board_form,)}
    assert found.book.baseline is NATIONAL
    assert not registry.is_broken("44")


def test_a_broken_province_is_no_unknown_one():
    registry = Registry(broken={"44": "/drop-ins/guangdong.py"})
    found = entry(registry, "44")
    assert (found.status, found.source) == (Status.BROKEN, "/drop-ins/guangdong.py")
    assert found.book.differences() == {}
    assert registry.is_broken("44")
    assert not registry.is_broken("33")


def test_a_file_that_works_goes_before_what_was_broken_under_the_same_code():
    registry = Registry([(OWN, "last good")], {"44": "/drop-ins/guangdong.py"})
    assert entry(registry, "44").status is Status.OWN
    assert not registry.is_broken("44")


@pytest.mark.parametrize("code", [None, "", "00", "99", "粤"])
def test_what_is_no_province_has_the_baseline_and_is_not_broken(code):
    registry = Registry([(OWN, "x")], {"33": "y"})
    assert registry.book(code).own is NATIONAL
    assert not registry.is_broken(code)
