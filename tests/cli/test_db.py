"""`beian db` and `beian calendar`, run as a person runs them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from beian_plugin.cli import main
from beian_plugin.models.crypto import new_key
from beian_plugin.models.migrations import HEAD


@pytest.fixture
def beian(tmp_path, monkeypatch):
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))

    def run(*arguments):
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    return run


def test_a_fresh_database_is_made_checked_and_sound(beian):
    assert beian("db", "upgrade").output == f"brought to revision {HEAD}\n"
    assert beian("db", "upgrade").output == f"already at revision {HEAD}\n"
    assert beian("db", "check").exit_code == 0
    assert json.loads(beian("db", "check", "--json").output)["sound"] is True
    assert beian("db", "rebuild").output == "0 domains derived anew\n"


def test_a_new_key_can_be_put_first_and_the_old_one_dropped_after_a_rotation(beian, monkeypatch):
    old, new, index = beian("db", "new-key").output.strip(), new_key(), new_key()
    monkeypatch.setenv("BEIAN_INDEX_KEY", index)
    monkeypatch.setenv("BEIAN_DATA_KEYS", old)
    beian("db", "upgrade")
    monkeypatch.setenv("BEIAN_DATA_KEYS", f"{new} {old}")
    assert beian("db", "rotate-keys").output == "0 values sealed with the newest key\n"


def test_a_year_is_loaded_and_listed_with_its_source(beian, tmp_path):
    year = tmp_path / "2027.json"
    year.write_text(
        json.dumps({"year": 2027, "holidays": ["2027-01-01"], "workdays": ["2027-02-06"], "source": "an announcement"})
    )
    assert beian("calendar", "load", str(year)).output == "2027: 1 days off, 1 make-up days\n"
    listed = json.loads(beian("calendar", "list", "--json").output)
    assert {"year": 2027, "by": "admin", "source": "an announcement"} in listed
    assert "2026  chinesecalendar" in beian("calendar", "list").output


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"[1]", b"x" * 2_000_000, b'{"year": "next"}'])
def test_a_calendar_that_is_none_is_one_sentence(beian, tmp_path, content):
    path = tmp_path / "year.json"
    path.write_bytes(content)
    result = beian("calendar", "load", str(path))
    assert result.exit_code == 2
    assert result.output.startswith("beian: ")
    assert len(result.output.splitlines()) == 1
