"""A customer fills a filing in step by step: what is typed is kept, what is wrong stands at its field."""

from __future__ import annotations

import io

import particulars_samples as samples
import pytest
from msgspec.structs import replace
from PIL import Image
from portal_panel import ACCESS, ADDRESS, SITE, SUBJECT, person
from sqlalchemy import select

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations import drafts, filings, material, review

HOST = "beian-sample-1.cn"


def fill_in(mia, number):
    """Every step of a new filing, as a customer goes through them; gives the last page."""
    at = f"/beian/filings/{number}"
    mia.send(f"{at}/subject", "/subject", **SUBJECT, **{"subject.certificate_number": samples.credit_code(1)})
    county = {"subject.address.county": "330106"}
    assert mia.send(f"{at}/subject", "/subject", **county).request.path == f"{at}/people"
    people = person("subject.principal", samples.principal()) | {"same.0": "1"}
    assert mia.send(f"{at}/people", "/people", **people).request.path == f"{at}/site-1"
    assert mia.send(f"{at}/site-1", "/site-1", **SITE).request.path == f"{at}/access"
    assert mia.send(f"{at}/access", "/access", **ACCESS).request.path == f"{at}/material"
    return mia.text(f"{at}/check")


@pytest.fixture
def filled(panel, mia):
    """The number of a filing that lacks nothing."""
    panel.addresses[HOST] = [ADDRESS, "2001:db8::1"]
    number = mia.start(f"www.{HOST}")
    fill_in(mia, number)
    return number


def test_a_new_filing_is_filled_in_step_by_step_and_handed_in(panel, mia, filled):
    page = f"/beian/filings/{filled}/check"
    assert "还缺这些" not in mia.text(page)
    done = mia.send(page, "/check", acknowledged="1")
    assert done.request.path == f"/beian/filings/{filled}"
    assert "已提交，等待接入商核实" in done.text
    assert filings.filing_of(panel.context, filled).state is State.PROVIDER_REVIEW
    with panel.context.database.read() as session:
        log = session.scalars(select(AuditEntry).where(AuditEntry.target == f"filing:{filled}").order_by(AuditEntry.id))
        assert [entry.action for entry in log][-2:] == ["acknowledge_prohibitions", "submit"]


def test_without_the_nine_prohibitions_nothing_is_handed_in(panel, mia, filled):
    refused = mia.send(f"/beian/filings/{filled}/check", "/check")
    assert refused.status_code == 422
    assert "九不准" in refused.text
    assert filings.filing_of(panel.context, filled).state is State.DRAFT


def test_a_second_click_on_handing_in_takes_no_second_step(panel, mia, filled):
    at = f"/beian/filings/{filled}/check"
    mia.send(at, "/check", acknowledged="1")
    again = mia.post(at, acknowledged="1")
    assert again.status_code == 303
    with panel.context.database.read() as session:
        log = session.scalars(select(AuditEntry.action).where(AuditEntry.target == f"filing:{filled}")).all()
    assert [log.count(action) for action in ("submit", "acknowledge_prohibitions")] == [1, 1]


def test_what_is_missing_links_to_its_step_and_stands_at_its_field(mia):
    number = mia.start(HOST)
    page = mia.text(f"/beian/filings/{number}/check")
    assert "还缺这些" in page
    assert f'href="/beian/filings/{number}/subject?look=1"' in page
    assert "disabled" in page
    mia.send(f"/beian/filings/{number}/subject", "/subject", do="stay")
    field = mia.text(f"/beian/filings/{number}/subject?look=1")
    assert 'href="#subject.name"' in field
    assert "请填写主办单位或主办人名称。" in field
    assert "杭州示例茶叶有限公司" in field


def test_a_step_that_lacks_something_is_kept_and_comes_back_with_the_faults(panel, mia):
    number = mia.start(HOST)
    at = f"/beian/filings/{number}/subject"
    answer = mia.send(at, "/subject", **{"subject.name": "  杭州示例茶叶 ", "subject.address.province": "330000"})
    assert answer.request.path == at
    assert "请填写主体证件号码" in answer.text
    said = drafts.particulars_of(panel.context, number)
    assert (said.subject.name, said.subject.address.province) == ("杭州示例茶叶", 330000)
    assert said.sites[0].domains[0].name == HOST
    assert 'value="杭州示例茶叶"' in mia.text(at)


def test_a_county_is_chosen_without_a_script_after_its_province(panel, mia):
    number = mia.start(HOST)
    at = f"/beian/filings/{number}/subject"
    assert ">西湖区<" not in mia.text(at)
    page = mia.send(at, "/subject", **{"subject.address.province": "330000", "do": "stay"})
    assert '<option value="330106">西湖区</option>' in page.text
    mia.send(at, "/subject", **{"subject.address.county": "330106"})
    address = drafts.particulars_of(panel.context, number).subject.address
    assert (address.province, address.city, address.county) == (330000, 330100, 330106)
    moved = mia.send(at, "/subject", **{"subject.address.province": "610000", "do": "stay"})
    assert "雁塔区" in moved.text
    address = drafts.particulars_of(panel.context, number).subject.address
    assert (address.province, address.city, address.county) == (610000, None, None)


