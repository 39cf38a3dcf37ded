"""The folder of ops: what may lie in it, and what is in force when something there is wrong."""

from __future__ import annotations

import hashlib
import os
import sys

import pytest

from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.loader import Origin
from beian_plugin.providers.registry import Status

HEAD = "from beian_plugin import hookimpl\n"


JUNK = {
    "a binary": (lambda path: path.write_bytes(bytes(range(256)) * 40), "is not UTF-8 text (byte 129"),
    "nothing": (lambda path: path.write_bytes(b""), "implements no hook"),
    "10 MB": (lambda path: path.write_bytes(b"#" * 10_000_000), "is larger than 1 MB"),
    "just above 1 MB": (lambda path: path.write_bytes(b"#" * ((1 << 20) + 1)), "is larger than 1 MB"),
    "GBK": (lambda path: path.write_bytes("# 浙江省通信管理局\n".encode("gbk")), "Save it again in UTF-8"),
    "UTF-16": (lambda path: path.write_bytes("x = 1\n".encode("utf-16")), "is not UTF-8 text (byte 1"),
    "a NUL": (lambda path: path.write_bytes(b"x = '\0'\n"), "null bytes"),
    "nested brackets": (lambda path: path.write_text("x = " + "[" * 5000 + "]" * 5000), "SyntaxError"),
    "half a file": (lambda path: path.write_text(HEAD + "@hookimpl\ndef beian_che"), "SyntaxError"),
    "a web page": (lambda path: path.write_text("<!doctype html><title>404</title>"), "SyntaxError"),
    "control characters": (lambda path: path.write_text("\x1b[2J\x07\x08"), "SyntaxError"),
    "a directory": (lambda path: path.mkdir(), "is not a regular file"),
    "a pipe": (os.mkfifo, "is not a regular file"),
    "a link to nothing": (lambda path: path.symlink_to(path.parent / "gone"), "symbolic link to a file that does not"),
    "a link to itself": (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    "a link to a folder": (lambda path: path.symlink_to(path.parent.parent), "is not a regular file"),
}


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_listed_with_one_sentence_and_the_others_answer(junk, drop_ins, gate):
    drop, words = JUNK[junk]
    drop(drop_ins.folder / "junk.py")
    drop_ins.write("fine.py", gate("fine"), tried=True)
    drop_ins.plugins.load()
    info = drop_ins.info("junk")
    assert info.status is PluginStatus.BROKEN
    assert words in info.error.en
    for sentence in info.error:
        assert str(drop_ins.folder / "junk.py") in sentence
        assert sentence.isprintable()
        assert len(sentence) < 600
    assert drop_ins.codes() == ["fine"]
    assert all(entry.status is not Status.BROKEN for entry in drop_ins.plugins.registry.entries())


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise RuntimeError('at import')", "RuntimeError: at import (line 1)"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("import os\nos._exit(3)", "exit status 3"),
        (f"{HEAD}@hookimpl\ndef beian_check_domian_bind(): return []", "The nearest is beian_check_domain_bind"),
        (f"{HEAD}@hookimpl\ndef beian_register_provinces(): raise ValueError('in hook')", "ValueError: in hook"),
        (f"{HEAD}@hookimpl\ndef beian_register_provinces(): return 33", "must return list, but returned int"),
    ],
)
def test_a_file_that_fails_names_itself_and_the_error_and_the_others_answer(source, words, drop_ins, gate):
    drop_ins.write("bad.py", source)
    drop_ins.write("fine.py", gate("fine"))
    drop_ins.plugins.load()
    bad = drop_ins.info("bad")
    assert bad.status is PluginStatus.BROKEN
    assert str(drop_ins.folder / "bad.py") in bad.error.en
    assert words in bad.error.en
    assert drop_ins.codes() == ["fine"]


def test_a_file_that_never_returns_from_its_import_is_refused_and_the_others_answer(drop_ins, gate):
    drop_ins.write("endless.py", "while True: pass")
    drop_ins.write("fine.py", gate("fine"))
    drop_ins.restart(trial_seconds=1)
    assert "did not finish loading within 1 seconds" in drop_ins.info("endless").error.en
    assert drop_ins.codes() == ["fine"]


