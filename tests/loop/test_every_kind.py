"""Every kind of filing goes the whole way, begun with what is on record, and the gate answers by it."""

from __future__ import annotations

import particulars_samples as samples
import pytest
from msgspec.structs import replace
from pictures import quarters, saved
from provider_loop import CUSTOMER, STAFF
from sqlalchemy import select

from beian_plugin.authority.report import Holder
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Cancellation, Domain, IpRange, Particulars
from beian_plugin.filing.states import State
from beian_plugin.models.exchange import ReportRow
from beian_plugin.models.tables import Subject
from beian_plugin.operations import drafts, filings, material
from beian_plugin.operations.decide import decide

JPEG = saved(quarters())
WHY = Cancellation(reason=1)


def gate(loop, host="beian-sample-1.cn"):
    verdict = decide(loop.context, DomainBind(host=host, region="cn-hangzhou", customer=CUSTOMER))
    return verdict.decision.value, verdict.row


def filed(loop):
    """A subject with one site, filed through us the whole way."""
    loop.approved(Kind.NEW, samples.new())


def through(loop, kind, hosts=("beian-sample-1.cn",), *, edit=lambda particulars: particulars, password=""):
    """The id of a filing of the kind that begins with what is on record and is approved."""
    context = loop.context
    filing = filings.open_filing(context, kind, hosts, customer=CUSTOMER, actor=CUSTOMER)
    begun = drafts.prefill(context, filing.id)
    drafts.save_particulars(context, filing.id, edit(begun), actor=CUSTOMER)
    loop.hand_in(filing.id, password=password)
    assert gate(loop, hosts[0])[1] in ("bind-6", "bind-7")
    loop.run()
    loop.decide()
    assert loop.state(filing.id) is State.APPROVED, loop.codes(filing.id)
    return filing.id


def password(loop):
    """The filing password, as the customer reads it in the mail."""
    with loop.context.database.read() as session:
        number = session.scalars(select(Subject.licence_number).where(Subject.licence_number.is_not(None))).one()
    return loop.sandbox.password_of(number)


def test_a_new_filing_releases_its_site_and_gets_its_numbers(loop):
    filed(loop)
    assert gate(loop) == ("allow", "bind-6")
    with loop.context.database.read() as session:
        subject = session.scalars(select(Subject)).one()
    assert subject.licence_number.startswith("浙ICP备2099")
    assert subject.authority_id


def test_an_added_site_is_served_beside_the_first(loop):
    filed(loop)

    def add(begun):
        return replace(begun, sites=(samples.site(2),))

    through(loop, Kind.ADD_SITE, ["beian-sample-2.cn"], edit=add, password=password(loop))
    assert gate(loop, "beian-sample-2.cn") == ("allow", "bind-6")


def test_a_change_of_address_and_one_more_domain_reach_the_record(loop):
    filed(loop)

    def move(begun):
        [site] = begun.sites
        [access] = site.accesses
        access = replace(access, addresses=(IpRange(first="198.51.100.7", last="198.51.100.7"),))
        domains = (*site.domains, Domain(name="beian-sample-9.cn"))
        return replace(begun, sites=(replace(site, accesses=(access,), domains=domains),))

    through(loop, Kind.CHANGE, edit=move)
    assert gate(loop, "beian-sample-9.cn") == ("allow", "bind-6")


def test_a_site_that_is_filed_elsewhere_comes_in_with_its_password(loop):
    number, its_password = loop.elsewhere(samples.new())

    def come(begun):
        [site] = begun.sites
        return replace(begun, sites=(replace(site, licence_number=f"{number}-1", accesses=(samples.access(),)),))

    through(loop, Kind.TRANSFER_IN, edit=come, password=its_password)
    assert gate(loop) == ("allow", "bind-6")


def test_a_site_that_left_is_served_no_more_and_stays_on_record(loop):
    number, its_password = loop.elsewhere(samples.new())

    def come(begun):
        [site] = begun.sites
        return replace(begun, sites=(replace(site, licence_number=f"{number}-1", accesses=(samples.access(),)),))

    through(loop, Kind.TRANSFER_IN, edit=come, password=its_password)
    through(loop, Kind.CANCEL_ACCESS, edit=lambda begun: replace(begun, cancellation=WHY), password=its_password)
    assert gate(loop) == ("hold", "bind-12")


@pytest.mark.parametrize("kind", [Kind.CANCEL_SITE, Kind.CANCEL_SUBJECT])
def test_what_was_cancelled_is_held_again(loop, kind):
    filed(loop)
    loop.approved(Kind.NEW, Particulars(subject=samples.subject(3), sites=(samples.site(3), samples.site(4))))
    with loop.context.database.read() as session:
        number = session.scalars(select(Subject.licence_number).where(Subject.name.contains("第3"))).one()

    def leave(begun):
        return replace(begun, cancellation=WHY)

    through(loop, kind, ["beian-sample-3.cn"], edit=leave, password=loop.sandbox.password_of(number))
    assert gate(loop, "beian-sample-3.cn")[0] == "hold"
    assert gate(loop, "beian-sample-4.cn")[0] == ("allow" if kind is Kind.CANCEL_SITE else "hold")
    assert gate(loop) == ("allow", "bind-6")


def test_material_on_its_own_is_stored_and_answered_at_once(loop):
    filed(loop)
    context = loop.context
    filing = filings.open_filing(context, Kind.MATERIAL, ["beian-sample-1.cn"], customer=CUSTOMER, actor=CUSTOMER)
    drafts.save_particulars(context, filing.id, drafts.prefill(context, filing.id), actor=CUSTOMER)
    material.add_attachment(context, filing.id, JPEG, purpose=1, format=1, holder=Holder.SUBJECT, actor=STAFF)
    loop.hand_in(filing.id)
    loop.run()
    loop.run()
    with context.database.read() as session:
        report = session.scalars(select(ReportRow).where(ReportRow.filing_id == filing.id)).one()
    assert report.codes == [1060]
    assert loop.state(filing.id) is State.APPROVED
