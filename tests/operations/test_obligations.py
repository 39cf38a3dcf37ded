"""Obligations: opened by an approval, told of when their day has come, settled once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from filing_ways import advance
from operations.conftest import NOW, credit_code
from particulars_samples import resident_id

from beian_plugin.errors import FilingRefused, InvalidValue
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State, Verb
from beian_plugin.filing.verdict import Finding, Severity, Text
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.models.tables import FilingStep
from beian_plugin.operations.filings import filings_of, open_filing
from beian_plugin.operations.obligations import open_obligations, remind, settle


class Listener:
    def __init__(self):
        self.heard = []

    @hookimpl
    def beian_after_obligation_due(self, obligation):
        self.heard.append((obligation.due, obligation.domains, obligation.customer))


@pytest.fixture
def listener():
    return Listener()


@pytest.fixture
def context(make_context, listener):
    plugins = Plugins()
    plugins.register(listener, "listener")
    plugins.load()
    context = make_context(plugins)
    filing = open_filing(context, Kind.TRANSFER_IN, ["fresh-demo.cn"], customer="u-1", actor="u-1", province="33")
    for verb in (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.APPROVE):
        advance(context, filing.id, verb, actor="staff")
    return context


def later(context, days):
    return replace(context, now=lambda: NOW + timedelta(days=days))


def test_plugins_are_told_when_the_last_day_has_come_and_once_a_day_until_it_is_met(context, listener):
    assert remind(later(context, 4)) == []
    remind(later(context, 5))
    remind(later(context, 5))
    assert listener.heard == [(date(2026, 6, 6), ("fresh-demo.cn",), "u-1")]
    remind(later(context, 6))
    assert len(listener.heard) == 2
    [open_one] = open_obligations(context)
    settle(context, open_one.id, actor="staff")
    assert remind(later(context, 7)) == []
    assert open_obligations(context) == []
    with pytest.raises(InvalidValue, match="no open obligation"):
        settle(context, open_one.id, actor="staff")


PERSON = Certificate(CertificateKind.RESIDENT_ID, resident_id(7))


@pytest.mark.parametrize(
    ("province", "certificate", "due"),
    [
        # Ten working days in Beijing and Jiangsu, which speak of organisations; from Monday 1 June.
        ("11", credit_code(1), date(2026, 6, 15)),
        ("32", credit_code(1), date(2026, 6, 15)),
        ("11", None, date(2026, 6, 15)),
        ("11", PERSON, None),
        ("33", PERSON, date(2026, 6, 6)),
        ("44", credit_code(1), None),
    ],
)
def test_an_approval_starts_the_term_of_the_province_for_who_filed(make_context, mirror, province, certificate, due):
    """FAQ 37, 38."""
    context = make_context()
    mirror.site("tea-demo.cn", subject=mirror.subject(province=province, certificate=certificate), providers=["别家云"])
    filing = open_filing(context, Kind.TRANSFER_IN, ["tea-demo.cn"], customer="u-1", actor="u-1")
    for verb in (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.APPROVE):
        advance(context, filing.id, verb, actor="staff")
    assert [one.due for one in open_obligations(context)] == ([due] if due else [])


class NoGames:
    @hookimpl
    def beian_check_filing(self, filing):
        if "game-demo.cn" in filing.domains:
            return [Finding("no_games", Severity.DENY, Text("不接受游戏网站。", "No game sites here."))]
        return [Finding("look", Severity.HOLD, Text("请核实用途。", "Check what it is for."))]


def test_a_plugin_refuses_a_submission_or_leaves_a_word_for_staff(make_context):
    plugins = Plugins()
    plugins.register(NoGames(), "no_games")
    plugins.load()
    context = make_context(plugins)
    game = open_filing(context, Kind.NEW, ["game-demo.cn"], customer="u-1", actor="u-1")
    with pytest.raises(FilingRefused, match="不接受游戏网站"):
        advance(context, game.id, Verb.SUBMIT, actor="u-1")
    assert filings_of(context, "u-1")[0].state is State.DRAFT
    tea = open_filing(context, Kind.NEW, ["tea-demo.cn"], customer="u-1", actor="u-1")
    assert advance(context, tea.id, Verb.SUBMIT, actor="u-1").state is State.PROVIDER_REVIEW
    with context.database.read() as session:
        assert [step.reason for step in session.query(FilingStep)] == ["请核实用途。"]
