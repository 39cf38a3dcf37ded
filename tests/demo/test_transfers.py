"""Transfers in, out and to another server: the answer, and what the panel does by it."""

from __future__ import annotations

import re

import pytest
from demo_panel import fill_in, play


def transfer(customer, direction, **fields):
    return customer.send(f"/transfers/new/{direction}", **fields)


def password_of(app):
    """The filing password of zhang, as he reads it in the mail."""
    return app.extensions["authority"].password_of("陕ICP备2099000201号")


def bring_in(customer, host, **stated):
    return transfer(customer, "in", host=host, server=customer.servers[0], **stated)


def test_shaanxi_takes_no_transfer_while_the_subjects_data_is_wrong(person, visit):
    zhang = person("zhang")
    page = bring_in(zhang, "demo-zhang.cn", subject_correct="no")
    assert '<h2 id="decision">拒绝</h2>' in page.text
    assert "陕西省通信管理局要求主体信息正确才能办理转接入" in page.text
    assert "开始办理" not in page.text
    assert visit("demo-zhang.cn").status_code == 302
    assert "demo-zhang.cn" not in zhang.text("/")


@pytest.mark.parametrize(("stated", "asked"), [({"subject_correct": "yes"}, False), ({"subject_correct": ""}, True)])
def test_a_transfer_in_waits_and_asks_for_what_is_missing(person, visit, stated, asked):
    page = bring_in(person("zhang"), "demo-zhang.cn", **stated)
    assert '<h2 id="decision">暂缓</h2>' in page.text
    assert ("请先核对备案中的主体信息" in page.text) is asked
    assert "办理时需要备案密码" in page.text
    assert visit("demo-zhang.cn").status_code == 451


def test_an_approved_transfer_in_is_carried_out_by_the_hook(app, person, officer, visit):
    zhang = person("zhang")
    path = bring_in(zhang, "demo-zhang.cn", subject_correct="yes", has_password="y").request.path
    fill_in(zhang, path)
    play(zhang, officer, password=password_of(app))
    assert visit("demo-zhang.cn").status_code == 200
    assert "网站已转入并开通" in zhang.text(path)


def test_a_transfer_that_is_sent_twice_is_one(person):
    zhang = person("zhang")
    first = bring_in(zhang, "demo-zhang.cn")
    second = bring_in(zhang, "demo-zhang.cn", subject_correct="yes")
    assert second.request.path == first.request.path
    assert "请先核对备案中的主体信息" not in second.text


def test_a_site_of_another_customer_cannot_be_taken_in(person):
    refused = bring_in(person("zhang"), "www.demo-teahouse.cn")
    assert refused.status_code == 422
    assert "其他客户已添加" in refused.text


def test_a_transfer_of_a_site_that_was_removed_brings_nothing_back(app, person, officer, visit):
    zhang = person("zhang")
    path = bring_in(zhang, "demo-zhang.cn", subject_correct="yes").request.path
    fill_in(zhang, path)
    number = re.search(r'href="/sites/(\d+)"', zhang.text("/"))[1]
    zhang.send(f"/sites/{number}/remove")
    assert zhang.get(path).status_code == 404
    play(zhang, officer, password=password_of(app))
    assert visit("demo-zhang.cn").status_code == 302


def test_the_last_access_cannot_leave(teahouse, visit):
    page = transfer(teahouse, "out", site="1")
    assert '<h2 id="decision">暂缓</h2>' in page.text
    assert "代码 1025" in page.text
    assert visit("www.demo-teahouse.cn").status_code == 200


def test_a_site_with_another_access_may_leave_and_its_cancellation_can_be_filed(teahouse, officer, visit):
    page = transfer(teahouse, "out", site="3")
    assert '<h2 id="decision">允许</h2>' in page.text
    assert visit("www.demo-twohomes.cn").location.startswith("/sign-in")
    fill_in(teahouse, page.request.path)
    play(teahouse, officer)
    assert "取消接入" in teahouse.text("/")
    assert "网站已从本面板移除" in teahouse.text(page.request.path)


def test_a_filed_site_moves_between_mainland_servers_at_once(teahouse, visit):
    teahouse.send("/orders/new", product="metal", region="cn-beijing", months="12", quantity="1")
    page = transfer(teahouse, "move", site="1", server=teahouse.servers[-1])
    assert '<h2 id="decision">允许</h2>' in page.text
    assert "北京" in teahouse.text("/sites/1")
    assert visit("www.demo-teahouse.cn").status_code == 200


def test_an_unfiled_site_stays_abroad_until_its_filing_is_approved(teahouse, officer, visit):
    page = transfer(teahouse, "move", site="4", server=teahouse.servers[0])
    assert '<h2 id="decision">暂缓</h2>' in page.text
    assert "香港" in teahouse.text("/sites/4")
    assert visit("demo-tea-abroad.com").status_code == 200
    fill_in(teahouse, page.request.path)
    play(teahouse, officer)
    assert "杭州" in teahouse.text("/sites/4")
    assert visit("demo-tea-abroad.com").status_code == 200


def test_a_site_of_another_customer_is_no_choice(person, teahouse):
    assert transfer(person("newco"), "out", site="1").status_code == 422
    assert teahouse.get("/sites/1").status_code == 200


def test_without_a_site_there_is_nothing_to_move(person):
    assert "您还没有网站" in person("zhang").text("/transfers/new/move")
