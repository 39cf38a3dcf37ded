"""`beian check`, `beian verdict` and `beian scan`, run as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from beian_plugin.cli import COMMANDS, main


@pytest.fixture
def beian(tmp_path, monkeypatch):
    """Runs the command in a folder of its own, as a process."""
    from click.testing import CliRunner

    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("BEIAN_MODE", "enforce")

    def run(*arguments):
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    return run


@pytest.mark.parametrize(
    ("arguments", "status", "row"),
    [
        (["domain-bind", "192.0.2.1", "--region", "cn-hangzhou"], 0, "bind-2"),
        (["domain-bind", "www.example.com.cn", "--region", "cn-hangzhou"], 10, "bind-20"),
        (["domain-bind", "www.example.com.cn", "--region", "cn-hongkong"], 0, "bind-1"),
        (["domain-bind", "com.cn", "--region", "cn-hangzhou"], 20, "bind-3"),
        (["server-order", "--region", "cn-hangzhou", "--months", "12"], 0, "order-7"),
        (["server-order", "--region", "cn-hangzhou", "--overseas"], 20, "order-3"),
        (["site-transfer", "www.example.com.cn", "out", "--region", "cn-hangzhou"], 10, "out-8"),
    ],
)
def test_the_exit_status_is_the_decision(beian, arguments, status, row):
    result = beian("check", *arguments, "--json")
    assert result.exit_code == status
    assert json.loads(result.output)["row"] == row


def test_a_person_reads_the_reason_the_next_step_and_the_source(beian):
    result = beian("check", "domain-bind", "com.cn", "--lang", "en")
    assert "deny" in result.output
    assert "Next: Enter the whole registered domain" in result.output
    assert "[source FAQ 3]" in result.output


def test_a_stored_verdict_is_explained_later_and_a_dry_run_stores_none(beian):
    first = json.loads(beian("check", "domain-bind", "www.example.com.cn", "--json").output)
    assert first["findings"][0]["message"]["en"] in beian("verdict", first["id"], "--lang", "en").output
    assert json.loads(beian("check", "domain-bind", "a.cn", "--dry-run", "--json").output)["id"] == ""
    missing = beian("verdict", "0" * 32)
    assert (missing.exit_code, "there is no verdict" in missing.output) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "domain-bind"],
        ["check", "domain-bind", "a.cn", "--certificate", "papers", "1"],
        ["check", "domain-bind", "a.cn", "--certificate", "credit_code", "123"],
        ["check", "site-transfer", "a.cn", "sideways"],
        ["check", "server-order", "--months", "-1"],
        ["scan", "missing.txt", "--output", "out.csv"],
        ["no-such-command"],
    ],
)
def test_a_command_that_cannot_be_understood_ends_with_2_and_no_traceback(beian, arguments):
    result = beian(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert "123" not in result.output.replace("credit_code", "") or "--certificate" not in arguments


def test_a_bad_setting_is_one_sentence(beian, monkeypatch):
    monkeypatch.setenv("BEIAN_ON_ERROR", "maybe")
    result = beian("check", "domain-bind", "a.cn")
    assert result.exit_code == 2
    assert result.output.startswith("beian: BEIAN_ON_ERROR is 'maybe', but must be one of allow, hold, deny.")


def test_an_instance_folder_that_cannot_be_made_is_one_sentence(beian, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "file"))
    result = beian("check", "domain-bind", "a.cn")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.output.startswith("beian: ")


def test_a_scan_writes_a_header_and_a_line_a_name(beian, tmp_path):
    names = tmp_path / "names.txt"
    names.write_text("www.example.com.cn\ncom.cn\n192.0.2.1\n")
    output = tmp_path / "report.csv"
    result = beian("scan", str(names), "--output", str(output), "--region", "cn-hangzhou", "--json")
    assert result.exit_code == 0
    assert json.loads(result.output)["decisions"] == {"hold": 1, "deny": 1, "allow": 1}
    assert len(output.read_text("utf-8-sig").splitlines()) == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instance", "names.txt", "report.csv"]


def test_a_scan_that_cannot_be_written_leaves_nothing_behind(beian, tmp_path):
    names = tmp_path / "names.txt"
    names.write_text("www.example.com.cn\n")
    result = beian("scan", str(names), "--output", str(tmp_path / "no" / "such" / "folder.csv"))
    assert result.exit_code == 1
    assert "cannot be written" in result.output
    assert "Traceback" not in result.output


def test_every_command_that_is_listed_can_be_asked_for_help(beian):
    for name in COMMANDS:
        result = beian(name, "--help")
        assert result.exit_code == 0, name
        assert "Usage: " in result.output


def test_help_imports_none_of_the_heavy_parts():
    code = "import sys; from beian_plugin.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"flask", "sqlalchemy", "alembic", "cryptography", "requests"} & set(modules)
