"""What is reported: built, checked, and read back by the other side."""

from __future__ import annotations

from hashlib import md5

import pytest
from authority_strategies import (
    ip_allocations,
    ip_sources,
    reports,
    several,
    unfiled_answers,
    verification_results,
)
from hypothesis import given, settings
from lxml import etree
from reported import PROVIDER, new, picture, with_site, with_subject

from beian_plugin.authority.answers import IpRelease
from beian_plugin.authority.report import Report
from beian_plugin.authority.upload import (
    build_file,
    build_ip_allocations,
    build_ip_releases,
    build_ip_sources,
    build_unfiled_answers,
    build_verification_results,
    document_of,
    estimated_size,
    parse_upload,
)
from beian_plugin.errors import DocumentUnreadable
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import (
    Access,
    Cancellation,
    Domain,
    Particulars,
    PreApproval,
    Site,
    Subject,
)


def tree(content):
    return etree.fromstring(content)


@pytest.fixture(scope="module")
def official(shared):
    """The authority's own schema of the upload document."""
    return etree.XMLSchema(file=str(shared / "spec" / "xsd" / "upload_data.xsd"))


@given(several(reports(), 1).map(lambda one: one[0]))
@settings(max_examples=150)
def test_the_other_side_reads_what_was_reported(report):
    upload = parse_upload(build_file([report], PROVIDER))

    assert (upload.operation, upload.provider_id) == (document_of(report.kind), PROVIDER)
    [read] = upload.records
    assert read.kind is report.kind
    assert read.particulars == report.particulars
    assert read.attachments == report.attachments
    password = md5(report.password.encode("gbk")).hexdigest() if report.password else ""
    assert read.password_md5 == password


@given(reports())
@settings(max_examples=150)
def test_the_official_schema_takes_every_report_that_is_built(official, report):
    official.assertValid(tree(build_file([report, report], PROVIDER)))


ANSWERS = [
    (build_verification_results, several(verification_results), "ICP/HSJG"),
    (build_unfiled_answers, several(unfiled_answers), "ICP/WBACLJG"),
    (build_ip_sources, several(ip_sources), "IP/XZBA/Xzly"),
    (build_ip_allocations, several(ip_allocations), "IP/XZBA/Xzfp"),
]


@pytest.mark.parametrize(("build", "values", "operation"), ANSWERS, ids=[row[2] for row in ANSWERS])
def test_answers_and_addresses_come_back_as_they_went_and_the_official_schema_takes_them(
    official, build, values, operation
):
    @given(values)
    @settings(max_examples=40)
    def run(values):
        content = build(values, PROVIDER)
        upload = parse_upload(content)
        assert (upload.operation, upload.records) == (operation, values)
        official.assertValid(tree(content))

    run()


@pytest.mark.parametrize("what", ["source", "allocation"])
def test_addresses_are_released_by_the_authoritys_ids(official, what):
    releases = (IpRelease(authority_id=7, what=what), IpRelease(authority_id=8, what=what))

    content = build_ip_releases(releases, PROVIDER)

    official.assertValid(tree(content))
    assert parse_upload(content).records == releases


def test_a_file_is_gbk_says_so_and_bears_version_and_provider():
    content = build_file([new()], PROVIDER)

    assert content.startswith(b'<?xml version="1.0" encoding="GBK"?>')
    assert "杭州示例茶叶第1有限公司".encode("gbk") in content
    root = tree(content)
    assert (root.tag, root.get("version")) == ("UploadData", "V.3.0")
    assert root.findtext("ICP/Qqdwid") == str(PROVIDER)


def test_one_file_holds_one_document():
    cancel = Report(kind=Kind.CANCEL_SITE, particulars=Particulars(sites=(Site(authority_id=1),)))

    with pytest.raises(ValueError, match="one document"):
        build_file([new(), cancel], PROVIDER)


