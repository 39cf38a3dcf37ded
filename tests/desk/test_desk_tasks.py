"""Tasks at the desk: in words, masked unless opened, answered or closed; and what is due."""

from __future__ import annotations

import re
from dataclasses import replace

import msgspec
import particulars_samples as samples
import pytest
from sqlalchemy import select

from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import BaseCode, TaskRow, Unnumbered
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import ObligationRow
from beian_plugin.operations import tasks

UNFILED = {
    "authority_id": 1,
    "domain": "xn--fiqs8s.cn",
    "address": "203.0.113.9",
    "carrier": 2,
    "times": 3,
    "province": 330000,
    "note": "请处理",
}
DOCUMENTS = {
    TaskKind.UNFILED_SITE: UNFILED,
    TaskKind.BLACKLISTED_SITE: UNFILED | {"provider": 1, "seen_at": "2026-06-01"},
    TaskKind.VERIFICATION: {"particulars": msgspec.to_builtins(samples.new()), "scans": ["AAAA"]},
    TaskKind.WRONG_SUBJECT: {
        "name": "某公司",
        "certificate_number": "91330100",
        "reason": "名称有误",
        "subject": {"id": 1, "licence_number": "浙ICP备1号"},
    },
    TaskKind.ACCESS_MISMATCH: {"site_number": "浙ICP备20260001号-1", "finding": 1, "at": "2026-06-01"},
    TaskKind.SHELL_SITE: {"site_number": "浙ICP备20260001号-1", "alive": False, "site": {"id": 1, "domains": ["a.cn"]}},
    TaskKind.DEAD_SITE: {"site_number": "浙ICP备20260001号-1", "home_page": "www.a.cn"},
    TaskKind.NOTICE: {
        "about": "site",
        "text": "请整改",
        "site": {"id": 1, "licence_number": None, "domains": ["a.cn"]},
    },
    TaskKind.UNKNOWN_RESULT: {
        "operation": 1,
        "mark": "x",
        "codes": [[1005, "域名已备案"]],
        "problem": "The filing moved on",
    },
    TaskKind.UNREADABLE_FILE: {"file": "f.zip", "inbox": 1, "count": 2, "records": ["1 ICP: x", "2 ICP: y"]},
    TaskKind.SPELLING: {"characters": "㐀"},
    TaskKind.TECHNICAL: {"sequence": 5, "code": None, "problem": "Broken", "trace": "Traceback"},
}


def opened(desk, kind, document=None):
    with desk.context.database.write() as session:
        tasks.open_task(desk.context, session, kind, (kind.value, document), document or DOCUMENTS[kind])
        return session.scalar(select(TaskRow.id).order_by(TaskRow.id.desc()).limit(1))


@pytest.fixture
def linked(desk):
    """A desk whose provider has an id and the authority's outcomes."""
    state = desk.app.extensions["beian"]
    settings = replace(desk.context.settings, isp_id="100001", province="33")
    state.context = desk.context = replace(desk.context, settings=settings)
    with desk.context.database.write() as session:
        session.add(BaseCode(table="Cljg", code=1, name="已停止接入", loaded_at=desk.clock()))
    return desk


def test_every_kind_of_task_has_its_documents_in_these_tests():
    assert set(DOCUMENTS) == set(TaskKind)


@pytest.mark.parametrize("kind", TaskKind)
def test_every_kind_is_told_in_words_in_both_languages_and_never_as_json(desk, kind):
    number = opened(desk, kind)
    for lang in ("zh", "en"):
        for path in ("tasks", f"tasks/{number}", f"tasks?kind={kind.value}"):
            page = desk.text(path, query_string=None, headers={"Accept-Language": lang})
            assert kind.to(lang) in page
            assert "{&#39;" not in page
            assert "&#34;" not in page
            assert "AAAA" not in page


def test_values_are_said_in_words(desk):
    assert "中国.cn" in desk.text(f"tasks/{opened(desk, TaskKind.UNFILED_SITE)}")
    assert "多报" in desk.text(f"tasks/{opened(desk, TaskKind.ACCESS_MISMATCH)}")
    assert "不能" in desk.text(f"tasks/{opened(desk, TaskKind.SHELL_SITE)}")
    assert "1005 域名已备案" in desk.text(f"tasks/{opened(desk, TaskKind.UNKNOWN_RESULT)}")
    assert "1 ICP: x、2 ICP: y" in desk.text(f"tasks/{opened(desk, TaskKind.UNREADABLE_FILE)}")


def test_a_task_is_masked_and_opening_it_is_audited(desk):
    number = opened(desk, TaskKind.VERIFICATION)
    personal = ("10000000001", "sample1@example.com", samples.credit_code(1), samples.resident_id(1))
    masked = desk.text(f"tasks/{number}")
    assert [word for word in personal if word in masked] == []
    whole = desk.post(f"tasks/{number}/open").text
    assert [word for word in personal if word not in whole] == []
    with desk.context.database.read() as session:
        line = session.execute(select(AuditEntry.actor, AuditEntry.action, AuditEntry.target)).all()[-1]
    assert tuple(line) == ("officer", "view_task", f"task:{number}")


