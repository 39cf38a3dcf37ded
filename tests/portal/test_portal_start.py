"""The first page of a customer with much: found, chosen among, told apart; and where nobody knows what is on record."""

from __future__ import annotations

import re

import filing_ways as ways
import pytest
from sqlalchemy import event, select

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State, Verb
from beian_plugin.filing.today import ONCE_FILED
from beian_plugin.models.service import LookedUp
from beian_plugin.models.tables import FilingRow, Mirror
from beian_plugin.operations import filings, review

HOST = "beian-sample-1.cn"


@pytest.fixture
def unknown(panel):
    """A panel whose mirror is partial and that has no other source."""
    with panel.context.database.write() as session:
        session.get(Mirror, 1).coverage = "partial"
    return panel


def shown_domains(page):
    return re.findall(r"<td><b>([^<]+)</b>", page)


def test_of_many_domains_those_that_need_the_customer_are_chosen_and_found(panel, mia):
    for number in range(60):
        filings.open_filing(panel.context, Kind.NEW, [f"shop-{number:02}.cn"], customer="mia", actor="mia")
    ways.bring(panel.context, filings.filing_of(panel.context, 7), State.PROVIDER_REVIEW)
    first, second = mia.text("/beian/"), mia.text("/beian/?page=2")
    assert (len(shown_domains(first)), len(shown_domains(second))) == (50, 10)
    assert "需要您办理 59 个" in first
    assert shown_domains(mia.text("/beian/?q=SHOP-06")) == ["shop-06.cn"]
    assert shown_domains(mia.text("/beian/?q=shop-06&show=mine")) == []
    assert "没有符合的域名" in mia.text("/beian/?q=nothing-like-that")
    assert len(shown_domains(mia.text("/beian/?page=9999999999"))) == 10
    assert mia.text("/beian/filings").count("/beian/filings/") >= 50
    found = mia.text("/beian/filings?q=shop-06&show=open")
    assert re.findall(r"申请 (\d+)</a>", found) == ["7"]
    assert re.findall(r"申请 (\d+)</a>", mia.text("/beian/filings?q=12")) == ["13", "12"]
    assert "shop-" not in panel.customer("stranger").text("/beian/filings")


def test_what_a_customer_has_is_read_in_a_fixed_number_of_queries(panel, mia):
    def queries(*paths):
        counted = []
        event.listen(panel.context.database.engine, "before_cursor_execute", lambda *_: counted.append(1))
        for path in paths:
            mia.text(path)
        return len(counted)

    pages = ("/beian/", "/beian/filings", "/beian/subjects")
    ways.put_on_record(panel.context, ways.published(), user="mia")
    for kind in (Kind.CHANGE, Kind.MATERIAL):
        filings.open_filing(panel.context, kind, [HOST], customer="mia", actor="mia")
    few = queries(*pages)
    for number in range(20):
        filings.open_filing(panel.context, Kind.NEW, [f"shop-{number}.cn"], customer="mia", actor="mia")
    assert queries(*pages) == few


def test_faq_49_a_site_that_came_back_while_the_change_passed_is_handed_in_again_from_the_start(panel, mia):
    subject = ways.put_on_record(panel.context, ways.published(), user="mia")
    added = filings.open_filing(panel.context, Kind.ADD_SITE, ["beian-sample-7.cn"], customer="mia", actor="mia")
    with panel.context.database.write() as session:
        session.get(FilingRow, added.id).subject_id = subject
    for verb in (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.RETURN_TO_PROVIDER, Verb.RETURN_TO_CUSTOMER):
        ways.advance(panel.context, added.id, verb, actor="staff")
    page = mia.text("/beian/subjects")
    assert "备案完成" in page
    assert "尚未提交" in page
    assert f'href="/beian/filings/{added.id}/check">核对并再次提交' in page


def start(customer, **said):
    return customer.post("/beian/filings", host=HOST, **said)


def test_where_nobody_knows_what_is_on_record_the_customer_says_it_and_staff_see_that(unknown, mia):
    asked = start(mia)
    assert asked.status_code == 200
    assert "这个域名以前备过案吗" in asked.text
    assert "BEIAN_MODE" not in asked.text
    begun = start(mia, said="transfer_in")
    assert begun.location == "/beian/filings/1"
    assert filings.filing_of(unknown.context, 1).kind is Kind.TRANSFER_IN
    assert "按您所说" in mia.text(begun.location)
    (doubt,) = doubts(unknown)
    assert "自述" in doubt.text.zh
    assert start(mia, said="transfer_in").location == begun.location


def doubts(panel):
    return [one for one in review.missing_of(panel.context, 1) if one.code == "kind_said"]


def test_facts_that_come_later_say_whether_the_customer_was_right(unknown, mia):
    start(mia, said="new")
    with unknown.context.database.write() as session:
        now = unknown.context.now()
        session.add(LookedUp(domain=HOST, source="status", filed="no", known_at=now, asked_at=now))
    assert doubts(unknown) == []
    with unknown.context.database.write() as session:
        session.scalar(select(LookedUp)).filed = "yes"
    (doubt,) = doubts(unknown)
    assert "撤回本申请" in doubt.text.zh


def test_what_is_known_goes_before_what_the_customer_says(panel, mia):
    assert "办理类型：新备案" in mia.text(start(mia, said="transfer_in").location)
    assert filings.filing_of(panel.context, 1).kind is Kind.NEW
    assert doubts(panel) == []


def test_nothing_is_begun_for_what_cannot_be_filed_whatever_is_said(unknown, mia):
    for host in ("demo_shop.cn", "192.0.2.1", ""):
        answer = mia.post("/beian/filings", host=host, said="new")
        assert answer.status_code in (200, 422), host
        assert "以前备过案吗" not in answer.text, host
    assert filings.filings_of(unknown.context, "mia") == []


def test_an_approved_site_has_its_number_and_says_what_to_do_with_it(panel, mia):
    ways.put_on_record(panel.context, ways.published(), user="mia")
    filing = filings.open_filing(panel.context, Kind.TRANSFER_IN, [HOST], customer="mia", actor="mia")
    number = f"{ways.NUMBER}-1"
    assert number not in mia.text(f"/beian/filings/{filing.id}")
    ways.bring(panel.context, filing, State.APPROVED)
    page = mia.text(f"/beian/filings/{filing.id}")
    assert f"{number}&lt;/a&gt;" in page
    assert all(one.zh in page for one in ONCE_FILED)


def test_the_help_leads_back_to_the_page_that_led_there_and_nowhere_else(panel, mia):
    filing = filings.open_filing(panel.context, Kind.NEW, [HOST], customer="mia", actor="mia")
    at = f"/beian/filings/{filing.id}"
    link = re.search(r'class="help-link" href="([^"]+)"', mia.text(at))[1]
    assert f'href="{at}">‹ 返回刚才的页面' in mia.text(link)
    question = re.search(r'<ul><li><a href="([^"]+)"', mia.text(link).partition("相关问题")[2])[1]
    assert f'href="{at}">‹ 返回刚才的页面' in mia.text(question.replace("&amp;", "&"))
    for elsewhere in ("https://example.com/", "//example.com/beian/", "javascript:alert(1)", "/other"):
        assert "返回刚才的页面" not in mia.text(f"/beian/help/?back={elsewhere}")
