"""Files as a whole: broken formats, wrong ids, versions and characters; answers to errands; reports of addresses."""

from __future__ import annotations

from base64 import b64encode
from datetime import date

import particulars_samples as samples
import pytest
from lxml import etree
from msgspec import structs

from beian_plugin.authority.answers import (
    IpAllocation,
    IpRelease,
    IpSource,
    UnfiledAnswer,
    VerificationResult,
    build_ip_allocations,
    build_ip_releases,
    build_ip_sources,
    build_unfiled_answers,
    build_verification_results,
)
from beian_plugin.authority.items import (
    AccessCheck,
    BarredSite,
    BarredSubject,
    Cancelled,
    CodeValue,
    DeadSite,
    Head,
    IllegalAccess,
    IpResult,
    Notice,
    Published,
    Result,
    ShellCheck,
    SubjectCheck,
    UnfiledSite,
    VerificationTask,
)
from beian_plugin.authority.report import Attachment, Holder, Report
from beian_plugin.authority.upload import build_file
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import PreApproval
from beian_plugin.sandbox import actions
from beian_plugin.sandbox.base_codes import tables
from beian_plugin.sandbox.tables import Errand


@pytest.fixture
def xml(ours):
    return build_file([Report(kind=Kind.NEW, particulars=ours.numbered(samples.new(1)))], ours.id)


def kinds(items):
    return [type(item) for item in items if not isinstance(item, Head)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<Zjlx>1</Zjlx>", b"<Zjlx>one</Zjlx>", 5001),
        (b"</UploadData>", b"", 5001),
        (b"<Qqdwid>100001</Qqdwid>", b"<Qqdwid>100002</Qqdwid>", 5003),
        (b'version="V.3.0"', b'version="V.2.0"', 5004),
        ("王示例".encode("gbk"), b"&#134071;", 5008),
    ],
)
def test_file_that_cannot_be_used_is_answered_with_one_code(sandbox, ours, xml, old, new, code):
    assert old in xml
    ours.upload(xml.replace(old, new))
    [result] = [item for item in ours.fetch() if isinstance(item, Result)]
    [(given, text)] = result.codes
    assert (given, result.mark, sandbox.pending()) == (code, "", [])
    if code == 5001:
        assert text == ours.authority.previous_upload().name


def test_attachment_that_is_no_picture(ours):
    picture = Attachment(id=1, purpose=2, format=1, content=b"\xff\xd8\xff picture")
    report = Report(kind=Kind.NEW, particulars=ours.numbered(samples.new(1)), attachments=(picture,))
    sent = build_file([report], ours.id)
    inside = b64encode(picture.content)
    assert inside in sent
    ours.upload(sent.replace(inside, b64encode(b"GIF89a no JPEG")))
    assert ours.codes() == (5010,)


def test_more_than_a_thousand_records_are_refused(ours, xml):
    root = etree.fromstring(xml)
    record = root.find(".//Baxx")
    for _ in range(1000):
        record.getparent().append(etree.fromstring(etree.tostring(record)))
    ours.upload(etree.tostring(root, encoding="GBK", xml_declaration=True))
    assert ours.codes() == (5001,)


def test_many_filings_in_one_file_are_answered_one_by_one(sandbox, ours, filed):
    reports = [Report(kind=Kind.NEW, particulars=ours.numbered(samples.new(n))) for n in (1, 2, 3)]
    ours.upload(build_file(reports, ours.id))
    assert [codes for _, _, codes in ours.results()] == [(1003, 1005)]
    assert sandbox.approve_all() == 2
    assert [codes for _, _, codes in ours.results()] == [(1001,), (1001,)]


def test_approval_gives_ids_and_a_number_that_is_nobody_s(filed):
    assert filed.subject.licence_number == "浙ICP备2099000001号"
    assert filed.sites[0].licence_number == "浙ICP备2099000001号-1"
    ids = [filed.subject.authority_id, filed.sites[0].authority_id, filed.sites[0].domains[0].authority_id]
    assert len(set(ids)) == 3


