"""What pip installs: every package, every data file, and the province files beside them."""

from __future__ import annotations

import configparser
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import beian_plugin

ROOT = Path(__file__).resolve().parent.parent
SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")


def test_setup_lists_every_package():
    listed = set(SETUP["options"]["packages"].split())
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "beian_plugin").rglob("__init__.py")} | {
        "beian_plugin._plugins"
    }
    assert listed == found


def test_setup_lists_every_data_file():
    listed = {
        path
        for package, patterns in SETUP["options.package_data"].items()
        for pattern in patterns.split()
        for path in ROOT.joinpath(*package.split(".")).glob(pattern)
    }
    # Among the files for panels are some that run in the Python of the panel.
    modules = {path for path in (ROOT / "beian_plugin").rglob("*.py") if path.parent.name != "files"}
    found = {path for path in (ROOT / "beian_plugin").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert found - modules == {path for path in listed if path.is_file()}


def test_the_province_files_are_part_of_the_package():
    installed = {file.name for file in files("beian_plugin._plugins").iterdir() if file.name.endswith(".py")}
    assert installed == {file.name for file in (ROOT / "plugins").glob("*.py")}


def test_every_public_name_can_be_imported():
    for name in beian_plugin.__all__:
        assert getattr(beian_plugin, name).__doc__, name


def test_the_core_needs_none_of_the_extras():
    code = "import sys, beian_plugin; beian_plugin.Beian; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"flask_babel", "flask_login", "flask_wtf", "wtforms", "psycopg", "gunicorn", "alembic"} & set(modules)
