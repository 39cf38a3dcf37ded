"""Sheets at the desk: registered by code or by number, judged valid or not, the extra sheet of FAQ 35."""

from __future__ import annotations

import particulars_samples as samples
import pytest

from beian_plugin.filing.states import Verb
from beian_plugin.operations import drafts, filings, material, papers


def sheets(desk, filing):
    return material.sheets_of(desk.context, filing)


def code_of(desk, filing):
    return papers.sheet_values(desk.context, filing).code


def test_a_scanned_code_registers_the_sheet_and_a_second_scan_does_not_register_it_twice(desk):
    filing = desk.submitted()
    code = code_of(desk, filing)
    assert "核验单 1 已登记" in desk.does("sheets", {"code": code})
    assert "核验单 1 已登记" in desk.does("sheets", {"code": f" {code} "})
    assert [one.domains for one in sheets(desk, filing)] == [("beian-sample-1.cn",)]


def test_a_sheet_that_was_printed_for_other_domains_is_not_taken(desk):
    filing = desk.filing()
    code = code_of(desk, filing)
    drafts.save_particulars(desk.context, filing, samples.new(2), actor="customer-1")
    response = desk.post("sheets", {"code": code})
    assert response.status_code == 422
    assert "域名在打印后已改变" in response.text
    assert sheets(desk, filing) == []


@pytest.mark.parametrize("code", ["", "not a code", "BEIAN-1-AAAA", "99999999999", "77"])
def test_a_code_that_is_none_is_told_and_stays_in_the_form(desk, code):
    response = desk.post("sheets", {"code": code, "domains": "a.cn"})
    assert response.status_code == 422
    assert f'value="{code}"' in response.text
    assert "a.cn</textarea>" in response.text


def test_by_number_the_domains_are_offered_first_and_then_registered_as_on_the_paper(desk):
    filing = desk.submitted()
    offered = desk.post("sheets", {"code": f"#{filing}"})
    assert offered.status_code == 422
    assert "beian-sample-1.cn</textarea>" in offered.text
    assert sheets(desk, filing) == []
    told = desk.does("sheets", {"code": str(filing), "domains": "beian-sample-1.cn, other.cn", "extra": "y"})
    assert "多出 other.cn" in told
    (sheet,) = sheets(desk, filing)
    assert (sheet.too_many, sheet.extra) == (("other.cn",), True)
    page = desk.text("sheets")
    assert "补单" in page
    assert 'value="valid"' not in page


def test_a_valid_sheet_verifies_the_filing_and_an_invalid_one_needs_a_reason(desk):
    first, second = desk.submitted(1), desk.submitted(2)
    for filing in (first, second):
        desk.does("sheets", {"code": code_of(desk, filing)})
    assert "已判定" in desk.does("sheets/1/judge", {"judgement": "valid"})
    assert filings.filing_of(desk.context, first).verified
    assert "请写明无效的原因" in desk.does("sheets/2/judge", {"judgement": "invalid", "reason": " "})
    desk.does("sheets/2/judge", {"judgement": "invalid", "reason": "没有签字"})
    assert [(one.state, one.reason) for one in sheets(desk, second)] == [("invalid", "没有签字")]
    assert "没有待核对的核验单" in desk.text("sheets")


def test_a_judgement_that_is_none_is_refused_and_a_sheet_that_is_none_told(desk):
    assert desk.post("sheets/1/judge", {"judgement": "perhaps"}).status_code == 400
    assert "没有这张核验单" in desk.does("sheets/1/judge", {"judgement": "valid"})


def test_sheets_of_closed_filings_wait_for_nobody(desk):
    filing = desk.filing()
    desk.does("sheets", {"code": code_of(desk, filing)})
    desk.step(filing, Verb.WITHDRAW)
    assert "没有待核对的核验单" in desk.text("sheets")
