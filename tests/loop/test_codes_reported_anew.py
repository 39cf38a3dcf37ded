"""The codes (FAQ 2 to 17) about what is reported anew: the authority's own state produces each, its remedy settles it.

Where our own checks would have found the fault first, the test says which, and sends the filing past them.
"""

from __future__ import annotations

import hashlib

import particulars_samples as samples
import pytest
from loop.coming_back import accept, approved, came_back, of_subject, ours, published, sent
from msgspec.structs import replace
from provider_loop import CUSTOMER, STAFF
from sqlalchemy import delete, select

from beian_plugin.errors import FilingRefused
from beian_plugin.filing import codes
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.offers import Way
from beian_plugin.filing.particulars import Domain, Particulars, Subject
from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Actor
from beian_plugin.models.exchange import OutboxFile
from beian_plugin.operations import drafts, review
from beian_plugin.operations.sync import engine, leases, packing
from beian_plugin.sandbox.tables import Claim, Submission, Upload

#: A serial whose resident ID ends in X.
SERIAL = next(n for n in range(1, 999) if samples.resident_id(n).endswith("X"))


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
