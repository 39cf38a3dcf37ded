"""Each of the FAQ's codes (questions 2 to 17): the simulated authority's own state produces it, its remedy settles it.

Where our own checks would have found the fault first, the test says which, and sends the filing past them.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager

import particulars_samples as samples
import pytest
from msgspec.structs import replace
from provider_loop import CUSTOMER, STAFF
from sqlalchemy import delete, insert, select

from beian_plugin.errors import FilingRefused
from beian_plugin.filing import codes
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.offers import Way
from beian_plugin.filing.particulars import Address, Cancellation, Domain, Particulars, Subject
from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Actor
from beian_plugin.models.exchange import OutboxFile, ReportMark, ReportRow
from beian_plugin.models.tables import Subject as SubjectRow
from beian_plugin.operations import drafts, filings, remedies, review
from beian_plugin.operations.sync import engine, leases, packing
from beian_plugin.sandbox import actions, records
from beian_plugin.sandbox.tables import AccessRow, Claim, Submission
from beian_plugin.sandbox.tables import SubjectRow as AuthoritysSubject

#: A serial whose resident ID ends in X.
SERIAL = next(n for n in range(1, 999) if samples.resident_id(n).endswith("X"))


def came_back(loop, filing_id, *expected, faq, actor):
    """The offer for a filing that came back with exactly these codes; the FAQ's answer stands in its history."""
    assert loop.codes(filing_id) == expected
    assert loop.state(filing_id) is State.RETURNED_TO_PROVIDER
    (remedy,) = codes.explain(expected)
    assert remedy.faq == faq
    assert remedy.next_step.zh in loop.steps(filing_id)[-1].reason
    (offer,) = remedies.offers(loop.context, filing_id)
    assert (offer.codes, offer.actor) == (expected, actor)
    return offer


def accept(loop, filing_id, *codes, **options):
    return remedies.accept(loop.context, filing_id, codes, actor=STAFF, **options)


def sent(loop, filing_id, **options):
    """Hand the filing in through all our own checks, and let the authority check it."""
    loop.hand_in(filing_id, **options)
    loop.run()
    return filing_id


def approved(loop, filing_id):
    loop.run()
    loop.decide()
    assert loop.state(filing_id) is State.APPROVED


def ours(loop, *sites):
    """A subject that is filed through us, as the authority published it; what a change begins with."""
    loop.approved(Kind.NEW, Particulars(subject=samples.subject(), sites=sites or (samples.site(1),)))
    return published(loop)


def published(loop):
    with loop.context.database.read() as session:
        row = session.scalars(select(SubjectRow).where(SubjectRow.published.is_not(None))).one()
    return filings.parse_particulars(row.published)


def change(loop, particulars):
    return loop.draft(Kind.CHANGE, particulars)


def of_subject(particulars, **changes):
    return replace(particulars, subject=replace(particulars.subject, **changes))


def transfer_of(number, serial=1):
    """What moves the access of the subject's first site to us."""
    return Particulars(sites=(samples.site(serial, licence_number=f"{number}-1"),))


class Test1003:
    def test_a_subject_that_is_filed_gets_its_site_added_under_its_number(self, loop):
        number, password = loop.elsewhere(Particulars(subject=samples.subject(), sites=(samples.site(7),)))
        filing_id = sent(loop, loop.draft(Kind.NEW, samples.new()))
        offer = came_back(loop, filing_id, 1003, faq=2, actor=Actor.CUSTOMER)
        assert offer.way is Way.REPLACE

        added = accept(loop, filing_id, 1003)
        assert loop.state(filing_id) is State.WITHDRAWN
        assert (added.kind, added.customer) == (Kind.ADD_SITE, CUSTOMER)
        assert loop.says(added.id).subject == Subject(licence_number=number)
        with pytest.raises(FilingRefused, match="备案密码"):
            loop.hand_in(added.id)
        approved(loop, sent(loop, added.id, password=password))

    def test_a_subject_whose_number_is_not_found_is_for_the_authority(self, loop):
        # Its certificate is taken by a filing of the other provider that is not decided yet.
        filing_id = loop.draft(Kind.NEW, samples.new())
        loop.hand_in(filing_id)
        with loop.sandbox.store.write() as office:
            certificate = f"certificate 1 {samples.subject().certificate_number}"
            office.session.add(Claim(submission_id=waiting_elsewhere(office), provider_id=100002, key=certificate))
        loop.run()
        offer = came_back(loop, filing_id, 1003, faq=2, actor=Actor.CUSTOMER)
        assert (offer.way, offer.text) == (Way.NONE, codes.result_code(1003).cases[1].next_step)
        with pytest.raises(FilingRefused):
            accept(loop, filing_id, 1003)

        # The authority settles it; then the filing goes again as it is.
        with loop.sandbox.store.write() as office:
            office.session.execute(delete(Claim))
        review.resubmit(loop.context, filing_id, actor=STAFF)
        approved(loop, filing_id)


