"""`beian filings open | fill | asks`, run as a person runs them."""

from __future__ import annotations

import json

import msgspec
import particulars_samples as samples
import pytest

from beian_plugin.filing.kinds import Kind
from beian_plugin.operations.drafts import particulars_of
from beian_plugin.providers.requirement import Form


def opened(beian, kind=Kind.NEW):
    return json.loads(beian("open", kind.value, "beian-sample-1.cn", "--customer", "u-1", "--json").output)["id"]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_filing_of_each_kind_is_begun_by_hand_and_once(beian, kind):
    first = beian("open", kind.value, "www.beian-sample-1.cn", "--customer", "u-1")
    assert (first.exit_code, kind.zh in first.output) == (0, True)
    assert beian("open", kind.value, "beian-sample-1.cn", "--customer", "u-1").output == first.output


def test_a_host_that_cannot_be_filed_is_refused_in_a_sentence(beian):
    refused = beian("open", "new", "127.0.0.1", "--customer", "u-1")
    assert (refused.exit_code, "Traceback" in refused.output) == (2, False)


def test_what_a_file_says_is_what_the_filing_says_and_what_it_lacks_is_counted(context, beian, tmp_path):
    filing, said = opened(beian), samples.new()
    path = tmp_path / "filing.json"
    path.write_bytes(msgspec.json.encode(said))
    told = beian("fill", filing, str(path))
    assert (told.exit_code, "已保存" in told.output) == (0, True)
    assert particulars_of(context, filing) == said


def test_a_file_that_says_no_filing_is_refused_without_repeating_it(beian, tmp_path):
    path = tmp_path / "filing.json"
    path.write_text('{"subject": {"name": 5, "certificate_number": "330100185001010014"}}', "utf-8")
    refused = beian("fill", opened(beian), str(path))
    assert (refused.exit_code, "$.subject.name" in refused.output) == (2, True)
    assert "330100185001010014" not in refused.output


def test_what_the_province_asks_is_listed_by_form_with_its_source(beian, tmp_path):
    filing = opened(beian)
    path = tmp_path / "filing.json"
    path.write_bytes(msgspec.json.encode(samples.new()))
    beian("fill", filing, str(path))
    told = beian("asks", filing).output
    headings = [line for line in told.splitlines() if not line.startswith(" ")]
    assert headings == [*(form.zh for form in Form if form.zh in headings), "填写检查"]
    assert headings[-2] == "审核通过后"
    assert "来源：" in told
    assert "请选择网站是否经营性（FAQ 29）" in told
    found = json.loads(beian("asks", filing, "--json").output)
    assert {"footer_number_kind"} <= {one["rule"] for one in found}
    assert all(one["text"]["zh"] and one["text"]["en"] for one in found)
