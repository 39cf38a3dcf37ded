"""Accounts in a real Chromium: a customer on a phone, without script; and axe over every page."""

from __future__ import annotations

import re
import threading

import mail_server
import pytest
from accounts.conftest import PASSWORD, PUBLIC, customer, secrets_in, send
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from operations.conftest import MirrorFiller
from playwright.sync_api import expect
from werkzeug.serving import make_server

from beian_plugin import Beian
from beian_plugin.operations import accounts_links

PHONE = {"width": 360, "height": 740}
NUMBER = "浙ICP备20260001号"


@pytest.fixture
def mails():
    """A mail server."""
    with mail_server.running() as server:
        yield server


@pytest.fixture
def context(tmp_path, mails):
    """A host with accounts, its customer and its staff."""
    app = Flask(__name__, instance_path=str(tmp_path))
    app.config.update(SECRET_KEY="test", BEIAN_ACCOUNTS="1", BEIAN_PUBLIC_URL=PUBLIC)
    app.config.update(BEIAN_MAIL_URL=mails.url(), BEIAN_MAIL_FROM="icp@example.cn", BEIAN_ICP_MAILBOX="icp@example.cn")
    Beian(app)
    made = app.extensions["beian"].context
    MirrorFiller(made.database).subject(NUMBER, user="old-office")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    made.plugins.address = f"http://127.0.0.1:{server.port}"
    yield made
    server.shutdown()
    thread.join()
    server.server_close()
    made.database.close()


@pytest.fixture
def window(new_context, context):
    """Open a window; a page that breaks its own policy fails the test."""
    troubles = []

    def window(**options):
        address = context.plugins.address
        page = new_context(**{"base_url": address, "locale": "zh-CN", "viewport": PHONE} | options).new_page()
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        return page

    yield window
    assert troubles == []


def test_a_customer_registers_and_claims_on_a_phone_without_script(window, context, mails):
    page = window(java_script_enabled=False)
    page.goto("/beian/account/claims")
    page.get_by_role("link", name="注册备案帐号").click()
    page.get_by_label("邮箱").fill("new@example.cn")
    page.get_by_role("button", name="发送注册邮件").click()
    expect(page.get_by_role("heading", name="请查收邮件")).to_be_visible()
    send(context)
    page.goto(f"/beian/account/link/{secrets_in(mails.letters[0])[0]}")
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输入一次").fill(PASSWORD)
    page.get_by_role("button", name="设置密码并登录").click()
    name = re.search(r"b\d{8}", page.get_by_role("status").first.inner_text())[0]
    page.goto("/beian/account/")
    page.get_by_role("button", name="退出登录").click()
    page.goto("/beian/account/claims")
    page.get_by_label("主机托管用户").check()
    page.get_by_label("帐号或邮箱").fill(name)
    page.get_by_label("密码", exact=True).fill("not the password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("不正确")
    expect(page.get_by_label("帐号或邮箱")).to_have_value(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("主体备案号").fill(NUMBER)
    page.get_by_label("为什么由您办理").fill("原经办人已离职")
    page.get_by_role("button", name="提交认领").click()
    expect(page.get_by_text("等待核实")).to_be_visible()


def test_axe_finds_nothing_serious_and_nothing_is_wider_than_a_phone(window, context):
    customer(context, "chief", roles=["supervisor"], holder="王示例")
    customer(context, "c10023", email="mei@example.cn", holder="杭州示例茶叶有限公司")
    axe, page = Axe(), window(bypass_csp=True)

    def look(path):
        for lang in ("en", "zh"):
            page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
            inspect(page, axe, (path, lang))

    for path in ("sign-in", "register", "recover", "sent", "password"):
        look(f"/beian/account/{path}")
    page.goto(f"/beian/account/link/{accounts_links.reset_account(context, 'c10023', actor='test')}")
    inspect(page, axe, "link")
    page.goto("/beian/account/sign-in")
    page.get_by_label("帐号或邮箱").fill("chief")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto("/beian/account/claims")
    page.get_by_label("主体备案号").fill(NUMBER)
    page.get_by_label("为什么由您办理").fill("原经办人已离职，公司现由我负责备案，电话找得到我。")
    page.get_by_role("button", name="提交认领").click()
    for path in ("account/", "account/claims", "desk/accounts", "desk/accounts/claims/1"):
        look(f"/beian/{path}")
    page.goto("/beian/desk/accounts")
    page.get_by_role("button", name="一次性链接").click()
    inspect(page, axe, "one-time link")


def inspect(page, axe, where):
    serious = [v["id"] for v in axe.run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
    assert serious == [], where
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], where
