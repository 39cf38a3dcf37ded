"""The codes (FAQ 7 to 16) about what is on record: the authority's own state produces each, its remedy settles it.

Where our own checks would have found the fault first, the test says which, and sends the filing past them.
"""

from __future__ import annotations

from contextlib import contextmanager

import particulars_samples as samples
import pytest
from loop.coming_back import accept, approved, came_back, change, of_subject, ours, published, sent, transfer_of
from msgspec.structs import replace
from provider_loop import CUSTOMER
from sqlalchemy import insert, select

from beian_plugin.errors import FilingRefused
from beian_plugin.filing import codes
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.offers import Way
from beian_plugin.filing.particulars import Address, Cancellation, Particulars
from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Actor
from beian_plugin.models.exchange import ReportMark, ReportRow
from beian_plugin.operations import drafts, filings, review
from beian_plugin.sandbox import actions, records
from beian_plugin.sandbox.tables import AccessRow
from beian_plugin.sandbox.tables import SubjectRow as AuthoritysSubject


def test_1016_the_subject_and_its_sites_go_again_in_full_with_their_present_ids(loop):
    stands = ours(loop, samples.site(1), samples.site(2))
    filing_id = change(loop, of_subject(replace(stands, sites=stands.sites[:1]), note="新的备注"))
    actions.renumber(loop.sandbox.store, stands.subject.authority_id)
    loop.hand_in(filing_id)
    loop.run()
    offer = came_back(loop, filing_id, 1016, faq=7, actor=Actor.STAFF)
    assert offer.way is Way.MEND

    assert accept(loop, filing_id, 1016).state is State.QUEUED
    says = loop.says(filing_id)
    assert len(says.sites) == 2
    assert says.subject.note == "新的备注"
    approved(loop, filing_id)


def test_1018_a_wrong_password_is_asked_for_again(loop):
    number, password = loop.elsewhere(samples.new())
    filing_id = sent(loop, loop.draft(Kind.TRANSFER_IN, transfer_of(number)), password="wrong")
    offer = came_back(loop, filing_id, 1018, faq=8, actor=Actor.CUSTOMER)
    assert offer.way is Way.PASSWORD
    assert loop.row(filing_id).password is None

    assert accept(loop, filing_id, 1018).state is State.RETURNED_TO_CUSTOMER
    last = loop.steps(filing_id)[-1]
    assert list(last.fields) == ["password"]
    assert all(case.next_step.zh in last.reason for case in codes.result_code(1018).cases)
    approved(loop, sent(loop, filing_id, password=password))


def test_1029_a_second_transfer_of_the_same_site_is_withdrawn(loop):
    number, password = loop.elsewhere(samples.new())
    first = sent(loop, loop.draft(Kind.TRANSFER_IN, transfer_of(number)), password=password)
    # Two filings of one site under one number would wait for each other: the second names it by its id.
    site = samples.site(1, authority_id=authoritys_site(loop, number))
    second = loop.draft(Kind.TRANSFER_IN, Particulars(sites=(site,)), customer="lea")
    sent(loop, second, password=password)
    offer = came_back(loop, second, 1029, faq=10, actor=Actor.STAFF)
    assert offer.way is Way.WITHDRAW

    assert accept(loop, second, 1029).state is State.WITHDRAWN
    approved(loop, first)


def authoritys_site(loop, number):
    with loop.sandbox.store.read() as office:
        return office.session.scalars(select(AuthoritysSubject).filter_by(number=number)).one().sites[0].id


@pytest.mark.parametrize("code", [1039, 1040])
def test_1039_and_1040_what_was_reported_as_new_goes_again_with_the_id_it_has(loop, code):
    stands = ours(loop)
    site = stands.sites[0]
    if code == 1039:
        blank = replace(site, domains=tuple(replace(one, authority_id=None) for one in site.domains))
    else:
        access = site.accesses[0]
        addresses = tuple(replace(one, authority_id=None) for one in access.addresses)
        blank = replace(site, accesses=(replace(access, addresses=addresses),))
    filing_id = sent(loop, change(loop, of_subject(replace(stands, sites=(blank,)), note="新的备注")))
    offer = came_back(loop, filing_id, code, faq={1039: 11, 1040: 12}[code], actor=Actor.STAFF)
    assert offer.way is Way.MEND

    assert accept(loop, filing_id, code).state is State.QUEUED
    approved(loop, filing_id)
    assert published(loop).subject.note == "新的备注"


