"""The portal in a real Chromium: a customer files on a phone, without scripts, in both languages."""

from __future__ import annotations

import os
from pathlib import Path

import filing_ways as ways
import particulars_samples as samples
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import serving
from playwright.sync_api import expect
from portal_panel import ADDRESS

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State, Verb
from beian_plugin.operations import filings, review

HOST = "beian-sample-1.cn"
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 960, "height": 900}
SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
STEPS = ("", "/subject?look=1", "/people", "/site-1?look=1", "/access", "/material", "/check")


@pytest.fixture
def address(panel):
    """Where the panel answers, with mia signed in."""
    panel.user = "mia"
    panel.addresses[HOST] = [ADDRESS]
    with serving(panel.app) as url:
        yield url


@pytest.fixture
def window(new_context, address):
    """Open a window; errors, refusals of the policy and requests to elsewhere fail the test."""
    troubles = []

    def window(**options):
        page = new_context(base_url=address, locale="zh-CN", **options).new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        page.on("request", lambda request: None if request.url.startswith(address) else troubles.append(request.url))
        return page

    yield window
    assert troubles == []


def go_on(page):
    page.get_by_role("button", name="保存并继续").click()


def test_a_customer_files_on_a_phone_without_scripts(panel, window):
    page = window(viewport=PHONE, java_script_enabled=False)
    page.goto("/beian/")
    page.get_by_label("域名").fill(f"www.{HOST}")
    page.get_by_role("button", name="开始办理").click()
    page.get_by_role("link", name="填写").click()
    page.get_by_label("主办单位性质").select_option("企业")
    page.get_by_label("主办单位或主办人名称").fill("杭州示例茶叶第1有限公司")
    page.get_by_label("主体证件类型").select_option("营业执照")
    page.get_by_label("主体证件号码").fill(samples.credit_code(1))
    page.get_by_label("证件住所").fill("浙江省杭州市西湖区示例路1号")
    page.get_by_label("主体所在省").select_option("浙江省")
    page.get_by_role("button", name="显示该省的县（区）").click()
    page.get_by_label("主体所在县（区）").select_option("西湖区")
    page.get_by_label("主体通信地址").fill("示例路1号")
    go_on(page)
    person = samples.principal()
    page.get_by_label("主体负责人姓名").fill(person.name)
    page.get_by_label("主体负责人证件类型").select_option("居民身份证")
    page.get_by_label("主体负责人证件号码").fill(person.certificate_number)
    page.get_by_label("主体负责人办公电话").fill(person.office_phone)
    page.get_by_label("主体负责人手机号码").fill(person.mobile)
    page.get_by_label("主体负责人电子邮箱").fill(person.email)
    page.get_by_label("与主体负责人相同").check()
    go_on(page)
    page.get_by_label("网站名称").fill("示例茶叶知识园地")
    page.get_by_label("单位门户网站").check()
    page.get_by_label("中文简体").check()
    go_on(page)
    expect(page.get_by_text(ADDRESS)).to_be_visible()
    page.get_by_label("虚拟主机").check()
    page.get_by_label("浙江省").check()
    go_on(page)
    page.get_by_role("link", name="核对并提交").click()
    page.get_by_label("我已阅读并承诺遵守").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交，等待接入商核实")).to_be_visible()
    assert filings.filing_of(panel.context, 1).state is State.PROVIDER_REVIEW


@pytest.fixture
def everything(panel):
    """A served domain, one that came back with reasons, a draft that asks for the password, one with the authority."""
    context = panel.context
    ways.put_on_record(context, ways.published(2), user="mia")
    back = ways.draft(context, user="mia")
    review.submit(context, back.id, actor="mia")
    fields = {
        "sites.0.name": "名称与网站内容不符，请改为与茶叶有关的名称。",
        "subject.certificate_number": "与证件不符。",
    }
    review.return_filing(context, back.id, actor="staff", reason="请按下列原因修改。", fields=fields)
    transfer = filings.open_filing(context, Kind.TRANSFER_IN, ["beian-sample-8.cn"], customer="mia", actor="mia")
    sent = filings.open_filing(
        context,
        Kind.NEW,
        ["a-name-that-is-rather-long-for-the-small-screen-of-a-phone.cn"],
        customer="mia",
        actor="mia",
    )
    ways.bring(context, sent, State.AUTHORITY_REVIEW)
    return back.id, transfer.id, sent.id


def pages(everything):
    back, transfer, sent = everything
    at = "/beian/filings"
    lists = ("/beian/", "/beian/filings", "/beian/subjects", f"/beian/domains/{HOST}")
    return (
        *lists,
        *(f"{at}/{back}{step}" for step in STEPS),
        f"{at}/{back}/sheet",
        f"{at}/{transfer}/password",
        f"{at}/{sent}",
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_scrolls_sideways_and_axe_finds_nothing(window, everything, lang):
    page = window(viewport=PHONE)
    page.goto(f"/beian/?lang={lang}")
    for path in pages(everything):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"


def test_a_page_that_waits_follows_by_itself_what_happens(panel, window, everything):
    sent = everything[2]
    page = window()
    page.clock.install()
    page.goto(f"/beian/filings/{sent}")
    ways.advance(panel.context, sent, Verb.APPROVE, actor="authority")
    page.clock.fast_forward(21_000)
    expect(page.get_by_role("heading", name="审核通过后要办的事")).to_be_visible()


def test_a_fault_leads_to_its_field(window, everything):
    page = window()
    page.goto(f"/beian/filings/{everything[0]}/site-1")
    page.get_by_role("link", name="网站名称").click()
    field = page.get_by_label("网站名称")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")


@pytest.mark.skipif("BEIAN_SCREENSHOTS" not in os.environ, reason="BEIAN_SCREENSHOTS is not set: no pictures wanted")
@pytest.mark.parametrize(("lang", "size"), [("zh", WIDE), ("en", PHONE)])
def test_pictures_of_every_page(window, everything, lang, size):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page = window(viewport=size)
    page.goto(f"/beian/?lang={lang}")
    for path in pages(everything):
        page.goto(path)
        name = path.partition("?")[0].removeprefix("/beian/").replace("/", "-") or "start"
        page.screenshot(path=SCREENSHOTS / f"portal-{name}-{lang}.png", full_page=True)
