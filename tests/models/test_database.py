"""The database itself: migrations, several processes, and faults said in one sentence."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from beian_plugin.errors import DatabaseUnavailable, SettingError
from beian_plugin.models.crypto import new_key
from beian_plugin.models.database import Database, open_database
from beian_plugin.models.migrations import HEAD, VERSION_TABLE, config
from beian_plugin.models.schema import METADATA
from beian_plugin.models.tables import BlacklistEntry, Customer, FilingRow
from beian_plugin.settings import Settings

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_migrations_make_exactly_the_tables_of_the_code(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []
        assert ScriptDirectory.from_config(config(connection)).get_current_head() == HEAD == database.revision()
    assert database.upgrade() is False


def test_every_table_keeps_apart_from_the_panels_own():
    assert all(name.startswith("beian_") for name in METADATA.tables)


def test_many_processes_may_create_the_tables_at_once(tmp_path):
    code = (
        "import sys; from pathlib import Path; from beian_plugin.models.database import open_database; "
        "from beian_plugin.settings import Settings; d = open_database(Settings(), Path(sys.argv[1])); "
        "d.upgrade(); print(d.revision())"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [(process.communicate()[0].decode().strip(), process.returncode) for process in started] == [(HEAD, 0)] * 4


def test_two_writers_wait_for_each_other_and_readers_go_on(database):
    entered, leave = threading.Event(), threading.Event()

    def first():
        with database.write() as session:
            session.add(Customer(user="first", created_at=NOW))
            session.flush()
            entered.set()
            leave.wait(5)

    def second():
        with database.write() as session:
            session.add(Customer(user="second", created_at=NOW))

    writers = [threading.Thread(target=first), threading.Thread(target=second)]
    writers[0].start()
    entered.wait(5)
    writers[1].start()
    with database.read() as session:
        assert "first" not in session.scalars(select(Customer.user)).all(), "a reader sees no half of a change"
    leave.set()
    for writer in writers:
        writer.join(10)
    with database.read() as session:
        assert sorted(session.scalars(select(Customer.user))) == ["first", "second"]


def test_what_fails_half_way_leaves_nothing(database):
    def fail_half_way():
        with database.write() as session:
            session.add(Customer(user="u-1", created_at=NOW))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with database.read() as session:
        assert session.scalars(select(Customer)).all() == []


@pytest.mark.parametrize(
    "row",
    [
        lambda: FilingRow(kind="new", state="approved", created_at=NOW, updated_at=NOW),
        lambda: FilingRow(kind="new", state="draft", approved_on=NOW.date(), created_at=NOW, updated_at=NOW),
        lambda: BlacklistEntry(source="test", since=NOW),
        lambda: BlacklistEntry(domain="a.cn", certificate_index=b"x" * 32, source="test", since=NOW),
    ],
)
def test_the_database_refuses_impossible_pairs(database, row):
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(row())


def test_a_moment_without_a_zone_is_refused(database):
    with pytest.raises(Exception, match="time zone"), database.write() as session:
        session.add(Customer(user="u-1", created_at=datetime(2026, 6, 1)))  # noqa: DTZ001  what is tested


@SQLITE
def test_a_locked_database_is_said_in_a_sentence(database, monkeypatch):
    path = database.engine.url.database
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    impatient = Database(f"sqlite:///{path}", database.keys)
    monkeypatch.setattr("beian_plugin.models.database.BUSY_SECONDS", 0)
    try:
        with pytest.raises(DatabaseUnavailable, match="locked"), impatient.write():
            pass
        with pytest.raises(DatabaseUnavailable, match="locked"):
            impatient.put('INSERT INTO beian_customer ("user", created_at) VALUES (?, ?)', ("u", "2026-01-01 00:00:00"))
    finally:
        impatient.close()
        holder.close()


@SQLITE
def test_a_full_disk_is_said_in_a_sentence_and_nothing_half_is_kept(database):
    with database.write_connection() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    limited = Database(str(database.engine.url), database.keys)
    connection = limited.engine.raw_connection()
    connection.execute(f"PRAGMA max_page_count={pages + 2}")
    connection.close()
    with pytest.raises(DatabaseUnavailable, match="full"), limited.write() as session:
        session.add_all(Customer(user=f"{number:0100}", created_at=NOW) for number in range(2000))
    limited.close()
    with database.read() as session:
        assert session.scalars(select(Customer)).all() == []


@SQLITE
def test_a_file_that_may_not_grow_is_said_in_a_sentence(database, tmp_path):
    code = f"""
import resource, signal
from datetime import UTC, datetime
from beian_plugin.errors import DatabaseUnavailable
from beian_plugin.models.crypto import KeyRing
from beian_plugin.models.database import Database
from beian_plugin.models.tables import Customer
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
database = Database({str(database.engine.url)!r}, KeyRing((b"d" * 32,), b"i" * 32))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    with database.write() as session:
        session.add_all(Customer(user=f"{{n:0100}}", created_at=datetime.now(UTC)) for n in range(5000))
except DatabaseUnavailable as error:
    print("said:", error)
"""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY or os.name == "posix"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("said: "), done.stderr
    with database.read() as session:
        assert session.scalars(select(Customer)).all() == []


@SQLITE
def test_a_forked_worker_opens_connections_of_its_own(database):
    assert database.fetch("SELECT 1", ())[0][0] == 1
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if database.fetch("SELECT 2", ())[0][0] == 2 else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert database.fetch("SELECT 3", ())[0][0] == 3


@pytest.mark.parametrize("url", ["nonsense", "mysql://u@h/d", "sqlite://", "sqlite:///:memory:", "postgresql"])
def test_a_url_that_cannot_be_used_says_what_to_write(url, tmp_path):
    settings = Settings(database_url=url, data_keys=new_key(), index_key=new_key())
    with pytest.raises(SettingError, match="BEIAN_DATABASE_URL"):
        open_database(settings, tmp_path)


def test_a_shared_database_wants_its_keys_said(tmp_path):
    with pytest.raises(SettingError, match="BEIAN_DATA_KEYS"):
        open_database(Settings(database_url="postgresql://u@h/d"), tmp_path)


def test_a_server_that_is_away_is_said_without_its_password(tmp_path):
    settings = Settings(
        database_url="postgresql://someone:hidden-word@127.0.0.1:9/none", data_keys=new_key(), index_key=new_key()
    )
    database = open_database(settings, tmp_path)
    with pytest.raises(DatabaseUnavailable) as caught:
        database.revision()
    assert "hidden-word" not in str(caught.value)
    database.close()


def test_a_database_whose_keys_are_gone_gets_no_new_ones(tmp_path):
    open_database(Settings(), tmp_path).upgrade()
    (tmp_path / "beian.keys").unlink()
    with pytest.raises(SettingError, match="restore it from a backup"):
        open_database(Settings(), tmp_path)
    assert not (tmp_path / "beian.keys").exists()


def test_a_file_that_is_no_database_is_said_in_a_sentence(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b,c\n" * 1000)
    database = open_database(
        Settings(database_url=f"sqlite:///{path}", data_keys=new_key(), index_key=new_key()), tmp_path
    )
    with pytest.raises(DatabaseUnavailable, match="no SQLite database"):
        database.upgrade()
    database.close()


@SQLITE
def test_threads_that_end_give_their_connections_back(database):
    def look_up():
        assert database.fetch("SELECT 1", ())[0][0] == 1

    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(40):
        thread = threading.Thread(target=look_up)
        thread.start()
        thread.join()
    assert len(list(Path("/proc/self/fd").iterdir())) < before + 10
