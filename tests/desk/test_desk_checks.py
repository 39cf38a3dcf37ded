"""The automatic checks on the desk's review page, and asking anew about a filing's domains."""

from __future__ import annotations

import re
from dataclasses import replace

import particulars_samples as samples
import pytest
from registries import name_server, whois

from beian_plugin.filing.states import Verb
from beian_plugin.operations import registrations

NAME = "beian-sample-1.cn"
ANSWER = f"Domain Name: {NAME}\nRegistrant: {samples.subject(1).name}\nExpiration Time: 2026-06-20 00:00:00\n"


@pytest.fixture
def asking(desk):
    """The desk with a registry and a name server to ask."""
    with whois(lambda _: ANSWER.encode()) as (port, _), name_server({(NAME, "A"): "SERVFAIL"}) as resolver:
        state = desk.app.extensions["beian"]
        settings = replace(
            state.context.settings,
            rdap=True,
            rdap_bootstrap="",
            rdap_servers=(("cn", f"whois://127.0.0.1:{port}"),),
            dns_servers=(resolver,),
        )
        state.context = desk.context = replace(state.context, settings=settings)
        yield desk


def rows(page):
    """The lines of the table: check, result and reason."""
    table = page.partition('id="checks"')[2].partition("</table>")[0]
    cells = [
        re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    ]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells if row]


def test_each_check_stands_in_the_table_with_result_reason_and_source(asking):
    filing = asking.submitted()
    found = {row[0]: row[1:] for row in rows(asking.text(f"filings/{filing}"))}
    assert found["黑名单"][0] == "通过"
    assert found["域名持有者"] == ["未知", f"{NAME}：尚未查询 注册局"]
    assert registrations.ask_due(asking.context) == 1
    page = asking.text(f"filings/{filing}")
    found = {row[0]: row[1:] for row in rows(page)}
    assert found["域名持有者"] == ["通过", f"{NAME}：与主体一致 注册局"]
    assert found["域名有效期"][0] == "不能通过"
    assert "2026-06-20" in found["域名有效期"][1]
    assert found["域名解析"] == ["未知", f"{NAME}：查询失败：连接失败或超时 DNS"]
    assert "未成功" in page
    assert "last asked" in asking.text(f"filings/{filing}?lang=en")


def test_staff_ask_again_and_the_next_round_does(asking):
    filing = asking.submitted()
    registrations.ask_due(asking.context)
    assert registrations.ask_due(asking.context) == 0
    assert "已安排重新查询" in asking.does(f"filings/{filing}/ask")
    assert registrations.ask_due(asking.context) == 1


def test_where_registries_are_not_asked_there_is_nothing_to_press(desk):
    filing = desk.submitted()
    page = desk.text(f"filings/{filing}")
    assert f"filings/{filing}/ask" not in page
    assert "没有启用自动查询" in page
    desk.step(filing, Verb.PROVIDER_PASS)
    assert "此状态下不核查" in desk.text(f"filings/{filing}")