def test_the_three_cancellations_share_a_file():
    why = Cancellation(reason=1)
    cancelled = [
        Report(kind=Kind.CANCEL_SUBJECT, particulars=Particulars(subject=Subject(authority_id=1), cancellation=why)),
        Report(kind=Kind.CANCEL_SITE, particulars=Particulars(sites=(Site(authority_id=2),), cancellation=why)),
        Report(
            kind=Kind.CANCEL_ACCESS,
            particulars=Particulars(sites=(Site(accesses=(Access(authority_id=3),)),), cancellation=why),
        ),
    ]

    records = tree(build_file(cancelled, PROVIDER)).findall("ICP/ZXBA/Zx_xx")

    assert [(one.findtext("Zxlb"), one.findtext("Jlid")) for one in records] == [("0", "1"), ("1", "2"), ("2", "3")]


def test_addresses_travel_as_numbers():
    root = tree(build_file([new()], PROVIDER))

    assert root.findtext(".//Ip_xx/Qsip") == str((203 << 24) + (113 << 8) + 2)


def test_a_chinese_domain_travels_as_people_write_it_and_one_that_gbk_cannot_hold_in_punycode():
    names = ["xn--fsqu00a.xn--fiqs8s", "xn--7l3i.cn", "beian-sample.cn"]
    report = with_site(domains=tuple(Domain(name=name, own_id=n) for n, name in enumerate(names, 1)))

    content = build_file([report], PROVIDER)

    sent = [element.text for element in tree(content).iter("Ym")]
    assert sent == ["例子.中国", "xn--7l3i.cn", "beian-sample.cn"]
    assert [domain.name for domain in parse_upload(content).records[0].particulars.sites[0].domains] == names


def test_an_empty_optional_value_leaves_its_element_out():
    root = tree(build_file([with_subject(nature=None, investor="", note="")], PROVIDER))

    subject = root.find("ICP/XZBA/Baxx/Zt_xx")
    assert not {"Dwxz", "Tzr", "Bz"} & {child.tag for child in subject}


def test_every_character_that_gbk_holds_travels_as_it_is():
    held = []
    for number in range(0x80, 0x10000):
        try:
            chr(number).encode("gbk")
        except UnicodeEncodeError:
            continue
        held.append(chr(number))
    assert len(held) > 21_000
    for start in range(0, len(held), 1000):
        note = "".join(held[start : start + 1000])
        content = build_file([with_subject(note=note)], PROVIDER)
        assert b"&#" not in content
        assert parse_upload(content).records[0].particulars.subject.note == note


def test_line_ends_of_browsers_become_plain_ones():
    content = build_file([with_subject(note="一\r\n二\r三")], PROVIDER)

    assert b"&#" not in content
    assert tree(content).findtext(".//Zt_xx/Bz") == "一\n二\n三"


def test_the_scan_of_a_pre_approval_travels_within_it_and_not_once_more():
    report = with_site(pre_approvals=(PreApproval(category=1, number="浙新审1号", scans=(5,)),))
    report = Report(
        kind=report.kind, particulars=report.particulars, attachments=(picture(number=5), picture(number=6))
    )

    record = tree(build_file([report], PROVIDER)).find("ICP/XZBA/Baxx")

    assert (len(record.findall("Fj")), len(record.findall(".//Spwj"))) == (1, 1)


@given(reports())
@settings(max_examples=60)
def test_the_estimated_size_of_a_report_is_no_less_than_what_it_adds_to_a_file(report):
    one, two = build_file([report], PROVIDER), build_file([report, report], PROVIDER)

    assert len(two) - len(one) <= estimated_size(report)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        '<?xml version="1.0" encoding="GBK"?><UploadData version="V.3.0"/>'.encode("gbk"),
        b'<?xml version="1.0" encoding="GBK"?><DownloadData version="V.3.0"><ICP/></DownloadData>',
    ],
)
def test_what_is_no_upload_document_is_unreadable(content):
    with pytest.raises(DocumentUnreadable):
        parse_upload(content)
