"""Every result code comes from the state of the authority's own records, never from a magic value."""

from __future__ import annotations

from datetime import timedelta

import particulars_samples as samples
import pytest
from msgspec import structs

from beian_plugin.authority.report import Attachment, Holder
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import (
    Access,
    Cancellation,
    Domain,
    IpRange,
    Particulars,
    PreApproval,
    Site,
    Subject,
)
from beian_plugin.sandbox import actions

STOPPED = Cancellation(reason=2)
JPEG = b"\xff\xd8\xff\xe0 a picture"


def site_of(particulars, index=0, **changes):
    """The particulars with changes to one site."""
    sites = list(particulars.sites)
    sites[index] = structs.replace(sites[index], **changes)
    return structs.replace(particulars, sites=tuple(sites))


def subject_of(particulars, **changes):
    return structs.replace(particulars, subject=structs.replace(particulars.subject, **changes))


def addition(number, serial=2, **changes):
    """A site to be added to the subject with that number."""
    return Particulars(subject=Subject(licence_number=number), sites=(samples.site(serial, **changes),))


def transfer(number, **access):
    return Particulars(sites=(Site(licence_number=number, accesses=(samples.access(9, **access),)),))


def cancel_subject(filed):
    return Particulars(subject=Subject(authority_id=filed.subject.authority_id), cancellation=STOPPED)


def cancel_site(site):
    return Particulars(sites=(Site(authority_id=site.authority_id),), cancellation=STOPPED)


def cancel_access(access):
    return Particulars(sites=(Site(accesses=(Access(authority_id=access.authority_id),)),), cancellation=STOPPED)


def picture(**changes):
    return Attachment(**{"id": 1, "purpose": 1, "format": 1, "holder": Holder.SUBJECT, "content": JPEG} | changes)


def test_a_filing_without_fault_waits_for_review(sandbox, ours):
    ours.send(Kind.NEW, samples.new(1))
    assert ours.results() == []
    assert len(sandbox.pending()) == 1


def test_certificate_that_is_filed_already(ours, filed):
    ours.send(Kind.NEW, structs.replace(samples.new(2), subject=samples.subject(1)))
    assert ours.codes() == (1003,)


def test_certificate_that_another_filing_in_review_names(ours):
    ours.send(Kind.NEW, samples.new(1))
    ours.send(Kind.NEW, structs.replace(samples.new(2), subject=samples.subject(1)))
    assert ours.codes() == (1003,)


def test_domain_that_is_filed_already(ours, filed):
    ours.send(Kind.NEW, structs.replace(samples.new(2), sites=(samples.site(1),)))
    assert ours.codes() == (1005,)


def test_subject_and_domain_filed_elsewhere_give_both_codes(sandbox, ours):
    actions.file_elsewhere(sandbox.store, samples.new(3))
    ours.send(Kind.NEW, samples.new(3))
    assert ours.codes() == (1003, 1005)


@pytest.mark.parametrize("name", ["www.beian-sample-1.cn", "com.cn", "sample.notasuffix"])
def test_domain_that_is_no_registrable_name(ours, name):
    ours.send(Kind.NEW, site_of(samples.new(1), domains=(Domain(name=name),), home_page=""))
    assert ours.codes() == (1004,)


@pytest.mark.parametrize("number", ["33010018500101002x", "330100185001010029"])
def test_resident_number_with_a_small_x_or_a_wrong_check_digit(ours, number):
    person = subject_of(samples.new(1), nature=5, certificate_type=2, certificate_number=number)
    ours.send(Kind.NEW, person)
    assert ours.codes() == (1015,)


def test_number_that_does_not_exist(ours):
    ours.send(Kind.ADD_SITE, addition("浙ICP备2099000999号"), password="any")
    assert ours.codes() == (1016,)


def test_ids_that_the_authority_has_replaced(sandbox, ours, filed):
    actions.renumber(sandbox.store, filed.subject.authority_id)
    ours.send(Kind.CHANGE, filed)
    assert ours.codes() == (1016,)
    ours.send(Kind.CHANGE, ours.published())
    assert ours.results() == []


def test_change_of_a_subject_that_another_provider_changes(sandbox, ours, other, filed):
    other.send(
        Kind.TRANSFER_IN,
        transfer(filed.sites[0].licence_number),
        password=sandbox.password_of(filed.subject.licence_number),
    )
    sandbox.approve_all()
    other.send(Kind.CHANGE, other.published())
    assert len(sandbox.pending()) == 1
    ours.send(Kind.CHANGE, ours.published())
    assert ours.codes() == (1017,)


def test_change_while_the_subject_is_being_cancelled(ours, filed, password):
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed), password)
    ours.send(Kind.CHANGE, filed)
    assert ours.codes() == (1017,)


