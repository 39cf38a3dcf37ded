"""One app's database: SQLite by default, PostgreSQL by URL, the same tables and the same rules on both."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from beian_plugin.errors import DatabaseUnavailable, SettingError
from beian_plugin.models.crypto import KeyRing, give_keys, key_file, read_keys
from beian_plugin.models.migrations import HEAD, VERSION_TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection

    from beian_plugin.settings import Settings

#: How long a writer waits for another one, in seconds.
BUSY_SECONDS = 5
#: The same where another process is making the tables.
_UPGRADE_SECONDS = 60
_SHORTEST_NAP, _LONGEST_NAP = 0.000_05, 0.02
_ADVISORY_LOCK = 0x6265_6961_6E


class _Own:
    """A thread's own connection, closed when the thread ends: by itself it would wait for the garbage collector."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._process = os.getpid()

    def __del__(self) -> None:
        if self._process == os.getpid():
            self.connection.close()


class Database:
    """The engine of one app, its keys, and the two ways in: `read()` and `write()`."""

    def __init__(self, url: str, keys: KeyRing) -> None:
        self.engine = _engine(url)
        self.keys = keys
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        give_keys(self.engine.dialect, keys)
        self._writer = self.engine.execution_options(beian_write=True)
        self._local = threading.local()
        self._inherited: list[_Own] = []
        self._opened: weakref.WeakSet[_Own] = weakref.WeakSet()
        os.register_at_fork(after_in_child=partial(_forget_connections, weakref.ref(self)))
        self._failures = (OperationalError, self.engine.dialect.loaded_dbapi.OperationalError)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that changes nothing; what it read stays readable afterwards."""
        with _clear_errors(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are kept together at the end, or not at all.

        On SQLite it takes the write lock at once, so that two writers wait for each other instead of failing late.
        """
        with _clear_errors(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            session.connection()  # begins now; a session alone would wait for its first statement
            yield session

    @contextmanager
    def write_connection(self) -> Iterator[Connection]:
        """A connection for bulk writing under the same rules as `write()`."""
        with _clear_errors(), self._writer.begin() as connection:
            yield connection

    def fetch(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        """All rows of a raw statement with `?` for its values, outside any transaction: the gate's look-ups."""
        try:
            if self.is_sqlite:
                return self._patiently(statement, values).fetchall()
            with self._pooled() as connection:
                rows: list[Any] = connection.execute(statement.replace("?", "%s"), values).fetchall()
                return rows
        except self._failures as error:
            raise DatabaseUnavailable(_sentence(error)) from error

    def put(self, statement: str, values: tuple[Any, ...]) -> None:
        """Run one raw writing statement in a transaction of its own: storing a verdict.

        On SQLite this is `synchronous=NORMAL`: a power cut may lose the last verdicts, which can be asked for again.
        Everything else is written through `write()`, with `synchronous=FULL`.
        """
        try:
            if self.is_sqlite:
                self._patiently(statement, values)
            else:
                with self._pooled() as connection:
                    connection.execute(statement.replace("?", "%s"), values)
        except self._failures as error:
            raise DatabaseUnavailable(_sentence(error)) from error

    def _patiently(self, statement: str, values: tuple[Any, ...]) -> sqlite3.Cursor:
        """Run a statement on SQLite, waiting for a writer in naps that fit its transactions.

        SQLite's own naps are of 1 ms and more, which is twenty times what storing a verdict takes.
        """
        connection = self._own_connection()
        nap, end = _SHORTEST_NAP, 0.0
        while True:
            try:
                return connection.execute(statement, values)
            except sqlite3.OperationalError as error:
                now = time.monotonic()
                end = end or now + BUSY_SECONDS
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or now > end:
                    raise
            time.sleep(nap)
            nap = min(2 * nap, _LONGEST_NAP)

    def run(self, session: Session, statement: str, values: tuple[Any, ...]) -> int:
        """How many rows a raw statement with `?` for its values touched, in the transaction of `session`."""
        spelled = statement if self.is_sqlite else statement.replace("?", "%s")
        return session.connection().exec_driver_sql(spelled, values).rowcount

    @contextmanager
    def _pooled(self) -> Iterator[Any]:
        """A raw connection of the pool; what it did is committed when it goes back."""
        raw = self.engine.raw_connection()
        try:
            yield raw
            raw.commit()
        finally:
            raw.close()

    def upgrade(self) -> bool:
        """Create or migrate the tables; answers whether anything was done. Safe with many processes at once."""
        with _clear_errors():
            if self.revision() == HEAD:
                return False
            from beian_plugin.models.migrations import run  # Alembic takes most of a second to import

            if (self.revision() or "") > HEAD:
                raise DatabaseUnavailable(
                    "The database was made by a newer release of beian_plugin: install that release again."
                )
            with self._writer.connect() as connection, self._long_wait(connection), connection.begin():
                if not self.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
                run(connection)
        return True

    @contextmanager
    def _long_wait(self, connection: Connection) -> Iterator[None]:
        """Within it SQLite waits for a writer as long as making all tables may take on a busy machine."""
        raw = connection.connection.dbapi_connection if self.is_sqlite else None
        if raw is None:
            yield
            return
        raw.execute(f"PRAGMA busy_timeout = {1000 * _UPGRADE_SECONDS}")
        try:
            yield
        finally:
            raw.execute(f"PRAGMA busy_timeout = {1000 * BUSY_SECONDS}")

    def revision(self) -> str | None:
        """The revision of the tables, or None where there are none yet."""
        with _clear_errors(), self.engine.connect() as connection:
            try:
                found: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608
            except DBAPIError as error:
                if isinstance(error, OperationalError) and not _is_missing_table(error):
                    raise
                return None
            return found

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()
        for own in list(self._opened):
            own.connection.close()
        self._opened.clear()
        self._local = threading.local()

    def _own_connection(self) -> sqlite3.Connection:
        """This thread's own raw connection to the SQLite file."""
        try:
            own: _Own = self._local.own
        except AttributeError:
            own = self._local.own = _Own(self._new_connection())
            self._opened.add(own)
        return own.connection

    def _new_connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            str(self.engine.url.database),
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        _set_up_sqlite(connection, "NORMAL")
        connection.execute("PRAGMA busy_timeout=0")  # `_patiently` waits
        connection.execute("PRAGMA mmap_size=1073741824")  # not for writers: a long import would hold the whole file
        return connection

    def _after_fork(self) -> None:
        """Leave the parent's connections alone: none may be used on both sides of a fork."""
        self.engine.dispose(close=False)
        self._inherited = list(self._opened)  # kept, for letting go would close them
        self._local, self._opened = threading.local(), weakref.WeakSet()


def _forget_connections(database: weakref.ref[Database]) -> None:
    if (opened := database()) is not None:
        opened._after_fork()  # noqa: SLF001  the class's own business, in a function so that no fork hook keeps it alive


def open_database(settings: Settings, folder: Path) -> Database:
    """The database that the settings name; without a URL, SQLite in `folder`, with its key file beside it."""
    url = settings.database_url or f"sqlite:///{_made(folder) / 'beian.sqlite3'}"
    if settings.data_keys or settings.index_key:
        return Database(url, read_keys(settings.data_keys, settings.index_key))
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise _bad_url() from None
    if parsed.get_backend_name() != "sqlite":
        raise SettingError(
            "BEIAN_DATA_KEYS and BEIAN_INDEX_KEY are not set: a database that several machines share needs the same "
            "keys on each of them; make two with `beian db new-key`."
        )
    file = Path(str(parsed.database)).absolute()
    keys = _made(file.parent) / "beian.keys"
    if file.exists() and file.stat().st_size and not keys.exists():
        raise SettingError(
            f"{keys} is missing beside the database: restore it from a backup, for without its keys no personal data "
            f"opens. If its keys stand elsewhere, set BEIAN_DATA_KEYS and BEIAN_INDEX_KEY."
        )
    try:
        return Database(url, key_file(keys))
    except OSError as error:
        raise DatabaseUnavailable(f"{keys} cannot be read or made: {error.strerror}; change its rights.") from error


def _made(folder: Path) -> Path:
    """`folder`, made where it is missing and then open to its owner alone: the database and its keys stand in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The folder {folder} of the database cannot be made: {error.strerror}; name another or change its rights."
        ) from error
    if not os.access(folder, os.W_OK):
        raise DatabaseUnavailable(f"The folder {folder} of the database cannot be written: change its owner or rights.")
    return folder


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise _bad_url() from None
    if parsed.get_backend_name() == "postgresql" and "+" not in parsed.drivername:
        parsed = parsed.set(drivername="postgresql+psycopg")
    in_memory = parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:")
    if parsed.get_backend_name() not in ("sqlite", "postgresql") or in_memory:
        raise _bad_url()
    try:
        # Values may be personal data, which an error's text must not repeat.
        engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() != "sqlite", hide_parameters=True)
    except ModuleNotFoundError:
        raise SettingError(
            "BEIAN_DATABASE_URL names PostgreSQL: install it with `pip install beian_plugin[postgres]`."
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _bad_url() -> SettingError:
    return SettingError(
        "BEIAN_DATABASE_URL is no database that this package can use; write sqlite:////path/to/file.sqlite3 or "
        "postgresql://user:password@host/name."
    )


def _on_sqlite_connect(connection: DBAPIConnection, _record: object) -> None:
    raw = cast("sqlite3.Connection", connection)
    raw.isolation_level = None  # the "begin" event below begins every transaction
    _set_up_sqlite(raw, "FULL")


def _set_up_sqlite(connection: sqlite3.Connection, synchronous: str) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA cache_size=-65536")
    # Each checkpoint costs two flushes and a new mapping of a file that grew; the log's index is one block up to here.
    connection.execute("PRAGMA wal_autocheckpoint=4000")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("beian_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Say what is wrong with the database in a sentence, where it is the database and not the statement."""
    try:
        yield
    except (OperationalError, sqlite3.OperationalError) as error:
        raise DatabaseUnavailable(_sentence(error)) from error
    except DatabaseError as error:
        if "not a database" in str(error.orig):
            raise DatabaseUnavailable(
                "The file that BEIAN_DATABASE_URL names is no SQLite database: name another or restore it."
            ) from error
        raise


def _sentence(error: Exception) -> str:
    cause = str(getattr(error, "orig", error)).splitlines()[0] if str(error) else ""
    if "locked" in cause or "busy" in cause:
        return f"The database is locked: another process has been writing for {BUSY_SECONDS} s; try again."
    if "full" in cause or "No space" in cause:
        return "The disk of the database is full: nothing was stored; free some space, then try again."
    if "readonly" in cause:
        return (
            "The database cannot be written: its file or folder is read-only for this user; change its owner or mode."
        )
    if "unable to open" in cause:
        return "The database file cannot be opened: check the path in BEIAN_DATABASE_URL and the rights on its folder."
    return "The database cannot be reached or used: check BEIAN_DATABASE_URL and that the server runs, then try again."


def _is_missing_table(error: DBAPIError) -> bool:
    return "no such table" in str(error.orig)
