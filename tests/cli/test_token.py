"""`beian token` as a person and as a program use it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from beian_plugin.cli import main


@pytest.fixture
def beian(tmp_path, monkeypatch):
    """Runs the command in an instance folder of its own."""
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path))
    return lambda *args: CliRunner().invoke(main, ["token", *args])


def test_a_new_token_is_alone_on_standard_output(beian):
    result = beian("create", "--name", "panel", "--scope", "events")
    assert result.exit_code == 0
    assert result.stdout.startswith("beian_")
    assert len(result.stdout.split()) == 1
    assert "令牌 1 已创建" in result.stderr


def test_a_program_gets_the_id_too(beian):
    made = json.loads(beian("create", "--name", "面板", "--scope", "verdicts", "--scope", "events", "--json").stdout)
    assert made["id"] == 1
    assert made["scopes"] == ["events", "verdicts"]
    assert made["token"].startswith("beian_")


def test_a_list_never_shows_a_token(beian):
    plain = beian("create", "--name", "panel", "--scope", "events").stdout.strip()
    beian("create", "--name", "other", "--scope", "verdicts")
    beian("revoke", "2")
    for shown in (beian("list", "--lang", "en").stdout, beian("list", "--json").stdout):
        assert plain[6:] not in shown
    assert "panel" in beian("list").stdout
    lines = beian("list", "--lang", "en").stdout.splitlines()
    assert lines[0].startswith("1  panel  events  ")
    assert lines[0].endswith("in force")
    assert "revoked" in lines[1]
    listed = json.loads(beian("list", "--json").stdout)
    assert [one["revoked_at"] is None for one in listed] == [True, False]


def test_an_empty_list_says_how_to_make_one(beian):
    assert "beian token create" in beian("list").stdout
    assert json.loads(beian("list", "--json").stdout) == []


def test_revoking_twice_says_so(beian):
    beian("create", "--name", "panel", "--scope", "events")
    assert json.loads(beian("revoke", "1", "--json").stdout) == {"id": 1, "revoked_now": True}
    assert json.loads(beian("revoke", "1", "--json").stdout) == {"id": 1, "revoked_now": False}
    assert "早已撤销" in beian("revoke", "1").stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["create", "--name", "x"], "--scope"),
        (["create", "--scope", "events"], "--name"),
        (["create", "--name", "", "--scope", "events"], "1 to 128 visible characters"),
        (["create", "--name", "x" * 10_000, "--scope", "events"], "1 to 128 visible characters"),
        (["create", "--name", "x", "--scope", "all"], "events"),
        (["revoke", "7"], "no token 7"),
        (["revoke", "x"], "x"),
        (["revoke", "9" * 40], "range"),
        (["revoke", "-1"], "-1"),
    ],
)
def test_junk_gets_one_sentence_and_status_2(beian, args, said):
    result = beian(*args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