def test_both_providers_of_a_subject_hear_of_its_change_with_their_own_ids(sandbox, ours, other, filed):
    password = sandbox.password_of(filed.subject.licence_number)
    access = structs.replace(filed.sites[0].accesses[0], authority_id=None, own_id=None)
    site = structs.replace(filed.sites[0], accesses=(access,))
    other.send(Kind.TRANSFER_IN, structs.replace(filed, subject=None, sites=(site,)), password=password)
    sandbox.approve_all()
    mine, theirs = ours.published(), other.published()
    assert [one.provider for one in mine.sites[0].accesses] == [ours.id, other.id]
    assert mine.subject.own_id == filed.subject.own_id
    assert theirs.subject.own_id is None
    assert [bool(one.own_id) for one in theirs.sites[0].accesses] == [False, True]


def test_domains_are_added_and_left_out_by_a_change(sandbox, ours, filed):
    [site] = filed.sites
    changed = structs.replace(site, domains=samples.site(7).domains, home_page="www.beian-sample-7.cn")
    ours.send(Kind.CHANGE, structs.replace(filed, sites=(changed,)))
    sandbox.approve_all()
    [after] = ours.published().sites
    assert [one.name for one in after.domains] == ["beian-sample-7.cn"]
    assert after.licence_number == site.licence_number
    assert not ours.authority.status(0, "beian-sample-1.cn").filed


def test_scans_of_pre_approvals_are_published_as_they_came(sandbox, ours):
    scan = Attachment(id=5, purpose=6, format=1, holder=Holder.SITE, content=b"\xff\xd8\xff permit")
    permit = PreApproval(category=3, number="示例1号", scans=(5,))
    site = structs.replace(samples.site(1), pre_approvals=(permit,))
    ours.send(Kind.NEW, structs.replace(samples.new(1), sites=(site,)), attachments=(scan,))
    sandbox.approve_all()
    [item] = [item for item in ours.fetch() if isinstance(item, Published)]
    assert item.scans == (scan.content,)
    assert item.particulars.sites[0].pre_approvals == (structs.replace(permit, scans=(1,)),)


def test_cancellations_are_told_to_every_provider(sandbox, ours, filed, password):
    bare = structs.replace(filed, sites=(), cancellation=None)
    from beian_plugin.filing.particulars import Cancellation

    ours.send(Kind.CANCEL_SUBJECT, structs.replace(bare, cancellation=Cancellation(reason=2)), password)
    sandbox.approve_all()
    news = ours.fetch()
    assert Cancelled(what="subject", authority_id=filed.subject.authority_id) in news
    assert Published not in kinds(news)


def test_every_table_comes_once_and_marks_what_is_invented(sandbox, ours):
    actions.send_base_codes(sandbox.store)
    values = [item for item in ours.fetch() if isinstance(item, CodeValue)]
    assert {item.table for item in values} == {*tables(), "Bbdw", "Qy", "Gj"}
    by_key = {(item.table, item.code): item for item in values}
    assert len(by_key) == len(values)
    assert "Bz" not in by_key["Dwxz", 4].detail
    assert by_key["Jrfs", 3].detail["Bz"] == "模拟"
    assert ("Qy", 330106) in by_key
    assert ("Qy", 330103) not in by_key


def test_base_codes_of_public_guides_keep_their_values(shared):
    lines = (shared / "spec" / "base_codes.csv").read_text("utf-8").splitlines()[1:]
    for table, code, name, _ in (line.split(",", 3) for line in lines):
        kept = tables()[table][int(code)]
        assert (kept.name, kept.note) == (name, "")


def test_news_of_the_authority(sandbox, ours, filed):
    store, subject, site = sandbox.store, filed.subject.authority_id, filed.sites[0].authority_id
    actions.bar_domain(store, "barred.cn")
    actions.bar_subject(store, 1, "9133", "黑名单公司")
    actions.report_illegal_access(store, "barred.cn", "203.0.113.5")
    actions.report_unfiled(store, "unfiled.cn", "203.0.113.6")
    actions.ask_verification(store, subject)
    actions.find_subject_wrong(store, subject, "名称有误")
    actions.find_access_wrong(store, site, finding=1)
    actions.find_access_wrong(store, site, finding=2, address="203.0.113.7")
    actions.find_shell(store, site)
    actions.find_dead(store, site)
    actions.give_notice(store, "请更正主体信息", subject_id=subject)
    actions.give_notice(store, "请更正网站信息", site_id=site)
    assert actions.resync(store) == 1
    news = ours.fetch()
    assert kinds(news) == [
        BarredSite, BarredSubject, IllegalAccess, UnfiledSite, VerificationTask, SubjectCheck, AccessCheck, AccessCheck,
        ShellCheck, DeadSite, Notice, Notice, Published,
    ]  # fmt: skip
    assert news[-2] == Head(document="SJTB/ICP", resync=True)