def test_a_value_of_the_wrong_type_says_file_attribute_expected_and_got(drop_ins, province):
    drop_ins.write("guangdong.py", province("44").replace("Rule(True", "Rule('yes'"))
    drop_ins.plugins.load()
    error = drop_ins.info("guangdong").error.en
    assert str(drop_ins.folder / "guangdong.py") in error
    assert "Province.return_for_modification_on_request.value must be bool, but is str" in error


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('code="44"', 'code="99"', "Province.code must be one of 11, 12"),
        ('code="44"', "code=44", "Province.code must be str, but is int"),
        ('sources=(Source("通知"),)', 'sources="通知"', "Province.sources must be tuple[Source], but is str"),
        ('Rule(True, Source("通知"))', "True", "on_request must be Rule[bool], but is bool"),
        ("return_for_modification_on_request", "return_for_corection", "unexpected keyword argument"),
    ],
)
def test_a_province_that_does_not_fit_the_contract_is_refused(old, new, words, drop_ins, province):
    drop_ins.write("guangdong.py", province("44").replace(old, new))
    drop_ins.plugins.load()
    assert words in drop_ins.info("guangdong").error.en


def test_helpers_hidden_files_and_other_files_are_left_alone(drop_ins):
    for name in ("_helper.py", ".hidden.py", ".#editing.py", "notes.txt", "rules.py.bak", "__init__.py"):
        (drop_ins.folder / name).write_text("raise RuntimeError")
    drop_ins.plugins.load()
    assert [info for info in drop_ins.plugins.list() if info.origin is Origin.FOLDER] == []