def waiting_elsewhere(office):
    """The number of a submission of the other provider that its officer has not decided."""
    from beian_plugin.sandbox.tables import Upload

    upload = Upload(
        provider_id=100002,
        sequence=1,
        name="elsewhere",
        info="",
        hash="",
        encryption=0,
        xml=b"",
        received_at=office.now(),
        processed_at=office.now(),
    )
    office.session.add(upload)
    office.session.flush()
    submission = Submission(
        provider_id=100002,
        upload_id=upload.id,
        kind="new",
        particulars=b"{}",
        state="waiting",
        received_at=office.now(),
    )
    office.session.add(submission)
    office.session.flush()
    return submission.id


def test_1004_a_domain_that_cannot_be_registered_is_named_and_mended_by_hand(loop):
    draft = Particulars(
        subject=samples.subject(), sites=(samples.site(1, domains=(Domain(name="www.beian-sample-1.cn"),)),)
    )
    filing_id = loop.draft(Kind.NEW, draft)
    # Our own check of the form finds it first.
    with pytest.raises(FilingRefused, match="域名"):
        review.submit(loop.context, filing_id, actor=CUSTOMER)
    loop.force(filing_id)
    loop.run()
    offer = came_back(loop, filing_id, 1004, faq=3, actor=Actor.CUSTOMER)
    assert (offer.way, list(offer.fields)) == (Way.NONE, ["sites.0.domains.0.name"])

    fields = loop.steps(filing_id)[-1].fields
    review.return_filing(loop.context, filing_id, actor=STAFF, reason=offer.text.zh, fields=fields)
    drafts.save_particulars(loop.context, filing_id, samples.new(), actor=CUSTOMER)
    approved(loop, sent(loop, filing_id))


def test_1003_with_1005_becomes_a_transfer(loop):
    number, password = loop.elsewhere(samples.new())
    filing_id = sent(loop, loop.draft(Kind.NEW, samples.new()))
    offer = came_back(loop, filing_id, 1003, 1005, faq=4, actor=Actor.CUSTOMER)
    assert offer.way is Way.REPLACE

    transfer = accept(loop, filing_id, 1003, 1005)
    assert loop.state(filing_id) is State.WITHDRAWN
    assert f"改办备案申请 {transfer.id}（转接入）" in loop.steps(filing_id)[-1].reason
    assert transfer.kind is Kind.TRANSFER_IN
    assert loop.says(transfer.id).sites[0].licence_number == f"{number}-1"
    approved(loop, sent(loop, transfer.id, password=password))


class Test1005:
    def test_a_domain_that_is_somebody_elses_is_for_the_authority(self, loop):
        loop.elsewhere(Particulars(subject=samples.subject(7), sites=(samples.site(1),)))
        filing_id = sent(loop, loop.draft(Kind.NEW, samples.new()))
        offer = came_back(loop, filing_id, 1005, faq=5, actor=Actor.CUSTOMER)
        assert (offer.way, offer.text) == (Way.NONE, codes.result_code(1005).cases[0].next_step)

    def test_a_domain_of_another_site_of_the_same_subject_is_split_off_first(self, loop):
        both = (Domain(name="beian-sample-1.cn"), Domain(name="split-sample.cn"))
        ours(loop, samples.site(1, domains=both))
        added = samples.site(2, home_page="www.split-sample.cn", domains=(Domain(name="split-sample.cn"),))
        subject = Subject(licence_number=published(loop).subject.licence_number)
        filing_id = sent(loop, loop.draft(Kind.ADD_SITE, Particulars(subject=subject, sites=(added,))))
        offer = came_back(loop, filing_id, 1005, faq=5, actor=Actor.CUSTOMER)
        assert offer.way is Way.PRECEDE

        waiting = accept(loop, filing_id, 1005)
        assert waiting.state is State.QUEUED
        first = loop.row(waiting.waits_for)
        assert first.kind == Kind.CHANGE
        loop.run()
        assert loop.state(filing_id) is State.QUEUED
        approved(loop, sent(loop, first.id))
        approved(loop, filing_id)


