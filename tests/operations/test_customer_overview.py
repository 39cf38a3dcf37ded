"""What a customer sees of their own: each domain as it is today, what comes next, by when; never somebody else's."""

from __future__ import annotations

from datetime import date

import filing_ways as ways
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from beian_plugin.errors import FilingRefused, InvalidValue
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.states import State, Verb
from beian_plugin.filing.today import NEXT, WITHOUT_FILING, Today
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import AttachmentRow, Mirror, ObligationRow
from beian_plugin.operations import (
    customer_filing,
    decide,
    drafts,
    filings,
    handing_over,
    history,
    material,
    records,
    review,
    starting,
)
from beian_plugin.operations.obligations import obligations_of
from beian_plugin.operations.overview import overview_of
from beian_plugin.operations.passwords import Asks

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HOST = "beian-sample-1.cn"


def today(context, customer="u-1", host=HOST):
    return {one.name: one for one in overview_of(context, customer).domains}.get(host)


def opened(context, kind=Kind.NEW, customer="u-1"):
    return filings.open_filing(context, kind, [HOST], customer=customer, actor=customer)


def test_whoever_never_filed_has_nothing(context):
    opened(context)
    nothing = overview_of(context, "u-2")
    assert (nothing.domains, nothing.subjects, nothing.filings, nothing.obligations) == ((), (), (), ())


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (State.DRAFT, Today.FILING),
        (State.PROVIDER_REVIEW, Today.FILING),
        (State.QUEUED, Today.FILING),
        (State.AUTHORITY_REVIEW, Today.FILING),
        (State.RETURNED_TO_CUSTOMER, Today.RETURNED),
        (State.RETURNED_TO_PROVIDER, Today.RETURNED),
        (State.WITHDRAWN, Today.HELD),
    ],
)
@ON_SQLITE
def test_a_domain_that_is_being_filed_shows_how_far_it_is_and_who_acts(context, state, shown):
    filing = ways.bring(context, opened(context), state)
    one = today(context)
    assert one.today is shown
    after = WITHOUT_FILING[shown] if state is State.WITHDRAWN else NEXT[state]
    assert (one.next_step, one.actor) == after
    assert one.may_start == (state is State.WITHDRAWN)
    assert one.by == filing.due


def test_what_is_filed_here_is_served_whatever_is_under_way(context):
    ways.put_on_record(context, ways.published())
    one = today(context)
    assert (one.today, one.mine, one.filing) == (Today.SERVED, True, None)
    change = opened(context, Kind.CHANGE)
    one = today(context)
    assert (one.today, one.filing.id) == (Today.SERVED, change.id)
    (subject,) = overview_of(context, "u-1").subjects
    assert subject.licence_number == ways.NUMBER
    assert subject.shown.sites[HOST].text.zh == "变更阶段-未提交"


def test_a_record_of_somebody_else_is_not_shown_as_ones_own(context):
    ways.put_on_record(context, ways.published(), user="u-2")
    opened(context, Kind.NEW, "u-1")
    one = today(context)
    assert (one.today, one.mine) == (Today.FILING, False)
    assert overview_of(context, "u-1").subjects == ()
    review.withdraw(context, one.filing.id, actor="u-1")
    assert today(context).today is Today.UNCLEAR


def test_a_blacklisted_domain_says_so(context):
    ways.put_on_record(context, ways.published())
    records.bar_domain(context, HOST, actor="staff")
    assert today(context).today is Today.BARRED


def test_of_several_filings_the_one_that_waits_for_the_customer_comes_first(context):
    opened(context, Kind.MATERIAL)
    back = ways.bring(context, opened(context), State.RETURNED_TO_CUSTOMER)
    assert today(context).filing.id == back.id
    assert [one.id for one in overview_of(context, "u-1").filings] == [back.id, back.id - 1]


def test_what_is_due_is_told_to_its_customer_alone(context):
    filing = ways.bring(context, opened(context, Kind.TRANSFER_IN), State.APPROVED)
    with context.database.write() as session:
        document = (
            '{"text":{"zh":"更正","en":"Correct it."},"actor":"customer","days":9,"working_days":false,'
            '"starts":"approval","source":"FAQ 38"}'
        )
        session.add(ObligationRow(filing_id=filing.id, code="correct", document=document, due=date(2026, 6, 10)))
    assert [one.due for one in obligations_of(context, "u-1")] == [date(2026, 6, 10)]
    assert obligations_of(context, "u-2") == []
    assert today(context).by == date(2026, 6, 10)


@ON_SQLITE
def test_a_filing_is_its_customers_and_nobody_elses(context):
    filing = opened(context)
    assert customer_filing.own_filing(context, filing.id, "u-1") == filing
    for who in ("u-2", ""):
        assert customer_filing.own_filing(context, filing.id, who) is None
    assert customer_filing.own_filing(context, filing.id + 1, "u-1") is None
    nobodys = filings.open_filing(context, Kind.CHANGE, [HOST], customer="", actor="staff")
    assert customer_filing.own_filing(context, nobodys.id, "") is None


@ON_SQLITE
def test_why_it_cannot_be_edited_is_said_where_it_cannot(context):
    filing = opened(context)
    assert customer_filing.why_not_editable(context, filing.id, "u-1") is None
    ways.bring(context, filing, State.PROVIDER_REVIEW)
    assert "接入者核实" in customer_filing.why_not_editable(context, filing.id, "u-1").zh


