"""Claims on subjects that stand under another account (FAQ 25)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from filing_ways import bring, draft, published, put_on_record
from operations.conftest import MirrorFiller
from sqlalchemy import select

from beian_plugin.errors import AccountRefused
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.states import State
from beian_plugin.models import lookup
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations import accounts
from beian_plugin.operations.on_record import record_of
from beian_plugin.operations.subject_claims import (
    MOST_OPEN,
    ClaimState,
    claim_case,
    claim_subject,
    claims_of,
    grant_claim,
    open_claims,
    refuse_claim,
)

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NUMBER = "浙ICP备20260001号"
WHY = "原经办人已离职"


@pytest.fixture
def subject(context):
    """A subject for which `old-office` files."""
    return MirrorFiller(context.database).subject(NUMBER, user="old-office")


def files_for(context, subject):
    return [user for user in ("old-office", "mei") if lookup.find_subject(context.database, subject, user).is_mine]


def refusal(action, *arguments, **options):
    with pytest.raises(AccountRefused) as caught:
        action(*arguments, **options)
    return caught.value.text.zh


@pytest.mark.parametrize(("keep", "left"), [(True, ["old-office", "mei"]), (False, ["mei"])])
def test_a_granted_claim_links_the_customer_and_leaves_the_others_as_staff_chose(context, subject, keep, left):
    made = claim_subject(context, "mei", f"{NUMBER}-2", WHY)
    assert claim_subject(context, "mei", NUMBER, "again").id == made.id
    grant_claim(context, made.id, keep=keep, answer="已核实", actor="chief")
    assert files_for(context, subject) == left
    [mine] = claims_of(context, "mei")
    assert (mine.state, mine.answer, mine.number) == (ClaimState.GRANTED, "已核实", NUMBER)
    with context.database.read() as session:
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(line.actor, line.action) for line in lines] == [("mei", "claim_subject"), ("chief", "grant_subject_claim")]
    assert lines[1].detail == {"subject": str(subject), "removed": "0" if keep else "1"}
    assert refusal(grant_claim, context, made.id, keep=True, actor="chief")


def test_a_refused_claim_says_why_and_changes_nothing_else(context, subject):
    made = claim_subject(context, "mei", NUMBER, WHY)
    assert "原因" in refusal(refuse_claim, context, made.id, answer=" ", actor="chief")
    refuse_claim(context, made.id, answer="证件与主体不符", actor="chief")
    assert files_for(context, subject) == ["old-office"]
    assert claims_of(context, "mei")[0].answer == "证件与主体不符"
    assert open_claims(context) == []
    assert claim_subject(context, "mei", NUMBER, WHY).id != made.id


def test_of_decisions_at_once_one_counts(context, subject):
    made = claim_subject(context, "mei", NUMBER, WHY)

    def decide(number):
        try:
            if number % 2:
                refuse_claim(context, made.id, answer="no", actor=f"chief-{number}")
            else:
                grant_claim(context, made.id, keep=True, actor=f"chief-{number}")
        except AccountRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(decide, range(4))) == 1
    granted = claims_of(context, "mei")[0].state is ClaimState.GRANTED
    assert ("mei" in files_for(context, subject)) == granted


@SQLITE
def test_the_customer_learns_nothing_of_the_record_or_of_who_files_for_it(context, subject):
    known, unknown = (claim_subject(context, "mei", number, WHY) for number in (NUMBER, "浙ICP备20269999号"))
    hidden = {"id", "number"}
    assert {k: getattr(known, k) for k in known.__slots__ if k not in hidden} == {
        k: getattr(unknown, k) for k in unknown.__slots__ if k not in hidden
    }
    assert "没有该备案号" in refusal(grant_claim, context, unknown.id, keep=True, actor="chief")


@SQLITE
def test_whoever_files_for_a_subject_no_more_sees_its_record_no_more(context):
    put_on_record(context, published(), user="old-office")
    bring(context, draft(context, Kind.CHANGE, user="old-office"), State.APPROVED)
    wanted = draft(context, Kind.ADD_SITE, 2, user="old-office")
    assert record_of(context, wanted.id).subject is not None
    grant_claim(context, claim_subject(context, "mei", NUMBER, WHY).id, keep=False, actor="chief")
    assert record_of(context, wanted.id) == Particulars()


@SQLITE
def test_staff_see_who_files_for_it_now_mostly_stars(context, subject):
    accounts.add_account(context, "mei", email="mei@example.cn", actor="test")
    made = claim_subject(context, "mei", NUMBER, WHY)
    case = claim_case(context, made.id)
    assert (case.holders, case.email, case.subject_name) == (("ol***e",), "m***@example.cn", "某茶叶公司")
    assert not case.linked
    grant_claim(context, made.id, keep=False, actor="chief")
    assert claim_case(context, made.id).linked
    assert claim_case(context, 999) is None


@SQLITE
def test_a_claim_wants_a_number_and_a_reason_and_not_too_many_are_open(context):
    assert "主体备案号" in refusal(claim_subject, context, "mei", "example.cn", WHY)
    assert "为什么" in refusal(claim_subject, context, "mei", NUMBER, " \n ")
    for serial in range(MOST_OPEN):
        claim_subject(context, "mei", f"浙ICP备2026100{serial}号", WHY)
    assert "等有结果" in refusal(claim_subject, context, "mei", NUMBER, WHY)
    with context.database.engine.connect() as connection:
        [[sealed]] = connection.exec_driver_sql("SELECT why FROM beian_subject_claim LIMIT 1").all()
    assert WHY.encode() not in bytes(sealed)
