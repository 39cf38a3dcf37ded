"""Raw statements for thousands of rows at once, the same on SQLite and on PostgreSQL.

Values go to the driver as they are: no column type seals, checks or converts them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import Connection

#: The fewest values a statement that SQLite was ever built to take, with some room.
_CHUNK = 900


class Bulk:
    """Bulk reading and writing over one connection, in its transaction; tables and columns are this package's own."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._mark = "?" if self._is_sqlite else "%s"
        #: What stands for False and True: sqlite3 searches for an adapter of each bool, longer than it takes to store.
        self.flags: tuple[Any, Any] = (0, 1) if self._is_sqlite else (False, True)

    def moment(self, at: datetime) -> Any:
        """`at` as the driver takes and gives a moment: these compare with each other as moments do."""
        plain = at.astimezone(UTC).replace(tzinfo=None)
        return plain.isoformat(" ", "microseconds") if self._is_sqlite else plain

    def find(self, table: str, columns: str, key: str, values: Collection[Any]) -> Iterator[Any]:
        """The rows of `table` whose `key` is one of `values`."""
        given = list(values)
        for start in range(0, len(given), _CHUNK):
            chunk = given[start : start + _CHUNK]
            if self._is_sqlite:
                where, bound = f"IN ({','.join('?' * len(chunk))})", tuple(chunk)
            else:
                where, bound = "= ANY(%s)", (chunk,)
            yield from self.connection.exec_driver_sql(f"SELECT {columns} FROM {table} WHERE {key} {where}", bound)  # noqa: S608  own names

    def insert(self, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add `rows`, each with a value for each of the comma-separated `columns`."""
        if rows:
            marks = ",".join([self._mark] * (columns.count(",") + 1))
            self.connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608  own names

    def update(self, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Set the `columns` of rows that exist; the last value of each of `rows` is the id."""
        if rows:
            pairs = ",".join(f"{column.strip()}={self._mark}" for column in columns.split(","))
            self.connection.exec_driver_sql(f"UPDATE {table} SET {pairs} WHERE id={self._mark}", list(rows))  # noqa: S608  own names

    def delete(self, table: str, ids: Collection[int]) -> None:
        """Remove the rows with these ids."""
        if ids:
            rows = [(one,) for one in ids]
            self.connection.exec_driver_sql(f"DELETE FROM {table} WHERE id={self._mark}", rows)  # noqa: S608  own names

    def new_ids(self, table: str, count: int) -> Iterator[int]:
        """`count` ids that no row of `table` has or will get from elsewhere before this transaction ends."""
        if self._is_sqlite:
            # This transaction holds the write lock.
            last = self.connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table}").scalar_one()  # noqa: S608  own names
            return iter(range(last + 1, last + 1 + count))
        serial = f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, {int(count)})"  # noqa: S608  own names
        return iter(self.connection.exec_driver_sql(serial).scalars().all())
