"""`beian tasks`, run as a person runs it."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from beian_plugin.authority.items import UnfiledSite
from beian_plugin.cli import main
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import BaseCode
from beian_plugin.operations.context import open_context
from beian_plugin.operations.sync.news import apply_news
from beian_plugin.operations.tasks import open_task
from beian_plugin.settings import Settings


@pytest.fixture
def context(tmp_path):
    """An app with an unfiled site (task 1) and a notice (task 2)."""
    opened = open_context(Settings(), tmp_path / "instance")
    with opened.database.write() as session:
        session.add(BaseCode(table="Cljg", code=2, name="已关闭", detail={}, loaded_at=opened.now()))
        apply_news(opened, session, UnfiledSite(authority_id=7, domain="例子.cn", address="203.0.113.9", carrier=9))
        open_task(opened, session, TaskKind.NOTICE, (1,), {"text": "请整改", "mobile": "10000000001"})
    yield opened
    opened.database.close()


@pytest.fixture
def beian(context, tmp_path, monkeypatch):
    """Runs the command in a folder of its own."""
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("BEIAN_ISP_ID", "100001")
    monkeypatch.setenv("BEIAN_PROVINCE", "33")

    def run(*arguments, **more):
        return CliRunner().invoke(main, ["tasks", *arguments], catch_exceptions=False, **more)

    return run


def test_tasks_are_listed_with_their_day(beian):
    lines = beian("list").output.splitlines()
    assert len(lines) == 2
    assert re.search(r"  \d{4}-\d\d-\d\d  未备案网站  例子.cn$", lines[0])
    assert [one["kind"] for one in json.loads(beian("list", "--json").output)] == ["unfiled_site", "notice"]
    assert [one["id"] for one in json.loads(beian("list", "--kind", "notice", "--json").output)] == [2]


def test_a_task_is_shown_masked_unless_it_is_asked_for_whole(beian):
    assert "10000000001" not in beian("show", "2").output
    assert "10000000001" in beian("show", "2", "--whole").output
    assert json.loads(beian("show", "2", "--whole", "--json").output)["document"]["text"] == "请整改"


def test_an_answer_is_given_by_values_or_as_a_file(beian):
    assert beian("answer", "1", "outcome=2", "--file", "-", input='{"opinion": "已关闭"}').exit_code == 0
    assert json.loads(beian("show", "1", "--whole", "--json").output)["answer"] == {"outcome": 2, "opinion": "已关闭"}
    assert beian("list", "--kind", "unfiled_site").output.strip() == "没有待办的任务。"


def test_a_task_is_settled(beian):
    assert beian("settle", "2").exit_code == 0
    assert beian("settle", "2").exit_code == 2


@pytest.mark.parametrize("values", [["opinion"], ["outcome=9", "opinion=x"], ["passed=true"]])
def test_a_wrong_answer_is_one_sentence(beian, values):
    refused = beian("answer", "1", *values)
    assert refused.exit_code == 2
    assert refused.output.startswith("beian: ")
