"""Looking after the database: is it sound, derive the gate's columns anew, seal everything with the newest key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, and_, func, select, type_coerce, update

from beian_plugin.models import standing
from beian_plugin.models.crypto import Encrypted, EncryptedBytes, UnreadableValue
from beian_plugin.models.migrations import HEAD
from beian_plugin.models.schema import METADATA
from beian_plugin.models.tables import Domain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Column, Table

    from beian_plugin.models.database import Database

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What `examine` found."""

    kind: str
    revision: str | None
    #: Domains whose derived columns are not what the other tables say.
    drifted: int
    #: Sealed values: all of them, those under an older key, those that no key opens.
    sealed: int
    outdated: int
    unreadable: int

    @property
    def sound(self) -> bool:
        """Whether nothing needs to be done."""
        return self.revision == HEAD and not self.drifted and not self.unreadable


def examine(database: Database) -> Health:
    """How the database is; changes nothing."""
    sealed = outdated = unreadable = 0
    for table, column in _sealed_columns():
        for _, blob in _blobs(database, table, column):
            sealed += 1
            outdated += not database.keys.is_current(blob)
            unreadable += not _opens(database, blob, column)
    with database.read() as session:
        drifted = standing.drift(session)
    return Health(
        kind=database.engine.dialect.name,
        revision=database.revision(),
        drifted=drifted,
        sealed=sealed,
        outdated=outdated,
        unreadable=unreadable,
    )


def rebuild(database: Database) -> int:
    """Derive the gate's columns of every domain anew; how many domains there are."""
    with database.write() as session:
        standing.refresh_all(session)
        return session.scalar(select(func.count()).select_from(Domain)) or 0


def rotate_keys(database: Database, progress: Callable[[int], None] = lambda _: None) -> int:
    """Seal every value with the newest key; how many were sealed anew. `progress` is told of each batch.

    Safe while the panel runs, and goes on where it was stopped. Raises UnreadableValue where a value's key is missing:
    what was sealed until then stays.
    """
    done = 0
    for table, column in _sealed_columns():
        purpose = _purpose(column)
        batch: list[tuple[int, bytes]] = []
        for row_id, blob in _blobs(database, table, column):
            if not database.keys.is_current(blob):
                batch.append((row_id, blob))
            if len(batch) == _batch(column):
                done += _reseal(database, table, column, purpose, batch)
                progress(done)
                batch = []
        done += _reseal(database, table, column, purpose, batch)
        progress(done)
    return done


def _reseal(database: Database, table: Table, column: Column[Any], purpose: str, batch: list[tuple[int, bytes]]) -> int:
    if not batch:
        return 0
    raw = type_coerce(column, LargeBinary)
    with database.write_connection() as connection:
        for row_id, blob in batch:
            fresh = database.keys.seal(database.keys.open(blob, purpose), purpose)
            # A value that the panel has changed meanwhile is sealed with the newest key already.
            same = and_(_key(table) == row_id, raw == blob)
            connection.execute(update(table).where(same).values({column.name: type_coerce(fresh, LargeBinary)}))
    return len(batch)


def _sealed_columns() -> Iterator[tuple[Table, Column[Any]]]:
    for table in METADATA.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Encrypted | EncryptedBytes):
                yield table, column


def _purpose(column: Column[Any]) -> str:
    if not isinstance(column.type, Encrypted | EncryptedBytes):
        raise TypeError(f"{column} is not sealed")
    return column.type.column


def _blobs(database: Database, table: Table, column: Column[Any]) -> Iterator[tuple[int, bytes]]:
    """Id and sealed bytes of each row that has the value, in batches, so that memory stays flat."""
    raw, key, last = type_coerce(column, LargeBinary), _key(table), 0
    while True:
        query = select(key, raw).where(key > last, column.is_not(None)).order_by(key).limit(_batch(column))
        with database.engine.connect() as connection:
            rows = connection.execute(query).all()
        if not rows:
            return
        yield from ((row_id, bytes(blob)) for row_id, blob in rows)
        last = rows[-1][0]


def _key(table: Table) -> Column[Any]:
    """The number by which a row is known."""
    [key] = table.primary_key.columns
    return key


def _batch(column: Column[Any]) -> int:
    """How many values at once: one, where each is a file."""
    return 1 if isinstance(column.type, EncryptedBytes) else _BATCH


def _opens(database: Database, blob: bytes, column: Column[Any]) -> bool:
    try:
        database.keys.open(blob, _purpose(column))
    except UnreadableValue:
        return False
    return True
