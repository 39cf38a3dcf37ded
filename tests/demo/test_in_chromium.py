"""The panel in a real Chromium: what a stranger clicks through after `make run`."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from demo_panel import passwords, start, work
from playwright.sync_api import expect

WIDE = {"width": 960, "height": 900}
PHONE = {"width": 360, "height": 740}
ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "docs" / "screenshots"
SAMPLE_PICTURE = ROOT / "beian_plugin" / "demo" / "static" / "sample-picture.png"
CUSTOMER_PAGES = (
    "/sign-in",
    "/",
    "/sites/new",
    "/sites/1",
    "/sites/2",
    "/sites/6",
    "/answers/1",
    "/answers/6",
    "/orders/new",
    "/orders/1",
    "/transfers/new/in",
    "/transfers/new/out",
    "/transfers/new/move",
    "/transfers/1",
    "/visit/demo-teashop.cn",
    "/visit/www.demo-teahouse.cn",
    "/nowhere",
)


@pytest.fixture
def window(new_context, address):
    """Open a window: `window(viewport=...)`; scripts, errors and requests to elsewhere fail the test."""
    troubles = []

    def window(**options):
        page = new_context(base_url=address, **({"locale": "zh-CN"} | options)).new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        page.on("request", lambda request: None if request.url.startswith(address) else troubles.append(request.url))
        return page

    yield window
    assert troubles == []


@pytest.fixture
def signed_in(app, window):
    """Open a window and sign in there by the form."""

    def signed_in(login, **options):
        page = window(**options)
        page.goto("/sign-in")
        page.locator("#login").fill(login)
        page.locator("#password").fill(passwords(app)[login])
        page.locator("#submit").click()
        expect(page).not_to_have_url(re.compile("sign-in"))
        return page

    return signed_in


@pytest.fixture
def authority(app, new_context):
    """A window at the simulated authority, for whoever decides there."""
    return new_context(base_url=app.extensions["authority"].url, viewport=WIDE).new_page()


def add(page, host):
    page.get_by_role("link", name="添加网站").first.click()
    page.get_by_label("域名（主机名）").fill(host)
    page.get_by_role("button", name="添加网站").click()


def decision(page):
    return page.locator(".verdict h2")


def test_a_customer_signs_in_adds_a_domain_and_reads_the_refusal_in_both_languages(signed_in):
    page = signed_in("teahouse")
    add(page, "demo_shop.cn")
    expect(decision(page)).to_have_text("拒绝")
    expect(page.get_by_text("含有下划线")).to_be_visible()
    expect(page.get_by_text("下一步")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.get_by_role("button", name="English").click()
    expect(decision(page)).to_have_text("Refused")
    expect(page.get_by_text("has an underscore and cannot be a registered domain")).to_be_visible()
    expect(page.get_by_text("Nothing was created.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="中文").click()
    expect(decision(page)).to_have_text("拒绝")


def test_the_whole_life_of_a_filing_from_a_held_site_to_a_served_one(app, signed_in, authority):
    page = signed_in("newco", viewport=WIDE)
    add(page, "www.demo-newshop.cn")
    expect(decision(page)).to_have_text("暂缓")
    page.get_by_role("button", name="开始办理：新备案").click()
    expect(page.get_by_role("heading", name="主体信息")).to_be_visible()
    page.get_by_role("link", name="返回控制面板").click()
    page.get_by_role("link", name="www.demo-newshop.cn").click()
    page.get_by_role("button", name="填入示例数据").click()
    fill_in_by_steps(page)
    officer = signed_in("officer", viewport=WIDE)
    officer.get_by_role("link", name="备案工作台").last.click()
    officer.get_by_role("link", name="新备案").click()
    picture(officer, "desk-review")
    officer.get_by_role("button", name="接入商核实通过").click()
    expect(officer.get_by_text("待上报").first).to_be_visible()
    work(app)
    page.reload()
    expect(page.get_by_text("管局审核").first).to_be_visible()
    authority.goto("/review")
    authority.get_by_role("link", name="新备案").click()
    picture(authority, "authority-review")
    authority.get_by_role("button", name="通过").click()
    work(app)
    page.reload()
    expect(page.get_by_text("审核通过").first).to_be_visible()
    picture(page, "filing-approved")
    page.get_by_role("link", name="返回控制面板").click()
    page.get_by_role("link", name="www.demo-newshop.cn").click()
    expect(decision(page)).to_have_text("允许")
    page.get_by_role("link", name="以访客身份查看").click()
    expect(page.get_by_role("link", name="京ICP备2099")).to_have_attribute("href", "https://beian.miit.gov.cn/")


def fill_in_by_steps(page):
    """From the check that follows the sample data back through every step, as somebody looks the form through."""
    page.get_by_role("link", name="主体信息", exact=True).first.click()
    expect(page.get_by_label("主办单位或主办人名称")).to_have_value("北京演示新创科技有限公司")
    picture(page, "filing-form")
    for following in ("负责人", "网站信息", "接入信息", "资料"):
        page.get_by_role("button", name="保存并继续").click()
        expect(page.get_by_role("heading", name=following, exact=True).first).to_be_visible()
    page.get_by_label("这是什么资料").select_option("其他")
    page.get_by_label("图片或扫描件").set_input_files(SAMPLE_PICTURE)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("图片已保存")).to_be_visible()
    picture(page, "filing-material")
    page.get_by_role("link", name="核对并提交").click()
    page.get_by_label("我已阅读并承诺遵守").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交，等待接入商核实")).to_be_visible()


def test_the_decision_is_told_by_words_colour_and_shape(signed_in):
    page = signed_in("teahouse")
    seen = set()
    for host in ("shop.demo-teahouse.cn", "www.demo-newshop.cn", "demo_shop.cn"):
        add(page, host)
        colour = decision(page).evaluate("it => getComputedStyle(it).color")
        shape = page.locator(".verdict .icon path").get_attribute("d")
        seen.add((decision(page).inner_text(), colour, shape))
    assert [len(set(column)) for column in zip(*seen, strict=True)] == [3, 3, 3]


def test_no_page_scrolls_sideways_on_a_phone_in_either_language_and_axe_finds_nothing(signed_in, person):
    teahouse = person("teahouse")
    teahouse.add_site("demo_shop.cn")
    start(teahouse, "www.demo-a-name-that-is-rather-long-for-the-small-screen-of-a-phone.cn")
    teahouse.send("/orders/new", product="metal", region="cn-hangzhou", months="12", quantity="1")
    teahouse.send("/transfers/new/out", site="1")
    for login, paths in (("teahouse", CUSTOMER_PAGES), ("officer", ("/",))):
        for lang in ("zh-CN", "en"):
            page = signed_in(login, viewport=PHONE, locale=lang)
            for path in paths:
                page.goto(path)
                assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], (path, lang)
                if lang == "zh-CN":
                    assert_accessible(page, path)


def test_a_form_with_a_fault_is_accessible(window, signed_in):
    page = window()
    page.goto("/sign-in")
    page.get_by_label("用户名").fill("teahouse")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("status")).to_contain_text("用户名与密码不匹配")
    assert_accessible(page, "a wrong password")
    inside = signed_in("teahouse")
    add(inside, "")
    expect(inside.get_by_label("域名（主机名）")).to_have_attribute("aria-invalid", "true")
    assert_accessible(inside, "an empty name")


def assert_accessible(page, where):
    found = Axe().run(page)
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"


def test_the_page_is_reached_by_keyboard(signed_in):
    page = signed_in("teahouse")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


@pytest.mark.skipif("BEIAN_SCREENSHOTS" not in os.environ, reason="BEIAN_SCREENSHOTS is not set: no pictures wanted")
def test_pictures_for_the_documents(signed_in, window):
    window_at_sign_in = window(viewport=WIDE)
    window_at_sign_in.goto("/sign-in")
    picture(window_at_sign_in, "sign-in")
    page = signed_in("teahouse", viewport=WIDE)
    picture(page, "overview")
    add(page, "shop.demo-teahouse.cn")
    picture(page, "allowed")
    add(page, "demo-oldtea.cn")
    picture(page, "held")
    add(page, "demo_shop.cn")
    page.set_viewport_size({"width": 960, "height": 640})
    picture(page, "refused")
    page.set_viewport_size(WIDE)
    page.get_by_role("button", name="English").click()
    page.goto("/sites/2")
    picture(page, "held-english")
    visitor = window(viewport={"width": 960, "height": 540})
    visitor.goto("/visit/demo-teashop.cn")
    picture(visitor, "notice")
    phone = signed_in("teahouse", viewport=PHONE)
    phone.goto("/sites/2")
    picture(phone, "phone")


def picture(page, name):
    """Keep a picture of the page for the documents, where pictures are wanted."""
    if "BEIAN_SCREENSHOTS" not in os.environ:
        return
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path)
    assert path.stat().st_size < 200_000, name
