"""`beian remedy` as staff and as a program use it."""

from __future__ import annotations

import json

import particulars_samples as samples
import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from returned_filings import given_back

from beian_plugin.cli import main
from beian_plugin.filing.kinds import Kind
from beian_plugin.operations.context import open_context
from beian_plugin.operations.filings import open_filing
from beian_plugin.settings import Settings


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(main, ["remedy", *map(str, arguments)])


@pytest.fixture
def filing(tmp_path):
    """A filing that came back for its home page."""
    context = open_context(Settings(), tmp_path)
    particulars = replace(samples.new(), sites=(samples.site(1, home_page="www.other-sample.cn"),))
    found = given_back(context, 1041, particulars=particulars)
    context.database.close()
    return found


def test_it_says_what_it_would_change_and_changes_nothing(run, filing):
    first = run(filing)
    assert first.exit_code == 0
    assert "加上首页地址的域名 other-sample.cn" in first.output
    assert "--accept 1041" in first.output
    assert run(filing).output == first.output
    assert "other-sample.cn, of the home page, is added" in run(filing, "--lang", "en").output


def test_a_program_reads_the_same(run, filing):
    (offer,) = json.loads(run(filing, "--json").output)
    assert (offer["codes"], offer["way"], offer["changes"][0]["path"]) == ([1041], "mend", "sites.0.domains")


def test_consent_does_it_once(run, filing):
    done = json.loads(run(filing, "--accept", 1041, "--json").output)
    assert (done["filing"], done["state"]) == (filing, "queued")
    again = run(filing, "--accept", 1041)
    assert again.exit_code == 2
    assert again.output.startswith("beian: ")
    assert "没有退回" in run(filing).output


def test_with_nothing_to_accept_it_says_in_which_state_the_filing_is(run, tmp_path):
    context = open_context(Settings(), tmp_path)
    draft = open_filing(context, Kind.NEW, ["beian-sample-3.cn"], customer="u-1", actor="u-1").id
    context.database.close()
    result = run(draft, "--accept", 1041)
    assert result.exit_code == 2
    assert result.output == (
        f"beian: 备案申请 {draft} 现为“报备阶段-信息提交”，没有待处理的管局退回意见：没有可以接受的处理办法。\n"
    )


def test_a_code_that_the_filing_did_not_come_back_with_is_named_with_those_that_it_did(run, filing):
    result = run(filing, "--accept", 1015)
    assert result.exit_code == 2
    assert result.output.startswith(f"beian: Nothing is offered for 1015: filing {filing} came back with 1041; ")


def test_a_filing_that_is_none_is_one_sentence(run):
    result = run(7)
    assert (result.exit_code, result.output) == (2, "beian: There is no filing 7.\n")
