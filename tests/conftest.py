"""What every test shares."""

from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path

import postgres_server
import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from beian_plugin.models.crypto import KeyRing
from beian_plugin.models.database import Database

# Machines are noisy: no test fails for being slow.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

_serial = itertools.count(1)


@pytest.fixture(scope="session")
def shared():
    """The folder of reference data that developers may keep beside the checkout; the test skips without it."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the reference data folder is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def keys():
    """One data key and an index key, made up for the tests."""
    return KeyRing((b"data" * 8,), b"indx" * 8)


@pytest.fixture(scope="session")
def postgres():
    """The URL of a private PostgreSQL server with `{}` for the database; without one the test skips, but not in CI."""
    try:
        with postgres_server.running() as url:
            yield url
    except postgres_server.Missing as missing:
        if os.environ.get("CI"):
            pytest.fail(f"CI tests on PostgreSQL too: {missing}")
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_template(postgres, keys):
    """The URL of the server, on which the database `template_beian` has all tables."""
    _on_server(postgres, "CREATE DATABASE {}", "template_beian")
    _migrate(postgres.format("template_beian"), keys)
    return postgres


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory, keys):
    """A SQLite file that has all tables."""
    path = tmp_path_factory.mktemp("template") / "beian.sqlite3"
    _migrate(f"sqlite:///{path}", keys)
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """The URL of an empty database of this test's own, with all tables, on each kind of database in turn.

    A test that needs only one of them says `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`.
    """
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        path = request.getfixturevalue("tmp_path") / "beian.sqlite3"
        shutil.copyfile(template, path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_template")
    name = f"test_{next(_serial)}"
    _on_server(server, "CREATE DATABASE {} TEMPLATE template_beian", name)
    yield server.format(name)
    _on_server(server, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def database(database_url, keys):
    """An open, empty database with all tables, on each kind of database in turn."""
    opened = Database(database_url, keys)
    yield opened
    opened.close()


def _migrate(url, keys):
    database = Database(url, keys)
    database.upgrade()
    database.close()


def _on_server(url, statement, name):
    plain = url.format("postgres").replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
