"""What decided a filing or a verdict can be read a year later, and rules that begin on a day begin on it."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import filing_ways
import pytest
from sqlalchemy import select

from beian_plugin.filing.certificate import Certificate, CertificateKind, credit_check_digit
from beian_plugin.filing.events import DomainBind, Subject
from beian_plugin.filing.kinds import Kind
from beian_plugin.hooks.loader import digest
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.versions import Outcome, Source
from beian_plugin.models.service import PluginSource
from beian_plugin.models.tables import FilingRow, FilingStep
from beian_plugin.operations import review
from beian_plugin.operations.context import open_context
from beian_plugin.operations.decide import decide
from beian_plugin.operations.good_plugins import DatabaseVersions, plugin_source
from beian_plugin.settings import Settings

#: A drop-in for Zhejiang with a gate for filings and one rule that begins on 1 July 2026, Chinese time.
RULES = """
from datetime import date
from beian_plugin import Finding, Province, Rule, Severity, Source, Text, hookimpl

__version__ = "{version}"

@hookimpl
def beian_register_provinces():
    return [Province(code="33", authority="浙江省通信管理局", sources=(Source("通知"),), checked_on=date(2026, 6, 1),
                     limitations="示例",
                     shell_subject_can_add_site=(Rule(True, Source("通知")),
                                                 Rule(False, Source("新通知"), since=date(2026, 7, 1))))]

@hookimpl
def beian_check_filing(filing):
    return []
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "drop-ins"
    made.mkdir()
    return made


@pytest.fixture
def dropped(database, folder, make_context):
    """A context whose plugins come from the package and the folder, known to the database."""
    (folder / "zhejiang.py").write_text(RULES.format(version="2026.6"), "utf-8")
    plugins = Plugins(folder, versions=DatabaseVersions(database))
    plugins.load()
    return make_context(plugins=plugins)


def steps(context):
    with context.database.read() as session:
        found = select(FilingStep).order_by(FilingStep.id)
        return {step.verb: [tuple(stamp) for stamp in step.plugins] for step in session.scalars(found)}


def test_a_filing_keeps_the_plugins_that_were_asked_at_each_step(dropped):
    filing = filing_ways.draft(dropped)
    with dropped.database.write() as session:
        session.get_one(FilingRow, filing.id).province = "33"
    stamp = ("zhejiang", "2026.6", digest(RULES.format(version="2026.6")))
    review.submit(dropped, filing.id, actor="u-1")
    review.return_filing(dropped, filing.id, actor="staff", reason="照片")
    assert steps(dropped) == {"submit": [stamp], "return_to_customer": []}
    name, source, first_seen = plugin_source(dropped, stamp[2])
    assert (name, source) == ("zhejiang", RULES.format(version="2026.6"))
    assert first_seen.tzinfo is not None


def test_a_later_version_stamps_later_steps_and_the_earlier_text_stays_known(dropped, folder):
    filing = filing_ways.draft(dropped)
    review.submit(dropped, filing.id, actor="u-1")
    (folder / "zhejiang.py").write_text(RULES.format(version="2026.7"), "utf-8")
    dropped.plugins.load()
    review.return_filing(dropped, filing.id, actor="staff", reason="照片")
    review.resubmit(dropped, filing.id, actor="u-1")
    taken = steps(dropped)
    assert [stamp[1] for verb in ("submit", "resubmit") for stamp in taken[verb]] == ["2026.6", "2026.7"]
    for verb in ("submit", "resubmit"):
        ((_, version, sha256),) = taken[verb]
        assert plugin_source(dropped, sha256).source == RULES.format(version=version)


def test_our_own_province_files_are_known_by_their_hash_too(database, make_context):
    plugins = Plugins(versions=DatabaseVersions(database))
    plugins.load()
    context = make_context(plugins=plugins)
    ((name, _, sha256),) = plugins.current.province_plugin("61")
    assert name == "shaanxi"
    kept = plugin_source(context, sha256)
    assert (kept.name, digest(kept.source)) == ("shaanxi", sha256)
    assert plugin_source(context, "0" * 64) is None


