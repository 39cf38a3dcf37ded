"""Opening a filing and taking it step by step."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from filing_ways import advance
from operations.conftest import NOW
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from beian_plugin.errors import FilingRefused, InvalidValue, TransitionError
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State, Verb
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow, FilingStep, ObligationRow
from beian_plugin.operations.calendar import load_year
from beian_plugin.operations.decide import decide
from beian_plugin.operations.filings import filing_of, filings_of, latest_filings, open_filing
from beian_plugin.operations.terms import clock_of
from beian_plugin.operations.upkeep import examine

TO_APPROVAL = (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.APPROVE)


def approve(context, kind=Kind.NEW, province=None):
    filing = open_filing(context, kind, ["www.fresh-demo.cn"], customer="u-1", actor="u-1", province=province)
    for verb in TO_APPROVAL:
        filing = advance(context, filing.id, verb, actor="staff")
    return filing


def test_a_filing_is_opened_for_registrable_domains_and_belongs_to_its_customer(context):
    filing = open_filing(
        context, Kind.NEW, ["www.fresh-demo.cn", "fresh-demo.cn", "例子.中国"], customer="u-1", actor="u-1"
    )
    assert filing.domains == ("fresh-demo.cn", "xn--fsqu00a.xn--fiqs8s")
    assert [one.id for one in filings_of(context, "u-1")] == [filing.id]
    assert filings_of(context, "u-2") == []


def test_opening_the_same_filing_again_gives_the_same_draft(context):
    first = open_filing(context, Kind.NEW, ["fresh-demo.cn"], customer="u-1", actor="u-1")
    assert open_filing(context, Kind.NEW, ["www.fresh-demo.cn"], customer="u-1", actor="u-1").id == first.id
    for kind, customer, host in (
        (Kind.CHANGE, "u-1", "fresh-demo.cn"),
        (Kind.NEW, "u-2", "fresh-demo.cn"),
        (Kind.NEW, "u-1", "other-demo.cn"),
    ):
        assert open_filing(context, kind, [host], customer=customer, actor="u-1").id != first.id
    advance(context, first.id, Verb.SUBMIT, actor="u-1")
    assert open_filing(context, Kind.NEW, ["fresh-demo.cn"], customer="u-1", actor="u-1").id == first.id
    advance(context, first.id, Verb.WITHDRAW, actor="u-1")
    assert open_filing(context, Kind.NEW, ["fresh-demo.cn"], customer="u-1", actor="u-1").id != first.id


def test_many_steps_at_once_on_the_same_domains_neither_deadlock_nor_leave_stale_standing(context):
    domains = [f"many-{number}-demo.cn" for number in range(6)]
    opened = [
        open_filing(context, Kind.NEW, domains[start:] + domains[:start], customer=f"u-{start}", actor="u").id
        for start in range(6)
    ]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: advance(context, number, Verb.SUBMIT, actor="u"), opened))
        list(pool.map(lambda number: advance(context, number, Verb.WITHDRAW, actor="u"), reversed(opened)))
    assert examine(context.database).drifted == 0
    assert decide(context, DomainBind(host=domains[0], region="cn-hangzhou")).row == "bind-20"


def test_two_requests_at_the_same_moment_open_one_filing(context):
    with ThreadPoolExecutor(4) as pool:
        opened = list(
            pool.map(
                lambda _: open_filing(context, Kind.NEW, ["fresh-demo.cn"], customer="u-1", actor="u-1").id, range(8)
            )
        )
    assert len(set(opened)) == 1


@pytest.mark.parametrize("host", ["192.0.2.1", "localhost", "com", ""])
def test_no_filing_is_opened_for_what_is_no_domain(context, host):
    with pytest.raises(InvalidValue):
        open_filing(context, Kind.NEW, [host], customer="u-1", actor="u-1")


def test_every_step_stands_in_the_history_and_the_audit_log(context):
    filing = approve(context)
    with context.database.read() as session:
        steps = session.scalars(select(FilingStep).where(FilingStep.filing_id == filing.id).order_by(FilingStep.id))
        assert [step.verb for step in steps] == [verb.value for verb in TO_APPROVAL]
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["open_filing", *(verb.value for verb in TO_APPROVAL)]


@pytest.mark.parametrize("statement", ["UPDATE beian_filing_step SET actor = 'x'", "DELETE FROM beian_filing_step"])
def test_history_cannot_be_rewritten(context, statement):
    approve(context)
    with pytest.raises(DBAPIError, match="append-only"), context.database.write() as session:
        session.execute(text(statement))


def test_a_step_that_the_table_does_not_have_changes_nothing(context):
    filing = open_filing(context, Kind.NEW, ["fresh-demo.cn"], customer="u-1", actor="u-1")
    with pytest.raises(TransitionError, match=r"draft.*submit"):
        advance(context, filing.id, Verb.APPROVE, actor="staff")
    assert filings_of(context, "u-1")[0].state is State.DRAFT


def test_a_filing_that_is_not_there_is_said_to_be_missing(context):
    with pytest.raises(InvalidValue, match="no filing 99"):
        advance(context, 99, Verb.SUBMIT, actor="staff")


def test_an_approval_in_zhejiang_starts_five_calendar_days(context):
    """FAQ 37, 38: approved on Monday 1 June 2026."""
    filing = approve(context, Kind.TRANSFER_IN, province="33")
    with context.database.read() as session:
        [obligation] = session.scalars(select(ObligationRow).where(ObligationRow.filing_id == filing.id))
        assert session.get(FilingRow, filing.id).approved_on == date(2026, 6, 1)
    assert (obligation.code, obligation.due) == ("correct_subject", date(2026, 6, 6))


@pytest.mark.parametrize(
    ("kind", "province"), [(Kind.NEW, "33"), (Kind.ADD_SITE, "33"), (Kind.TRANSFER_IN, "44"), (Kind.TRANSFER_IN, None)]
)
def test_elsewhere_and_where_no_record_is_taken_over_no_term_starts(context, kind, province):
    approve(context, kind, province)
    with context.database.read() as session:
        assert session.scalars(select(ObligationRow)).all() == []


class Listener:
    def __init__(self):
        self.heard = []

    @hookimpl
    def beian_after_filing_changed(self, change):
        self.heard.append((change.previous, change.filing.state, change.actor, change.at))


def test_plugins_learn_of_each_step_after_it_is_kept(make_context):
    listener = Listener()
    plugins = Plugins()
    plugins.register(listener, "listener")
    plugins.load()
    context = make_context(plugins)
    filing = open_filing(context, Kind.NEW, ["fresh-demo.cn"], customer="u-1", actor="u-1")
    advance(context, filing.id, Verb.SUBMIT, actor="u-1")
    assert listener.heard == [(State.DRAFT, State.PROVIDER_REVIEW, "u-1", NOW)]


@pytest.mark.parametrize("kind", [Kind.NEW, Kind.CHANGE])
def test_the_authoritys_20_working_days_start_with_the_upload_and_end_with_the_result(context, kind):
    filing = open_filing(context, kind, ["fresh-demo.cn"], customer="u-1", actor="u-1")
    for verb in TO_APPROVAL[:2]:
        assert advance(context, filing.id, verb, actor="staff").due is None
    assert clock_of(context, filing.id) is None
    # Dragon Boat Festival, 19 June 2026, is no working day.
    assert advance(context, filing.id, Verb.UPLOAD, actor="authority").due == date(2026, 6, 30)
    assert advance(context, filing.id, Verb.RECORD_OPINION, actor="authority").due == date(2026, 6, 30)
    later = replace(context, now=lambda: NOW + timedelta(days=4))
    clock = clock_of(later, filing.id)
    assert (clock.start, clock.passed, clock.left) == (date(2026, 6, 1), 4, 16)
    assert "还剩 16 个" in clock.sentence().zh
    late = clock_of(replace(context, now=lambda: NOW + timedelta(days=30)), filing.id)
    assert late.left < 0
    assert str(late.due) in late.sentence().en
    assert advance(context, filing.id, Verb.RETURN_TO_PROVIDER, actor="authority").due is None
    assert clock_of(context, filing.id) is None


def test_a_year_without_a_calendar_leaves_the_last_day_open_and_says_so_until_it_is_loaded(context):
    december = replace(context, now=lambda: datetime(2026, 12, 20, tzinfo=UTC))
    filing = open_filing(december, Kind.NEW, ["fresh-demo.cn"], customer="u-1", actor="u-1")
    for verb in TO_APPROVAL[:3]:
        filing = advance(december, filing.id, verb, actor="staff")
    assert filing.due is None
    clock = clock_of(december, filing.id)
    assert (clock.due, clock.left) == (None, None)
    assert "2027" in clock.sentence().zh
    year = '{"year": 2027, "holidays": ["2027-01-01"], "workdays": [], "source": "sample"}'
    load_year(context.database, year, NOW)
    assert clock_of(december, filing.id).due == date(2027, 1, 18)


def test_the_only_access_of_a_site_is_not_cancelled(context, mirror):
    mirror.site("ours-demo.cn", providers=["ours"])
    mirror.site("both-demo.cn", providers=["ours", "other"], subject=1, number="浙ICP备20260001号-2")
    with pytest.raises(FilingRefused, match="1025") as caught:
        open_filing(context, Kind.CANCEL_ACCESS, ["ours-demo.cn", "both-demo.cn"], customer="u-1", actor="u-1")
    assert "ours-demo.cn" in caught.value.missing[0].text.en
    assert open_filing(context, Kind.CANCEL_ACCESS, ["both-demo.cn"], customer="u-1", actor="u-1").id


def test_one_filing_is_read_and_the_newest_are_listed(context):
    first, second = (
        open_filing(context, Kind.NEW, [host], customer="u-1", actor="u-1") for host in ("a-demo.cn", "b-demo.cn")
    )
    advance(context, second.id, Verb.SUBMIT, actor="u-1")
    assert filing_of(context, first.id) == first
    assert [one.id for one in latest_filings(context)] == [second.id, first.id]
    assert [one.id for one in latest_filings(context, state=State.DRAFT)] == [first.id]
    assert [one.id for one in latest_filings(context, limit=1)] == [second.id]
    with pytest.raises(InvalidValue):
        filing_of(context, 99)