def test_addresses_that_the_panel_tells_are_shown_and_not_asked(panel, mia, filled):
    page = mia.text(f"/beian/filings/{filled}/access")
    assert ADDRESS in page
    assert 'name="sites.0.accesses.0.addresses"' not in page
    assert drafts.particulars_of(panel.context, filled).sites[0].accesses[0].addresses[0].first == ADDRESS
    panel.addresses.clear()
    assert 'name="sites.0.accesses.0.addresses"' in mia.text(f"/beian/filings/{filled}/access")


def test_the_principal_of_the_subject_is_copied_where_that_is_ticked(panel, filled):
    said = drafts.particulars_of(panel.context, filled)
    assert said.sites[0].principal == said.subject.principal
    assert said.sites[0].principal.certificate_number == samples.principal().certificate_number


def test_a_permit_is_asked_with_its_paper_and_its_scan(panel, mia, filled):
    at = f"/beian/filings/{filled}/site-1"
    assert "《互联网新闻信息服务许可证》" in mia.text(at)
    answer = mia.send(at, "/site-1", **{"sites.0.pre_approvals.4": "y"})
    assert "请填写前置审批号" in answer.text
    assert 'href="#sites.0.pre_approvals.4.number"' in answer.text
    mia.send(at, "/site-1", **{"sites.0.pre_approvals.4.number": "卫示例2026-1"})
    upload(mia, filled, belongs="site-0-4", purpose="6")
    (permit,) = drafts.particulars_of(panel.context, filled).sites[0].pre_approvals
    (picture,) = material.attachments_of(panel.context, filled)
    assert (permit.category, permit.number, permit.scans) == (4, "卫示例2026-1", (picture.id,))
    mia.send(at, "/site-1")
    assert drafts.particulars_of(panel.context, filled).sites[0].pre_approvals == (permit,)
    mia.send(f"/beian/filings/{filled}/material", f"/{picture.id}/remove")
    assert drafts.particulars_of(panel.context, filled).sites[0].pre_approvals[0].scans == ()


def upload(mia, number, **chosen):
    """A photograph as a phone takes it."""
    content = io.BytesIO()
    Image.new("RGB", (1600, 1200), "white").save(content, "PNG")
    content.seek(0)
    return mia.send(f"/beian/filings/{number}/material", "/material", file=(content, "paper.png"), **chosen)


def test_a_picture_is_kept_as_it_will_be_sent_and_belongs_where_its_purpose_says(panel, mia, filled):
    assert "图片已保存" in upload(mia, filled, purpose="7").text
    upload(mia, filled, purpose="2")
    site, subject = material.attachments_of(panel.context, filled)
    assert (site.holder.name, subject.holder.name) == ("SITE", "SUBJECT")
    shown = mia.get(f"/beian/filings/{filled}/material/{site.id}")
    assert Image.open(io.BytesIO(shown.data)).format == "JPEG"
    assert len(shown.data) <= 100 * 1024


def test_what_is_no_picture_is_refused_at_the_field_in_both_languages(panel, mia, filled):
    at = f"/beian/filings/{filled}/material"
    for said, words in (("zh", "不是 JPEG、PNG 图片或 PDF"), ("en", "no JPEG, PNG or PDF")):
        mia.text(f"{at}?lang={said}")
        answer = mia.send(at, "/material", purpose="2", file=(io.BytesIO(b"a letter"), "letter.jpg"))
        assert answer.status_code == 422
        assert words in answer.text
    assert mia.send(at, "/material", purpose="2").status_code == 422
    assert upload(mia, filled).status_code == 422  # nobody said what it shows
    assert material.attachments_of(panel.context, filled) == []


def test_the_material_shows_its_own_reasons_alone_with_what_they_are_about(panel, mia, filled):
    review.submit(panel.context, filled, actor="mia")
    fields = {"sites.0.name": "名称与内容不符。", "attachments": "请补营业执照。"}
    review.return_filing(panel.context, filled, actor="staff", reason="请修改。", fields=fields)
    page = mia.text(f"/beian/filings/{filled}/material")
    assert "附件：请补营业执照。" in page
    assert "名称与内容不符" not in page