def test_texts_that_are_known_are_not_written_again(database):
    ticks = iter(datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 20))
    versions = DatabaseVersions(database, now=lambda: next(ticks))
    versions.keep_sources([Source("a" * 64, "one", "1")])
    versions.keep_sources([Source("a" * 64, "other", "1"), Source("b" * 64, "two", "2")])
    with database.read() as session:
        rows = {row.digest[0]: (row.name, row.first_seen.day) for row in session.scalars(select(PluginSource))}
    assert rows == {"a": ("one", 1), "b": ("two", 2)}


def test_what_a_verdict_names_was_in_force_when_it_was_given(dropped):
    verdict = decide(dropped, DomainBind(host="example.cn", region="cn-hangzhou", subject=Subject(province="33")))
    for _, _, sha256 in verdict.plugins:
        assert plugin_source(dropped, sha256) is not None


def test_what_is_known_of_a_drop_in_is_the_same_after_a_restart(database):
    one, other = DatabaseVersions(database), DatabaseVersions(database)
    refusal = Outcome(("不行", "no"), 7, "5 s")
    one.refuse("rules.py", "b" * 64, refusal)
    one.accept(Source("a" * 64, "rules.py", "x = 1"), Outcome(None, 3, "5 s"))
    assert other.recall({"rules.py": "b" * 64})["rules.py"] == (("a" * 64, "x = 1"), refusal)
    assert other.recall({"rules.py": "a" * 64})["rules.py"].outcome == Outcome(None, 3, "5 s")
    assert other.recall({"rules.py": "", "other.py": "a" * 64})["other.py"] == (None, None)
    one.accept(Source("c" * 64, "rules.py", "x = 2"), Outcome(None, 9, "5 s"))
    assert other.recall({"rules.py": ""})["rules.py"] == (("c" * 64, "x = 2"), None)


def test_a_rule_of_a_future_day_holds_from_that_day_on_without_a_restart(dropped, mirror):
    certificate = Certificate(
        CertificateKind.CREDIT_CODE, "91330100990000001" + credit_check_digit("91330100990000001")
    )
    mirror.subject(certificate=certificate, shell=True, province="33")
    mirror.covers("all")
    event = DomainBind(host="teahouse-demo.cn", region="cn-hangzhou", subject=Subject(certificate=certificate))
    eve = datetime(2026, 6, 30, 15, 59, tzinfo=UTC)
    rules = dropped.plugins.current
    before, after = (decide(replace(dropped, now=lambda at=at: at), event) for at in (eve, eve + timedelta(minutes=1)))
    assert (before.filing_kind, after.filing_kind) == (Kind.ADD_SITE, Kind.NEW)
    assert dropped.plugins.current is rules


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_decision_during_a_reload_is_made_by_one_version_alone(database, folder, make_context):
    versions = DatabaseVersions(database)

    def drop(number):
        finding = f"Finding('v{number}', Severity.WARN, Text('提示', 'hint'))"
        gate = f"@hookimpl\ndef beian_check_domain_bind(): return [{finding}]\n"
        text = RULES.format(version=number) + gate
        versions.accept(Source(digest(text), "zhejiang.py", text), Outcome(None, 0, ""))
        (folder / "zhejiang.py").write_text(text, "utf-8")

    ticks = itertools.count()
    drop(0)
    plugins = Plugins(folder, versions=versions, clock=lambda: next(ticks))
    plugins.load()
    context = make_context(plugins=plugins)
    event = DomainBind(host="example.cn", region="cn-hangzhou", subject=Subject(province="33"))
    seen, troubles, done = set(), [], threading.Event()

    def ask():
        try:
            while not done.is_set():
                verdict = decide(context, event)
                stamps = {version for name, version, _ in verdict.plugins if name == "zhejiang"}
                (code,) = (found.code for found in verdict.findings if found.source == "zhejiang")
                seen.add((code, *stamps))
        except BaseException as error:  # noqa: BLE001  told below
            troubles.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 8):
        drop(number)
        until = time.monotonic() + 60
        while (f"v{number}", str(number)) not in seen and not troubles and time.monotonic() < until:
            time.sleep(0.005)
    done.set()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert seen == {(f"v{number}", str(number)) for number in range(8)}


def test_a_command_that_needs_no_plugins_imports_none(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr("beian_plugin.hooks.manager.package_candidates", lambda: asked.append(1) or [])
    context = open_context(Settings(), tmp_path, lazily=True)
    assert asked == []
    assert context.plugins.registry.entries()
    assert asked == [1]
    context.database.close()