@pytest.mark.parametrize("password", ["", "wrong"])
def test_filing_password_that_is_wrong_or_missing(ours, sandbox, password):
    number = actions.file_elsewhere(sandbox.store, samples.new(3))
    ours.send(Kind.ADD_SITE, addition(number), password=password)
    assert ours.codes() == (1018,)


def test_change_of_name_needs_the_password(sandbox, ours, filed):
    renamed = subject_of(filed, name="杭州示例新名有限公司")
    ours.send(Kind.CHANGE, renamed)
    assert ours.codes() == (1018,)
    ours.send(Kind.CHANGE, renamed, password=sandbox.password_of(filed.subject.licence_number))
    assert ours.results() == []


@pytest.mark.parametrize(("city", "county"), [(330100, 330103), (330100, 330299), (330200, 330106), (320100, 320102)])
def test_division_that_is_closed_or_elsewhere(ours, city, county):
    address = samples.subject(1).address
    ours.send(Kind.NEW, subject_of(samples.new(1), address=structs.replace(address, city=city, county=county)))
    assert ours.codes() == (1019,)


def test_district_of_a_municipality_is_known(ours):
    address = structs.replace(samples.subject(1).address, province=110000, city=110100, county=110101)
    ours.send(Kind.NEW, subject_of(samples.new(1), address=address))
    assert ours.results() == []


def test_access_that_stands_already_or_is_in_review(sandbox, ours, filed):
    number = actions.file_elsewhere(sandbox.store, samples.new(3))
    password = sandbox.password_of(number)
    ours.send(Kind.TRANSFER_IN, transfer(f"{number}-1"), password=password)
    ours.send(Kind.TRANSFER_IN, transfer(f"{number}-1"), password=password)
    assert ours.codes() == (1029,)
    sandbox.approve_all()
    ours.fetch()
    ours.send(Kind.TRANSFER_IN, transfer(f"{number}-1"), password=password)
    assert ours.codes() == (1029,)


def test_two_accesses_of_one_provider_on_a_site(ours):
    ours.send(Kind.NEW, site_of(samples.new(1), accesses=(samples.access(1), samples.access(2))))
    assert ours.codes() == (1029,)


def test_domain_without_its_id_that_stands_on_the_site(ours, filed):
    bare = tuple(structs.replace(domain, authority_id=None, own_id=None) for domain in filed.sites[0].domains)
    ours.send(Kind.CHANGE, site_of(filed, domains=bare))
    assert ours.codes() == (1039,)


def test_domain_twice_in_one_report(ours):
    twice = samples.site(1).domains * 2
    ours.send(Kind.NEW, site_of(samples.new(1), domains=twice))
    assert ours.codes() == (1039,)


def test_address_without_its_id_that_stands_on_the_access(ours, filed):
    [access] = filed.sites[0].accesses
    bare = tuple(structs.replace(one, authority_id=None, own_id=None) for one in access.addresses)
    ours.send(Kind.CHANGE, site_of(filed, accesses=(structs.replace(access, addresses=bare),)))
    assert ours.codes() == (1040,)


def test_address_whose_id_does_not_stand_on_the_access(ours, filed):
    [access] = filed.sites[0].accesses
    foreign = tuple(structs.replace(one, authority_id=1) for one in access.addresses)
    ours.send(Kind.CHANGE, site_of(filed, accesses=(structs.replace(access, addresses=foreign),)))
    assert ours.codes() == (1023,)


@pytest.mark.parametrize(("field", "code"), [("licence_number", 1016), ("authority_id", 1016)])
def test_site_whose_number_or_id_is_another_one_s(sandbox, ours, filed, field, code):
    actions.file_elsewhere(sandbox.store, samples.new(3))
    foreign = {"licence_number": "浙ICP备2099000002号-1", "authority_id": filed.subject.authority_id}[field]
    ours.send(Kind.CHANGE, site_of(filed, **{field: foreign}))
    assert ours.codes() == (code,)


def test_address_twice_on_one_access(ours):
    addresses = samples.access(1).addresses * 2
    ours.send(Kind.NEW, site_of(samples.new(1), accesses=(samples.access(1, addresses=addresses),)))
    assert ours.codes() == (1040,)


def test_home_page_on_none_of_the_domains(ours):
    ours.send(Kind.NEW, site_of(samples.new(1), home_page="www.beian-sample-2.cn/tea"))
    assert ours.codes() == (1041,)


def test_change_to_another_province(ours, filed):
    address = structs.replace(filed.subject.address, province=310000, city=310100, county=310101)
    ours.send(Kind.CHANGE, subject_of(filed, address=address))
    assert ours.codes() == (1046,)


