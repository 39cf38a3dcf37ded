"""A customer adds a site: allowed, held or refused, and what each means for visitors."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from demo_panel import Person


def count(instance, table):
    with closing(sqlite3.connect(instance / "panel.sqlite3")) as connection:
        return connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]


def answers_shown(page):
    return [word for word in ("允许", "暂缓", "拒绝") if f'<h2 id="decision">{word}</h2>' in page.text]


def test_a_site_that_is_filed_here_is_served_with_its_number(teahouse, visit):
    page = teahouse.add_site("shop.demo-teahouse.cn")
    assert answers_shown(page) == ["允许"]
    visited = visit("shop.demo-teahouse.cn")
    assert visited.status_code == 200
    assert '<a href="https://beian.miit.gov.cn/" rel="noopener noreferrer">浙ICP备2099000101号-1</a>' in visited.text


def test_a_site_that_is_not_filed_is_held_and_visitors_are_told_in_two_languages(teahouse, visit):
    page = teahouse.add_site("www.demo-newshop.cn")
    assert answers_shown(page) == ["暂缓"]
    visited = visit("www.demo-newshop.cn")
    assert visited.status_code == 451
    assert visited.headers["Cache-Control"] == "no-store"
    assert "暂未开放" in visited.text
    assert "is not open yet" in visited.text


def test_the_notice_names_neither_the_owner_nor_any_number(teahouse, visit):
    teahouse.add_site("demo-oldtea.cn")
    notice = visit("demo-oldtea.cn").text
    for secret in ("杭州演示茶馆有限公司", "DEMO-TEAHOUSE", "2099000101", "teahouse"):
        assert secret not in notice.replace("demo-oldtea.cn", "")


def test_a_refused_name_creates_nothing(teahouse, instance, visit):
    before = count(instance, "site")
    page = teahouse.add_site("demo_shop.cn")
    assert answers_shown(page) == ["拒绝"]
    assert "没有创建任何内容" in page.text
    assert count(instance, "site") == before
    assert "demo_shop.cn" not in teahouse.text("/")
    assert visit("demo_shop.cn").status_code == 302


def test_junk_as_a_name_gets_an_answer_and_no_site(teahouse, instance):
    before = count(instance, "site")
    for host in ("", "   ", "x" * 5000, "a..b", "\u0000", "<b>x</b>.cn", "例子", "demo.cn\r\nSet-Cookie: x"):
        assert teahouse.add_site(host).status_code in (200, 422), host
        assert count(instance, "site") == before, host
    assert "<b>x</b>" not in teahouse.text("/")


def test_the_answer_says_why_what_next_who_acts_and_what_the_province_asks(teahouse):
    page = teahouse.add_site("demo-teashop.cn").text
    for part in (
        "demo-teashop.cn 已备案（浙ICP备2099000101号-2），但接入商不是我们。",
        "请办理转接入",
        "办理人：网站主办者",
        "依据：FAQ 21, 23, 32",
        "浙江省通信管理局",
        "5 天内，不必重新提交资料，可发邮件到接入商的 ICP 邮箱办理",
        "主体信息有误的，5日内提交变更",
        "自审核通过起 5 天",
        "强制执行",
        "开始办理：转接入",
    ):
        assert part in page
    assert re.search(r"判定编号 <code>[0-9a-f]{32}</code>", page)


def test_a_server_outside_the_mainland_needs_no_filing(teahouse, visit):
    page = teahouse.add_site("www.demo-newshop.cn", server=1)
    assert answers_shown(page) == ["允许"]
    visited = visit("www.demo-newshop.cn")
    assert visited.status_code == 200
    assert "beian.miit.gov.cn" not in visited.text


def test_a_form_that_is_sent_twice_creates_one_site_and_one_answer(teahouse, instance):
    first = teahouse.add_site("WWW.demo-newshop.cn.")
    before = count(instance, "site"), count(instance, "check")
    second = teahouse.add_site("http://www.demo-newshop.cn/")
    assert second.request.path == first.request.path
    assert (count(instance, "site"), count(instance, "check")) == before


def test_asking_again_changes_nothing_where_nothing_changed(teahouse, instance):
    page = teahouse.add_site("www.demo-newshop.cn").request.path
    before = count(instance, "site"), count(instance, "check")
    for _ in range(2):
        assert answers_shown(teahouse.send(f"{page}/check")) == ["暂缓"]
    assert (count(instance, "site"), count(instance, "check")) == before


def test_a_name_of_another_customer_is_not_free(person, instance):
    before = count(instance, "site")
    refused = person("newco").add_site("www.demo-teahouse.cn")
    assert refused.status_code == 422
    assert "其他客户已添加" in refused.text
    assert count(instance, "site") == before


def test_a_site_on_another_server_of_mine_is_to_be_moved(teahouse, visit):
    refused = teahouse.add_site("www.demo-teahouse.cn", server=1)
    assert refused.status_code == 422
    assert "迁移" in refused.text
    assert visit("www.demo-teahouse.cn").status_code == 200


def test_a_name_filed_for_somebody_else_is_held_without_their_name(person):
    page = person("newco").add_site("demo-bookshop.cn").text
    assert "备案在其他主体名下" in page
    assert "上海演示书店有限公司" not in page


def test_a_real_public_filing_counts_as_filed(teahouse):
    page = teahouse.add_site("zhihu.com").text
    assert "京ICP备13052560号-1" in page


def test_an_address_is_allowed_but_never_takes_the_panels_place(teahouse, visit):
    assert answers_shown(teahouse.add_site("192.0.2.77")) == ["允许"]
    assert visit("192.0.2.77").location.startswith("/sign-in")
    assert visit("127.0.0.1", "/visit/192.0.2.77").status_code == 200


def test_a_name_of_the_panel_itself_stays_the_panels(open_panel):
    with open_panel(PANEL_HOSTS=frozenset({"demo-panel.cn"})) as app:
        teahouse = Person(app, "teahouse")
        teahouse.add_site("demo-panel.cn", server=1)
        assert app.test_client().get("/", headers={"Host": "demo-panel.cn:8000"}).location.startswith("/sign-in")


def test_a_customers_site_shows_neither_panel_nor_api(teahouse, visit):
    for path in ("/sign-in", "/beian/", "/beian/api/v1/openapi.json"):
        assert visit("www.demo-teahouse.cn:8000", path).status_code == 404
    assert visit("www.demo-teahouse.cn", "/static/panel.css").status_code == 200


def test_a_removed_site_is_gone(teahouse, visit):
    teahouse.send("/sites/1/remove")
    assert visit("www.demo-teahouse.cn").location.startswith("/sign-in")
    assert "www.demo-teahouse.cn" not in teahouse.text("/")


def test_observe_mode_says_what_it_would_decide_and_serves(open_panel):
    with open_panel(BEIAN_MODE="observe") as app:
        page = Person(app, "teahouse").add_site("www.demo-newshop.cn")
        assert answers_shown(page) == ["暂缓"]
        assert "观察模式" in page.text
        assert app.test_client().get("/", headers={"Host": "www.demo-newshop.cn"}).status_code == 200


def test_observe_mode_creates_no_site_without_a_name(open_panel, instance):
    with open_panel(BEIAN_MODE="observe") as app:
        before = count(instance, "site")
        Person(app, "teahouse").add_site("a..b")
        assert count(instance, "site") == before


def test_a_plugin_without_its_database_gives_a_sentence_and_changes_nothing(teahouse, instance):
    before = count(instance, "site")
    with closing(sqlite3.connect(instance / "beian.sqlite3")) as connection:
        connection.execute("DROP TABLE beian_domain")
    refused = teahouse.add_site("www.demo-newshop.cn")
    assert refused.status_code == 503
    assert "没有做任何改动" in refused.text
    assert count(instance, "site") == before


def test_a_site_is_still_answered_for_without_the_plugins_database(instance, visit):
    with closing(sqlite3.connect(instance / "beian.sqlite3")) as connection:
        connection.execute("DROP TABLE beian_domain")
    assert visit("www.demo-teahouse.cn").status_code == 200
    assert visit("demo-teashop.cn").status_code == 451


def test_a_panel_without_its_database_gives_a_sentence(teahouse, instance):
    with closing(sqlite3.connect(instance / "panel.sqlite3")) as connection:
        connection.execute("DROP TABLE site")
    refused = teahouse.get("/")
    assert refused.status_code == 503
    assert "面板数据库没有响应" in refused.text


def test_names_to_try_are_links_that_fill_the_form(teahouse):
    page = teahouse.text("/sites/new")
    assert 'href="/sites/new?host=demo-oldtea.cn"' in page
    assert 'value="demo-oldtea.cn"' in teahouse.text("/sites/new?host=demo-oldtea.cn")


def test_what_belongs_to_others_does_not_exist(person, teahouse):
    teahouse.send("/orders/new", product="metal", region="cn-hangzhou", months="12", quantity="1")
    teahouse.send("/transfers/new/out", site="1")
    other = person("newco")
    for kind in ("sites", "answers", "orders", "transfers"):
        assert teahouse.get(f"/{kind}/1").status_code == 200
        assert other.get(f"/{kind}/1").status_code == 404
        for verb in ("check", "filing", "remove"):
            assert other.post(f"/{kind}/1/{verb}").status_code in (404, 405)
        assert teahouse.get(f"/{kind}/1").status_code == 200
