"""The link's page: what was sent and received, what waits and why, resync, plugins, and the figures."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from returned_filings import given_back
from small_authority import small_authority

from beian_plugin.blueprints.desk import link
from beian_plugin.filing.states import Verb
from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.exchange import InboxFile, OutboxFile
from beian_plugin.operations import figures
from beian_plugin.operations.sync import asked
from beian_plugin.operations.sync.engine import STAGES
from beian_plugin.operations.sync.leases import hold


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


def test_weeks_count_what_was_opened_and_approved_in_chinas_weeks(desk):
    desk.filing(1)
    desk.clock.move(days=7)
    desk.filing(2)
    desk.filing(3, Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.APPROVE)
    found = figures.weeks(desk.context)
    assert [(week.opened, week.approved) for week in found[-3:]] == [(0, 0), (1, 0), (2, 1)]
    assert {week.monday.weekday() for week in found} == {0}
    assert len(found) == 12


def test_a_filing_of_sunday_night_in_utc_is_mondays_in_china(desk):
    desk.clock.now = desk.clock.now.replace(hour=17) - timedelta(days=1)
    desk.filing(1)
    desk.clock.move(hours=12)
    assert figures.weeks(desk.context)[-1].opened == 1


def test_return_reasons_are_counted_by_field_and_by_code_the_most_frequent_first(desk):
    for serial in (1, 2):
        filing = desk.submitted(serial)
        fields = {"sites.0.name": "x", "sites.1.name": "y"}
        desk.step(filing, Verb.RETURN_TO_CUSTOMER, reason="r", fields=fields)
    desk.step(desk.submitted(3), Verb.RETURN_TO_CUSTOMER, reason="r")
    given_back(desk.context, 1003, particulars=None, customer="mia")
    found = [(reason.text.zh, reason.times) for reason in figures.return_reasons(desk.context)]
    assert found[0] == ("网站名称", 2)
    assert ("总体原因", 1) in found
    assert any(name.startswith("1003 ") for name, _ in found)
    desk.clock.move(days=100)
    assert figures.return_reasons(desk.context) == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["link/weeks.svg", "link/reasons.svg"])
def test_charts_are_pictures_without_style_script_or_personal_data(desk, path, lang):
    desk.text(path)
    desk.step(desk.submitted(), Verb.RETURN_TO_CUSTOMER, fields={"sites.0.name": "<b>王示例</b>"})
    response = desk.get(f"{path}?lang={lang}")
    assert response.mimetype == "image/svg+xml"
    drawn = ElementTree.fromstring(response.text)
    assert drawn.tag.endswith("svg")
    assert not re.search(r"style|script|王示例|示例", response.text)


def test_every_stage_of_a_round_and_every_status_of_a_plugin_has_words():
    assert set(link._STAGES) == set(STAGES)
    assert set(link._PLUGIN_WORDS) == {status.value for status in PluginStatus}
