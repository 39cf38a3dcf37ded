"""What changes in the folder is taken up in a running panel, and no request sees half of it."""

from __future__ import annotations

import os
import sys
import threading
import time

import pytest

from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.manager import Plugins


def test_a_new_a_changed_and_a_removed_file_are_taken_up(drop_ins, gate):
    drop_ins.plugins.load()
    drop_ins.write("rules.py", gate("one"))
    drop_ins.look()
    assert drop_ins.codes() == ["one"]
    drop_ins.write("rules.py", gate("two"))
    drop_ins.look()
    assert drop_ins.codes() == ["two"]
    (drop_ins.folder / "rules.py").unlink()
    drop_ins.look()
    assert drop_ins.codes() == []
    assert "rules" not in [info.name for info in drop_ins.plugins.list()]


def test_the_folder_is_looked_at_once_a_second_at_most(drop_ins, gate):
    drop_ins.plugins.load()
    drop_ins.write("rules.py", gate("one"), tried=True)
    drop_ins.clock.now += 0.99
    drop_ins.plugins.refresh()
    assert drop_ins.codes() == []
    drop_ins.clock.now += 0.02
    drop_ins.plugins.refresh()
    assert drop_ins.codes() == ["one"]
    drop_ins.write("rules.py", gate("two"), tried=True)
    drop_ins.plugins.refresh()
    assert drop_ins.codes() == ["one"]


def test_a_look_that_finds_nothing_new_keeps_the_set(drop_ins, gate):
    drop_ins.write("rules.py", gate("one"), tried=True)
    drop_ins.write("broken.py", "raise RuntimeError")
    drop_ins.plugins.load()
    before = drop_ins.plugins.current
    for _ in range(3):
        drop_ins.look()
    assert drop_ins.plugins.current is before


def test_a_change_of_the_same_size_in_the_same_moment_is_noticed(drop_ins, gate):
    drop_ins.plugins.load()
    for number in range(20):
        drop_ins.write("rules.py", gate(f"v{number:02}"), tried=True)
        drop_ins.look()
        assert drop_ins.codes() == [f"v{number:02}"]


def test_a_file_that_was_just_written_is_read_again_though_it_looks_the_same(drop_ins, gate):
    # A clock of the disk may tick too slowly to tell two writes apart; here it does not tick at all.
    drop_ins.write("rules.py", gate("one"), tried=True)
    drop_ins.plugins.load()
    folder = drop_ins.plugins._folder
    drop_ins.write("rules.py", gate("two"), tried=True)
    status = (drop_ins.folder / "rules.py").stat()
    folder._seen["rules.py"] = (
        status.st_mode,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )
    drop_ins.look()
    assert drop_ins.codes() == ["two"]


def test_a_file_that_failed_gets_another_chance_when_it_is_touched(drop_ins, gate, tmp_path):
    sign = tmp_path / "sign"
    drop_ins.write("rules.py", f"open({str(sign)!r}).close()\n{gate('late')}")
    drop_ins.plugins.load()
    assert drop_ins.info("rules").status is PluginStatus.BROKEN
    sign.write_text("")
    drop_ins.look()
    assert drop_ins.info("rules").status is PluginStatus.BROKEN
    os.utime(drop_ins.folder / "rules.py")
    drop_ins.look()
    assert drop_ins.codes() == ["late"]


def test_a_file_that_is_mended_is_in_force_again(drop_ins, gate):
    drop_ins.write("rules.py", gate("one"))
    drop_ins.plugins.load()
    drop_ins.write("rules.py", "def half(")
    drop_ins.look()
    drop_ins.write("rules.py", gate("two"))
    drop_ins.look()
    assert drop_ins.codes() == ["two"]
    assert drop_ins.info("rules").status is PluginStatus.OK
    assert drop_ins.info("rules").error is None


def test_a_folder_that_is_away_for_a_moment_takes_nothing_out_of_force(drop_ins, gate):
    drop_ins.write("rules.py", gate("one"), tried=True)
    drop_ins.plugins.load()
    drop_ins.folder.rename(drop_ins.folder.with_name("away"))
    drop_ins.look()
    assert drop_ins.codes() == ["one"]
    assert "cannot be read" in drop_ins.plugins.list()[0].error.en
    drop_ins.folder.with_name("away").rename(drop_ins.folder)
    drop_ins.look()
    assert [info.status for info in drop_ins.plugins.list() if info.status.is_trouble] == []


def test_our_file_is_in_force_again_once_its_replacement_is_gone(drop_ins, province):
    drop_ins.write("zhejiang.py", province("33", "甲"))
    drop_ins.plugins.load()
    assert drop_ins.plugins.registry.book("33").authority == "甲"
    (drop_ins.folder / "zhejiang.py").unlink()
    drop_ins.look()
    assert drop_ins.plugins.registry.book("33").authority == "浙江省通信管理局"


def test_the_second_claimant_stands_once_the_first_is_gone(drop_ins, province):
    drop_ins.write("a.py", province("44", "甲"), tried=True)
    drop_ins.write("b.py", province("44", "乙"), tried=True)
    drop_ins.plugins.load()
    (drop_ins.folder / "a.py").unlink()
    drop_ins.look()
    assert drop_ins.plugins.registry.book("44").authority == "乙"


def test_old_modules_leave_after_the_swap_and_others_stay(drop_ins, gate):
    def modules():
        return {name for name in sys.modules if "peculiar" in name}

    drop_ins.write("peculiar_one.py", gate("one"), tried=True)
    drop_ins.write("peculiar_two.py", gate("two"), tried=True)
    drop_ins.plugins.load()
    before = modules()
    drop_ins.write("peculiar_one.py", gate("three"), tried=True)
    drop_ins.look()
    assert len(modules()) == 2
    assert len(modules() & before) == 1


