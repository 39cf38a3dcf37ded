"""What the customer sees of a filing that the provider makes for them, and of two who save at once (FAQ 57)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from beian_plugin.filing.particulars import Reporting
from beian_plugin.filing.states import State
from beian_plugin.operations import drafts, filings, review

HOST = "beian-sample-1.cn"


@pytest.fixture
def number(mia):
    """The number of a draft of mia's."""
    return mia.start(HOST)


def said(panel, number):
    return drafts.particulars_of(panel.context, number)


def saved_by_staff(panel, number, **values):
    before = said(panel, number)
    after = replace(before, subject=replace(before.subject, **values))
    drafts.save_particulars(panel.context, number, after, actor="staff:wang")


def test_what_the_provider_files_is_followed_and_not_edited(panel, mia, number):
    review.switch_reporting(panel.context, number, Reporting.ON_BEHALF, actor="staff:wang")
    page = mia.text(f"/beian/filings/{number}")
    assert "代为备案" in page
    assert "改为自主备案（FAQ 57）" in page
    assert "/subject" not in page
    assert "由您办理" not in page
    refused = mia.get(f"/beian/filings/{number}/subject")
    assert refused.location == f"/beian/filings/{number}"
    assert "FAQ 57" in mia.text(refused.location)
    assert "我们代您填写" in mia.text("/beian/")


def opened(mia, at):
    """What the page sends if nothing is changed."""
    form = mia.form(at, at.rpartition("/")[2])
    return {name: value for name, value in form.form_values() if name != "csrf_token"}


def test_what_another_saved_in_a_field_that_was_left_alone_stays(panel, mia, number):
    at = f"/beian/filings/{number}/subject"
    mia.send(at, "/subject", **{"subject.name": "杭州示例茶叶有限公司", "subject.investor": "王示例", "do": "stay"})
    page = opened(mia, at)
    saved_by_staff(panel, number, investor="接入商核对后的投资人")
    assert mia.post(at, **page | {"subject.name": "杭州新名称有限公司"}).status_code == 303
    subject = said(panel, number).subject
    assert (subject.name, subject.investor) == ("杭州新名称有限公司", "接入商核对后的投资人")


def test_a_clash_shows_who_changed_what_and_the_next_save_decides(panel, mia, number):
    at = f"/beian/filings/{number}/subject"
    mia.send(at, "/subject", **{"subject.name": "杭州示例茶叶有限公司", "do": "stay"})
    page = opened(mia, at)
    saved_by_staff(panel, number, name="接入商改的名称", investor="接入商填的投资人")
    refused = mia.post(at, **page | {"subject.name": "客户改的名称"})
    assert refused.status_code == 422
    assert "改成了“接入商改的名称”" in refused.text
    assert "接入商于 20" in refused.text
    assert "staff:wang" not in refused.text
    assert 'value="客户改的名称"' in refused.text
    assert 'value="接入商填的投资人"' in refused.text
    assert said(panel, number).subject.name == "接入商改的名称"
    again = {name: value for name, value in fields_of(refused.text, "/subject").items() if name != "csrf_token"}
    mia.post(at, **again)
    subject = said(panel, number).subject
    assert (subject.name, subject.investor) == ("客户改的名称", "接入商填的投资人")


def fields_of(text, action):
    import lxml.html

    form = next(form for form in lxml.html.fromstring(text).forms if form.get("action").endswith(action))
    return dict(form.form_values())


def test_both_who_typed_the_same_clash_in_nothing(panel, mia, number):
    at = f"/beian/filings/{number}/subject"
    mia.send(at, "/subject", **{"subject.name": "旧名称", "do": "stay"})
    page = opened(mia, at)
    saved_by_staff(panel, number, name="新名称")
    assert mia.post(at, **page | {"subject.name": "新名称"}).status_code == 303


def test_province_and_county_go_together(panel, mia, number):
    at = f"/beian/filings/{number}/subject"
    mia.send(at, "/subject", **{"subject.address.province": "330000", "do": "stay"})
    page = opened(mia, at)
    address = replace(said(panel, number).subject.address, city=330100, county=330106)
    saved_by_staff(panel, number, address=address)
    refused = mia.post(at, **page | {"subject.address.province": "610000"})
    assert refused.status_code == 422
    assert "西湖区" in refused.text
    assert said(panel, number).subject.address == address


def test_a_site_is_not_taken_off_by_who_has_not_seen_what_it_says_now(panel, mia, number):
    at = f"/beian/filings/{number}"
    mia.send(f"{at}/subject", "/subject", **{"subject.name": "名称", "do": "stay"})
    mia.send(f"{at}/site-1", "/site-1", do="add_site")
    page = opened(mia, f"{at}/site-1")
    before = said(panel, number)
    sites = (replace(before.sites[0], name="接入商填的网站名称"), before.sites[1])
    drafts.save_particulars(panel.context, number, replace(before, sites=sites), actor="staff:wang")
    assert mia.post(f"{at}/site-1", **page | {"do": "remove_site"}).status_code == 422
    assert len(said(panel, number).sites) == 2


def test_nothing_is_handed_in_that_was_not_looked_over(panel, mia, number):
    at = f"/beian/filings/{number}/check"
    mia.send(f"/beian/filings/{number}/subject", "/subject", **{"subject.name": "名称", "do": "stay"})
    mark = dict(mia.form(at, "/check").form_values())["was"]
    saved_by_staff(panel, number, name="接入商改的名称")
    refused = mia.post(at, was=mark, acknowledged="1")
    assert refused.status_code == 422
    assert "修改了申请：请核对后再提交" in refused.text
    assert filings.filing_of(panel.context, number).state is State.DRAFT