def unfiled_answer(**changes):
    values = {
        "domain": "unfiled.cn",
        "address": "203.0.113.6",
        "carrier": 1,
        "provider": 100001,
        "province": 330000,
        "outcome": 1,
        "opinion": "已关闭",
        "listed_on": date(2026, 11, 1),
        "due": date(2026, 11, 8),
    }
    return UnfiledAnswer(**values | changes)


def test_answers_about_unfiled_sites(sandbox, ours):
    actions.report_unfiled(sandbox.store, "unfiled.cn", "203.0.113.6")
    ours.fetch()
    for answer, code in (
        (unfiled_answer(domain="nobody.cn"), 5005),
        (unfiled_answer(outcome=99), 5007),
        (unfiled_answer(), None),
        (unfiled_answer(), 5006),
    ):
        ours.upload(build_unfiled_answers([answer], ours.id))
        assert [codes for _, _, codes in ours.results()] == ([(code,)] if code else [])


def test_answer_to_a_verification_task_is_kept(sandbox, ours, filed):
    number = actions.ask_verification(sandbox.store, filed.subject.authority_id)
    [task] = [item for item in ours.fetch() if isinstance(item, VerificationTask)]
    result = VerificationResult(
        passed=True,
        verifier="王示例",
        on=date(2026, 11, 23),
        unit=ours.id,
        opinion="1",
        particulars=task.particulars,
    )
    ours.upload(build_verification_results([result], ours.id))
    assert ours.results() == []
    with sandbox.store.read() as office:
        assert office.session.get_one(Errand, number).answered_at is not None


def source(own_id, first, last):
    return IpSource(own_id=own_id, first=first, last=last, unit=1)


def allocation(own_id, first, last):
    return IpAllocation(own_id=own_id, first=first, last=last, way=3)


def test_addresses_need_a_source_before_they_are_allocated(ours, other):
    def codes(xml):
        ours.upload(xml)
        items = [item for item in ours.fetch() if isinstance(item, IpResult)]
        codes.ids = [item.authority_id for item in items]
        return [code for item in items for code, _ in item.codes]

    assert codes(build_ip_allocations([allocation(1, "203.0.113.0", "203.0.113.9")], ours.id)) == [2005]
    assert codes(build_ip_sources([source(2, "203.0.113.9", "203.0.113.0")], ours.id)) == [2002]
    assert codes(build_ip_sources([source(3, "203.0.113.0", "203.0.113.255")], ours.id)) == [2998]
    assert codes(build_ip_sources([source(4, "203.0.113.128", "203.0.113.128")], ours.id)) == [2003]
    assert codes(build_ip_allocations([allocation(5, "203.0.113.0", "203.0.113.9")], ours.id)) == [2998]
    [allocated] = codes.ids
    release = build_ip_releases([IpRelease(authority_id=allocated)], ours.id)
    other.upload(build_ip_releases([IpRelease(authority_id=allocated)], other.id))
    assert [item.codes[0][0] for item in other.fetch() if isinstance(item, IpResult)] == [2054]
    assert (codes(release), codes(release)) == ([2998], [2055])


def test_addresses_are_compared_where_the_switch_says_so(sandbox, ours):
    sandbox.switch("compare_addresses", "1")
    ours.send(Kind.NEW, samples.new(1))
    assert ours.codes() == (1063,)
    ours.upload(build_ip_sources([source(3, "203.0.113.0", "203.0.113.255")], ours.id))
    ours.send(Kind.NEW, samples.new(1))
    assert ours.results() == []