def test_a_set_that_somebody_holds_still_answers_after_a_reload(drop_ins, gate):
    drop_ins.write("rules.py", gate("one"), tried=True)
    drop_ins.plugins.load()
    held = drop_ins.plugins.current
    drop_ins.write("rules.py", gate("two"), tried=True)
    drop_ins.look()
    found = held.check("beian_check_domain_bind", event=None, facts=None)
    assert [finding.code for finding in found] == ["one"]


def test_plugins_that_are_held_do_not_change_with_a_reload(drop_ins, gate):
    drop_ins.write("rules.py", gate("one"), tried=True)
    drop_ins.restart(load=False)
    drop_ins.plugins.load_later()
    held = drop_ins.plugins.held()
    drop_ins.write("rules.py", gate("two"), tried=True)
    drop_ins.look()
    held.refresh()
    assert [f.code for f in held.check("beian_check_domain_bind", event=None, facts=None)] == ["one"]
    assert drop_ins.codes() == ["two"]


def test_whoever_asks_plugins_has_the_folder_looked_at(drop_ins, gate):
    drop_ins.write("rules.py", gate("one"), tried=True)
    drop_ins.plugins.load()
    drop_ins.write("rules.py", gate("two"), tried=True)
    drop_ins.clock.now += 1
    until = time.monotonic() + 60
    while drop_ins.codes() == ["one"] and time.monotonic() < until:
        time.sleep(0.01)
    assert drop_ins.codes() == ["two"]


def test_two_apps_over_one_folder_do_not_take_each_others_modules(drop_ins, gate):
    drop_ins.write("rules.py", gate("one"), tried=True)
    drop_ins.plugins.load()
    other = Plugins(drop_ins.folder, versions=drop_ins.versions)
    other.load()
    drop_ins.write("rules.py", gate("two"), tried=True)
    drop_ins.look()
    assert drop_ins.codes() == ["two"]
    (finding,) = other.check("beian_check_domain_bind", event=None, facts=None)
    assert finding.code == "one"
    (plugin,) = [plugin for plugin in other._loaded if plugin.label.name == "rules"]
    assert plugin.module in sys.modules


def test_failures_are_forgotten_when_the_file_is_mended(drop_ins, gate):
    drop_ins.write("rules.py", gate("x").replace("return [", "return 1 + ["), tried=True)
    drop_ins.plugins.load()
    assert drop_ins.codes() == ["could_not_check"]
    assert drop_ins.info("rules").failures
    drop_ins.write("rules.py", gate("x"), tried=True)
    drop_ins.look()
    assert drop_ins.info("rules").failures == ()
    assert drop_ins.plugins._failures._found == {}


def test_a_fault_of_the_reload_itself_fails_no_request(drop_ins, gate, caplog):
    drop_ins.plugins.load()

    class Broken:
        def updates(self):
            raise ZeroDivisionError

        candidates = ()

    drop_ins.plugins._folder = Broken()
    drop_ins.look()
    assert "what was in force stays in force" in caplog.text


def test_requests_that_run_during_reloads_see_whole_sets_only(drop_ins, gate):
    """Two files change together; each answer has both from the same version, and none fails."""
    versions = 12

    def both(number):
        for name in ("a.py", "b.py"):
            drop_ins.write(name, gate(f"v{number}"), tried=True)

    both(0)
    drop_ins.plugins.load()
    done = threading.Event()
    seen, troubles = set(), []

    def ask():
        try:
            while not done.is_set():
                drop_ins.plugins.refresh()
                codes = drop_ins.codes()
                seen.add(tuple(codes))
        except BaseException as error:  # noqa: BLE001  told by the test below
            troubles.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, versions):
        # No look happens while the clock stands still, so both files are written before any request reads them.
        both(number)
        drop_ins.clock.now += 1
        until = time.monotonic() + 60
        while drop_ins.codes()[0] != f"v{number}" and not troubles and time.monotonic() < until:
            pass
    done.set()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert {len(codes) for codes in seen} == {2}
    assert [codes for codes in seen if codes[0] != codes[1]] == []
    assert (f"v{versions - 1}",) * 2 in seen | {tuple(drop_ins.codes())}


def test_while_one_thread_reloads_the_others_go_on_with_the_old_set(drop_ins, gate):
    asked, go_on = threading.Event(), threading.Event()

    class Slow(type(drop_ins.versions)):
        def recall(self, digests):
            if threading.current_thread() is not threading.main_thread():
                asked.set()
                assert go_on.wait(30)
            return super().recall(digests)

    drop_ins.versions = Slow()
    drop_ins.write("rules.py", gate("old"), tried=True)
    drop_ins.restart()
    drop_ins.write("rules.py", gate("new"), tried=True)
    drop_ins.clock.now += 1
    reload = threading.Thread(target=drop_ins.plugins.refresh)
    reload.start()
    assert asked.wait(30)
    drop_ins.clock.now += 1
    drop_ins.plugins.refresh()
    assert drop_ins.codes() == ["old"]
    go_on.set()
    reload.join()
    assert drop_ins.codes() == ["new"]


@pytest.mark.parametrize("folder", [None])
def test_without_a_folder_a_refresh_does_nothing(folder):
    plugins = Plugins(folder)
    plugins.load()
    before = plugins.current
    plugins.refresh()
    assert plugins.current is before
