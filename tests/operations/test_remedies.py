"""What is offered about a filing that the authority gave back, and what consent does."""

from __future__ import annotations

import particulars_samples as samples
import pytest
from filing_ways import advance
from msgspec.structs import replace
from pictures import quarters, saved
from returned_filings import NUMBER, answer, given_back, record, send, upload
from sqlalchemy import select

from beian_plugin.authority.report import Holder
from beian_plugin.errors import FilingRefused, InvalidValue
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.offers import Way
from beian_plugin.filing.particulars import Particulars, PreApproval
from beian_plugin.filing.states import State, Verb
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingStep
from beian_plugin.operations import drafts, filings, material, remedies
from beian_plugin.operations import given_back as lookup

#: A serial whose resident ID ends in X.
SERIAL = next(n for n in range(1, 999) if samples.resident_id(n).endswith("X"))


def lower_x():
    """A filing whose principal's number ends in a small x."""
    person = replace(samples.principal(), certificate_number=samples.resident_id(SERIAL).lower())
    return replace(samples.new(), subject=samples.subject(principal=person))


def steps(context, filing_id):
    with context.database.read() as session:
        return session.scalars(
            select(FilingStep).where(FilingStep.filing_id == filing_id).order_by(FilingStep.id)
        ).all()


def test_consent_mends_the_filing_and_sends_it_again_with_its_history(context):
    filing_id = given_back(context, 1015, particulars=lower_x())
    (offer,) = remedies.offers(context, filing_id)
    assert [change.path for change in offer.changes] == ["subject.principal.certificate_number"]

    filing = remedies.accept(context, filing_id, [1015], actor="staff:wang")
    assert filing.state is State.QUEUED
    said = drafts.particulars_of(context, filing_id)
    assert said.subject.principal.certificate_number == samples.resident_id(SERIAL)
    last = steps(context, filing_id)[-1]
    assert (last.verb, last.actor, last.reason) == ("resubmit", "staff:wang", "按管局代码 1015 的办法办理")
    with context.database.read() as session:
        entry = session.scalar(select(AuditEntry).where(AuditEntry.action == lookup.ACCEPTED))
    assert (entry.actor, entry.detail) == ("staff:wang", {"codes": [1015], "way": "mend", "report": 1})


def test_nothing_changes_before_consent(context):
    filing_id = given_back(context, 1015, particulars=lower_x())
    remedies.offers(context, filing_id)
    assert drafts.particulars_of(context, filing_id) == lower_x()
    assert steps(context, filing_id)[-1].after == State.RETURNED_TO_PROVIDER


def test_a_filing_that_moved_on_is_not_touched(context):
    filing_id = given_back(context, 1015, particulars=lower_x())
    advance(context, filing_id, Verb.RETURN_TO_CUSTOMER, actor="staff:li")
    assert remedies.offers(context, filing_id) == ()
    with pytest.raises(FilingRefused, match="没有可以接受的处理办法"):
        remedies.accept(context, filing_id, [1015], actor="staff:wang")
    assert drafts.particulars_of(context, filing_id) == lower_x()


def test_consent_to_what_was_edited_meanwhile_is_refused(context, monkeypatch):
    filing_id = given_back(context, 1015, particulars=lower_x())
    edited = replace(lower_x(), subject=replace(lower_x().subject, note="edited"))

    def edit(context, refusal):
        drafts.save_particulars(context, filing_id, edited, actor="staff:li")
        return refusal

    # Asking the authority takes time: somebody edits in between.
    monkeypatch.setattr(lookup, "with_numbers", edit)
    with pytest.raises(FilingRefused, match="刚被改动"):
        remedies.accept(context, filing_id, [1015], actor="staff:wang")
    assert drafts.particulars_of(context, filing_id) == edited


def test_a_filing_with_another_code_is_mended_but_not_sent(context):
    filing_id = given_back(context, 1015, 1009, particulars=lower_x())
    filing = remedies.accept(context, filing_id, [1015], actor="staff:wang")
    assert filing.state is State.RETURNED_TO_PROVIDER
    said = drafts.particulars_of(context, filing_id)
    assert said.subject.principal.certificate_number == samples.resident_id(SERIAL)


