"""`beian codes` as a person and as a program use it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from beian_plugin.cli.codes import codes
from beian_plugin.filing.codes import result_code


def run(*args):
    return CliRunner().invoke(codes, args)


def test_chinese_is_the_default():
    result = run("1015")
    assert result.exit_code == 0
    assert result.output.startswith("1015  无效身份证号码，请核实后再次报备\n")
    assert "谁来办：网站主办者" in result.output
    assert "步骤：改正内容" in result.output
    assert result_code(1015).next_step.zh in result.output
    assert "主体证件号码 (Zt_xx/Zj/Zjhm)" in result.output
    assert "依据：FAQ 6" in result.output


def test_english_on_request():
    result = run("--lang", "en", "1018")
    assert result.output.startswith("1018  Wrong filing password\n")
    assert "Who acts: the customer" in result.output
    assert "- A The ministry's system can give it back → Recover" in result.output


def test_codes_that_came_together_are_explained_together():
    result = run("1003", "1005")
    assert result.output.startswith("1003 + 1005  网站主办者冲突")
    assert "转接入" in result.output
    assert "情况一" not in result.output


def test_1003_alone_shows_both_cases():
    output = run("1003").output
    assert "- 情况一 查得到备案号 → " in output
    assert "- 情况二 查不到备案号" in output


@pytest.mark.parametrize("written", ["1003,1005", "1003，1005", "1003、 1005", "1003+1005", "１００３ 1005"])
def test_codes_may_be_divided_as_people_write_them(written):
    assert run(written).output == run("1003", "1005").output


def test_several_codes_stand_apart():
    assert run("1015", "14").output.split("\n\n")[1].startswith("14  ")


def test_json_holds_both_languages():
    result = run("1003", "1005", "5001", "--json")
    together, other = json.loads(result.output)
    assert "主体证件号码" in result.output
    assert together["codes"] == [1003, 1005]
    assert together["known"] is True
    assert (together["actor"], together["step"], together["faq"]) == ("customer", "change_flow", 4)
    assert set(together["message"]) == set(together["next_step"]) == {"zh", "en"}
    assert together["fields"][0] == {
        "path": "Zt_xx/Zj/Zjhm",
        "label": {"zh": "主体证件号码", "en": "the certificate number of the subject"},
    }
    assert other["cases"][0]["actor"] == "technician"
    assert set(other["cases"][0]) == {"mark", "when", "actor", "step", "next_step"}


def test_an_unknown_code_is_answered():
    result = run("7777")
    assert result.exit_code == 0
    assert "没有代码 7777" in result.output
    assert "技术人员" in result.output
    assert json.loads(run("7777", "--json").output)[0]["known"] is False


@pytest.mark.parametrize("junk", ["abc", "10x3", "-5", "--no-such", "1e3", "1" * 5000, "²", "\x1b[31m", "\udc80"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_junk_is_refused_in_one_sentence(junk, lang):
    result = run("1003", junk, "--lang", lang)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert ("Not a code" in result.stderr) is (lang == "en")
    assert len(result.stderr) < 150
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize("given", [[], [""], [" , "]])
def test_no_code_is_refused_in_one_sentence(given):
    result = run(*given)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "beian codes 1003 1005" in result.stderr


def test_help_tells_what_it_is_for():
    result = run("--help")
    assert result.exit_code == 0
    assert "Explain codes of the authority's interface" in result.output
