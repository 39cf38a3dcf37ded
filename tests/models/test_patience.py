"""Waiting for another writer on SQLite: soon over, or too long."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from beian_plugin.errors import DatabaseUnavailable
from beian_plugin.models import database as database_module

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

_INSERT = (
    "INSERT INTO beian_verdict (id, at, event, domain, customer, decision, document) VALUES (?, '', '', '', '', '', '')"
)


@pytest.fixture
def writer(database, database_url):
    """Another process's connection, once ours is open."""
    database.fetch("SELECT 1", ())
    connection = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    yield connection
    connection.close()


def test_a_verdict_is_stored_once_the_other_writer_is_done(database, writer):
    writer.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.2, writer.execute, ["COMMIT"])
    done.start()
    database.put(_INSERT, ("a",))
    done.join()
    assert database.fetch("SELECT id FROM beian_verdict", ()) == [("a",)]


def test_a_look_up_never_waits_for_a_writer(database, writer):
    writer.execute("BEGIN IMMEDIATE")
    writer.execute(_INSERT, ("a",))
    assert database.fetch("SELECT id FROM beian_verdict", ()) == []


def test_a_writer_that_never_ends_is_said_to_lock_the_database(database, writer, monkeypatch):
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.1)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable, match="locked"):
        database.put(_INSERT, ("a",))


def test_what_is_wrong_with_a_statement_is_said_at_once(database):
    database.put(_INSERT, ("a",))
    with pytest.raises(sqlite3.IntegrityError):
        database.put(_INSERT, ("a",))
