"""What docs/province-files.md shows works as it stands there, from the copy of our file to the test of the new one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from beian_plugin.cli.plugins import plugins
from beian_plugin.cli.provinces import provinces

DOCUMENT = (Path(__file__).parents[1] / "docs" / "province-files.md").read_text("utf-8")


def block(language):
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
    return found


def hunks():
    """What the document takes away and what it puts there, one pair after the other."""
    found = re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)+)", block("diff"), re.MULTILINE)
    for old, new in found:
        yield tuple("\n".join(line[1:] for line in side.splitlines()) for side in (old, new))


def run(command, *args, code=0):
    result = CliRunner().invoke(command, args)
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))
    for name in ("BEIAN_DATABASE_URL", "BEIAN_PLUGIN_DIR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def file(folder):
    """Our file, changed as the document changes it."""
    text = run(plugins, "new", "44", "--ours")
    for old, new in hunks():
        assert text.count(old) == 1
        text = text.replace(old, new)
    made = folder / "guangdong.py"
    made.write_text(text, "utf-8")
    return made


def test_the_file_passes_its_check_and_differs_in_what_the_notice_says(file):
    report = json.loads(run(plugins, "check", "--json", str(file)))
    assert report["refusal"] is None
    assert {warning["attribute"] for warning in report["warnings"] if warning["check"] == "dates"} == {"min_age"}
    assert not any(warning["wrong"] or warning["check"] == "used" for warning in report["warnings"])
    (compared,) = report["differences"]
    assert {one["rule"] for one in compared["differences"]} == {"min_age"}
    assert "(min_age)" in run(plugins, "diff", "44", str(file))


def test_one_rule_for_all_would_leave_the_old_one_in_force_and_check_says_so(file):
    text = file.read_text("utf-8")
    text = re.sub(r"\n.*INDIVIDUAL, since=.*", "", text, count=1)
    file.write_text(text.replace("Rule(18, NOTICE, subject=SubjectKind.ORGANISATION,", "Rule(18, NOTICE,"), "utf-8")
    report = json.loads(run(plugins, "check", "--json", str(file)))
    assert "used" in {warning["check"] for warning in report["warnings"]}


def test_the_case_differs_from_the_day_of_the_notice_on_and_not_before(file, folder):
    case = json.loads(block("json"))
    for today, differs in ((case["today"], True), ("2027-02-28", False)):
        (folder / "case.json").write_text(json.dumps(case | {"today": today}), "utf-8")
        answer = json.loads(run(plugins, "try", str(file), "--case", str(folder / "case.json"), "--json"))
        assert answer["differs"] is differs
        refusals = [one["rule"] for one in answer["with"]["requirements"] if one["severity"] == "refuse"]
        assert ("min_age" in refusals) is differs


def test_its_test_passes_and_fails_on_a_worse_file(file, folder):
    test = folder / "test_guangdong.py"
    test.write_text(block("python"), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", str(test)]
    good = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stdout
    file.write_text(file.read_text("utf-8").replace("Rule(18, NOTICE", "Rule(180, NOTICE"), "utf-8")
    bad = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert "between 1 and 120" in bad.stdout


def test_dropped_in_it_is_listed_in_place_of_ours(file, folder, monkeypatch):
    drop_ins = folder / "drop-ins"
    drop_ins.mkdir()
    file.rename(drop_ins / "guangdong.py")
    monkeypatch.setenv("BEIAN_PLUGIN_DIR", str(drop_ins))
    listed = {one["file"]: one["status"] for one in json.loads(run(plugins, "--json")) if one["name"] == "guangdong"}
    assert listed.pop(str(drop_ins / "guangdong.py")) == "ok"
    assert list(listed.values()) == ["replaced"]
    (entry,) = json.loads(run(provinces, "44", "--json"))
    assert entry["source"] == str(drop_ins / "guangdong.py")