def test_two_codes_that_both_can_be_mended_are_one_step(context):
    particulars = replace(lower_x(), sites=(samples.site(1, home_page="www.other-sample.cn"),))
    filing_id = given_back(context, 1015, 1041, particulars=particulars)
    filing = remedies.accept(context, filing_id, [1041, 1015], actor="staff:wang")
    assert filing.state is State.QUEUED
    assert filing.domains == ("beian-sample-1.cn", "other-sample.cn")


def test_a_remedy_that_needs_a_person_cannot_be_accepted(context):
    filing_id = given_back(context, 1004)
    (offer,) = remedies.offers(context, filing_id)
    assert offer.way is Way.NONE
    with pytest.raises(FilingRefused) as caught:
        remedies.accept(context, filing_id, [1004], actor="staff:wang")
    assert [one.text for one in caught.value.missing] == [offer.text]


@pytest.mark.parametrize("codes", [(), (1004,), (1003,), (1015, 1004)])
def test_only_codes_that_came_back_and_belong_together_are_accepted(context, codes):
    filing_id = given_back(context, 1003, 1005)
    with pytest.raises(InvalidValue):
        remedies.accept(context, filing_id, codes, actor="staff:wang")


def test_the_county_has_to_be_chosen_where_it_was_divided(context):
    address = replace(samples.subject().address, county=330104)
    particulars = replace(samples.new(), subject=samples.subject(address=address))
    filing_id = given_back(context, 1019, particulars=particulars)
    (offer,) = remedies.offers(context, filing_id)
    with pytest.raises(InvalidValue) as missing:
        remedies.accept(context, filing_id, [1019], actor="staff:wang")
    assert missing.value.reason == "choice"
    code = offer.choices[-1][0]
    assert remedies.accept(context, filing_id, [1019], actor="staff:wang", choice=code).state is State.QUEUED
    assert drafts.particulars_of(context, filing_id).subject.address.county == int(code)


@pytest.mark.parametrize("code", [1016, 1039, 1040])
def test_a_change_goes_again_in_full_once_and_then_to_a_technician(context, code):
    stands = record(context, samples.site(1), samples.site(2))
    site = stands.sites[0]
    blank = replace(
        site,
        domains=tuple(replace(one, authority_id=None) for one in site.domains),
        accesses=tuple(
            replace(one, addresses=tuple(replace(ip, authority_id=None) for ip in one.addresses))
            for one in site.accesses
        ),
    )
    filing_id = given_back(context, code, kind=Kind.CHANGE, particulars=replace(stands, sites=(blank,)))
    assert remedies.accept(context, filing_id, [code], actor="staff:wang").state is State.QUEUED
    said = drafts.particulars_of(context, filing_id)
    assert said == (stands if code == 1016 else replace(stands, sites=stands.sites[:1]))

    upload(context, filing_id)
    answer(context, filing_id, code)
    (offer,) = remedies.offers(context, filing_id)
    assert (offer.way, offer.actor.value) == (Way.NONE, "technician")


def test_a_change_behind_another_of_ours_waits_for_it(context):
    stands = record(context, samples.site(1), samples.site(2))
    first = filings.open_filing(context, Kind.CHANGE, ["beian-sample-2.cn"], customer="mia", actor="test")
    drafts.save_particulars(context, first.id, replace(stands, sites=stands.sites[1:]), actor="mia")
    send(context, first.id)
    # A filing about another subject is no reason to wait.
    send(context, filings.open_filing(context, Kind.CHANGE, ["else.cn"], customer="lea", actor="test").id)
    filing_id = given_back(context, 1051, kind=Kind.CHANGE, particulars=replace(stands, sites=stands.sites[:1]))
    filing = remedies.accept(context, filing_id, [1051], actor="staff:wang")
    assert (filing.state, filing.waits_for) == (State.QUEUED, first.id)


