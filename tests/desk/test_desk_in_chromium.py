"""The desk in a real Chromium: an officer's way by mouse and by keys, phone width, no script, English, axe."""

from __future__ import annotations

import os
from pathlib import Path

import browser
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import serving
from playwright.sync_api import expect

from beian_plugin.filing.states import State, Verb
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.operations import filings, material, papers, tasks
from beian_plugin.operations.queue import line_of

PAGES = (
    "/",
    "/?state=any&search=茶叶",
    "/filings/1",
    "/sheets",
    "/tasks",
    "/tasks/1",
    "/obligations",
    "/link",
    "/figures",
    "/provinces",
)
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1440, "height": 900}
SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The Chromium of this machine instead of one that Playwright would download."""
    return browser.launch_args()


@pytest.fixture(scope="session")
def base_url():
    """No common address: each test has a panel of its own. The plugin's own fixture warns under pytest 9."""
    return


@pytest.fixture
def address(desk):
    """Address at which a desk with something of everything listens."""
    desk.as_("supervisor").app.config["WTF_CSRF_ENABLED"] = True
    for serial in (1, 2, 3):
        desk.submitted(serial)
    material.receive_sheet(desk.context, 1, ["other.cn"], actor="test")
    with desk.context.database.write() as session:
        document = {"domain": "unfiled-sample.cn", "address": "203.0.113.9", "carrier": 2, "note": "请处理"}
        tasks.open_task(desk.context, session, TaskKind.UNFILED_SITE, ("1",), document, domain="unfiled-sample.cn")
    with serving(desk.app) as url:
        yield f"{url}/beian/desk"


@pytest.fixture
def window(new_context, address):
    """Open a window; scripts that fail, a page that breaks its own policy and requests to elsewhere fail the test."""
    troubles = []

    def window(**options):
        page = new_context(locale="zh-CN", **options).new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        root = address.removesuffix("/beian/desk")
        page.on(
            "request", lambda request: None if request.url.startswith((root, "data:")) else troubles.append(request.url)
        )
        return page

    yield window
    assert troubles == []


def test_an_officer_claims_opens_and_returns_a_filing_without_javascript(desk, window, address):
    page = window(java_script_enabled=False)
    page.goto(f"{address}/")
    page.get_by_role("button", name="领取").first.click()
    expect(page.get_by_role("status")).to_contain_text("已领取")
    page.get_by_role("button", name="查看个人信息").click()
    expect(page.get_by_text("10000000001").first).to_be_visible()
    page.get_by_label("退回原因：网站名称").fill("名称与内容不符")
    page.get_by_role("button", name="退回客户修改").click()
    expect(page.get_by_role("status")).to_contain_text("已退回客户")
    expect(page.get_by_text("名称与内容不符")).to_be_visible()
    assert filings.filing_of(desk.context, 1).state is State.RETURNED_TO_CUSTOMER


def test_the_queue_is_walked_by_keys(window, address):
    page = window()
    page.goto(f"{address}/")
    links = page.locator("a.row")
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(links.nth(place)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("#2")


def test_an_officer_claims_passes_and_goes_on_by_keys_alone(desk, window, address):
    page = window()

    def arrives(where, text):
        """A page that came takes keys once its script runs."""
        expect(where).to_contain_text(text)
        page.wait_for_load_state()

    page.goto(f"{address}/")
    page.keyboard.press("?")
    expect(page.get_by_text("领取这一行")).to_be_visible()
    for key in ("j", "j", "c"):
        page.keyboard.press(key)
    arrives(page.get_by_role("heading", level=1), "#2")
    assert line_of(desk.context, 2).claimed_by == "supervisor"
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="接入商核实通过")).to_be_focused()
    page.keyboard.press("Enter")
    arrives(page.get_by_role("status"), "已办理")
    assert filings.filing_of(desk.context, 2).state is State.QUEUED
    page.keyboard.press("n")
    arrives(page.get_by_role("heading", level=1), "#1")
    assert line_of(desk.context, 1).claimed_by == "supervisor"
    page.keyboard.press("r")
    expect(page.get_by_label("总体原因")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page).to_have_url(f"{address}/?claimed=me")
    page.wait_for_load_state()
    page.keyboard.press("/")
    expect(page.get_by_label("搜索")).to_be_focused()


def test_sheets_are_scanned_one_after_the_other_without_a_mouse(desk, window, address):
    page = window()
    page.goto(f"{address}/sheets")
    codes = [papers.sheet_values(desk.context, number).code for number in (1, 2, 3)]
    for code in (codes[0], "BA9-BROKEN", codes[1], codes[2]):
        expect(page.get_by_label("核验单条码或申请编号")).to_be_focused()
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        said = "不是本接入商的" if "BROKEN" in code else f"申请 #{codes.index(code) + 1}"
        expect(page.get_by_role("status")).to_contain_text(said)
    assert [len(material.sheets_of(desk.context, number)) for number in (1, 2, 3)] == [2, 1, 1]


def test_letters_typed_into_the_search_are_letters(window, address):
    page = window()
    page.goto(f"{address}/")
    page.get_by_label("搜索").press_sequentially("jk")
    expect(page.get_by_label("搜索")).to_have_value("jk")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_scrolls_sideways_on_a_phone_and_axe_finds_nothing(window, address, lang):
    page = window(viewport=PHONE, color_scheme="dark" if lang == "en" else "light")
    for path in PAGES:
        sign = "&" if "?" in path else "?"
        page.goto(f"{address}{path}{sign}lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"


@pytest.mark.skipif("BEIAN_SCREENSHOTS" not in os.environ, reason="BEIAN_SCREENSHOTS is not set: no pictures wanted")
def test_pictures_of_the_desk(desk, window, address):
    for serial in range(4, 40):
        desk.clock.move(hours=serial)
        steps = (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.APPROVE)
        filing = desk.filing(serial, *steps[: 1 + serial % 4])
        if serial % 8 == 0:
            desk.clock.move(hours=30)
            desk.step(filing, Verb.RETURN_TO_CUSTOMER, fields={"sites.0.name": "x"})
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page = window(viewport=WIDE)
    for name, path in (("queue", "/"), ("filing", "/filings/1"), ("sheets", "/sheets"), ("figures", "/figures")):
        page.goto(f"{address}{path}")
        path = SCREENSHOTS / f"desk-{name}.png"
        page.screenshot(path=path)
        assert path.stat().st_size < 200_000, name
