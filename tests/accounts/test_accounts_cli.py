"""`beian accounts`: staff without a panel; a password is never typed or printed."""

from __future__ import annotations

import json

import pytest
from accounts.conftest import PASSWORD
from click.testing import CliRunner

from beian_plugin.cli import main
from beian_plugin.cli.environment import open_context
from beian_plugin.operations import accounts_links


@pytest.fixture
def beian(tmp_path, monkeypatch):
    """Runs the command in an instance folder of its own."""
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path))
    monkeypatch.setenv("BEIAN_PUBLIC_URL", "https://filing.example.cn")
    return lambda *args: CliRunner().invoke(main, ["accounts", *args])


def test_ops_open_an_account_of_staff_and_get_a_link_alone_on_standard_output(beian):
    made = beian("add", "Mei", "--role", "officer", "--role", "supervisor", "--holder", "王示例")
    start, _, secret = made.stdout.strip().rpartition("/")
    assert start == "https://filing.example.cn/beian/account/link"
    assert "1 小时" in made.stderr
    [listed] = json.loads(beian("list", "--staff", "--json").stdout)
    assert (listed["name"], listed["roles"], listed["has_password"]) == ("mei", ["officer", "supervisor"], False)
    with main.make_context("beian", ["accounts", "list"]):
        context = open_context()
        assert accounts_links.use_link(context, secret, PASSWORD).is_staff
    assert beian("add", "mei").exit_code == 2
    assert "mei  备案人员  officer supervisor  王示例" in beian("list", "--staff").stdout
    assert beian("reset", "mei").stdout.strip() != made.stdout.strip()


def test_a_closed_account_is_shown_as_closed_and_gets_no_link(beian):
    beian("add", "c10023", "--email", "mei@example.cn")
    assert beian("close", "c10023").exit_code == 0
    assert "已停用" in beian("list").stdout
    refused = beian("reset", "c10023")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "mei@" not in beian("list").stdout
    assert "beian accounts add" in beian("list", "--staff").stdout
