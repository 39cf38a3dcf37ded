"""`beian provinces`: the list, one province with all its rules, JSON for programs, the document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from beian_plugin.cli import provinces as commands
from beian_plugin.cli.provinces import provinces
from beian_plugin.providers.contract import RULE_LABELS
from beian_plugin.providers.registry import Registry

OWN = """
from datetime import date
from beian_plugin import Correction, Province, Rule, Source, hookimpl

NOTICE = Source("示例通知", "2026-11-01", "https://example.com/notice")

@hookimpl
def beian_register_provinces():
    return [Province(code="44", authority="示例管局", sources=(NOTICE,), checked_on=date(2026, 11, 24),
                     limitations="示例",
                     min_age=Rule(18, NOTICE, since=date(2027, 3, 1)), correction=Rule(Correction(days=7), NOTICE))]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BEIAN_PLUGIN_DIR", str(tmp_path))
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("BEIAN_DATABASE_URL", raising=False)
    return tmp_path


def run(*args, code=0):
    result = CliRunner().invoke(provinces, args)
    assert result.exit_code == code, result.output
    return result.output


def test_all_31_are_listed_each_with_its_file_and_how_many_rules_it_has():
    lines = run().splitlines()
    heads, files = lines[::2], lines[1::2]
    assert len(heads) == 31
    assert all("省份规则  本省规则" in head for head in heads)
    assert heads[0].startswith("11  北京市  ")
    assert Path(files[0].strip()).name == "beijing.py"
    assert "61  Shaanxi  own rules" in run("--lang", "en")


def test_one_province_is_shown_with_sources_rules_and_the_national_ones_beside():
    output = run("61")
    assert output.startswith("61  陕西省  省份规则\n管局：陕西省通信管理局\n")
    for words in ("核对日期：2026-", "局限：", "来源：", "FAQ 37, 38", "github:", "变更、转接入与新增网站"):
        assert words in output
    assert "  - 主体信息正确才能办理：是  (transfer_requires_correct_subject)" in output
    assert "  · 接受无内地证件的境外主体：否  (overseas_subject_admitted)\n      全国规则；" in output
    english = run("61", "--lang", "en")
    assert "Authority: 陕西省通信管理局" in english
    assert "  - shell subject may add a site directly: no  (shell_subject_can_add_site)" in english


def test_zhejiangs_five_days_are_said_with_what_they_ask():
    assert "5 天内，不必重新提交资料，可发邮件到接入商的 ICP 邮箱办理  (correction)" in run("33")


def test_a_rule_shows_since_when_it_holds_and_a_note_in_the_language_asked_for(folder):
    (folder / "guangdong.py").write_text(OWN, "utf-8")
    output = run("44", "--lang", "en")
    assert f"Rule file: {folder / 'guangdong.py'}  version 1" in output
    assert ": 18  (min_age)" in output
    assert "from 2027-03-01 on" in output
    assert "https://example.com/notice" in output


def test_a_code_that_is_none_is_refused_with_the_31():
    assert "没有代码为 '99' 的省份" in run("99", code=2)
    assert "11, 12, 13" in run("99", "--lang", "en", code=2)


def test_a_program_reads_code_name_source_status_and_every_rule():
    listed = {entry["code"]: entry for entry in json.loads(run("--json"))}
    assert len(listed) == 31
    assert {entry["status"] for entry in listed.values()} == {"own"}
    assert all(entry["sources"] and entry["checked_on"] and entry["limitations"] for entry in listed.values())
    zhejiang = listed["33"]
    assert (zhejiang["name"], zhejiang["name_en"]) == ("浙江省", "Zhejiang")
    assert zhejiang["source"].endswith("zhejiang.py")
    (correction,) = zhejiang["rules"]["correction"]
    assert (correction["value"]["days"], correction["source"]) == (5, "FAQ 37, 38")
    assert set(correction) >= {"label", "text", "subject", "filings", "force", "since", "confidence", "note"}
    (low,) = zhejiang["rules"]["change_requires_full_materials"]
    assert low["confidence"] == "low"


def test_json_of_one_province_is_a_list_of_one():
    (entry,) = json.loads(run("61", "--json"))
    assert entry["code"] == "61"


def test_a_broken_drop_in_leaves_the_file_that_we_ship_in_force(folder):
    (folder / "guangdong.py").write_text("raise RuntimeError")
    (entry,) = json.loads(run("44", "--json"))
    assert entry["status"] == "own"
    assert entry["source"].endswith("/plugins/guangdong.py")


def test_a_province_without_good_rules_is_shown_as_broken_and_one_without_a_file_as_national(monkeypatch):
    class Plugins:
        registry = Registry(broken={"44": "guangdong.py"})

    monkeypatch.setattr(commands, "loaded", lambda settings: Plugins)
    assert "44  Guangdong  its file is broken: its filings wait for staff\n    guangdong.py\n" in run("--lang", "en")
    assert "33  浙江省  全国规则\n" in run()
    listed = {entry["code"]: entry for entry in json.loads(run("--json"))}
    assert (listed["44"]["status"], listed["33"]["status"], listed["33"]["rules"]) == ("broken", "baseline", {})
    assert "Rule file" not in run("33", "--lang", "en")
    document = run("--markdown")
    assert "## 44 广东省 Guangdong\n\n广东省通信管理局。规则文件有错误" in document


def test_the_document_holds_every_province_with_each_of_its_rules_and_is_the_same_again():
    document = run("--markdown")
    assert document == run("--markdown")
    assert document.startswith("<!-- generated file: provinces ")
    listed = json.loads(run("--json"))
    for entry in listed:
        assert f"\n## {entry['code']} {entry['name']} {entry['name_en']}\n" in document
    rows = [line for line in document.splitlines() if line.startswith("|") and "`" in line]
    own = sum(len(rules) for entry in listed for rules in entry["rules"].values())
    national = document.partition("\n## 11 ")[0].count("<br>`")
    assert len(rows) == own + national
    assert all(line.count(" | ") == 3 for line in rows)
    stated = {name for entry in listed for name in entry["rules"]}
    assert all(f"{RULE_LABELS[name].zh}<br>{RULE_LABELS[name].en}<br>`{name}`" in document for name in stated)


def test_the_document_is_of_all_provinces_only():
    run("61", "--markdown", code=2)
    run("--json", "--markdown", code=2)