@pytest.mark.parametrize("code", [1017, 1051])
def test_a_change_behind_what_we_did_not_send_goes_again_when_staff_say_so(context, code):
    filing_id = given_back(context, code, kind=Kind.CHANGE, particulars=record(context, samples.site(1)))
    filing = remedies.accept(context, filing_id, [code], actor="staff:wang")
    assert (filing.state, filing.waits_for) == (State.QUEUED, None)


def test_a_wrong_password_goes_back_to_the_customer_with_the_reason_at_the_field(context):
    transfer = Particulars(sites=(samples.site(1, licence_number=f"{NUMBER}-1"),))
    filing_id = given_back(context, 1018, kind=Kind.TRANSFER_IN, particulars=transfer)
    filing = remedies.accept(context, filing_id, [1018], actor="staff:wang")
    assert filing.state is State.RETURNED_TO_CUSTOMER
    last = steps(context, filing_id)[-1]
    assert list(last.fields) == ["password"]
    assert "beian.miit.gov.cn" in last.reason


def test_a_duplicate_is_withdrawn(context):
    transfer = Particulars(sites=(samples.site(1, licence_number=f"{NUMBER}-1"),))
    filing_id = given_back(context, 1029, kind=Kind.TRANSFER_IN, particulars=transfer)
    assert remedies.accept(context, filing_id, [1029], actor="staff:wang").state is State.WITHDRAWN


def test_a_move_to_another_province_is_two_filings_in_order(context):
    stands = record(context, samples.site(1))
    address = replace(stands.subject.address, province=310000, city=310100, county=310101)
    moved = replace(stands, subject=replace(stands.subject, address=address))
    filing_id = given_back(context, 1046, kind=Kind.CHANGE, particulars=moved)
    cancel = remedies.accept(context, filing_id, [1046], actor="staff:wang")
    assert (cancel.kind, cancel.state, cancel.customer) == (Kind.CANCEL_SUBJECT, State.DRAFT, "mia")
    again = next(one for one in filings.filings_of(context, "mia") if one.kind is Kind.NEW)
    assert again.waits_for == cancel.id
    assert drafts.particulars_of(context, again.id).subject.address.province == 310000
    last = steps(context, filing_id)[-1]
    assert last.after == State.WITHDRAWN
    assert f"{cancel.id}（注销主体）" in last.reason
    assert material.attachments_of(context, cancel.id) == []
    assert f"{again.id}（新备案）" in last.reason


def test_what_was_handed_in_goes_along_to_the_filing_that_takes_its_place(context):
    stands = record(context, samples.site(1), samples.site(2))
    address = replace(stands.subject.address, province=310000, city=310100, county=310101)
    moved = replace(stands, subject=replace(stands.subject, address=address), sites=stands.sites[1:])
    filing_id = given_back(context, 1046, kind=Kind.CHANGE, particulars=moved)
    scan = material.add_attachment(
        context, filing_id, saved(quarters()), purpose=6, format=1, holder=Holder.SITE, actor="staff:wang"
    )
    sent = material.attachment_content(context, scan, actor="test")
    permit = PreApproval(category=3, number="sample", scans=(scan,))
    site = replace(moved.sites[0], pre_approvals=(permit,))
    drafts.save_particulars(context, filing_id, replace(moved, sites=(site,)), actor="staff:wang")

    remedies.accept(context, filing_id, [1046], actor="staff:wang")
    again = next(one for one in filings.filings_of(context, "mia") if one.kind is Kind.NEW)
    (copy,) = material.attachments_of(context, again.id)
    assert (copy.id != scan, copy.purpose, copy.holder, copy.site) == (True, 6, Holder.SITE, 0)
    assert material.attachment_content(context, copy.id, actor="test") == sent
    said = drafts.particulars_of(context, again.id)
    assert said.sites[0].pre_approvals == (PreApproval(category=3, number="sample", scans=(copy.id,)),)
    assert [one.domains[0].name for one in said.sites] == ["beian-sample-2.cn", "beian-sample-1.cn"]
