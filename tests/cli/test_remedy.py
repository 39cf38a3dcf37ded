"""`beian remedy` as staff and as a program use it."""

from __future__ import annotations

import json

import particulars_samples as samples
import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from returned_filings import given_back

from beian_plugin.cli import main
from beian_plugin.operations.context import open_context
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


def test_a_filing_that_is_none_is_one_sentence(run):
    result = run(7)
    assert (result.exit_code, result.output) == (2, "beian: There is no filing 7.\n")
