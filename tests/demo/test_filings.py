"""From an answer into the plugin's own pages and back: what the filing there releases here."""

from __future__ import annotations

import re

import pytest
from demo_panel import WAY, Person, fill_in, newest, play, start

from beian_plugin.demo.hosting import addresses
from beian_plugin.filing.completeness import refusals
from beian_plugin.operations import material, review


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
def test_the_plugins_hook_serves_a_site_once_its_filing_is_approved(app, person, officer, visit, login, host, number):
    customer = person(login)
    start(customer, host)
    for step in WAY:
        assert visit(host).status_code == 451
        play(customer, officer, [step], password=password_of(app, number))
    visited = visit(host)
    assert visited.status_code == 200
    assert re.search(number, visited.text)


def test_every_site_under_the_domain_is_served_and_none_under_another(person, officer, visit):
    newco = person("newco")
    newco.add_site("shop.demo-newshop.cn")
    start(newco, "www.demo-newshop.cn")
    play(newco, officer)
    assert visit("shop.demo-newshop.cn").status_code == 200
    assert visit("www.demo-newco.cn").status_code == 451


def test_a_held_site_leads_straight_into_the_form_of_its_filing(teahouse):
    page = teahouse.add_site("www.demo-newshop.cn").request.path
    form = teahouse.send(f"{page}/filing")
    assert form.request.path == "/beian/filings/1/subject"
    assert "新增网站" in form.text
    assert '<a href="/">‹ 返回控制面板</a>' in form.text


def test_the_way_back_to_the_panel_may_have_the_panels_name(open_panel):
    with open_panel(BEIAN_PANEL_NAME="示例面板") as app:
        assert '<a href="/">‹ 示例面板</a>' in Person(app, "teahouse").text("/beian/")


def test_starting_twice_opens_one_filing(teahouse):
    page = start(teahouse, "www.demo-newshop.cn")
    fill_in(teahouse, page)
    assert newest(teahouse) == 1
    assert '<p class="message">' in teahouse.text(page)


def test_a_served_site_has_nothing_to_start(teahouse):
    assert "没有需要办理的备案" in teahouse.send("/sites/1/filing").text
    assert "还没有备案申请" in teahouse.text("/")


def test_sample_data_leave_nothing_to_refuse_and_replace_nothing_that_was_typed(app, person):
    newco = person("newco")
    page = newco.add_site("www.demo-newshop.cn").request.path
    newco.send(f"{page}/filing")
    newco.send("/beian/filings/1/site-1", **{"sites.0.name": "自己填写的名称", "do": "stay"})
    for _ in range(2):
        assert newco.send(f"{page}/filing", sample="1").request.path == "/beian/filings/1/check"
    with app.app_context():
        context = app.extensions["beian"].context
        assert refusals(review.missing_of(context, 1)) == ()
        assert len(material.attachments_of(context, 1)) == 2
    assert "自己填写的名称" in newco.text("/beian/filings/1/check")


def test_sample_data_change_nothing_once_the_filing_was_handed_in(teahouse, officer):
    page = start(teahouse, "www.demo-newshop.cn")
    play(teahouse, officer, ["hand in"])
    answer = teahouse.send(f"{page}/filing", sample="1")
    assert answer.request.path == "/beian/filings/1"
    assert "您不能修改" in answer.text


def test_the_page_of_the_site_says_where_the_filing_stands_and_how_to_play_on(app, teahouse, officer):
    page = start(teahouse, "www.demo-newshop.cn")
    seen = []
    for step in (None, *WAY):
        play(teahouse, officer, [step] if step else [])
        text = teahouse.text(page)
        hint = re.search(r'class="demo-only">.*?<p>(.*?)</p>', text, re.DOTALL)
        seen.append((re.search(r'<p class="muted">(\S+)</p>\s*</li>', text)[1], hint[1] if hint else ""))
    states, hints = zip(*seen, strict=True)
    assert states == ("报备阶段-信息提交", "报备阶段-接入者核实", "待上报", "管局审核", "审核通过")
    for said, part in zip(hints, ("示例图片", "以 officer 登录", "自动上报", "/review", ""), strict=True):
        assert part in said


def test_a_withdrawn_filing_leaves_the_site_held_and_may_be_started_anew(teahouse, visit):
    page = start(teahouse, "www.demo-newshop.cn")
    teahouse.send("/beian/filings/1/withdraw")
    assert visit("www.demo-newshop.cn").status_code == 451
    assert "开始办理" in teahouse.text(page)


def test_the_filing_of_another_customer_does_not_exist(teahouse, person):
    start(teahouse, "www.demo-newshop.cn")
    other = person("newco")
    assert other.get("/beian/filings/1").status_code == 404
    assert other.post("/beian/filings/1/withdraw").status_code == 404
    assert "报备阶段-信息提交" in teahouse.text("/beian/")


def test_a_filing_names_the_addresses_in_the_mainland_where_the_domain_is_or_will_be_served(app, teahouse):
    teahouse.send("/transfers/new/move", site="4", server=teahouse.servers[0])
    with app.app_context():
        assert addresses("1", "demo-teahouse.cn") == ["192.0.2.1"]
        assert addresses("1", "demo-tea-abroad.com") == ["192.0.2.1"]
        assert addresses("1", "demo-zhang.cn") == addresses("", "demo-teahouse.cn") == addresses("99", "x.cn") == []
