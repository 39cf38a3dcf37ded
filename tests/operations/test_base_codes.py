"""The authority's code tables: there once they were sent, and missed by name until then."""

from __future__ import annotations

import pytest
from operations.conftest import NOW

from beian_plugin.errors import InvalidValue
from beian_plugin.operations import base_codes


@pytest.fixture
def load(context):
    """Takes tables as a download brings them: code to name, a name of None for one that is not valid any more."""

    def load(**tables):
        rows = [
            {"table": table, "code": code, "name": name or "旧", "valid": name is not None, "detail": {}}
            for table, values in tables.items()
            for code, name in values.items()
        ]
        with context.database.write() as session:
            base_codes.replace_tables(session, rows, NOW)

    return load


def test_a_form_says_which_table_it_waits_for(context, load):
    load(Zjlx={1: "营业执照"})
    with pytest.raises(InvalidValue) as refused:
        base_codes.require(context, "Zjlx", "Dwxz", "Jrfs")
    assert refused.value.reason == "no_table"
    assert "Dwxz" in str(refused.value)
    assert "Zjlx" not in str(refused.value)
    assert [text.zh[:6] for text in base_codes.missing(context, "Zjlx", "Dwxz")] == ["“单位性质”"]
    load(Dwxz={4: "企业"}, Jrfs={1: "专线"})
    base_codes.require(context, "Zjlx", "Dwxz", "Jrfs")


def test_values_come_in_the_order_of_their_codes_without_those_that_may_not_be_used(context, load):
    load(Dwxz={5: "个人", 4: "企业", 1: None})
    assert list(base_codes.table(context, "Dwxz").items()) == [(4, "企业"), (5, "个人")]


def test_a_table_is_replaced_whole_and_others_stay(context, load):
    load(Dwxz={4: "企业", 5: "个人"}, Zjlx={1: "营业执照"})
    load(Dwxz={4: "公司"})
    assert dict(base_codes.table(context, "Dwxz")) == {4: "公司"}
    assert dict(base_codes.table(context, "Zjlx")) == {1: "营业执照"}
    load()
    assert dict(base_codes.table(context, "Dwxz")) == {4: "公司"}


def test_a_customer_is_told_what_cannot_be_chosen_yet_and_not_how_it_is_fetched(context, load):
    told = base_codes.cannot_choose_yet(context, "Dwxz", "Zjlx")
    assert "单位性质、证件类型" in told.zh
    assert "beian" not in told.zh + told.en
    load(Dwxz={4: "企业"}, Zjlx={1: "营业执照"})
    assert base_codes.cannot_choose_yet(context, "Dwxz", "Zjlx") is None
