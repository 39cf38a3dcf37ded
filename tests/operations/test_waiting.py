"""Which filing waits for which, and which may go out now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import filing_ways as ways
import particulars_samples as samples
import pytest
from filing_ways import advance
from msgspec.structs import replace
from sqlalchemy import select

from beian_plugin.errors import BeianError, FilingRefused, InvalidValue
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars, Subject
from beian_plugin.filing.states import State, Verb
from beian_plugin.models.tables import FilingRow, FilingStep
from beian_plugin.operations import review
from beian_plugin.operations.filings import filing_of, hold_filing, open_filing, take_step
from beian_plugin.operations.waiting import ready, take_back_stranded, wait_for, why_waiting

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def now_ready(context):
    with context.database.read() as session:
        return ready(session)


def adding(serial, number=ways.NUMBER):
    return Particulars(subject=Subject(licence_number=number), sites=(samples.site(serial),))


def queued_site(context, serial, number=ways.NUMBER):
    filing = ways.draft(context, Kind.ADD_SITE, serial, particulars=adding(serial, number))
    return ways.bring(context, filing, State.QUEUED)


def test_only_what_staff_passed_goes_out_the_oldest_first(context):
    first, second = ways.queued(context, serial=1), ways.queued(context, serial=2)
    ways.draft(context, serial=3)
    ways.bring(context, ways.draft(context, serial=4), State.AUTHORITY_REVIEW)
    assert now_ready(context) == [first.id, second.id]


def test_what_is_in_a_file_is_not_put_into_another_until_it_is_answered(context):
    filing = ways.queued(context)
    ways.put_in_file(context, filing.id, ["1"])
    assert now_ready(context) == []
    other = ways.queued(context, serial=2)
    ways.put_in_file(context, other.id, ["2"], answered=True)
    assert now_ready(context) == [other.id]


def test_a_filing_waits_until_the_other_is_approved(context):
    split = ways.bring(context, ways.draft(context, Kind.CHANGE), State.QUEUED)
    add = queued_site(context, 2)
    wait_for(context, add.id, split.id, actor="staff")
    assert filing_of(context, add.id).waits_for == split.id
    assert now_ready(context) == [split.id]
    assert why_waiting(context, add.id).zh == f"等待备案申请 {split.id}（待上报）审核通过。"
    for verb in (Verb.UPLOAD, Verb.APPROVE):
        advance(context, split.id, verb, actor="authority")
    assert now_ready(context) == [add.id]
    assert why_waiting(context, add.id) is None


def test_the_waiting_is_ended_by_naming_nobody(context):
    first, second = ways.queued(context), ways.queued(context, serial=2)
    wait_for(context, second.id, first.id, actor="staff")
    wait_for(context, second.id, None, actor="staff")
    assert now_ready(context) == [first.id, second.id]


def test_nobody_waits_for_himself_nor_in_a_ring(context):
    one, two, three = (ways.draft(context, serial=serial).id for serial in (1, 2, 3))
    wait_for(context, one, two, actor="staff")
    wait_for(context, two, three, actor="staff")
    for last in (one, two, three):
        with pytest.raises(FilingRefused, match="互相等待"):
            wait_for(context, three, last, actor="staff")
    assert filing_of(context, three).waits_for is None


def test_a_ring_closed_from_all_sides_at_once_stays_open(context):
    numbers = [ways.draft(context, serial=serial).id for serial in range(1, 5)]

    def close(turn):
        try:
            wait_for(context, numbers[turn], numbers[(turn + 1) % 4], actor="staff")
        except BeianError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(close, range(4)))
    assert not all(made)
    with context.database.read() as session:
        waits = dict(session.execute(select(FilingRow.id, FilingRow.waits_for_id)).all())
    for number in numbers:
        seen = set()
        while number is not None:
            assert number not in seen
            seen.add(number)
            number = waits[number]


@pytest.mark.parametrize("state", [State.AUTHORITY_REVIEW, State.APPROVED, State.WITHDRAWN])
@ON_SQLITE
def test_what_is_sent_or_closed_waits_for_nobody(context, state):
    filing, other = ways.bring(context, ways.draft(context), state), ways.draft(context, serial=2)
    with pytest.raises(FilingRefused):
        wait_for(context, filing.id, other.id, actor="staff")


def test_nobody_waits_for_what_was_withdrawn_or_never_was(context):
    filing, gone = ways.draft(context), ways.bring(context, ways.draft(context, serial=2), State.WITHDRAWN)
    with pytest.raises(FilingRefused, match="已撤回"):
        wait_for(context, filing.id, gone.id, actor="staff")
    for pair in ((filing.id, 99), (99, filing.id)):
        with pytest.raises(InvalidValue):
            wait_for(context, *pair, actor="staff")
    with pytest.raises(InvalidValue):
        why_waiting(context, 99)


def test_two_filings_of_an_equal_mark_go_out_one_after_the_other(context):
    first, second = queued_site(context, 1), queued_site(context, 2)
    other = queued_site(context, 3, "浙ICP备20260009号")
    assert now_ready(context) == [first.id, other.id]
    assert f"备案申请 {first.id} 的结果" in why_waiting(context, second.id).zh
    assert why_waiting(context, first.id) is None
    ways.put_in_file(context, first.id, [ways.NUMBER], operation=Kind.ADD_SITE.result_type)
    assert now_ready(context) == [other.id]
    assert f"filing {first.id}" in why_waiting(context, second.id).en


def test_a_number_that_was_typed_otherwise_is_an_equal_mark(context):
    first = queued_site(context, 1, "浙 icp备 20260001 号")
    queued_site(context, 2)
    assert now_ready(context) == [first.id]


def test_an_equal_mark_of_another_operation_holds_nothing_back(context):
    change = ways.bring(context, ways.draft(context, Kind.CHANGE), State.AUTHORITY_REVIEW)
    ways.put_in_file(context, change.id, ["10", ways.NUMBER], operation=Kind.CHANGE.result_type)
    add = queued_site(context, 2)
    assert now_ready(context) == [add.id]


def test_an_answered_twin_holds_nothing_back(context):
    first, second = queued_site(context, 1), queued_site(context, 2)
    ways.put_in_file(context, first.id, [ways.NUMBER], operation=Kind.ADD_SITE.result_type, answered=True)
    for verb in (Verb.UPLOAD, Verb.APPROVE):
        advance(context, first.id, verb, actor="authority")
    assert now_ready(context) == [second.id]


@pytest.mark.parametrize("end", ["withdraw", "return"])
def test_what_waits_for_a_filing_that_failed_leaves_the_queue_with_the_reason(context, end):
    first = ways.bring(context, ways.draft(context), State.PROVIDER_REVIEW)
    second = ways.queued(context, serial=2)
    wait_for(context, second.id, first.id, actor="staff")
    if end == "withdraw":
        review.withdraw(context, first.id, actor="u-1")
    else:
        review.return_filing(context, first.id, actor="staff", reason="看不清")
    assert filing_of(context, second.id).state is State.PROVIDER_REVIEW
    told = review.last_reasons(context, second.id)
    assert (told.verb, str(first.id) in told.reason) == (Verb.TAKE_BACK, True)
    with pytest.raises(FilingRefused, match=f"备案申请 {first.id}"):
        review.pass_filing(context, second.id, actor="staff")
    wait_for(context, second.id, None, actor="staff")
    assert review.pass_filing(context, second.id, actor="staff").state is State.QUEUED


def test_a_crash_between_the_failure_and_those_behind_it_is_made_good_later(context):
    first, second = ways.queued(context), ways.queued(context, serial=2)
    wait_for(context, second.id, first.id, actor="staff")
    for verb in (Verb.TAKE_BACK, Verb.WITHDRAW):
        with context.database.write() as session:
            hold_filing(session, first.id)
            take_step(context, session, first.id, verb, actor="u-1")
    assert now_ready(context) == []
    assert take_back_stranded(context) == 1
    assert take_back_stranded(context) == 0
    with context.database.read() as session:
        verbs = session.scalars(select(FilingStep.verb).where(FilingStep.filing_id == second.id)).all()
    assert verbs.count("take_back") == 1


def test_many_workers_take_back_each_only_once(context):
    first = ways.draft(context)
    behind = [ways.queued(context, serial=serial) for serial in range(2, 6)]
    for filing in behind:
        wait_for(context, filing.id, first.id, actor="staff")
    advance(context, first.id, Verb.WITHDRAW, actor="u-1")
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: take_back_stranded(context), range(4))) == 4


def test_faq_14_cancel_first_then_file_anew(context):
    cancel = ways.bring(context, ways.draft(context, Kind.CANCEL_SUBJECT), State.QUEUED)
    moved = replace(samples.new(), sites=(samples.site(2),))
    new = ways.bring(context, ways.draft(context, serial=2, particulars=moved), State.QUEUED)
    wait_for(context, new.id, cancel.id, actor="u-1")
    assert now_ready(context) == [cancel.id]


def test_a_draft_tells_what_it_would_wait_for(context):
    first = open_filing(context, Kind.CHANGE, ["beian-sample-1.cn"], customer="u-1", actor="u-1")
    second = ways.draft(context, serial=2)
    wait_for(context, second.id, first.id, actor="u-1")
    assert "报备阶段-信息提交" in why_waiting(context, second.id).zh
    assert why_waiting(context, first.id) is None