def test_the_password_is_asked_where_the_kind_and_the_record_ask_it(context):
    asked = {kind: customer_filing.password_asked(context, opened(context, kind).id) for kind in Kind}
    assert asked[Kind.NEW].asks is Asks.NEVER
    assert asked[Kind.TRANSFER_IN].asks is Asks.REQUIRED
    assert asked[Kind.CANCEL_SITE].asks is Asks.OPTIONAL
    assert not asked[Kind.TRANSFER_IN].given


def test_the_nine_prohibitions_are_noted_with_the_step_and_not_without_it(context):
    filing = ways.draft(context)
    drafts.save_particulars(context, filing.id, Particulars(), actor="u-1")
    with pytest.raises(FilingRefused):
        customer_filing.hand_in(context, filing.id, actor="u-1")
    assert acknowledged(context) == 0
    drafts.save_particulars(context, filing.id, ways.complete(Kind.NEW), actor="u-1")
    assert customer_filing.hand_in(context, filing.id, actor="u-1").state is State.PROVIDER_REVIEW
    assert acknowledged(context) == 1
    review.return_filing(context, filing.id, actor="staff", reason="示例")
    assert customer_filing.hand_in(context, filing.id, actor="u-1").state is State.PROVIDER_REVIEW
    assert acknowledged(context) == 2
    verbs = [step.verb for step in history.history_of(context, filing.id)]
    assert verbs == [Verb.RESUBMIT, Verb.RETURN_TO_CUSTOMER, Verb.SUBMIT]


def acknowledged(context):
    with context.database.read() as session:
        actions = session.scalars(select(AuditEntry.action)).all()
    return actions.count(review.ACKNOWLEDGED)


def known_everything(context):
    with context.database.write() as session:
        session.get(Mirror, 1).coverage = "all"


def test_the_decision_picks_the_kind_and_starting_twice_gives_one_filing(context):
    known_everything(context)
    first = starting.start(context, f"www.{HOST}", customer="u-1", actor="u-1")
    assert first.filing.kind is Kind.NEW
    assert first.verdict.reason.code == "not_filed"
    assert starting.start(context, HOST, customer="u-1", actor="u-1").filing.id == first.filing.id


@ON_SQLITE
@pytest.mark.parametrize("host", ["demo_shop.cn", "192.0.2.1", "", "no domain"])
def test_where_no_filing_is_possible_none_is_started_and_the_verdict_says_why(context, host):
    started = starting.start(context, host, customer="u-1", actor="u-1")
    assert started.filing is None
    assert started.verdict.reason.message()
    with pytest.raises(ValueError, match="asks for no filing"):
        starting.start_filing(context, decide.decide(context, DomainBind(host=host)), actor="u-1")


def test_only_ones_own_record_is_changed_or_cancelled(context):
    ways.put_on_record(context, ways.published(), other_access=True)
    for kind in starting.ON_RECORD:
        filing = starting.start_on_record(context, kind, f"www.{HOST}", customer="u-1", actor="u-1")
        assert (filing.kind, filing.domains) == (kind, (HOST,))
        with pytest.raises(FilingRefused, match="FAQ 25"):
            starting.start_on_record(context, kind, HOST, customer="u-2", actor="u-2")
    with pytest.raises(FilingRefused):
        starting.start_on_record(context, Kind.NEW, HOST, customer="u-1", actor="u-1")
    with pytest.raises(InvalidValue):
        starting.start_on_record(context, Kind.CHANGE, "no domain", customer="u-1", actor="u-1")


@pytest.fixture
def with_pictures(context):
    """A filing with two sites and a picture of the subject and of each."""
    filing = ways.draft(context)
    said = drafts.particulars_of(context, filing.id)
    drafts.save_particulars(context, filing.id, replace(said, sites=said.sites * 2), actor="u-1")
    with context.database.write() as session:
        for holder, site in ((1, 0), (2, 0), (2, 1)):
            session.add(
                AttachmentRow(
                    filing_id=filing.id,
                    purpose=2,
                    format=1,
                    holder=holder,
                    site=site,
                    content=b"x",
                    added_at=context.now(),
                )
            )
    return filing.id


def test_a_site_goes_with_its_pictures_and_the_others_keep_theirs(context, with_pictures):
    handing_over.remove_site(context, with_pictures, 0, actor="u-1")
    assert len(drafts.particulars_of(context, with_pictures).sites) == 1
    left = [(one.holder.value, one.site, one.id) for one in material.attachments_of(context, with_pictures)]
    assert left == [(1, 0, 1), (2, 0, 3)]
    with pytest.raises(InvalidValue):
        handing_over.remove_site(context, with_pictures, 0, actor="u-1")


def test_a_picture_is_taken_away_from_its_own_filing_alone(context, with_pictures):
    other = opened(context, Kind.MATERIAL)
    assert not handing_over.has_attachment(context, other.id, 1)
    with pytest.raises(InvalidValue):
        handing_over.take_away(context, other.id, 1, actor="u-1")
    handing_over.take_away(context, with_pictures, 1, actor="u-1")
    assert [one.id for one in material.attachments_of(context, with_pictures)] == [2, 3]