@pytest.mark.parametrize("prefix", ["", "\ufeff", "# coding: gbk\n"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_editors_do_to_a_file_does_not_matter(prefix, line_end, drop_ins, province):
    drop_ins.write("guangdong.py", (prefix + province("44", "广东省通信管理局")).replace("\n", line_end))
    drop_ins.plugins.load()
    assert drop_ins.plugins.registry.book("44").authority == "广东省通信管理局"
    content = (drop_ins.folder / "guangdong.py").read_bytes()
    assert drop_ins.info("guangdong").sha256 == hashlib.sha256(content).hexdigest()


def test_a_name_that_is_no_text_can_be_listed(drop_ins, gate):
    with open(os.fsencode(drop_ins.folder) + b"/\xff\n.py", "w") as file:  # noqa: PTH123  bytes on purpose
        file.write(gate("oddly named"))
    drop_ins.plugins.load()
    assert drop_ins.codes() == ["oddly named"]
    (info,) = [info for info in drop_ins.plugins.list() if info.origin is Origin.FOLDER]
    assert info.file.encode("utf-8").decode().isprintable()
    assert info.name.encode("utf-8").decode().isprintable()


def test_a_drop_in_replaces_our_file_for_the_same_province_and_the_list_says_so(drop_ins, province):
    drop_ins.write("my zhejiang.py", province("33", "甲"))
    drop_ins.plugins.load()
    assert drop_ins.plugins.registry.book("33").authority == "甲"
    ours = drop_ins.info("zhejiang")
    assert (ours.origin, ours.status) == (Origin.PACKAGE, PluginStatus.REPLACED)
    assert str(drop_ins.folder / "my zhejiang.py") in ours.error.en
    assert not ours.status.is_trouble


def test_of_two_drop_ins_for_one_province_the_first_by_name_stands_and_the_other_is_listed(drop_ins, province, gate):
    drop_ins.write("b.py", province("44", "乙") + gate("b"))
    drop_ins.write("a.py", province("44", "甲") + gate("a"))
    drop_ins.plugins.load()
    assert drop_ins.plugins.registry.book("44").authority == "甲"
    refused = drop_ins.info("b")
    assert refused.status is PluginStatus.REFUSED
    for part in ("44", str(drop_ins.folder / "a.py"), str(drop_ins.folder / "b.py")):
        assert part in refused.error.en
    assert drop_ins.codes() == ["a"]


def test_where_the_first_of_two_fails_the_other_stands(drop_ins, province):
    drop_ins.write("a.py", "raise RuntimeError\n" + province("44", "甲"))
    drop_ins.write("b.py", province("44", "乙"))
    drop_ins.plugins.load()
    assert drop_ins.plugins.registry.book("44").authority == "乙"


def test_a_broken_drop_in_leaves_the_file_that_we_ship_in_force(drop_ins):
    drop_ins.write("zhejiang.py", "raise RuntimeError")
    drop_ins.plugins.load()
    assert drop_ins.plugins.registry.book("33").authority == "浙江省通信管理局"
    assert not drop_ins.plugins.registry.is_broken("33")
    statuses = {(i.origin, i.status) for i in drop_ins.plugins.list() if i.name == "zhejiang"}
    assert statuses == {(Origin.FOLDER, PluginStatus.BROKEN), (Origin.PACKAGE, PluginStatus.OK)}


@pytest.mark.parametrize(
    ("name", "text"), [("guangdong.py", "raise RuntimeError"), ("our rules.py", "raise RuntimeError\nx(code='44')")]
)
def test_a_broken_file_for_a_province_without_good_rules_makes_it_broken_not_unknown(name, text, drop_ins, monkeypatch):
    monkeypatch.setattr("beian_plugin.hooks.manager.package_candidates", list)
    drop_ins.write(name, text)
    drop_ins.plugins.load()
    entry = next(entry for entry in drop_ins.plugins.registry.entries() if entry.code == "44")
    assert entry.status is Status.BROKEN
    assert entry.source == str(drop_ins.folder / name)
    assert drop_ins.plugins.registry.is_broken("44")


def test_a_file_that_fails_leaves_its_last_good_version_in_force(drop_ins, province, gate):
    good = province("44", "甲") + gate("good")
    drop_ins.write("guangdong.py", good)
    drop_ins.plugins.load()
    drop_ins.write("guangdong.py", "raise RuntimeError('half edited')")
    drop_ins.look()
    info = drop_ins.info("guangdong")
    assert info.status is PluginStatus.LAST_GOOD
    assert "half edited" in info.error.en
    assert info.sha256 == hashlib.sha256(good.encode()).hexdigest()
    assert drop_ins.plugins.registry.book("44").authority == "甲"
    assert drop_ins.codes() == ["good"]


def test_the_last_good_version_is_in_force_after_a_restart_too(drop_ins, gate):
    drop_ins.write("rules.py", gate("good"))
    drop_ins.plugins.load()
    drop_ins.write("rules.py", "while True: pass")
    drop_ins.restart(trial_seconds=1)
    assert drop_ins.info("rules").status is PluginStatus.LAST_GOOD
    assert drop_ins.codes() == ["good"]


@pytest.mark.parametrize("tried", [True, False])
def test_a_version_that_is_known_to_work_is_not_tried_again(tried, drop_ins, gate, tmp_path):
    log = tmp_path / "loads"
    source = f"from pathlib import Path\nwith Path({str(log)!r}).open('a') as log: log.write('loaded ')\n{gate('x')}"
    drop_ins.write("rules.py", source, tried=tried)
    drop_ins.plugins.load()
    assert drop_ins.codes() == ["x"]
    assert log.read_text().split() == ["loaded"] * (1 if tried else 2)


def test_what_loads_in_the_child_and_not_in_the_panel_is_broken(drop_ins, gate):
    drop_ins.write("rules.py", f"import os\nassert os.getpid() != {os.getpid()}\n{gate('there')}")
    drop_ins.plugins.load()
    assert "AssertionError" in drop_ins.info("rules").error.en


def test_good_versions_that_cannot_be_had_stop_nothing(drop_ins, gate, caplog):
    class Away:
        def recall(self, digests):
            raise OSError("13800000000")

        accept = refuse = keep_sources = recall

    drop_ins.versions = Away()
    drop_ins.write("rules.py", gate("good"))
    drop_ins.restart()
    assert drop_ins.codes() == ["good"]
    drop_ins.write("rules.py", "raise RuntimeError")
    drop_ins.look()
    assert drop_ins.codes() == ["good"]
    assert "cannot be read or kept: OSError" in caplog.text
    assert "13800000000" not in caplog.text


def test_a_folder_that_cannot_be_read_is_listed(drop_ins):
    drop_ins.folder.rmdir()
    drop_ins.plugins.load()
    (info,) = [info for info in drop_ins.plugins.list() if info.origin is Origin.FOLDER]
    assert info.status is PluginStatus.BROKEN
    assert f"The plugin folder {drop_ins.folder} cannot be read (No such file or directory)" in info.error.en
    assert "BEIAN_PLUGIN_DIR" in info.error.zh


def test_a_file_in_the_place_of_the_folder_is_listed(drop_ins):
    drop_ins.folder.rmdir()
    drop_ins.folder.write_text("not a folder")
    drop_ins.plugins.load()
    assert "Not a directory" in drop_ins.plugins.list()[0].error.en


def test_files_that_fail_leave_no_module_behind(drop_ins):
    drop_ins.write("remarkable_name.py", "raise RuntimeError")
    drop_ins.plugins.load()
    assert [name for name in sys.modules if "remarkable_name" in name] == []
