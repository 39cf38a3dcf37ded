"""A filing is started from an answer, played through by customer, staff and authority, and releases what waited."""

from __future__ import annotations

import io
import re
import sqlite3
from contextlib import closing

import pytest
from demo_panel import WAY, hand_in, newest, play, start
from pictures import SECRET, gps, noise, opened, pdf, quarters, saved, scan

from beian_plugin.filing.particulars import Reporting
from beian_plugin.operations.review import switch_reporting


def password_of(app, number):
    """The filing password of a sample, as its principal reads it in the mail; none where there is no record yet."""
    subject = number.rpartition("-")[0]
    return "" if "\\" in subject else app.extensions["authority"].password_of(subject)


@pytest.mark.parametrize(
    ("login", "host", "number"),
    [
        ("newco", "www.demo-newshop.cn", r"京ICP备2099\d{6}号-\d+"),
        ("teahouse", "www.demo-newshop.cn", r"浙ICP备2099000101号-\d+"),
        ("teahouse", "demo-oldtea.cn", "浙ICP备2099000101号-3"),
        ("zhang", "demo-zhang.cn", "陕ICP备2099000201号-1"),
    ],
    ids=["new", "add_site", "shell", "transfer_in"],
)
def test_the_plugins_hook_serves_a_site_once_its_filing_is_approved(app, person, staff, visit, login, host, number):
    customer = person(login)
    start(customer, host)
    for step in WAY:
        assert visit(host).status_code == 451
        play(customer, staff, newest(customer), [step], password=password_of(app, number))
    visited = visit(host)
    assert visited.status_code == 200
    assert re.search(number, visited.text)


def test_every_site_under_the_domain_is_served(teahouse, staff, visit):
    teahouse.add_site("shop.demo-newshop.cn")
    start(teahouse, "www.demo-newshop.cn")
    play(teahouse, staff, newest(teahouse))
    assert visit("shop.demo-newshop.cn").status_code == 200


def test_a_filing_for_another_domain_serves_nothing(teahouse, person, staff, visit):
    start(teahouse, "www.demo-newshop.cn")
    play(teahouse, staff, newest(teahouse))
    assert visit("www.demo-newco.cn").status_code == 451


def test_starting_twice_opens_one_filing(teahouse):
    page = start(teahouse, "www.demo-newshop.cn")
    assert "没有需要办理的备案" in teahouse.send(f"{page}/filing").text
    assert teahouse.text("/filings/").count('class="card filing"') == 1


def test_a_served_site_has_nothing_to_start(teahouse):
    assert "没有需要办理的备案" in teahouse.send("/sites/1/filing").text
    assert "还没有备案申请" in teahouse.text("/filings/")


def test_the_page_of_the_site_shows_the_state_in_the_words_of_the_authority(teahouse, staff):
    page = start(teahouse, "www.demo-newshop.cn")
    seen = []
    for step in ((), *((step,) for step in WAY)):
        play(teahouse, staff, newest(teahouse), step)
        seen.append(re.search(r'<p class="state">([^<]+)', teahouse.text(page))[1])
    assert seen == ["报备阶段-信息提交", "报备阶段-接入者核实", "待上报", "管局审核", "审核通过"]


def test_a_returned_filing_is_mended_and_approved(teahouse, staff, visit):
    start(teahouse, "www.demo-newshop.cn")
    way = (
        ("customer", "submit"),
        ("staff", "return_to_customer"),
        ("customer", "resubmit"),
        ("staff", "provider_pass"),
        ("authority", "receive"),
        ("authority", "refuse"),
        ("staff", "resubmit"),
        ("authority", "receive"),
        ("authority", "approve"),
    )
    play(teahouse, staff, newest(teahouse), way)
    assert visit("www.demo-newshop.cn").status_code == 200


