"""`beian sync` as a person and as a program use it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from small_authority import small_authority
from sync.conftest import SETTINGS, queued

from beian_plugin.cli import main
from beian_plugin.operations.context import open_context
from beian_plugin.operations.sync.engine import LEASE
from beian_plugin.operations.sync.leases import hold
from beian_plugin.settings import load_settings


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of the instance that commands work in."""
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path))
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"BEIAN_{name.upper()}", value)
    return tmp_path


@pytest.fixture
def remote(monkeypatch):
    with small_authority() as running:
        monkeypatch.setenv("BEIAN_AUTHORITY_URL", running.url)
        yield running


@pytest.fixture
def waiting(folder):
    """A filing that waits to be sent."""
    context = open_context(load_settings({}), folder)
    yield queued(context)
    context.database.close()


def beian(*arguments):
    return CliRunner().invoke(main, ["sync", *arguments], catch_exceptions=False)


def test_a_run_says_what_it_did_in_chinese_and_english(folder, remote, waiting):
    result = beian("run")
    assert (result.exit_code, result.output) == (0, "生成上报文件 1 个，管局已接收 1 个文件\n")
    result = beian("run", "--lang", "en")
    assert (result.exit_code, result.output) == (0, "Nothing was to be done.\n")


def test_a_run_that_is_held_up_says_why_and_exits_with_1(folder, remote, waiting):
    remote.next_uploads = [19]
    result = beian("run", "--lang", "en")
    assert result.exit_code == 1
    assert "1 files packed" in result.stdout
    assert "send: The authority answered with code 19 refused by a test. " in result.stderr


def test_a_program_reads_what_a_run_did(folder, remote, waiting):
    result = beian("run", "--json")
    assert json.loads(result.output)["done"]["send"] == 1


def test_without_an_authority_a_run_says_so(folder, waiting):
    result = beian("run")
    assert result.exit_code == 0
    assert "未设置 BEIAN_AUTHORITY_URL" in result.output


def test_while_another_process_is_at_it_a_run_says_so(folder, remote):
    context = open_context(load_settings({}), folder)
    hold(context, LEASE, "another")
    assert "Another process is at it" in beian("run", "--lang", "en").output
    context.database.close()


def test_the_status_of_a_fresh_instance_is_in_order(folder, remote):
    result = beian("status", "--lang", "en")
    assert result.exit_code == 0
    assert result.output.startswith("last number 0, accepted by the authority up to 0\n")


def test_the_status_says_what_waits_why_and_until_when(folder, remote, waiting):
    remote.next_uploads = [20]
    beian("run")
    result = beian("status")
    assert result.exit_code == 0
    assert "待上报 1：ICP/XZBA，1 条记录" in result.output
    assert "20 refused by a test" in result.output
    assert "到管局规定的时间段自动再报" in result.output
    assert "已受阻 1 次，下次 " in result.output
    assert "备案申请：待上报 1" in result.output


def test_the_status_tells_of_a_line_that_is_dead_though_nothing_waits(folder, remote):
    beian("run")
    assert beian("status").exit_code == 0
    remote.downloads = 4
    result = beian("run")
    assert (result.exit_code, result.stdout) == (1, "")
    found = beian("status")
    assert found.exit_code == 1
    assert "上一轮受阻：receive: " in found.output
    remote.downloads = 2
    beian("run")
    assert beian("status").exit_code == 0


def test_a_resync_tries_at_once_what_waits(folder, remote, waiting):
    remote.next_uploads = [20]
    beian("run")
    assert not remote.files
    assert beian("resync").exit_code == 0
    assert list(remote.files) == [1]


def test_a_program_reads_the_status(folder, remote, waiting):
    remote.next_uploads = [901]
    beian("run")
    result = beian("status", "--json")
    found = json.loads(result.output)
    assert (result.exit_code, found["troubled"]) == (0, False)
    assert (found["waiting"][0]["sequence"], found["waiting"][0]["code"]) == (1, 901)
    assert (found["waits"]["send"]["code"], found["overdue"]) == (901, False)
    assert found["filings"] == {"queued": 1}


def test_an_arrival_that_is_not_known_is_shown_as_such(folder, remote, waiting):
    remote.next_uploads = ["lose"]
    beian("run")
    result = beian("status", "--lang", "en")
    assert "whether it arrived is not known yet" in result.output
    assert "The authority gave no whole answer" in result.output


def test_a_resync_sends_what_the_authority_lost(folder, remote, waiting):
    beian("run")
    before = dict(remote.files)
    remote.files.clear()
    result = beian("resync", "--lang", "en")
    assert (result.exit_code, result.output) == (0, "1 files sent again\n")
    assert remote.files == before


def test_a_setting_that_lacks_is_one_sentence(folder, remote, monkeypatch):
    monkeypatch.setenv("BEIAN_ISP_USER", "")
    result = beian("run")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "BEIAN_ISP_USER" in result.stderr
