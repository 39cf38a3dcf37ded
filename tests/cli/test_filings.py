"""`beian filings`: what staff see and do with filings, run as a person runs it."""

from __future__ import annotations

import json

import filing_ways as ways
import pytest
from filing_ways import advance
from sqlalchemy import select

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Reporting
from beian_plugin.filing.states import State, Verb
from beian_plugin.models.tables import FilingStep
from beian_plugin.operations.drafts import particulars_of
from beian_plugin.operations.filings import filing_of, open_filing
from beian_plugin.operations.waiting import wait_for


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
    told = beian("show", first.id).output
    assert told.startswith(f"{first.id}  新备案  报备阶段-信息提交\nbeian-sample-1.cn\n")
    assert "请填写主体信息" in told
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
    assert beian("step", filing.id, "return_to_customer", "--field", "subject.name").exit_code == 2
    told = ("--reason", "看不清", "--field", "subject.name=与证件不符")
    assert beian("step", filing.id, "return_to_customer", *told).exit_code == 0
    assert json.loads(beian("show", filing.id, "--json").output)["reasons"] == {
        "reason": "看不清",
        "fields": {"subject.name": "与证件不符"},
    }
    assert "看不清\n  subject.name: 与证件不符" in beian("show", filing.id).output
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


def test_staff_let_a_filing_wait_for_another_and_end_that(context, beian):
    first, second = ways.draft(context), ways.queued(context, serial=2)
    assert beian("wait", second.id).exit_code == 2
    assert beian("wait", second.id, first.id, "--none").exit_code == 2
    assert f"Waits for filing {first.id}" in beian("wait", second.id, first.id, "--lang", "en").output
    assert beian("wait", first.id, second.id).exit_code == 2
    assert filing_of(context, second.id).waits_for == first.id
    assert "waits for no other" in beian("wait", second.id, "--none", "--lang", "en").output
    assert filing_of(context, second.id).waits_for is None


def test_staff_switch_who_fills_a_filing_in(context, beian):
    filing = ways.draft(context)
    assert "信息提交" in beian("reporting", filing.id, "on_behalf").output
    assert particulars_of(context, filing.id).subject.reporting is Reporting.ON_BEHALF
    ways.bring(context, filing, State.RETURNED_TO_PROVIDER)
    assert "returned to the customer" in beian("reporting", filing.id, "self", "--lang", "en").output


def test_staff_see_how_far_everything_about_a_subject_is(context, beian):
    ways.put_on_record(context, ways.published())
    change = ways.queued(context, Kind.CHANGE)
    shown = json.loads(beian("standing", ways.NUMBER, "--json").output)
    assert shown["subject"]["filing"] == change.id
    assert shown["sites"]["beian-sample-1.cn"]["text"] == {"zh": "变更阶段-待上报", "en": "change: waiting to be sent"}
    assert f"beian-sample-1.cn  变更阶段-待上报  ({change.id})" in beian("standing", f"{ways.NUMBER}-1").output
    unknown = beian("standing", "京ICP备09051301号")
    assert (unknown.exit_code, "No subject has the number" in unknown.output) == (2, True)


def test_a_filing_that_came_back_while_its_sister_passed_asks_for_an_extra_sheet(context, beian):
    passed, back = ways.draft(context), ways.draft(context, serial=2)
    ways.bring(context, back, State.AUTHORITY_REVIEW)
    ways.bring(context, passed, State.APPROVED)
    advance(context, back.id, Verb.RETURN_TO_PROVIDER, actor="authority")
    assert "补单" in beian("show", back.id).output
    assert beian("sheet", "receive", back.id, "beian-sample-2.cn", "--extra").exit_code == 0
    assert json.loads(beian("show", back.id, "--json").output)["extra_sheet"] is None


def test_a_container_whose_user_has_no_name_takes_steps_too(context, beian, monkeypatch):
    filing = ways.draft(context)

    def nobody():
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert beian("step", filing.id, "submit").exit_code == 0
    with context.database.read() as session:
        assert session.scalars(select(FilingStep.actor).where(FilingStep.filing_id == filing.id)).all() == [
            "command line"
        ]
