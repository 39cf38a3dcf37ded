"""`beian filings`: what staff see and do with filings, run as a person runs it."""

from __future__ import annotations

import json
import shutil

import filing_ways as ways
import pytest
from click.testing import CliRunner
from filing_ways import advance

from beian_plugin.cli import main
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import Verb
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.crypto import key_file
from beian_plugin.models.database import Database
from beian_plugin.operations.clock import utc_now
from beian_plugin.operations.context import Context
from beian_plugin.operations.filings import open_filing
from beian_plugin.operations.waiting import wait_for
from beian_plugin.settings import Settings


@pytest.fixture
def context(tmp_path, sqlite_template):
    """The app of an instance folder, as the command will open it."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    keys = key_file(folder / "beian.keys")
    shutil.copyfile(sqlite_template, folder / "beian.sqlite3")
    database = Database(f"sqlite:///{folder / 'beian.sqlite3'}", keys)
    plugins = Plugins()
    plugins.load()
    yield Context(settings=Settings(), database=database, plugins=plugins, now=utc_now)
    database.close()


@pytest.fixture
def beian(context, tmp_path, monkeypatch):
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))

    def run(*arguments):
        return CliRunner().invoke(main, ["filings", *map(str, arguments)], catch_exceptions=False)

    return run


def test_filings_are_listed_the_newest_first_and_by_state(context, beian):
    assert "没有备案申请" in beian("list").output
    first, second = ways.draft(context), ways.queued(context, serial=2)
    assert [one["id"] for one in json.loads(beian("list", "--json").output)] == [second.id, first.id]
    told = beian("list", "--state", "queued", "--lang", "en").output
    assert "waiting to be sent" in told
    assert "beian-sample-1.cn" not in told


def test_a_filing_is_shown_with_what_it_lacks_waits_for_and_was_returned_for(context, beian):
    first = open_filing(context, Kind.NEW, ["beian-sample-1.cn"], customer="u-1", actor="u-1")
    shown = json.loads(beian("show", first.id, "--json").output)
    assert {one["path"] for one in shown["missing"] if one["severity"] == "refuse"} == {"subject", "sites"}
    assert "请填写主体信息" in beian("show", first.id).output
    second = ways.queued(context, serial=2)
    wait_for(context, second.id, first.id, actor="staff")
    assert f"Waits for filing {first.id}" in beian("show", second.id, "--lang", "en").output


def test_staff_take_steps_and_are_told_what_stops_them(context, beian):
    empty = open_filing(context, Kind.NEW, ["beian-sample-9.cn"], customer="u-1", actor="u-1")
    refused = beian("step", empty.id, "submit")
    assert (refused.exit_code, "主体信息" in refused.output) == (2, True)
    filing = ways.draft(context)
    assert "接入者核实" in beian("step", filing.id, "submit").output
    assert beian("step", filing.id, "return_to_customer").exit_code == 2
    assert beian("step", filing.id, "return_to_customer", "--reason", "看不清").exit_code == 0
    assert "看不清" in beian("show", filing.id).output
    for verb in ("resubmit", "provider_pass"):
        assert beian("step", filing.id, verb).exit_code == 0
    assert "withdraw" in beian("step", filing.id, "withdraw").output


@pytest.mark.parametrize("arguments", [("show", 99), ("step", 99, "submit")])
def test_a_filing_that_is_not_there_is_named(beian, arguments):
    result = beian(*arguments)
    assert (result.exit_code, "no filing 99" in result.output) == (2, True)


def test_what_is_with_the_authority_lacks_nothing_and_names_no_step_that_only_the_authority_takes(context, beian):
    filing = ways.draft(context)
    assert json.loads(beian("show", filing.id, "--json").output)["missing"]
    for verb in (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD):
        advance(context, filing.id, verb, actor="test")
    shown = json.loads(beian("show", filing.id, "--json").output)
    assert (shown["missing"], shown["steps"], shown["reasons"]) == ([], [], None)
