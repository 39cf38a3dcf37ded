"""The queue's page: what officers see there, and what each role may do."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import particulars_samples as samples
import pytest

from beian_plugin.filing.states import Verb
from beian_plugin.operations import claims


def numbers(page):
    return re.findall(r'class="row"[^>]*>#(\d+)', page)


def test_the_queue_shows_what_staff_have_to_do_and_nothing_else(desk):
    desk.filing(1)
    mine = desk.submitted(2)
    page = desk.text()
    assert numbers(page) == [str(mine)]
    assert "杭州示例茶叶第2有限公司" in page
    assert "beian-sample-2.cn" in page


def test_filters_stay_chosen_and_go_along_with_the_pages(desk):
    for serial in range(1, 53):
        desk.filing(serial)
    page = desk.text("?state=draft&sort=deadline&province=33")
    assert '<option value="draft" selected>' in page
    assert '<option value="deadline" selected>' in page
    assert len(numbers(page)) == 50
    address = re.search(r'rel="next"[^>]* href="([^"]+)"', page)[1].replace("&amp;", "&")
    rest = desk.text(address)
    assert numbers(rest) == ["51", "52"]
    assert '<option value="draft" selected>' in rest
    assert 'rel="next"' not in rest
    back = re.search(r'rel="prev"[^>]* href="([^"]+)"', rest)[1].replace("&amp;", "&")
    assert desk.get(back).headers["Location"] == "/beian/desk/?state=draft&province=33&sort=deadline"
    assert numbers(desk.get(back, follow_redirects=True).text) == numbers(page)


def test_what_names_a_person_goes_into_no_address_and_is_found(desk):
    mine = desk.submitted(1)
    desk.submitted(2)
    for text in (samples.credit_code(1), "杭州示例茶叶第1有限", "beian-sample-1.cn", "#1", "浙ICP备20260001号"):
        where = desk.post("find", {"search": text, "state": "any", "kind": ""}).headers["Location"]
        carried = parse_qs(urlsplit(where).query)["search"][0]
        assert (carried == text) is (text[0] in "b#浙"), text
        page = desk.text(where)
        assert f'value="{text}"' in page
        if text[0] != "浙":
            assert numbers(page) == [str(mine)], text
    assert numbers(desk.text("?search=~AAAA&state=any")) == ["1", "2"]


def test_a_handful_is_claimed_of_what_was_chosen_and_nobody_has(desk):
    for serial in range(1, 14):
        desk.submitted(serial)
    desk.filing(14)
    claims.claim(desk.context, 1, actor="supervisor")
    assert "已领取 10 件" in desk.does("take", {"count": "10", "state": "any"})
    assert numbers(desk.text("?claimed=me")) == [str(number) for number in range(2, 12)]
    assert "待处理 13" in desk.text()
    assert "我领取的 10" in desk.text()
    assert "无人领取 2" in desk.text()
    assert "没有无人领取" in desk.does("take", {"kind": "transfer_in"})
    assert desk.post("take").headers["Location"] == "/beian/desk/filings/12"


@pytest.mark.parametrize(
    "query",
    [
        "?before=x",
        "?before=9999999999999999_1",
        "?state=x&kind=x&claimed=x&sort=x&province=x",
        "?after=x",
        "?search=%25",
    ],
)
def test_an_address_that_says_nonsense_shows_a_page(desk, query):
    desk.submitted()
    assert "备案申请" in desk.text(query, follow_redirects=True)


def test_a_page_behind_the_last_goes_back_to_the_first(desk):
    filing = desk.submitted()
    assert desk.get("?after=9999999999999999_1&kind=new").headers["Location"] == "/beian/desk/?kind=new"
    assert numbers(desk.text("?kind=new")) == [str(filing)]


def test_the_deadline_of_a_late_authority_is_told(desk):
    desk.filing(1, Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD)
    assert "还剩 20 个工作日" in desk.text("?state=authority_review")
    desk.clock.move(days=60)
    assert "已超过" in desk.text("?state=authority_review")
    assert "working days late" in desk.text("?state=any&lang=en")


def test_the_queue_shows_no_personal_data(desk):
    desk.submitted()
    page = desk.text("?state=any")
    assert "10000000001" not in page
    assert "sample1@example.com" not in page


@pytest.mark.parametrize("role", ["auditor", "ops"])
def test_who_may_not_claim_sees_no_button(desk, role):
    desk.submitted()
    assert "/claim" in desk.text()
    assert "/claim" not in desk.as_(role).text()