def test_a_site_is_added_and_taken_off_with_its_pictures(panel, mia, filled):
    at = f"/beian/filings/{filled}"
    second = mia.send(f"{at}/site-1", "/site-1", do="add_site")
    assert second.request.path == f"{at}/site-2"
    mia.send(f"{at}/site-2", "/site-2", **{"sites.1.domains": "beian-sample-2.cn\nbeian-sample-3.cn", "do": "stay"})
    assert filings.filing_of(panel.context, filled).domains == tuple(f"beian-sample-{n}.cn" for n in (1, 2, 3))
    upload(mia, filled, belongs="site-1", purpose="7")
    mia.send(f"{at}/site-1", "/site-1", do="remove_site")
    said = drafts.particulars_of(panel.context, filled)
    assert [domain.name for domain in said.sites[0].domains] == ["beian-sample-2.cn", "beian-sample-3.cn"]
    assert [one.site for one in material.attachments_of(panel.context, filled)] == [0]


def test_reasons_stand_at_their_fields_and_it_is_sent_on_again(panel, mia, filled):
    at = f"/beian/filings/{filled}"
    mia.send(f"{at}/check", "/check", acknowledged="1")
    assert mia.get(f"{at}/subject").status_code == 303
    fields = {"sites.0.name": "名称与内容不符", "sites.0.domains.0.name": "域名证书看不清"}
    review.return_filing(panel.context, filled, actor="staff:wang", reason="请修改", fields=fields)
    page = mia.text(at)
    assert "名称与内容不符" in page
    assert "staff:wang" not in page
    step = mia.text(f"{at}/site-1")
    assert 'href="#sites.0.name"' in step
    assert 'href="#sites.0.domains"' in step
    mia.send(f"{at}/site-1", "/site-1", **{"sites.0.name": "示例茶叶知识天地"})
    mia.send(f"{at}/check", "/check", acknowledged="1")
    assert filings.filing_of(panel.context, filled).state is State.PROVIDER_REVIEW


def test_the_password_is_kept_sealed_and_never_shown_again(panel, mia):
    filing = filings.open_filing(panel.context, Kind.TRANSFER_IN, [HOST], customer="mia", actor="mia")
    at = f"/beian/filings/{filing.id}/password"
    page = mia.text(at)
    assert "工信部网站找回" in page
    assert "重置申请表" in page
    mia.send(at, "/password", password="Invented-1")
    assert "Invented-1" not in mia.text(at)
    assert "备案密码已填写" in mia.text(at)
    with panel.context.database.read() as session:
        assert session.get(FilingRow, filing.id).password == "Invented-1"
    mia.send(at, "/password", password="")
    mia.send(f"/beian/filings/{filing.id}", "/withdraw")
    with panel.context.database.read() as session:
        assert session.get(FilingRow, filing.id).password is None


def test_a_new_filing_asks_for_no_password(mia):
    number = mia.start(HOST)
    assert mia.get(f"/beian/filings/{number}/password").status_code == 404


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        (Kind.NEW, ["subject", "people", "site-1", "access", "material", "check"]),
        (Kind.ADD_SITE, ["subject", "people", "site-1", "access", "material", "password", "check"]),
        (Kind.TRANSFER_IN, ["site-1", "access", "material", "password", "check"]),
        (Kind.CHANGE, ["subject", "people", "site-1", "access", "material", "password", "check"]),
        (Kind.CANCEL_SUBJECT, ["cancellation", "password", "check"]),
        (Kind.CANCEL_SITE, ["cancellation", "password", "check"]),
        (Kind.CANCEL_ACCESS, ["cancellation", "password", "check"]),
        (Kind.MATERIAL, ["subject", "material", "check"]),
    ],
)
def test_each_kind_asks_only_what_it_needs(panel, mia, kind, steps):
    filing = filings.open_filing(panel.context, kind, [HOST], customer="mia", actor="mia")
    for step in steps:
        assert mia.get(f"/beian/filings/{filing.id}/{step}").status_code == 200, step
    for step in {"subject", "people", "site-1", "access", "material", "password", "cancellation"} - set(steps):
        assert mia.get(f"/beian/filings/{filing.id}/{step}").status_code == 404, step


def test_what_the_panel_told_last_goes_with_what_is_handed_in(panel, mia, filled):
    panel.addresses[HOST] = ["203.0.113.9"]
    mia.send(f"/beian/filings/{filled}/check", "/check", acknowledged="1")
    assert drafts.particulars_of(panel.context, filled).sites[0].accesses[0].addresses[0].first == "203.0.113.9"


def test_saving_keeps_what_the_tables_lack_by_now(panel, mia, filled):
    said = drafts.particulars_of(panel.context, filled)
    access = replace(said.sites[0].accesses[0], places=(17, 99))
    site = replace(said.sites[0], accesses=(access,))
    drafts.save_particulars(panel.context, filled, replace(said, sites=(site,)), actor="mia")
    mia.send(f"/beian/filings/{filled}/access", "/access")
    assert drafts.particulars_of(panel.context, filled).sites[0].accesses[0].places == (17, 99)