def test_1046_a_move_to_another_province_is_a_cancellation_and_then_a_new_filing(loop):
    stands = ours(loop)
    number = stands.subject.licence_number
    password = loop.sandbox.password_of(number)
    address = Address(province=310000, city=310100, county=310101, detail="示例路2号")
    filing_id = change(loop, of_subject(stands, address=address))
    # Our own check of the change finds it first.
    with pytest.raises(FilingRefused, match="不能改变主体所在省"):
        review.submit(loop.context, filing_id, actor=CUSTOMER)
    loop.force(filing_id)
    loop.run()
    offer = came_back(loop, filing_id, 1046, faq=14, actor=Actor.CUSTOMER)
    assert [one.kind for one in offer.opens] == [Kind.CANCEL_SUBJECT, Kind.NEW]

    cancel = accept(loop, filing_id, 1046)
    assert loop.state(filing_id) is State.WITHDRAWN
    again = next(one for one in filings.filings_of(loop.context, CUSTOMER) if one.waits_for == cancel.id)
    loop.hand_in(again.id)
    loop.run()
    assert loop.state(again.id) is State.QUEUED
    reason = replace(loop.says(cancel.id), cancellation=Cancellation(reason=1))
    drafts.save_particulars(loop.context, cancel.id, reason, actor=CUSTOMER)
    approved(loop, sent(loop, cancel.id, password=password))
    approved(loop, again.id)
    assert published(loop).subject.licence_number.startswith("沪ICP备")


class Test1048:
    def test_a_site_that_is_served_elsewhere_now_gets_our_access_again(self, loop):
        number, password = loop.elsewhere(samples.new())
        transfer = sent(loop, loop.draft(Kind.TRANSFER_IN, transfer_of(number)), password=password)
        approved(loop, transfer)
        stands = published(loop)
        filing_id = change(loop, of_subject(stands, note="新的备注"))
        loop.hand_in(filing_id)
        lose_access(loop)
        loop.run()
        offer = came_back(loop, filing_id, 1048, faq=15, actor=Actor.CUSTOMER)
        assert [one.kind for one in offer.opens] == [Kind.TRANSFER_IN]

        again = accept(loop, filing_id, 1048)
        assert loop.state(filing_id) is State.WITHDRAWN
        assert loop.says(again.id).sites[0].licence_number == f"{number}-1"
        approved(loop, sent(loop, again.id, password=password))

    def test_a_subject_without_sites_is_for_the_authority(self, loop):
        stands = ours(loop)
        filing_id = change(loop, of_subject(stands, note="新的备注"))
        loop.hand_in(filing_id)
        with loop.sandbox.store.write() as office:
            records.cancel_site(office, records.find_site(office, stands.sites[0].licence_number))
        loop.run()
        offer = came_back(loop, filing_id, 1048, faq=15, actor=Actor.CUSTOMER)
        assert (offer.way, offer.text) == (Way.NONE, codes.result_code(1048).cases[0].next_step)


def lose_access(loop):
    """Take our access off the authority's record, without telling us."""
    with loop.sandbox.store.read() as office:
        access = office.session.scalars(select(AccessRow).filter_by(provider_id=100001)).one().id
    actions.remove_access(loop.sandbox.store, access)


def test_1051_a_change_waits_behind_the_one_that_the_authority_works_on(loop):
    stands = ours(loop)
    first = sent(loop, change(loop, of_subject(stands, note="第一次")))
    second = loop.draft(Kind.CHANGE, of_subject(stands, note="第二次"), customer="lea")
    loop.hand_in(second)
    # We hold a second change of one subject back while the first is unanswered: let us forget that for a round.
    with forgotten_marks(loop, first):
        loop.run()
    offer = came_back(loop, second, 1051, faq=16, actor=Actor.STAFF)
    assert offer.way is Way.WAIT

    waiting = accept(loop, second, 1051)
    assert (waiting.state, waiting.waits_for) == (State.QUEUED, first)
    loop.run()
    assert loop.state(second) is State.QUEUED
    approved(loop, first)
    approved(loop, second)
    assert published(loop).subject.note == "第二次"


@contextmanager
def forgotten_marks(loop, filing_id):
    """Let nobody know by which marks the filing is with the authority."""
    query = select(ReportMark).join(ReportRow, ReportRow.id == ReportMark.report_id)
    with loop.context.database.write() as session:
        rows = session.scalars(query.where(ReportRow.filing_id == filing_id)).all()
        marks = [{"report_id": row.report_id, "kind": row.kind, "mark": row.mark} for row in rows]
        for row in rows:
            session.delete(row)
    yield
    with loop.context.database.write() as session:
        session.execute(insert(ReportMark), marks)
