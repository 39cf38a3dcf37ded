"""`beian plugins`: the list, as ops and CI read it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from beian_plugin.cli.plugins import plugins

GATE = """
from beian_plugin import hookimpl
__version__ = "2"

@hookimpl
def beian_check_domain_bind(): return []
"""
RULES = """
from datetime import date
from beian_plugin import Province, Rule, Source, hookimpl

NOTICE = Source("通知")

@hookimpl
def beian_register_provinces():
    return [Province(code="{code}", authority="示例管局", sources=(NOTICE,), checked_on=date(2026, 11, 23),
                     limitations="示例", bulletin_board_form=Rule("表", NOTICE))]
"""


@pytest.fixture(autouse=True)
def instance(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path_factory.mktemp("instance")))
    monkeypatch.delenv("BEIAN_DATABASE_URL", raising=False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BEIAN_PLUGIN_DIR", str(tmp_path))
    return tmp_path


def run(*args):
    return CliRunner().invoke(plugins, args)


def test_without_a_folder_the_list_shows_what_we_ship_and_says_how_to_add(monkeypatch):
    monkeypatch.delenv("BEIAN_PLUGIN_DIR", raising=False)
    result = run()
    assert result.exit_code == 0
    assert "zhejiang  版本 1  有效  (beian_plugin 自带)" in result.output
    assert "省份：33 浙江省" in result.output
    assert "钩子：beian_register_provinces" in result.output
    assert "未设置 BEIAN_PLUGIN_DIR" in result.output
    assert "共 31 个插件，0 个有问题。" in result.output


def test_english_on_request(folder):
    (folder / "house.py").write_text(GATE)
    result = run("--lang", "en")
    assert "house  version 2  in force  (from the plugin folder)" in result.output
    assert f"    {folder / 'house.py'}\n" in result.output
    assert "Provinces: 61 Shaanxi" in result.output
    assert "32 plugins, 0 with a problem." in result.output


def test_a_broken_file_is_listed_with_its_error_and_the_list_still_succeeds(folder):
    (folder / "bad.py").write_text("raise RuntimeError('half edited')")
    result = run()
    assert result.exit_code == 0
    assert f"{folder / 'bad.py'} 加载时出错：RuntimeError: half edited" in result.output
    assert "共 32 个插件，1 个有问题。" in result.output
    assert "fails while it loads" in run("--lang", "en").output


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, 0),
        ({"house.py": GATE}, 0),
        ({"zhejiang.py": RULES.format(code="33")}, 0),
        ({"bad.py": "def half("}, 1),
        ({"a.py": RULES.format(code="44"), "b.py": RULES.format(code="44")}, 1),
    ],
)
def test_strict_fails_where_something_has_to_be_mended(files, code, folder):
    for name, text in files.items():
        (folder / name).write_text(text)
    assert run("--strict").exit_code == code
    assert run("--strict", "--json").exit_code == code


def test_a_program_reads_name_file_version_hooks_status_and_error(folder):
    (folder / "a.py").write_text(RULES.format(code="33"))
    (folder / "b.py").write_text(RULES.format(code="33"))
    listed = {entry["file"]: entry for entry in json.loads(run("--json").output)}
    first, second = listed[str(folder / "a.py")], listed[str(folder / "b.py")]
    assert first["status"] == "ok"
    assert first["provinces"] == ["33"]
    assert first["hooks"] == ["beian_register_provinces"]
    assert len(first["sha256"]) == 64
    assert first["error"] is None
    assert second["status"] == "refused"
    assert str(folder / "a.py") in second["error"]["en"]
    assert second["error"]["zh"]
    (ours,) = [entry for entry in listed.values() if entry["name"] == "zhejiang"]
    assert ours["status"] == "replaced"


def test_a_folder_that_is_not_there_is_said(folder):
    folder.rmdir()
    result = run("--strict", "--lang", "en")
    assert result.exit_code == 1
    assert f"The plugin folder {folder} cannot be read" in result.output


def test_a_bad_setting_ends_with_its_sentence(monkeypatch):
    monkeypatch.setenv("BEIAN_PLUGIN_TRIAL_SECONDS", "soon")
    for args in ((), ("check", "x.py")):
        result = run(*args)
        assert result.exit_code == 1
        assert "BEIAN_PLUGIN_TRIAL_SECONDS is 'soon', but must be a whole number" in result.output
