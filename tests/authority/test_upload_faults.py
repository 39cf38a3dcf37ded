"""What the authority would refuse is found here first, and told field by field."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import particulars_samples as samples
import pytest
from msgspec.structs import replace
from reported import PROVIDER, new, picture, with_site, with_subject

from beian_plugin.authority.answers import UnfiledAnswer
from beian_plugin.authority.faults import FaultCode
from beian_plugin.authority.report import Attachment, Report
from beian_plugin.authority.upload import build_file, build_unfiled_answers, check_report
from beian_plugin.errors import DocumentRefused
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import IpRange, Particulars, PreApproval, Site

DAY = date(2024, 1, 2)


def codes(report, **more):
    """Path and rule of every fault."""
    return {(fault.path, fault.code) for fault in check_report(report, PROVIDER, **more)}


def test_every_fault_is_told_at_once_field_by_field():
    site = Site(own_id=1, contents=(99,), languages=(1,), home_page="a")
    report = with_subject(name="", nature=0, certificate_number="9" * 256, principal=samples.principal())
    report = Report(kind=Kind.NEW, particulars=replace(report.particulars, sites=(site,)))

    assert codes(report) == {
        ("subject.name", FaultCode.MISSING),
        ("subject.nature", FaultCode.TOO_SMALL),
        ("subject.certificate_number", FaultCode.TOO_LONG),
        ("sites.0.name", FaultCode.MISSING),
        ("sites.0.contents.0", FaultCode.TOO_GREAT),
        ("sites.0.home_page", FaultCode.TOO_SHORT),
        ("sites.0.domains", FaultCode.MISSING),
        ("sites.0.accesses", FaultCode.MISSING),
        ("sites.0.principal.name", FaultCode.MISSING),
        ("sites.0.principal.mobile", FaultCode.MISSING),
        ("sites.0.principal.email", FaultCode.MISSING),
    }


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_a_report_without_particulars_is_refused_and_never_breaks(kind):
    with pytest.raises(DocumentRefused) as refused:
        build_file([Report(kind=kind, particulars=Particulars())], PROVIDER)

    assert FaultCode.MISSING in {fault.code for fault in refused.value.faults}
    assert all(fault.label.zh and fault.rule.zh for fault in refused.value.faults)


def test_a_fault_names_field_and_rule_in_both_languages_and_which_report():
    long = "茶" * 256

    with pytest.raises(DocumentRefused) as refused:
        build_file([new(1), new(2), Report(kind=Kind.NEW, particulars=with_subject(name=long).particulars)], PROVIDER)

    [fault] = refused.value.faults
    assert (fault.record, fault.path) == (2, "subject.name")
    assert fault.text.zh == "主办单位或主办人名称：最多255个字符。"
    assert fault.text.en == "The name of the subject: at most 255 characters."
    assert long not in str(refused.value)


def test_a_character_that_gbk_lacks_is_named_and_never_sent():
    [fault] = check_report(with_subject(name="𠮷田茶社"), PROVIDER)

    assert (fault.path, fault.code) == ("subject.name", FaultCode.NOT_IN_GBK)
    assert "𠮷" in fault.rule.zh
    assert "𠮷" in fault.rule.en


def test_a_name_may_be_too_long_and_hold_a_strange_character():
    assert codes(with_subject(name="𠮷" * 256)) == {
        ("subject.name", FaultCode.NOT_IN_GBK),
        ("subject.name", FaultCode.TOO_LONG),
    }


def test_a_control_character_is_a_fault():
    assert codes(with_subject(note="茶\x08叶")) == {("subject.note", FaultCode.CONTROL_CHARACTER)}


def test_a_password_that_gbk_cannot_hold_is_a_fault_that_does_not_show_it():
    report = Report(
        kind=Kind.TRANSFER_IN,
        particulars=Particulars(sites=(replace(new().particulars.sites[0], licence_number="浙ICP备1号-1"),)),
        password="𠮷secret",
    )

    [fault] = check_report(report, PROVIDER)

    assert (fault.path, fault.code) == ("password", FaultCode.NOT_IN_GBK)
    assert "𠮷" not in fault.text.zh + fault.text.en


@pytest.mark.parametrize("address", ["2001:db8::1", "203.0.113.256", "nonsense"])
def test_what_is_no_ipv4_address_is_a_fault(address):
    access = replace(
        new().particulars.sites[0].accesses[0], addresses=(IpRange(first=address, last="203.0.113.9", own_id=1),)
    )

    assert codes(with_site(accesses=(access,))) == {("sites.0.accesses.0.addresses.0.first", FaultCode.NOT_IPV4)}


def test_before_numbers_are_taken_their_absence_is_no_fault():
    report = Report(kind=Kind.NEW, particulars=samples.new())

    assert codes(report, numbered=False) == set()
    assert {path for path, _ in codes(report)} == {
        "subject.own_id",
        "sites.0.own_id",
        "sites.0.domains.0.own_id",
        "sites.0.accesses.0.own_id",
        "sites.0.accesses.0.addresses.0.own_id",
    }


@pytest.mark.parametrize(
    ("size", "purpose", "sheets", "fine"),
    [
        (100 * 1024, 2, {1}, True),
        (100 * 1024 + 1, 2, {1}, False),
        (150 * 1024, 1, {1}, True),
        (150 * 1024 + 1, 1, {1}, False),
        # Which purpose is the sheet comes with the authority's tables: until then every picture may be one.
        (150 * 1024, 2, None, True),
        (150 * 1024 + 1, 2, None, False),
    ],
)
def test_the_verification_sheet_may_be_larger_than_other_pictures(size, purpose, sheets, fine):
    report = Report(kind=Kind.NEW, particulars=new().particulars, attachments=(picture(size, purpose=purpose),))

    expected = set() if fine else {("attachments.0.content", FaultCode.TOO_LARGE)}
    assert codes(report, sheets=sheets) == expected


def test_what_is_no_jpeg_is_a_fault():
    broken = Attachment(id=1, purpose=1, format=1, content=b"%PDF-1.7")

    assert codes(Report(kind=Kind.NEW, particulars=new().particulars, attachments=(broken,))) == {
        ("attachments.0.content", FaultCode.NOT_JPEG)
    }


def test_a_scan_that_is_named_and_not_there_is_a_fault():
    report = with_site(pre_approvals=(PreApproval(category=1, number="浙新审1号", scans=(5,)),))

    assert codes(report) == {("sites.0.pre_approvals.0.scans.0", FaultCode.NOT_THERE)}


def test_faults_of_an_answer_have_words_too():
    answer = UnfiledAnswer(
        domain="a", address="::1", carrier=0, provider=1, province=1, outcome=1000, opinion="", listed_on=DAY, due=DAY
    )

    with pytest.raises(DocumentRefused) as refused:
        build_unfiled_answers([answer], PROVIDER)

    told = {fault.path: fault.text.zh for fault in refused.value.faults}
    assert told.keys() == {"domain", "address", "carrier", "outcome", "opinion"}
    assert told["domain"] == "未备案网站域名：至少4个字符。"


def test_the_id_of_the_provider_is_checked_too():
    assert [(one.path, one.code) for one in check_report(new(), 0)] == [("provider_id", FaultCode.TOO_SMALL)]


@pytest.mark.parametrize("kind", [Kind.TRANSFER_IN, Kind.CANCEL_ACCESS], ids=str)
def test_what_the_document_has_no_place_for_is_a_fault_and_never_left_out_in_silence(kind):
    site = replace(new().particulars.sites[0], licence_number="浙ICP备1号-1")
    report = Report(kind=kind, particulars=Particulars(sites=(replace(site, accesses=site.accesses * 2), site)))

    assert {("sites", FaultCode.TOO_MANY), ("sites.0.accesses", FaultCode.TOO_MANY)} <= codes(report)


def test_many_threads_each_find_the_faults_of_their_own_report():
    reports = [with_subject(name="茶" * 256), with_site(home_page="a"), with_subject(note=""), with_site(name="")]
    expected = [codes(report) for report in reports]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(codes, reports * 50))

    assert found == expected * 50
