"""The link's page: what was sent and received, what waits and why, resync, plugins."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from small_authority import small_authority

from beian_plugin.blueprints.desk import link
from beian_plugin.filing.states import Verb
from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.exchange import InboxFile, OutboxFile
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.sync import asked
from beian_plugin.operations.sync.engine import STAGES
from beian_plugin.operations.sync.leases import hold
from beian_plugin.operations.sync.receiving import ACKNOWLEDGED, APPLIED, READ, REFUSED, STORED


def waiting(desk, sequence, **values):
    now = desk.clock()
    return OutboxFile(
        **{
            "sequence": sequence,
            "document": "ICP/XZBA",
            "records": 1,
            "digest": b"0" * 32,
            "state": "ready",
            "made_at": now,
            "next_try_at": now,
        }
        | values
    )


@pytest.fixture
def linked(desk):
    """A desk with an authority that can be reached."""
    with small_authority() as remote:
        state = desk.app.extensions["beian"]
        settings = replace(
            desk.context.settings, authority_url=remote.url, isp_id="100001", isp_user="sandbox", isp_password="x"
        )
        state.context = desk.context = replace(desk.context, settings=settings)
        yield desk
        for thread in threading.enumerate():
            if thread.name == asked.THREAD:
                thread.join()


def test_what_was_sent_and_received_and_what_waits_is_told_with_the_reason(desk):
    with desk.context.database.write() as session:
        session.add(waiting(desk, 1, state="accepted", accepted_at=desk.clock()))
        session.add(waiting(desk, 2, code=20, problem="20 不在服务时间", tries=3))
        session.add_all(waiting(desk, number) for number in range(3, 25))
        session.add(InboxFile(name="f", digest=b"1" * 32, state="refused", problem="x", stored_at=desk.clock()))
    page = desk.text("link")
    assert "未设置 BEIAN_AUTHORITY_URL" in page
    assert "最近编号 24，管局已接收到 1" in page
    assert "20 不在服务时间" in page
    assert "无法读取 1" in page
    assert "另有 3 个" in page


def test_a_resync_runs_by_itself_and_is_audited(linked):
    told = linked.as_("ops").does("link/resync")
    assert "已开始" in told


def test_without_a_link_there_is_nothing_to_resync(desk):
    assert "没有可以同步的管局接口" in desk.as_("ops").does("link/resync")
    assert [one for one in threading.enumerate() if one.name == asked.THREAD] == []


def test_while_somebody_is_at_it_a_second_resync_is_not_begun(linked):
    hold(linked.context, "sync", "worker-1", seconds=600)
    assert "另一进程正在同步" in linked.as_("supervisor").does("link/resync")
    assert "worker-1" in linked.text("link")


def test_who_does_not_mind_the_link_sees_no_button(desk):
    assert "/link/resync" not in desk.text("link")
    assert "/link/resync" not in desk.as_("auditor").text("link")
    assert "/link/resync" in desk.as_("ops").text("link")


def test_plugins_that_fail_and_provinces_are_listed(desk):
    assert "只有随包插件" in desk.text("link")
    folder = desk.folder / "plugins"
    folder.mkdir(mode=0o700)
    (folder / "broken.py").write_text("raise ValueError\n")
    plugins = Plugins(folder)
    plugins.load()
    desk.app.extensions["beian"].context = replace(desk.context, plugins=plugins)
    page = desk.text("link")
    assert "broken" in page
    assert "有错误，未生效" in page
    assert "陕西" in page


def test_what_went_and_came_lately_and_which_filings_wait_is_listed_with_the_reason(desk):
    first, second = (desk.filing(serial, Verb.SUBMIT, Verb.PROVIDER_PASS) for serial in (1, 2))
    with desk.context.database.write() as session:
        session.get_one(FilingRow, second).waits_for_id = first
        session.add(waiting(desk, 7, state="accepted", accepted_at=desk.clock(), document="ICP/BGBA"))
        file = {"digest": b"1" * 32, "stored_at": desk.clock()}
        session.add(InboxFile(name="gone.zip", state="refused", problem="不是压缩文件", **file))
        session.add(InboxFile(name="come.zip", state="applied", document="ICP/BASJ", trouble=3, **file))
    page = desk.text("link")
    assert f"等待备案申请 {first}" in page
    assert "随下一轮上报" in page
    assert "ICP/BGBA" in page
    assert "不是压缩文件" in page
    assert "3 条未能处理" in page


def test_every_stage_of_a_round_and_every_status_of_a_plugin_has_words():
    assert set(link._STAGES) == set(STAGES)
    assert set(link._RECEIVED_WORDS) == {STORED, ACKNOWLEDGED, READ, APPLIED, REFUSED}
    assert set(link._PLUGIN_WORDS) == {status.value for status in PluginStatus}
