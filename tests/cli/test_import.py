"""`beian import` and `beian scan` on real names, run as a person runs them."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from publicsuffixlist import PublicSuffixList

from beian_plugin.cli import main

PUBLIC = Path(__file__).resolve().parent.parent / "data" / "public_filings.csv"


@pytest.fixture
def beian(tmp_path, monkeypatch):
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("BEIAN_ISP_NAME", "示例云主机")

    def run(*arguments):
        return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)

    return run


def test_seven_real_filings_without_accesses_are_taken_and_go_to_staff(beian):
    assert json.loads(beian("import", PUBLIC, "--json").output)["accepted"] == 7
    for name, number in (("www.baidu.com", "京ICP证030173号-1"), ("mi.cn", "京ICP备10046444号-9")):
        verdict = json.loads(beian("check", "domain-bind", name, "--region", "cn-hangzhou", "--json").output)
        assert (verdict["row"], verdict["facts"]["site_number"]) == ("bind-13", number)


def test_the_reference_filings_are_those_that_the_tests_carry(shared):
    assert (shared / "data" / "public_filings.csv").read_text("utf-8") == PUBLIC.read_text("utf-8")


def test_a_file_that_is_done_is_not_done_again(beian):
    beian("import", PUBLIC)
    again = beian("import", PUBLIC, "--lang", "en")
    assert (again.exit_code, "nothing was done now" in again.output) == (0, True)
    assert json.loads(beian("import", PUBLIC, "--again", "--json").output)["accepted"] == 7


def test_refused_lines_are_told_and_kept_and_a_file_with_some_is_not_called_complete(beian, tmp_path):
    path, report = tmp_path / "m.csv", tmp_path / "refused.csv"
    path.write_text("域名,接入商\nhere-demo.cn,示例云主机\n..,别家云\n", "utf-8")
    result = beian("import", path, "--covers", "all", "--refused", report, "--json")
    told = json.loads(result.output)
    assert (result.exit_code, told["accepted"], told["refused"], told["coverage"]) == (1, 1, 1, None)
    assert told["not_covered"].startswith("1 lines were refused")
    assert [row["line"] for row in csv.DictReader(report.read_text("utf-8-sig").splitlines())] == ["3"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 100, b"nothing,of,use\n1,2,3\n", b"domain,providerz\na.cn,ours\n", b"\x1f\x8b junk"],
)
def test_a_file_that_is_no_mirror_is_one_sentence_and_leaves_nothing(beian, tmp_path, content):
    path = tmp_path / "m.csv"
    path.write_bytes(content)
    result = beian("import", path)
    assert result.exit_code == 2, result.output
    assert result.output.startswith("beian: ")
    assert "Traceback" not in result.output
    assert json.loads(beian("db", "check", "--json").output)["sound"]


def test_110769_real_names_are_scanned_and_counted_exactly(beian, tmp_path, shared):
    """A third of their domains is filed here, a third elsewhere, a third not at all."""
    names_file = shared / "data" / "cn_domains.txt.gz"
    with gzip.open(names_file, "rt", encoding="utf-8") as file:
        names = file.read().split()
    # Counted apart from the product: straight from the public suffix list.
    suffixes = PublicSuffixList(only_icann=True, accept_unknown=False)
    domain_of = {name: suffixes.privatesuffix(name) for name in names}
    domains = sorted({domain for domain in domain_of.values() if domain})
    here, elsewhere = set(domains[0::3]), set(domains[1::3])
    expected = Counter()
    for name, domain in domain_of.items():
        only_part = domain and name not in (domain, f"www.{domain}")
        if domain is None:
            expected["deny", "host_suffix"] += 1
        elif domain in here:
            expected["allow", "access_ours"] += 1
        elif domain in elsewhere:
            expected["allow" if only_part else "hold", "add_access_advised" if only_part else "filed_elsewhere"] += 1
        else:
            expected["hold", "not_filed"] += 1
    mirror = tmp_path / "mirror.csv"
    with mirror.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("domain", "organisation", "subject_licence", "site_licence", "providers"))
        for number, domain in enumerate(sorted(here | elsewhere), 1):
            licence = f"浙ICP备{number:08d}号"
            provider = "示例云主机" if domain in here else "别家云"
            writer.writerow((domain, f"某公司{number}", licence, f"{licence}-1", provider))
    imported = json.loads(beian("import", mirror, "--covers", "all", "--json").output)
    assert (imported["accepted"], imported["refused"], imported["coverage"]) == (len(here | elsewhere), 0, "all")
    output = tmp_path / "report.csv"
    summary = json.loads(beian("scan", names_file, "--output", output, "--region", "cn-hangzhou", "--json").output)
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == names
    assert Counter((row["decision"], row["reason"]) for row in rows) == expected
    assert summary["names"] == 110_769 == sum(expected.values())
    assert json.loads(beian("db", "check", "--json").output)["drifted"] == 0
