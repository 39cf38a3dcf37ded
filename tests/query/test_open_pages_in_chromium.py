"""Help and public query in a real Chromium: without script, on a phone, in English, by axe."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import serving
from flask import Flask
from operations.conftest import MirrorFiller
from playwright.sync_api import expect

from beian_plugin import Beian
from beian_plugin.operations.askers import AT_ONCE, may_ask

PHONE = {"width": 360, "height": 740}
PAGES = (
    "/help/",
    "/help/?q=备案密码",
    "/help/?q=zzqqxx",
    "/help/pre-approval",
    "/query",
    "/query?q=teahouse-demo.cn",
    "/query?q=nowhere-demo.cn",
    "/query?q=192.0.2.1",
)


@pytest.fixture
def app(tmp_path):
    """A panel with one filed site."""
    made = Flask(__name__, instance_path=str(tmp_path))
    beian = Beian(made)
    with made.app_context():
        made.context = beian.context
    MirrorFiller(made.context.database).site("teahouse-demo.cn", "示例茶馆.cn", providers=["别家云"])
    yield made
    made.context.database.close()


@pytest.fixture
def address(app):
    """Address at which the panel listens."""
    with serving(app) as url:
        yield f"{url}/beian"


@pytest.fixture
def window(new_context, address):
    """Open a window without script; a page that breaks its own policy and requests to elsewhere fail the test."""
    troubles = []

    def window(**options):
        page = new_context(**{"locale": "zh-CN", "java_script_enabled": False} | options).new_page()
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        page.on("request", lambda request: None if request.url.startswith(address) else troubles.append(request.url))
        return page

    yield window
    assert [one for one in troubles if not one.startswith("data:")] == []


def test_a_stranger_finds_an_answer_by_words_and_goes_on_to_what_belongs_to_it(window, address):
    page = window(viewport=PHONE)
    page.goto(f"{address}/help/")
    page.get_by_label("想了解什么？").fill("备案密码忘了")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="什么是备案密码").first.click()
    expect(page.get_by_text("在 beian.miit.gov.cn 找回。")).to_be_visible()
    page.get_by_role("link", name="代码1018：备案密码错误").click()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Code 1018: wrong filing password")).to_be_visible()


def test_a_stranger_looks_up_a_filing_and_is_stopped_with_a_clear_page(app, window, address):
    page = window(viewport=PHONE)
    page.goto(f"{address}/query")
    page.get_by_label("域名或备案号").fill("www.teahouse-demo.cn")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("不是本接入商")).to_be_visible()
    expect(page.get_by_text("示例茶馆.cn")).to_be_visible()
    expect(page.get_by_text("别家云")).to_have_count(0)
    for _ in range(2 * AT_ONCE):
        may_ask(app.context, "127.0.0.1")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("alert")).to_contain_text("秒再试")
    expect(page.get_by_label("域名或备案号")).to_have_value("www.teahouse-demo.cn")


def test_axe_finds_nothing_serious_and_nothing_is_wider_than_a_phone(window, address):
    axe = Axe()
    page = window(viewport=PHONE, java_script_enabled=True, bypass_csp=True)
    for path in PAGES:
        for lang in ("zh", "en"):
            page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={lang}")
            serious = [v["id"] for v in axe.run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
            assert serious == [], (path, lang)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], (path, lang)
