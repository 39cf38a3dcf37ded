"""Orders show their answers, and servers are set up only where they are allowed."""

from __future__ import annotations

import ipaddress
import re
import sqlite3
from contextlib import closing

DOCUMENTATION = [ipaddress.ip_network("192.0.2.0/24"), ipaddress.ip_network("198.51.100.0/24")]


def order(customer, product="metal", region="cn-hangzhou", months="12", quantity="1"):
    return customer.send("/orders/new", product=product, region=region, months=months, quantity=quantity)


def test_an_allowed_order_sets_up_servers_with_documentation_addresses(person):
    customer = person("newco")
    wanted = len(customer.servers)
    for region in ("cn-hangzhou", "cn-beijing", "cn-hongkong", "us-west"):
        page = order(customer, region=region, quantity="3")
        assert '<h2 id="decision">允许</h2>' in page.text, region
        assert "服务器已开通" in page.text
        wanted += 3
        assert len(customer.servers) == wanted
    addresses = re.findall(r"(\d+\.\d+\.\d+\.\d+)", customer.text("/sites/new"))
    assert len(set(addresses)) == wanted
    assert all(any(ipaddress.ip_address(one) in network for network in DOCUMENTATION) for one in addresses)


def test_an_order_for_too_short_a_term_is_refused(person):
    customer = person("newco")
    page = order(customer, product="vps-small", months="1")
    assert '<h2 id="decision">拒绝</h2>' in page.text
    assert "至少要购买 3 个月" in page.text
    assert len(customer.servers) == 2
    assert "订单与转移" not in customer.text("/")


def test_more_servers_than_the_quota_are_refused(person):
    customer = person("newco")
    page = order(customer, product="vps-small", quantity="4")
    assert "最多可以有 5 台" in page.text
    assert len(customer.servers) == 2


def test_a_region_without_free_addresses_is_said(person):
    customer = person("newco")
    for _ in range(25):
        order(customer, quantity="10")
    refused = order(customer, quantity="10")
    assert refused.status_code == 422
    assert "没有这么多空闲地址" in refused.text
    assert len(customer.servers) == 252


def test_junk_in_the_form_is_shown_at_its_field(person):
    customer = person("newco")
    junk = {
        "months": ("0", "many", "", "2"),
        "quantity": ("11", "-1", "9" * 400),
        "product": ("none",),
        "region": ("moon",),
    }
    for field, values in junk.items():
        for value in values:
            refused = order(customer, **{field: value})
            assert refused.status_code == 422, (field, value)
            assert f'id="{field}-help"' in refused.text
    assert len(customer.servers) == 2


def test_a_held_order_waits_and_is_carried_out_once_it_may_be(teahouse, instance):
    with closing(sqlite3.connect(instance / "beian.sqlite3")) as connection, connection:
        subject = connection.execute("SELECT id FROM beian_subject WHERE name LIKE '%茶馆%'").fetchone()[0]
        connection.execute(
            "INSERT INTO beian_filing (kind, state, subject_id, verified, takes_over, created_at, updated_at) "
            "VALUES ('cancel_subject', 'draft', ?, 0, 0, '2026-11-23', '2026-11-23')",
            (subject,),
        )
    page = order(teahouse)
    assert '<h2 id="decision">暂缓</h2>' in page.text
    assert "订单等待中" in page.text
    assert len(teahouse.servers) == 2
    path = page.request.path
    assert "订单等待中" in teahouse.send(f"{path}/check").text
    with closing(sqlite3.connect(instance / "beian.sqlite3")) as connection, connection:
        connection.execute("UPDATE beian_filing SET state = 'withdrawn'")
    for _ in range(2):
        assert "服务器已开通" in teahouse.send(f"{path}/check").text
        assert len(teahouse.servers) == 3
