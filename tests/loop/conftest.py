"""The whole loop: a context on a real database, wired to a simulated authority that answers over HTTP.

`loop` files, sends and fetches as the product does; `loop.sandbox` is the authority with its officer.
"""

from __future__ import annotations

import shutil

import pytest
import sandbox_server
from provider_loop import Loop

from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.database import Database
from beian_plugin.operations.context import Context
from beian_plugin.settings import load_settings


@pytest.fixture(scope="session")
def plugins():
    """The plugins that the package brings."""
    loaded = Plugins()
    loaded.load()
    return loaded


@pytest.fixture
def sandbox(tmp_path):
    """A simulated authority over HTTP, whose officer decides nothing by itself."""
    with sandbox_server.running(tmp_path / "authority", auto="off") as running:
        yield running


@pytest.fixture
def loop(sandbox, sqlite_template, tmp_path, keys, plugins):
    """A provider with an empty mirror who has fetched what waited for it at the authority: the code tables."""
    path = tmp_path / "beian.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    settings = load_settings(sandbox.settings, {})
    made = Loop(Context(settings=settings, database=database, plugins=plugins), sandbox)
    made.run()
    yield made
    database.close()
