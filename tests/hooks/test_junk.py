"""A folder with two hundred files of junk: the panel answers, good files come first, each other has its line."""

from __future__ import annotations

import itertools
import os
import threading

import pytest

from beian_plugin.hooks import folder as folders
from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.loader import Origin

HEAD = "from beian_plugin import hookimpl\n"
ENDLESS = "while True: pass"
SLOW = "did not finish loading within 1 seconds"


def written(text):
    return lambda path: path.write_text(text)


def taken(text):
    return lambda path: path.write_text(text.replace("{name}", path.stem))


def province(extra):
    return (
        "from datetime import date\nfrom beian_plugin import Province, Rule, Source, hookimpl\n"
        "@hookimpl\ndef beian_register_provinces():\n"
        "    return [Province(code='44', authority='示例', sources=(Source('通知'),), checked_on=date(2026, 6, 1),\n"
        f"                     limitations='示例', {extra})]\n"
    )


#: What lies there, how many of each, and what the list says of it; nothing where it is in force.
JUNK = {
    "binary": (20, lambda path: path.write_bytes(os.urandom(4096) + b"\xff"), "is not UTF-8 text"),
    "huge": (20, lambda path: path.write_bytes(b"#" * 1_100_000), "is larger than 1 MB"),
    "gbk": (20, lambda path: path.write_bytes("# 浙江省通信管理局".encode("gbk")), "is not UTF-8 text"),
    "half": (20, written(f"{HEAD}@hookimpl\ndef beian_che"), "SyntaxError"),
    "raises": (20, written("raise RuntimeError('no')"), "RuntimeError: no (line 1)"),
    "misspelled_rule": (10, written(province("min_agee=Rule(18, Source('x'))")), "The nearest is min_age"),
    "wrong_type": (10, written(province("min_age=Rule('18', Source('x'))")), "min_age.value must be int, but is str"),
    "same_code": (9, written(province("")), "which {first} has"),
    "endless": (8, written(ENDLESS), SLOW),
    "exits": (5, written("raise SystemExit"), "SystemExit"),
    "ends": (5, written("import os\nos._exit(0)"), "exit status 0"),
    "forks": (
        5,
        written(f"import os\nos.fork()\n{HEAD}@hookimpl\ndef beian_after_verdict(): pass"),
        "forks its process",
    ),
    "eats": (4, written("hoard = bytearray(1 << 31)"), "MemoryError"),
    "cyclic": (6, written("import cyclic_001, cyclic_002, cyclic_003"), "No module named 'cyclic_001'"),
    "leads_out": (5, lambda path: path.symlink_to("/etc/hostname"), "leads out of the folder"),
    "dangling": (5, lambda path: path.symlink_to("gone"), "does not exist"),
    "pipe": (3, os.mkfifo, "is not a regular file"),
    "folder": (4, lambda path: path.mkdir(), "is not a regular file"),
    "prints": (10, taken("print('{}' * 9999)\n{gate}"), ""),
    "zz_good": (10, taken("{gate}"), ""),
}


def names():
    return [f"{kind}_{number:03}" for kind, (count, _, _) in JUNK.items() for number in range(1, count + 1)]


@pytest.fixture
def junk(drop_ins, gate):
    """Drop all of it, and one file that vanishes before it is read."""

    def drop():
        for name in names():
            path = drop_ins.folder / f"{name}.py"
            JUNK[name[:-4]][1](path)
            if JUNK[name[:-4]][2] == "":
                path.write_text(path.read_text().replace("{gate}", gate(name)))

    return drop


def test_two_hundred_files_of_junk_leave_the_good_ones_in_force_and_have_a_line_each(drop_ins, junk, monkeypatch):
    assert len(names()) >= 199
    drop_ins.write("first.py", province(""))
    drop_ins.restart(trial_seconds=1)
    junk()
    scan = folders._scan
    monkeypatch.setattr(folders, "_ROUND_SECONDS", 60)
    monkeypatch.setattr(folders, "_scan", lambda path: scan(path) | {"vanished.py": (0, 0)})
    drop_ins.clock.now += 1
    taking_up = threading.Thread(target=drop_ins.plugins.refresh)
    taking_up.start()
    good = {f"{kind}_{number:03}" for kind in ("prints", "zz_good") for number in range(1, 11)}
    while taking_up.is_alive():
        taking_up.join(0.01)
        drop_ins.plugins.refresh()
        assert set(drop_ins.codes()) <= good
    assert set(drop_ins.codes()) == good
    listed = {info.name: info for info in drop_ins.plugins.list() if info.origin is Origin.FOLDER}
    assert set(listed) == {*names(), "first", "vanished"}
    for name, info in listed.items():
        words = JUNK[name[:-4]][2] if name[:-4] in JUNK else {"first": "", "vanished": "cannot be read"}[name]
        if not words:
            assert info.status is PluginStatus.OK
            continue
        assert info.status in {PluginStatus.BROKEN, PluginStatus.REFUSED}
        assert words.format(first=drop_ins.folder / "first.py") in info.error.en
        for sentence in info.error:
            assert sentence.isprintable()
            assert f"{name}.py" in sentence


def test_good_files_are_in_force_before_those_that_hang_are_tried_at_length(drop_ins, gate, monkeypatch):
    monkeypatch.setattr(folders, "_FIRST_SECONDS", 0.9)
    for number in range(4):
        drop_ins.write(f"endless_{number}.py", ENDLESS)
    drop_ins.write("z.py", gate("z"))
    folder = folders.Folder(drop_ins.folder, seconds=1, versions=drop_ins.versions)
    shown = [{candidate.label.name: candidate.error for candidate in folder.candidates} for _ in folder.updates()]
    assert shown[0] == {"z": None}
    assert shown[-1].keys() == {"z", *(f"endless_{number}" for number in range(4))}


def test_files_whose_turn_does_not_come_in_one_look_wait_for_the_next(drop_ins, gate, monkeypatch):
    monkeypatch.setattr(folders, "_ROUND_SECONDS", 1.0)
    for number in range(1, 7):
        drop_ins.write(f"endless_{number}.py", ENDLESS)
    drop_ins.write("old.py", gate("old"), tried=True)
    drop_ins.write("old.py", "import time\ntime.sleep(0.5)\n" + gate("new"))
    drop_ins.write("z.py", gate("z"))
    drop_ins.restart(trial_seconds=1)
    assert sorted(drop_ins.codes())[-1] == "z"
    waiting = [info for info in drop_ins.plugins.list() if info.error and "waits for its trial" in info.error.en]
    assert waiting
    for look in itertools.count():
        if not waiting:
            break
        assert look < 20
        assert {info.status for info in waiting} <= {PluginStatus.BROKEN, PluginStatus.LAST_GOOD}
        drop_ins.look()
        waiting = [info for info in drop_ins.plugins.list() if info.error and "waits for its trial" in info.error.en]
    assert sorted(drop_ins.codes()) == ["new", "z"]
    assert all(SLOW in drop_ins.info(f"endless_{number}").error.en for number in range(1, 7))


def test_a_misspelled_rule_names_the_nearest(drop_ins):
    drop_ins.write("guangdong.py", province("domain_min_valid_days=Rule(90, Source('x'))"))
    drop_ins.plugins.load()
    error = drop_ins.info("guangdong").error
    for sentence in error:
        assert "domain_min_valid_days" in sentence
        assert "domain_min_validity_days" in sentence
        assert "(line 5)" in sentence
