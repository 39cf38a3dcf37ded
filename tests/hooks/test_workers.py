"""Many workers over one folder and one database: what one of them found out, all know."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from beian_plugin.errors import DatabaseUnavailable
from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.service import PluginSource
from beian_plugin.operations.good_plugins import DatabaseVersions

#: What the database does is tested on both kinds elsewhere.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def shared(drop_ins, database):
    """The folder, with workers that know each other through a database."""
    drop_ins.versions = DatabaseVersions(database)
    return drop_ins


@pytest.fixture
def logged(tmp_path):
    """A text that notes each time it is loaded, and how often it was."""
    log = tmp_path / "loads"
    head = f"from pathlib import Path\nwith Path({str(log)!r}).open('a') as log: log.write('loaded ')\n"
    return head, lambda: log.read_text().split().count("loaded") if log.exists() else 0


def test_a_refused_file_is_tried_once_for_all_workers(shared, logged):
    head, loads = logged
    shared.write("rules.py", f"{head}raise RuntimeError('not today')")
    first = shared.restart()
    others = [shared.restart() for _ in range(3)]
    assert loads() == 1
    errors = {next(info.error for info in worker.list() if info.name == "rules") for worker in (first, *others)}
    assert "not today" in errors.pop().en
    assert errors == set()


def test_a_good_file_is_tried_once_and_then_loaded_by_each(shared, gate, logged):
    head, loads = logged
    shared.write("rules.py", head + gate("x"))
    for workers in range(1, 4):
        shared.restart()
        assert shared.codes() == ["x"]
        assert loads() == 1 + workers


def test_what_was_refused_is_tried_again_once_it_is_written_again(shared, logged, tmp_path, gate):
    head, loads = logged
    sign = tmp_path / "sign"
    text = f"{head}open({str(sign)!r}).close()\n{gate('late')}"
    shared.write("rules.py", text)
    shared.restart()
    shared.restart()
    assert loads() == 1
    sign.write_text("")
    shared.write("rules.py", text)
    shared.look()
    assert shared.codes() == ["late"]
    shared.restart()
    assert shared.codes() == ["late"]


def test_under_another_time_limit_or_release_a_refusal_is_not_known(shared, logged):
    head, loads = logged
    shared.write("rules.py", f"{head}raise RuntimeError")
    shared.restart()
    shared.restart(trial_seconds=7)
    assert loads() == 2


def test_all_workers_fall_back_on_the_same_version(shared, gate):
    shared.write("rules.py", gate("one"))
    early = shared.restart()
    shared.write("rules.py", gate("two"))
    shared.restart()
    shared.write("rules.py", "raise RuntimeError")
    # It never saw the second version in force.
    shared.plugins, late = early, shared.plugins
    shared.look()
    late.load()
    for worker in (early, late, shared.restart()):
        shared.plugins = worker
        assert shared.codes() == ["two"]
        assert shared.info("rules").status is PluginStatus.LAST_GOOD


def test_a_version_that_comes_back_is_the_last_good_one_again(shared, gate):
    for code in ("one", "two", "one"):
        shared.write("rules.py", gate(code))
        shared.restart()
    shared.write("rules.py", "raise RuntimeError")
    shared.restart()
    assert shared.codes() == ["one"]


def test_two_workers_at_once_agree_in_the_end(shared, gate, logged):
    head, loads = logged
    shared.write("rules.py", head + gate("x"))
    shared.write("bad.py", "raise RuntimeError")
    workers = [Plugins(shared.folder, versions=shared.versions) for _ in range(2)]
    threads = [threading.Thread(target=worker.load) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lists = [[(info.name, info.status, info.sha256) for info in worker.list()] for worker in workers]
    assert lists[0] == lists[1]
    assert loads() <= 4
    loaded = loads()
    shared.restart()
    assert loads() == loaded + 1


def test_a_worker_that_dies_before_it_noted_the_outcome_loses_nothing(shared, gate, monkeypatch):
    shared.write("rules.py", gate("x"))
    with monkeypatch.context() as patched:
        patched.setattr(DatabaseVersions, "accept", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            shared.restart()
    shared.restart()
    assert shared.codes() == ["x"]


def test_texts_that_could_not_be_kept_are_kept_later(shared, gate, monkeypatch, database):
    def away(*_):
        raise DatabaseUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(DatabaseVersions, "keep_sources", away)
        shared.write("rules.py", gate("x"))
        shared.restart()
    assert shared.codes() == ["x"]
    shared.look()
    with database.read() as session:
        assert "rules" in set(session.scalars(select(PluginSource.name)))


def test_a_command_that_asks_no_plugin_loads_none(shared, gate, logged):
    head, loads = logged
    shared.write("rules.py", head + gate("x"))
    shared.restart(load=False)
    shared.plugins.load_later()
    assert loads() == 0
    assert shared.codes() == ["x"]
    assert loads() == 2