def test_1015_a_small_x_becomes_a_capital_one(loop):
    person = replace(samples.principal(), certificate_number=samples.resident_id(SERIAL).lower())
    draft = of_subject(samples.new(), principal=person)
    filing_id = sent(loop, loop.draft(Kind.NEW, draft))
    offer = came_back(loop, filing_id, 1015, faq=6, actor=Actor.CUSTOMER)
    assert [one.path for one in offer.changes] == ["subject.principal.certificate_number"]
    assert list(loop.steps(filing_id)[-1].fields) == ["subject.principal.certificate_number"]

    assert accept(loop, filing_id, 1015).state is State.QUEUED
    approved(loop, filing_id)


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


def test_1019_a_county_that_was_merged_becomes_its_successor(loop):
    address = replace(samples.subject().address, county=330103)
    filing_id = loop.draft(Kind.NEW, of_subject(samples.new(), address=address))
    # Our own check finds it first, in the authority's table of divisions.
    with pytest.raises(FilingRefused, match="拱墅区"):
        review.submit(loop.context, filing_id, actor=CUSTOMER)
    loop.force(filing_id)
    loop.run()
    offer = came_back(loop, filing_id, 1019, faq=9, actor=Actor.CUSTOMER)
    assert offer.choices == (("330105", "浙江省杭州市拱墅区"),)

    assert accept(loop, filing_id, 1019).state is State.QUEUED
    assert loop.says(filing_id).subject.address.county == 330105
    approved(loop, filing_id)


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


def test_1041_the_domain_of_the_home_page_joins_the_list(loop):
    draft = Particulars(subject=samples.subject(), sites=(samples.site(1, home_page="www.other-sample.cn"),))
    filing_id = loop.draft(Kind.NEW, draft)
    # Our own check of the form finds it first.
    with pytest.raises(FilingRefused, match="首页"):
        review.submit(loop.context, filing_id, actor=CUSTOMER)
    loop.force(filing_id)
    loop.run()
    offer = came_back(loop, filing_id, 1041, faq=13, actor=Actor.CUSTOMER)
    assert [one.path for one in offer.changes] == ["sites.0.domains"]

    filing = accept(loop, filing_id, 1041)
    assert (filing.state, filing.domains) == (State.QUEUED, ("beian-sample-1.cn", "other-sample.cn"))
    approved(loop, filing_id)


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


def test_5001_a_file_that_breaks_the_schema_names_fields_or_a_technician(loop):
    filing_id = loop.draft(Kind.NEW, samples.new())
    loop.hand_in(filing_id)
    # Our own schema finds it before it leaves: damage the file in the outbox.
    pack_only(loop)
    with loop.context.database.write() as session:
        file = session.scalars(select(OutboxFile).order_by(OutboxFile.sequence.desc()).limit(1)).one()
        whole = file.content.decode("gbk")
        damaged = whole.replace("<Dwxz>4</Dwxz>", "<Dwxz>four</Dwxz>")
        assert damaged != whole
        file.content = damaged.encode("gbk")
        file.digest = hashlib.sha256(file.content).digest()
    loop.run()
    offer = came_back(loop, filing_id, 5001, faq=17, actor=Actor.TECHNICIAN)
    assert (offer.way, offer.text) == (Way.NONE, codes.result_code(5001).cases[0].next_step)

    # Once the technician has mended what builds the file, it goes again as it is.
    review.resubmit(loop.context, filing_id, actor=STAFF)
    approved(loop, filing_id)


def pack_only(loop):
    lease = leases.hold(loop.context, engine.LEASE, "test")
    packing.pack(loop.context, lease)
    leases.release(loop.context, lease)
