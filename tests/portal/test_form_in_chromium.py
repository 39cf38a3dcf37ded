"""How the form feels in a real Chromium: checked while typed, sent again when the net is down, kept when signed out."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import serving
from PIL import Image
from playwright.sync_api import expect
from portal_panel import ADDRESS

from beian_plugin.filing.kinds import Kind
from beian_plugin.operations import drafts, filings, material

HOST = "beian-sample-1.cn"


@pytest.fixture
def address(panel):
    """Where the panel answers, with mia signed in."""
    panel.user = "mia"
    panel.app.config["BEIAN_SIGN_IN_URL"] = "/sign-in?next={next}"
    panel.addresses[HOST] = [ADDRESS]
    with serving(panel.app) as url:
        yield url


@pytest.fixture
def number(panel):
    """The number of a filing of which nothing was filled in."""
    return filings.open_filing(panel.context, Kind.NEW, [HOST], customer="mia", actor="mia").id


@pytest.fixture
def window(new_context, address):
    """Open a window; errors and refusals of the policy fail the test."""
    troubles = []

    def window(**options):
        page = new_context(base_url=address, locale="zh-CN", **options).new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        return page

    yield window
    assert troubles == []


def subject(panel, number):
    return drafts.particulars_of(panel.context, number).subject


def save(page):
    page.get_by_role("button", name="保存", exact=True).click()


def test_a_fault_shows_at_its_field_once_it_was_visited_and_goes_when_it_is_mended(window, number):
    page = window(viewport={"width": 360, "height": 740})
    page.goto(f"/beian/filings/{number}/people")
    mobile = page.get_by_label("主体负责人手机号码")
    mobile.fill("12")
    mobile.blur()
    expect(mobile).to_have_attribute("aria-invalid", "true")
    fault = page.locator(".wrong .error")
    expect(fault).to_have_count(1)
    words = fault.inner_text()
    expect(page.locator("[data-said]")).to_have_text(f"主体负责人手机号码：{words}")
    assert mobile.evaluate("one => document.getElementById(one.getAttribute('aria-describedby')).innerText").startswith(
        words
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert Axe().run(page).violations_count == 0
    with page.expect_navigation():
        save(page)
    page.goto(f"/beian/filings/{number}/people?look=1")
    expect(page.locator(".wrong", has=page.get_by_label("主体负责人手机号码")).locator(".error")).to_have_text(words)
    mobile.fill("10000000001")
    expect(mobile).not_to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("✓ 已更正")).to_be_visible()
    expect(page.get_by_role("alert").get_by_role("link", name="主体负责人手机号码")).to_be_hidden()


def test_counties_follow_their_province_and_are_saved_with_it(panel, window, number):
    page = window()
    page.goto(f"/beian/filings/{number}/subject")
    expect(page.get_by_role("button", name="显示该省的县（区）")).to_be_hidden()
    page.get_by_label("主体所在省").select_option("浙江省")
    page.get_by_label("主体所在县（区）").select_option("西湖区")
    with page.expect_navigation():
        save(page)
    assert subject(panel, number).address.county == 330106


def test_what_cannot_be_sent_stays_and_is_sent_again_until_it_lands(panel, window, number):
    page = window()
    page.clock.install()
    page.goto(f"/beian/filings/{number}/subject")
    page.get_by_label("主办单位或主办人名称").fill("杭州示例茶叶")
    page.context.set_offline(True)
    save(page)
    told = page.locator("[data-status]")
    expect(told).to_contain_text("还没有保存")
    page.clock.run_for(2500)
    expect(told).to_contain_text("4 秒后自动再试")
    page.context.set_offline(False)
    page.route("**/subject", lambda route: route.fulfill(status=502, body="bad gateway"), times=1)
    page.clock.run_for(4500)
    expect(told).to_contain_text("8 秒后自动再试")
    assert subject(panel, number) is None
    with page.expect_navigation():
        page.clock.run_for(8500)
    assert subject(panel, number).name == "杭州示例茶叶"
    expect(page.get_by_label("主办单位或主办人名称")).to_have_value("杭州示例茶叶")
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0


def test_a_sign_in_that_ran_out_keeps_the_page_with_script(panel, window, number):
    page = window()
    page.goto(f"/beian/filings/{number}/subject")
    page.get_by_label("主办单位或主办人名称").fill("杭州示例茶叶")
    panel.user = None
    save(page)
    asked = page.get_by_role("dialog", name="登录已过期")
    expect(asked).to_be_visible()
    assert Axe().run(page).violations_count == 0
    # Signing in gives a session of its own: the token of this page is none any more.
    page.context.clear_cookies()
    panel.user = "mia"
    with page.expect_navigation():
        asked.get_by_role("button", name="已登录，保存").click()
    assert subject(panel, number).name == "杭州示例茶叶"


def test_a_sign_in_that_ran_out_keeps_what_was_typed_without_script(panel, window, number):
    page = window(java_script_enabled=False)
    page.goto(f"/beian/filings/{number}/subject")
    page.get_by_label("主办单位或主办人名称").fill("杭州示例茶叶")
    panel.user = None
    save(page)
    expect(page.get_by_role("heading", name="登录已过期")).to_be_visible()
    page.context.clear_cookies()
    panel.user = "mia"
    page.get_by_role("button", name="再次提交").click()
    expect(page.get_by_role("heading", name="页面已过期")).to_be_visible()
    page.get_by_role("button", name="再次提交").click()
    expect(page.get_by_label("主办单位或主办人名称")).to_have_value("杭州示例茶叶")
    assert subject(panel, number).name == "杭州示例茶叶"


def test_a_double_click_starts_one_filing(panel, window):
    page = window()
    page.goto("/beian/")
    page.get_by_label("域名", exact=True).fill(HOST)
    page.get_by_role("button", name="开始办理").dblclick()
    page.wait_for_url(re.compile(r"/filings/\d+"))
    assert len(filings.filings_of(panel.context, "mia")) == 1


def test_a_picture_is_shown_before_it_is_sent_and_a_page_asked_of_a_pdf_alone(panel, window, number, tmp_path):
    Image.new("RGB", (60, 40), "navy").save(tmp_path / "licence.png")
    page = window()
    page.goto(f"/beian/filings/{number}/material")
    expect(page.get_by_label("PDF 的第几页")).to_be_hidden()
    page.get_by_label("图片或扫描件").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    expect(page.get_by_label("PDF 的第几页")).to_be_visible()
    page.get_by_label("图片或扫描件").set_input_files(tmp_path / "licence.png")
    expect(page.get_by_role("img", name="licence.png")).to_be_visible()
    expect(page.get_by_label("PDF 的第几页")).to_be_hidden()
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_label("这是什么资料")).to_be_focused()  # the browser asks for it and keeps the file
    page.get_by_label("这是什么资料").select_option("主办单位证件")
    with page.expect_navigation():
        page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("图片已保存")).to_be_visible()
    assert len(material.attachments_of(panel.context, number)) == 1


def test_what_the_server_refuses_is_shown_without_losing_the_page(panel, window, number):
    page = window()
    page.goto(f"/beian/filings/{number}/material")
    page.get_by_label("这是什么资料").select_option("主办单位证件")
    page.get_by_label("图片或扫描件").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    )
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".field", has=page.get_by_label("图片或扫描件")).locator(".error")).to_be_visible()
    expect(page.get_by_label("图片或扫描件")).to_be_focused()
    assert page.url.endswith("/material")
    assert material.attachments_of(panel.context, number) == []
