"""`beian filings password`, run as a person runs it, against an authority over real HTTP."""

from __future__ import annotations

import json
from hashlib import md5

import filing_ways as ways
import pytest
from answering import answering

from beian_plugin.authority import soap
from beian_plugin.filing.kinds import Kind
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.passwords import MOST_TRIES

RIGHT, WRONG = "sample-password", "another-password"


@pytest.fixture
def authority(monkeypatch):
    """One that knows the right password."""
    right = md5(RIGHT.encode(), usedforsecurity=False).hexdigest()

    def answer(handler, body):
        given = soap.read_call(body).parameters["bamm"]
        document = soap.write_return(0, "ok", "VerifyResult", [("VerifyRes", 0 if given == right else 1)])
        handler.reply(soap.write_answer("isp_verifybamm", document))

    with answering(answer) as served:
        for name, value in (
            ("AUTHORITY_URL", served.url),
            ("ISP_ID", "100001"),
            ("ISP_USER", "u"),
            ("ISP_PASSWORD", "p"),
        ):
            monkeypatch.setenv(f"BEIAN_{name}", value)
        yield served


def kept(context, filing):
    with context.database.read() as session:
        return session.get(FilingRow, filing.id).password


def test_a_password_is_asked_for_without_showing_it(context, beian):
    filing = ways.draft(context, Kind.TRANSFER_IN)
    given = beian("password", "give", filing.id, input=f"{RIGHT}\n")
    assert (given.exit_code, RIGHT in given.output) == (0, False)
    assert kept(context, filing) == RIGHT
    assert beian("password", "give", filing.id, "--file", "-", input=f"{WRONG}\n").exit_code == 0
    assert kept(context, filing) == WRONG
    assert beian("password", "give", ways.draft(context, serial=2).id, input=f"{RIGHT}\n").exit_code == 2


def test_a_password_is_checked_with_the_authority(context, beian, authority):
    filing = ways.draft(context, Kind.TRANSFER_IN)
    beian("password", "give", filing.id, "--file", "-", input=f"{WRONG}\n")
    wrong = beian("password", "check", filing.id, "--json")
    assert (wrong.exit_code, json.loads(wrong.output)["tries_left"]) == (1, MOST_TRIES - 1)
    assert kept(context, filing) is None
    beian("password", "give", filing.id, "--file", "-", input=f"{RIGHT}\n")
    right = beian("password", "check", filing.id)
    assert (right.exit_code, right.output) == (0, "备案密码正确。\n")


def test_after_too_many_tries_staff_allow_more(context, beian, authority):
    filing = ways.draft(context, Kind.TRANSFER_IN)
    for _ in range(MOST_TRIES):
        beian("password", "give", filing.id, "--file", "-", input=f"{WRONG}\n")
        assert beian("password", "check", filing.id).exit_code == 1
    beian("password", "give", filing.id, "--file", "-", input=f"{RIGHT}\n")
    asked = len(authority.requests)
    assert beian("password", "check", filing.id).exit_code == 2
    assert len(authority.requests) == asked
    assert beian("password", "allow", filing.id).exit_code == 0
    assert beian("password", "check", filing.id).exit_code == 0
