"""Whatever people, the authority and crashes do in whatever order, the rules that one writer keeps stay kept."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import suppress

import filing_ways as ways
import pytest
from filing_ways import advance
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from operations.conftest import NOW
from sqlalchemy import select

from beian_plugin.errors import BeianError
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import TRANSITIONS, State, Verb
from beian_plugin.models.database import Database
from beian_plugin.models.exchange import ReportMark, ReportRow
from beian_plugin.models.tables import FilingRow, FilingStep
from beian_plugin.operations import review, waiting
from beian_plugin.operations.context import Context
from beian_plugin.operations.drafts import save_particulars
from beian_plugin.operations.filings import hold_filing, take_step
from beian_plugin.operations.passwords import give_password
from beian_plugin.operations.upkeep import examine
from beian_plugin.settings import Settings

#: Two that share a mark, one with a password, one that stands alone.
KINDS = ((Kind.ADD_SITE, 1), (Kind.ADD_SITE, 2), (Kind.TRANSFER_IN, 3), (Kind.NEW, 4))


class Crash(Exception):
    """The process dies before the transaction ends."""


def crash(context, number, verb):
    with suppress(Crash), context.database.write() as session:
        hold_filing(session, number)
        take_step(context, session, number, verb, actor="staff")
        raise Crash


def pack(context, file):
    """Put all that is ready into one file, as the sender does, under the marks that results will name."""
    with context.database.read() as session:
        chosen = waiting.ready(session)
        kinds = {
            row.id: (Kind(row.kind), waiting.marks_of(row)) for row in map(session.get_one, [FilingRow] * 99, chosen)
        }
    for number in chosen:
        kind, marks = kinds[number]
        ways.put_in_file(context, number, [mark for _, mark in marks], operation=kind.result_type, sequence=file)


def sent(context):
    """The filings in files that are not answered."""
    with context.database.read() as session:
        return list(session.scalars(select(ReportRow.filing_id).where(ReportRow.answered_at.is_(None))))


def answer(context, number, verb):
    if number not in sent(context):
        return
    advance(context, number, verb, actor="authority")
    with context.database.write() as session:
        for report in session.scalars(select(ReportRow).where(ReportRow.filing_id == number)):
            report.answered_at = NOW


def accept(context, number):
    if number in sent(context):
        advance(context, number, Verb.UPLOAD, actor="authority")


ACTIONS = {
    "submit": lambda c, n, o, f: review.submit(c, n, actor="u-1"),
    "resubmit": lambda c, n, o, f: review.resubmit(c, n, actor="staff"),
    "pass": lambda c, n, o, f: review.pass_filing(c, n, actor="staff"),
    "return": lambda c, n, o, f: review.return_filing(c, n, actor="staff", reason="x"),
    "take back": lambda c, n, o, f: review.take_back(c, n, actor="staff"),
    "withdraw": lambda c, n, o, f: review.withdraw(c, n, actor="u-1"),
    "save": lambda c, n, o, f: save_particulars(c, n, ways.complete(*KINDS[o - 1]), actor="staff"),
    "password": lambda c, n, o, f: give_password(c, n, "sample-password", actor="u-1"),
    "wait": lambda c, n, o, f: waiting.wait_for(c, n, o, actor="staff"),
    "stop waiting": lambda c, n, o, f: waiting.wait_for(c, n, None, actor="staff"),
    "take back stranded": lambda c, n, o, f: waiting.take_back_stranded(c),
    "pack": lambda c, n, o, f: pack(c, f),
    "accept": lambda c, n, o, f: accept(c, n),
    "approve": lambda c, n, o, f: answer(c, n, Verb.APPROVE),
    "refuse": lambda c, n, o, f: answer(c, n, Verb.RETURN_TO_PROVIDER),
    "opinion": lambda c, n, o, f: advance(c, n, Verb.RECORD_OPINION, actor="authority"),
    "crash at upload": lambda c, n, o, f: crash(c, n, Verb.UPLOAD),
    "crash at pass": lambda c, n, o, f: crash(c, n, Verb.PROVIDER_PASS),
    "crash at withdraw": lambda c, n, o, f: crash(c, n, Verb.WITHDRAW),
}
#: The steps of a whole way stand together often enough for the later ones to be reached.
WHOLE_WAY = ("password", "submit", "pass", "pack", "accept")


def holds(context):
    with context.database.read() as session:
        rows = session.scalars(select(FilingRow).order_by(FilingRow.id)).all()
        for row in rows:
            state = State.DRAFT
            for step in session.scalars(
                select(FilingStep).where(FilingStep.filing_id == row.id).order_by(FilingStep.id)
            ):
                assert State(step.before) is state
                state = TRANSITIONS[state, Verb(step.verb)]
                assert State(step.after) is state
            assert State(row.state) is state
            assert (row.approved_on is not None) == (state is State.APPROVED)
            assert (row.due is not None) == (state is State.AUTHORITY_REVIEW)
            if state in (State.APPROVED, State.WITHDRAWN):
                assert row.password is None
        states = {row.id: row.state for row in rows}
        unanswered = session.execute(
            select(ReportRow.operation, ReportMark.mark).join(ReportMark).where(ReportRow.answered_at.is_(None))
        ).all()
        assert max(Counter(unanswered).values(), default=1) == 1
        chosen = waiting.ready(session)
        marks = [mark for row in rows if row.id in chosen for mark in waiting.marks_of(row)]
        assert len(marks) == len(set(marks))
        assert not set(marks) & set(map(tuple, unanswered))
        for row in rows:
            assert row.id not in chosen or row.waits_for_id is None or states[row.waits_for_id] == State.APPROVED
    assert examine(context.database).drifted == 0


STEPS = st.one_of(
    st.tuples(st.sampled_from(sorted(ACTIONS)), st.integers(1, 4), st.integers(1, 4)).map(lambda one: [one]),
    st.integers(1, 4).map(lambda number: [(name, number, 1) for name in WHOLE_WAY]),
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=4, max_size=12))
def test_any_order_of_steps_and_crashes_keeps_the_rules(sqlite_template, keys, plugins, tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("lifecycle") / "beian.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    context = Context(settings=Settings(), database=database, plugins=plugins, now=lambda: NOW)
    for kind, serial in KINDS:
        ways.draft(context, kind, serial)
    for turn, some in enumerate(steps):
        for name, number, other in some:
            with suppress(BeianError):
                ACTIONS[name](context, number, other, turn + 1)
        holds(context)
    database.close()
    shutil.rmtree(path.parent)


def test_the_way_of_a_filing_reaches_every_state(context):
    """What the test above relies on: its actions get somewhere."""
    filing = ways.draft(context, Kind.TRANSFER_IN, 3)
    for name in (*WHOLE_WAY, "opinion", "refuse", "password", "resubmit", "pack", "accept", "approve"):
        ACTIONS[name](context, filing.id, 1, {"pack": 1}.get(name, 1))
        holds(context)
    with context.database.read() as session:
        assert session.get(FilingRow, filing.id).state == State.APPROVED


@pytest.mark.parametrize("verb", list(Verb))
def test_a_crash_within_a_step_leaves_no_trace_of_it(context, verb):
    state = next(state for (state, one) in TRANSITIONS if one is verb)
    filing = ways.bring(context, ways.draft(context), state)
    before = len(steps_of(context, filing.id))
    crash(context, filing.id, verb)
    assert len(steps_of(context, filing.id)) == before
    holds(context)


def steps_of(context, number):
    with context.database.read() as session:
        return session.scalars(select(FilingStep.id).where(FilingStep.filing_id == number)).all()