def test_record_that_this_provider_does_not_serve(sandbox, ours, filed, password):
    actions.remove_access(sandbox.store, filed.sites[0].accesses[0].authority_id)
    for kind, particulars in (
        (Kind.CANCEL_SITE, cancel_site(filed.sites[0])),
        (Kind.CANCEL_SUBJECT, cancel_subject(filed)),
    ):
        ours.send(kind, particulars, password)
        assert ours.codes() == (1048,)
    ours.send(Kind.CHANGE, filed)
    assert 1048 in ours.codes()


def test_second_change_of_one_subject(ours, filed):
    ours.send(Kind.CHANGE, filed)
    ours.send(Kind.CHANGE, filed)
    assert ours.codes() == (1051,)


BAD_VALUES = {
    1008: lambda p: subject_of(p, certificate_type=99),
    1009: lambda p: site_of(p, principal=structs.replace(samples.principal(1), email="no address")),
    1010: lambda p: site_of(p, principal=structs.replace(samples.principal(1), office_phone="0571-00000000x")),
    1011: lambda p: site_of(p, principal=structs.replace(samples.principal(1), mobile="20000000001")),
    1012: lambda p: site_of(p, principal=structs.replace(samples.principal(1), msn="no address")),
    1013: lambda p: site_of(p, principal=structs.replace(samples.principal(1), qq="not digits")),
    1014: lambda p: subject_of(p, nature=99),
    1022: lambda p: site_of(p, home_page="no address"),
    1031: lambda p: site_of(p, principal=structs.replace(samples.principal(1), office_phone="")),
    1033: lambda p: site_of(p, pre_approvals=(PreApproval(category=8, number="示例1号", scans=(7,)),)),
    1034: lambda p: site_of(p, contents=(60,)),
    1035: lambda p: site_of(p, accesses=(samples.access(1, modes=(60,)),)),
    1036: lambda p: site_of(p, accesses=(samples.access(1, places=(60,)),)),
    1044: lambda p: subject_of(p, principal=structs.replace(samples.principal(1), name="")),
    1066: lambda p: site_of(p, languages=(60,)),
    1006: lambda p: site_of(
        p, accesses=(samples.access(1, addresses=(IpRange(first="203.0.113.9", last="203.0.113.1"),)),)
    ),
    1024: lambda p: site_of(
        p,
        accesses=(
            samples.access(
                1,
                addresses=(
                    IpRange(first="203.0.113.1", last="203.0.113.9"),
                    IpRange(first="203.0.113.5", last="203.0.113.7"),
                ),
            ),
        ),
    ),
}


@pytest.mark.parametrize("code", sorted(BAD_VALUES))
def test_value_that_no_table_or_form_knows(ours, code):
    scan = picture(id=7, holder=Holder.SITE) if code == 1033 else None
    ours.send(Kind.NEW, BAD_VALUES[code](samples.new(1)), attachments=(scan,) if scan else ())
    assert ours.codes() == (code,)


def test_values_that_uploads_may_carry_and_the_published_filing_cannot(ours, filed):
    ours.send(Kind.CHANGE, subject_of(filed, certificate_number="9" * 129))
    assert ours.codes() == (1008,)
    ours.send(Kind.CHANGE, site_of(filed, note="长" * 1025))
    assert ours.codes() == (5999,)
    page = "www.beian-sample-2.cn/" + "x" * 240
    ours.send(Kind.ADD_SITE, addition(filed.subject.licence_number, home_page=page))
    assert ours.codes() == (1022,)


@pytest.mark.parametrize(("code", "change"), [(1056, {"format": 9}), (1057, {"purpose": 99})])
def test_attachment_that_no_table_knows(ours, code, change):
    ours.send(Kind.NEW, samples.new(1), attachments=(picture(**change),))
    assert ours.codes() == (code,)


def test_blacklisted_domain_and_subject(sandbox, ours):
    actions.bar_domain(sandbox.store, "beian-sample-1.cn")
    subject = samples.subject(2)
    actions.bar_subject(sandbox.store, 1, subject.certificate_number, subject.name)
    ours.fetch()
    ours.send(Kind.NEW, samples.new(1))
    assert ours.codes() == (1064,)
    ours.send(Kind.NEW, samples.new(2))
    assert ours.codes() == (1065,)
    actions.unbar(sandbox.store, "domain beian-sample-1.cn")
    ours.fetch()
    ours.send(Kind.NEW, samples.new(1))
    assert ours.results() == []


def test_own_ids_are_unique_for_ever(ours, filed):
    again = samples.site(
        5,
        own_id=filed.sites[0].own_id,
        domains=(Domain(name="beian-sample-5.cn", own_id=filed.sites[0].domains[0].own_id),),
        accesses=(samples.access(5, own_id=filed.sites[0].accesses[0].own_id),),
    )
    ours.send(Kind.ADD_SITE, Particulars(subject=Subject(licence_number=filed.subject.licence_number), sites=(again,)))
    assert ours.codes() == (1037, 1038, 1039)


