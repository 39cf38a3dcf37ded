"""`beian provinces` as a person and as a program use it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from beian_plugin.cli.provinces import provinces


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BEIAN_PLUGIN_DIR", str(tmp_path))
    return tmp_path


def run(*args):
    result = CliRunner().invoke(provinces, args)
    assert result.exit_code == 0
    return result.output


def test_all_31_are_listed_and_the_two_with_rules_of_their_own_show_them():
    lines = run().splitlines()
    assert len([line for line in lines if line[:2].isdecimal()]) == 31
    assert "33  浙江省  省份规则" in lines
    assert "44  广东省  全国规则" in lines
    assert any("5 天内，不需重新提交资料，发邮件到接入商的 ICP 邮箱  [FAQ 37, 38]" in line for line in lines)
    assert any("主体信息正确才能转接入：是" in line for line in lines)


def test_english_on_request():
    output = run("--lang", "en")
    assert "61  Shaanxi  own rules" in output
    assert "within 5 days, without its material again, told by mail to the provider's ICP mailbox" in output
    assert "shell subject may add a site directly: no" in output
    assert "one source only]" in output


def test_a_program_reads_code_name_source_status_and_what_differs():
    listed = {entry["code"]: entry for entry in json.loads(run("--json"))}
    assert len(listed) == 31
    zhejiang, guangdong = listed["33"], listed["44"]
    assert (zhejiang["name"], zhejiang["name_en"], zhejiang["status"]) == ("浙江省", "Zhejiang", "own")
    assert zhejiang["source"].endswith("zhejiang.py")
    assert zhejiang["checked_on"] == "2026-11-23"
    assert zhejiang["rules"]["correction"]["value"]["days"] == 5
    assert zhejiang["rules"]["correction"]["source"] == "FAQ 37, 38"
    assert zhejiang["rules"]["change_requires_full_materials"]["confidence"] == "low"
    assert (guangdong["status"], guangdong["source"], guangdong["rules"]) == ("baseline", "national", {})
    assert guangdong["authority"] == "广东省通信管理局"


def test_a_broken_file_shows_its_province_as_broken(folder):
    (folder / "guangdong.py").write_text("raise RuntimeError")
    listed = {entry["code"]: entry for entry in json.loads(run("--json"))}
    assert (listed["44"]["status"], listed["44"]["source"]) == ("broken", str(folder / "guangdong.py"))
    assert "44  Guangdong  its file is broken: its filings wait for staff" in run("--lang", "en")
    assert "44  广东省  规则文件有错误" in run()
