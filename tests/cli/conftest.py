"""The app of an instance folder, as a command opens it."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from beian_plugin.cli import main
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.crypto import key_file
from beian_plugin.models.database import Database
from beian_plugin.operations.clock import utc_now
from beian_plugin.operations.context import Context
from beian_plugin.settings import Settings


@pytest.fixture
def context(tmp_path, sqlite_template):
    """The app of an instance folder, as the command will open it."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    keys = key_file(folder / "beian.keys")
    shutil.copyfile(sqlite_template, folder / "beian.sqlite3")
    database = Database(f"sqlite:///{folder / 'beian.sqlite3'}", keys)
    plugins = Plugins()
    plugins.load()
    yield Context(settings=Settings(), database=database, plugins=plugins, now=utc_now)
    database.close()


@pytest.fixture
def beian(context, tmp_path, monkeypatch):
    """Runs `beian filings` in that folder."""
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))

    def run(*arguments, **more):
        return CliRunner().invoke(main, ["filings", *map(str, arguments)], catch_exceptions=False, **more)

    return run
