"""The whole loop: a context on a real database, wired to a simulated authority that answers over HTTP.

`loop` files, sends and fetches as the product does; `loop.sandbox` is the authority with its officer.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager

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


@pytest.fixture(scope="session")
def begun(tmp_path_factory, sqlite_template, keys, plugins):
    """A folder with an authority and a provider who has fetched what waited for it: the code tables."""
    folder = tmp_path_factory.mktemp("begun")
    shutil.copyfile(sqlite_template, folder / "beian.sqlite3")
    with (
        sandbox_server.running(folder / "authority", auto="off") as sandbox,
        _provider(folder, sandbox, keys, plugins) as loop,
    ):
        loop.run()
    return folder


@pytest.fixture
def sandbox(begun, tmp_path):
    """A simulated authority over HTTP, whose officer decides nothing by itself."""
    shutil.copytree(begun / "authority", tmp_path / "authority")
    with sandbox_server.running(tmp_path / "authority") as running:
        yield running


@pytest.fixture
def loop(begun, sandbox, tmp_path, keys, plugins):
    """A provider who has filed nothing yet and knows the code tables of the authority, `sandbox`."""
    shutil.copyfile(begun / "beian.sqlite3", tmp_path / "beian.sqlite3")
    with _provider(tmp_path, sandbox, keys, plugins) as loop:
        yield loop


@contextmanager
def _provider(folder, sandbox, keys, plugins):
    database = Database(f"sqlite:///{folder / 'beian.sqlite3'}", keys)
    settings = load_settings(sandbox.settings, {})
    yield Loop(Context(settings=settings, database=database, plugins=plugins), sandbox)
    database.close()