def test_a_customer_for_whom_staff_file_is_told_whom_to_ask_and_loses_nothing_typed(app, person, staff):
    newco = person("newco")
    start(newco, "www.demo-newshop.cn")
    filing = newest(newco)
    play(newco, staff, filing, (("customer", "submit"), ("staff", "return_to_customer")))
    switch_reporting(app.extensions["beian"].context, filing, Reporting.ON_BEHALF, actor="staff")
    page = hand_in(newco, filing, "resubmit", **{"subject.name": "杭州别名示例有限公司"})
    assert page.status_code == 200
    assert "代为备案，您不能自行修改" in page.text
    assert "杭州别名示例有限公司" in page.text


def test_a_withdrawn_filing_leaves_the_site_held_and_may_be_started_anew(teahouse, staff, visit):
    page = start(teahouse, "www.demo-newshop.cn")
    play(teahouse, staff, newest(teahouse), [("customer", "withdraw")])
    assert visit("www.demo-newshop.cn").status_code == 451
    assert "开始办理" in teahouse.send(f"{page}/check").text


@pytest.mark.parametrize("verb", ["approve", "provider_pass", "upload", "record_opinion", "", "junk"])
def test_a_customer_cannot_take_the_steps_of_staff_or_authority(teahouse, visit, verb):
    start(teahouse, "www.demo-newshop.cn")
    answer = teahouse.send(f"/filings/{newest(teahouse)}/step", verb=verb)
    assert "这一步已不能进行" in answer.text
    assert "报备阶段-信息提交" in answer.text


def test_the_filing_of_another_customer_does_not_exist(teahouse, person):
    start(teahouse, "www.demo-newshop.cn")
    other = person("newco")
    assert other.post(f"/filings/{newest(teahouse)}/step", verb="withdraw").status_code == 404
    assert "demo-newshop.cn" not in other.text("/filings/")
    assert "报备阶段-信息提交" in teahouse.text("/filings/")


def test_the_history_names_who_took_each_step(teahouse, staff, instance):
    start(teahouse, "www.demo-newshop.cn")
    play(teahouse, staff, newest(teahouse))
    with closing(sqlite3.connect(instance / "beian.sqlite3")) as connection:
        steps = connection.execute("SELECT verb, actor FROM beian_filing_step ORDER BY id").fetchall()
    theirs = [(verb, "authority") for verb in ("upload", "approve", "record_opinion")]
    assert steps == [("submit", "1"), ("provider_pass", "4"), *theirs]


def test_staff_review_every_field_by_its_words(teahouse, staff):
    start(teahouse, "www.demo-newshop.cn")
    play(teahouse, staff, newest(teahouse), WAY[:1])
    labels = re.findall(r'<p><span class="muted">([^<]+)</span><br>', staff.text(f"/filings/{newest(teahouse)}/review"))
    assert "网站接入方式" in labels
    assert [label for label in labels if ".0" in label] == []


def test_a_photograph_is_shown_as_the_authority_gets_it_and_told_what_became_of_it(teahouse, person):
    start(teahouse, "www.demo-newshop.cn")
    filing = newest(teahouse)
    path = f"/filings/{filing}"

    def add(content, **said):
        return teahouse.send(f"{path}/attachments", purpose="2", file=(io.BytesIO(content), "front.exe"), **said).text

    assert "从 3000×4000 像素缩小到" in add(saved(noise(4000, 3000), quality=70, exif=gps(6)))
    assert "第 2 页" in add(pdf(quarters(), scan()), page="2")
    assert "共 2 页，没有第 3 页" in add(pdf(quarters(), scan()), page="3")
    assert "不是 JPEG、PNG 图片或 PDF" in add(b"GIF89a")
    assert "请填写" in teahouse.send(f"{path}/attachments", purpose="2", file="no file").text
    pictures = re.findall(rf'href="({path}/attachments/\d+)"', teahouse.text(path))
    assert len(pictures) == 2
    shown = teahouse.get(pictures[0])
    assert (shown.mimetype, shown.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert opened(shown.data).height > opened(shown.data).width
    assert SECRET not in shown.data
    assert person("newco").get(pictures[0]).status_code == 404
    assert teahouse.get(f"{path}/attachments/9999").status_code == 404