def test_an_unfiled_site_is_answered_and_the_answer_waits_to_be_sent(linked):
    number = opened(linked, TaskKind.UNFILED_SITE)
    told = linked.does(
        f"tasks/{number}/answer",
        {"outcome": "1", "opinion": "已停止接入", "due": "2026-07-01", "reporter_name": "陈示例"},
    )
    assert "已答复" in told
    task = tasks.task(linked.context, number, actor="test")
    assert task.done_by == "officer"
    assert dict(task.answer) == {"outcome": 1, "opinion": "已停止接入", "due": "2026-07-01", "reporter_name": "陈示例"}
    with linked.context.database.read() as session:
        assert session.scalars(select(Unnumbered.document)).all() == ["ICP/WBACLJG"]
    assert "没有待办的任务" in linked.text("tasks")
    assert "已停止接入" in linked.text(f"tasks/{number}")


@pytest.mark.parametrize(
    "typed", [{}, {"outcome": "1"}, {"outcome": "9", "opinion": "x"}, {"outcome": "1", "opinion": "x", "due": "soon"}]
)
def test_an_answer_with_a_fault_is_not_taken_and_stays_in_the_form(linked, typed):
    number = opened(linked, TaskKind.UNFILED_SITE)
    response = linked.post(f"tasks/{number}/answer", typed | {"reporter_name": "陈示例"})
    assert response.status_code == 422
    assert 'value="陈示例"' in response.text
    assert tasks.task(linked.context, number).done_at is None


def test_without_the_providers_id_the_answer_is_refused_with_the_reason(desk):
    with desk.context.database.write() as session:
        session.add(BaseCode(table="Cljg", code=1, name="已停止接入", loaded_at=desk.clock()))
    number = opened(desk, TaskKind.UNFILED_SITE)
    response = desk.post(f"tasks/{number}/answer", {"outcome": "1", "opinion": "已停止接入"})
    assert response.status_code == 422
    assert "BEIAN_ISP_ID" in response.text


def test_a_verification_that_failed_needs_to_say_what_is_wrong(linked):
    number = opened(
        linked, TaskKind.VERIFICATION, {"particulars": msgspec.to_builtins(samples.on_record(samples.site()))}
    )
    typed = {"passed": "no", "verifier": "陈示例", "opinion": "电话不通"}
    assert linked.post(f"tasks/{number}/answer", typed).status_code == 422
    answered = linked.post(f"tasks/{number}/answer", typed | {"errors_found": "电话已停机"})
    assert answered.status_code == 302, answered.text
    assert tasks.task(linked.context, number).done_by == "officer"


def test_a_task_that_wants_no_answer_is_closed_and_one_that_does_is_not(desk):
    notice, unfiled = opened(desk, TaskKind.NOTICE), opened(desk, TaskKind.UNFILED_SITE)
    assert "已办结" in desk.does(f"tasks/{notice}/close")
    assert tasks.task(desk.context, notice).done_by == "officer"
    assert "管局等待答复" in desk.does(f"tasks/{unfiled}/close")
    assert tasks.task(desk.context, unfiled).done_at is None
    assert desk.post(f"tasks/{notice}/answer").status_code == 400
    assert desk.post("tasks/99/close").status_code == 404


def test_tasks_are_listed_page_by_page_the_most_urgent_first(desk):
    for serial in range(102):
        opened(desk, TaskKind.NOTICE, {"about": "site", "text": str(serial)})
    page = desk.text("tasks?kind=notice")
    assert page.count("data-row") == 100
    assert "整改通知 102" in page
    last = desk.text(re.search(r'rel="next"[^>]* href="([^"]+)"', page)[1].replace("&amp;", "&"))
    assert last.count("data-row") == 2
    assert 'rel="next"' not in last
    for number in ("0", "-1", "x", "99999999999999999999"):
        desk.text(f"tasks?page={number}")
        desk.text(f"obligations?page={number}")


def test_obligations_are_told_with_their_days_and_settled(desk):
    filing = desk.filing()
    kept = {
        "text": {"zh": "请更正主体信息", "en": "Correct the subject"},
        "actor": "customer",
        "days": 30,
        "working_days": False,
        "starts": "approval",
        "source": "FAQ 38",
    }
    today = desk.clock().date()
    with desk.context.database.write() as session:
        session.add(ObligationRow(filing_id=filing, code="x", document=msgspec.json.encode(kept).decode(), due=today))
    desk.clock.move(days=3)
    assert "已过期 3 天" in desk.text("obligations")
    assert "已办结" in desk.does("obligations/1/settle")
    assert "没有限期事项" in desk.text("obligations")
    assert "不存在，或已办结" in desk.does("obligations/1/settle")
