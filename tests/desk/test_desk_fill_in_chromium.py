"""An officer in a real Chromium opens a filing for a customer, fills it in, hands it in and passes it (FAQ 57)."""

from __future__ import annotations

import os
import threading

import browser
import particulars_samples as samples
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from portal_panel import ADDRESS, Panel
from werkzeug.serving import make_server

from beian_plugin import Identity
from beian_plugin.filing.states import State
from beian_plugin.operations import filings

HOST = "beian-sample-1.cn"
PHONE = {"width": 360, "height": 740}
OFFICER = Identity("officer", "王示例", frozenset({"officer"}))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The Chromium of this machine instead of one that Playwright would download."""
    return browser.launch_args()


@pytest.fixture(scope="session")
def base_url():
    """No common address: each test has a panel of its own. The plugin's own fixture warns under pytest 9."""
    return


@pytest.fixture
def panel(tmp_path):
    """A panel with the authority's tables, the officer signed in."""
    made = Panel(tmp_path)
    made.load_tables()
    made.addresses[HOST] = [ADDRESS]
    made.beian.identity_loader(lambda: OFFICER)
    yield made
    made.close()


@pytest.fixture
def page(panel, new_context):
    """The desk as the officer sees it; scripts that fail and what the policy refuses fail the test."""
    server = make_server("127.0.0.1", 0, panel.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    troubles = []
    shown = new_context(base_url=f"http://127.0.0.1:{server.port}", locale="zh-CN").new_page()
    shown.on("pageerror", lambda error: troubles.append(str(error)))
    shown.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
    yield shown
    server.shutdown()
    thread.join()
    server.server_close()
    assert troubles == []


def look(page, name):
    """Nothing on the page is unreadable for some, nor wider than a phone; a picture of it where one is wanted."""
    folder = os.environ.get("BEIAN_LOOK")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    size = page.viewport_size
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    if folder:
        page.screenshot(path=f"{folder}/{name}-phone.png", full_page=True)
    page.set_viewport_size(size)


def go_on(page):
    with page.expect_navigation():
        page.get_by_role("button", name="保存并继续").click()


def fill_in(page):
    """Every step of a new filing."""
    page.get_by_label("主办单位性质").select_option("企业")
    page.get_by_label("主办单位或主办人名称").fill("杭州示例茶叶第1有限公司")
    page.get_by_label("主体证件类型").select_option("营业执照")
    page.get_by_label("主体证件号码").fill(samples.credit_code(1))
    page.get_by_label("证件住所").fill("浙江省杭州市西湖区示例路1号")
    page.get_by_label("主体所在省").select_option("浙江省")
    page.get_by_label("主体所在县（区）").select_option("西湖区")
    page.get_by_label("主体通信地址").fill("示例路1号")
    look(page, "subject")
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
    page.get_by_label("虚拟主机").check()
    page.get_by_label("浙江省").check()
    go_on(page)


def test_an_officer_files_for_a_customer_from_the_first_word_to_the_queue(panel, page):
    page.goto("/beian/desk/")
    page.get_by_role("link", name="代客户新建").click()
    page.get_by_label("客户编号").fill("10086")
    page.get_by_label("域名").fill(f"www.{HOST}")
    look(page, "new")
    page.get_by_role("button", name="新建").click()
    page.get_by_label("已核对").check()
    look(page, "confirm")
    page.get_by_role("button", name="确认并新建").click()
    expect(page.get_by_text("代为备案").first).to_be_visible()
    fill_in(page)
    look(page, "material")
    page.get_by_role("link", name="继续", exact=True).click()
    page.get_by_label("已向客户逐条告知").check()
    look(page, "check")
    page.get_by_role("button", name="代客户提交").click()
    expect(page.get_by_text("已代客户提交").first).to_be_visible()
    look(page, "review")
    page.get_by_role("button", name="核实通过").click()
    expect(page.get_by_text("已办理").first).to_be_visible()
    filing = filings.filing_of(panel.context, 1)
    assert (filing.state, filing.customer, filing.on_behalf) == (State.QUEUED, "10086", True)