def test_cancellations_that_cross(ours, filed, password):
    [site] = filed.sites
    ours.send(Kind.CANCEL_SITE, cancel_site(site))
    ours.send(Kind.CANCEL_SITE, cancel_site(site))
    assert ours.codes() == (1030,)
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed), password)
    assert ours.codes() == (1043,)


def test_cancelling_a_subject_twice_and_its_site_meanwhile(ours, filed, password):
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed), password)
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed), password)
    assert ours.codes() == (1027,)
    ours.send(Kind.CANCEL_SITE, cancel_site(filed.sites[0]))
    assert ours.codes() == (1042,)


def test_a_subject_is_not_cancelled_without_its_password(ours, filed):
    """FAQ 36, 53."""
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed))
    assert ours.codes() == (1018,)


def test_reason_that_the_table_does_not_have(ours, filed, password):
    ours.send(
        Kind.CANCEL_SUBJECT, structs.replace(cancel_subject(filed), cancellation=Cancellation(reason=99)), password
    )
    assert ours.codes() == (1026,)


def test_only_access_cannot_be_cancelled(ours, filed):
    ours.send(Kind.CANCEL_ACCESS, cancel_access(filed.sites[0].accesses[0]))
    assert ours.codes() == (1025,)


def test_access_of_another_provider_and_the_same_request_twice(sandbox, ours, other, filed):
    password = sandbox.password_of(filed.subject.licence_number)
    other.send(Kind.TRANSFER_IN, transfer(filed.sites[0].licence_number), password=password)
    sandbox.approve_all()
    accesses = {one.provider: one for one in ours.published().sites[0].accesses}
    ours.send(Kind.CANCEL_ACCESS, cancel_access(accesses[other.id]))
    assert ours.codes() == (1047,)
    ours.send(Kind.CANCEL_ACCESS, cancel_access(accesses[ours.id]))
    ours.send(Kind.CANCEL_ACCESS, cancel_access(accesses[ours.id]))
    assert ours.codes() == (1032,)


def test_cancelled_records_are_told_as_such(sandbox, ours, filed, password):
    ours.send(Kind.ADD_SITE, addition(filed.subject.licence_number))
    sandbox.approve_all()
    both = ours.published()
    ours.send(Kind.CANCEL_SITE, cancel_site(both.sites[0]))
    sandbox.approve_all()
    ours.fetch()
    ours.send(Kind.CANCEL_SITE, cancel_site(both.sites[0]))
    assert ours.codes() == (1050,)
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed), password)
    sandbox.approve_all()
    ours.fetch()
    ours.send(Kind.ADD_SITE, addition(filed.subject.licence_number, 4))
    assert ours.codes() == (1049,)


def test_material_for_nobody(ours):
    ours.send(Kind.MATERIAL, Particulars(subject=Subject(authority_id=1)), attachments=(picture(),))
    ours.send(Kind.MATERIAL, Particulars(sites=(Site(authority_id=1),)), attachments=(picture(holder=Holder.SITE),))
    assert [codes for _, _, codes in ours.results()] == [(1058,), (1059,)]


def test_material_that_is_kept(ours, filed):
    subject = Subject(authority_id=filed.subject.authority_id)
    ours.send(Kind.MATERIAL, Particulars(subject=subject), attachments=(picture(),))
    assert [codes for _, _, codes in ours.results()] == [(1060,)]


def test_province_of_the_provider_is_checked_when_a_file_is_processed(sandbox, ours):
    ours.send(Kind.NEW, samples.new(1))
    sandbox.provider(province="31")
    sandbox.work()
    sandbox.provider(province="33")
    assert ours.codes() == (1045,)


def test_officer_refuses_with_an_opinion(sandbox, ours):
    ours.send(Kind.NEW, samples.new(1))
    assert sandbox.refuse_all("请补充材料") == 1
    [opinion] = ours.opinions()
    assert (opinion.passed, opinion.text) == (False, "请补充材料")
    ours.send(Kind.NEW, samples.new(1))
    assert ours.results() == []


def test_checks_run_again_before_an_approval(sandbox, ours):
    ours.send(Kind.NEW, samples.new(1))
    [waiting] = sandbox.pending()
    actions.bar_domain(sandbox.store, "beian-sample-1.cn")
    assert sandbox.decide(waiting.id) == "failed"
    assert ours.codes() == (1064,)


def test_answers_come_late_where_the_switch_says_so(sandbox, ours, filed):
    sandbox.switch("answer_after", "3600")
    ours.send(Kind.NEW, samples.new(1))
    assert ours.results() == []
    sandbox.move_clock(timedelta(hours=1))
    assert [codes for _, _, codes in ours.results()] == [(1003, 1005)]
