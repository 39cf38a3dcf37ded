"""`beian filings sheet pdf | scan` and `beian filings password form`, run as a person runs them."""

from __future__ import annotations

import json
import stat

import filing_ways as ways
import particulars_samples as samples
import printed

from beian_plugin.operations.drafts import save_particulars
from beian_plugin.operations.papers import sheet_values


def test_a_sheet_is_printed_for_its_owner_alone_and_registered_by_its_code(context, beian, tmp_path):
    filing, file = ways.draft(context), tmp_path / "sheet.pdf"
    assert beian("sheet", "pdf", filing.id, "--output", file).output == f"{file}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    page = printed.text(file.read_bytes())
    code = sheet_values(context, filing.id).code
    assert code in page
    assert samples.subject().name in page
    first = json.loads(beian("sheet", "scan", code, "--json").output)
    assert first["filing"] == filing.id
    assert f"编号 {first['sheet']}" in beian("sheet", "scan", code.lower()).output
    (listed,) = json.loads(beian("sheet", "list", filing.id, "--json").output)
    assert (listed["id"], listed["state"], listed["domains"]) == (first["sheet"], "received", ["beian-sample-1.cn"])


def test_a_sheet_of_other_domains_ends_with_1_and_a_made_up_code_with_2(context, beian):
    filing = ways.draft(context)
    code = sheet_values(context, filing.id).code
    save_particulars(context, filing.id, samples.new(2), actor="u-1")
    outdated = beian("sheet", "scan", code, "--lang", "en")
    assert (outdated.exit_code, "FAQ 47" in outdated.output) == (1, True)
    assert json.loads(beian("sheet", "scan", code, "--json").output) == {"filing": filing.id, "sheet": None}
    assert beian("sheet", "scan", "BA1-AAAAAAAA-AAAAAAAAAAAAAAAA").exit_code == 2


def test_a_reset_form_goes_to_the_standard_output(context, beian):
    filing = ways.draft(context)
    content = beian("password", "form", filing.id, "--output", "-").stdout_bytes
    assert "网站备案密码重置申请表" in printed.text(content)


def test_a_folder_that_is_not_there_is_said(context, beian, tmp_path):
    found = beian("sheet", "pdf", ways.draft(context).id, "--output", tmp_path / "none" / "sheet.pdf")
    assert (found.exit_code, "cannot be written" in found.output) == (2, True)
