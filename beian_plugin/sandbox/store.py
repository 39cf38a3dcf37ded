"""The file that the simulated authority keeps, and the units of work upon it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event, select
from sqlalchemy.orm import Session

from beian_plugin.sandbox.tables import Barred, Base, Counter, Switch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

FILE = "authority.sqlite3"
#: The switches and what they say at first.
SWITCHES = {
    #: Seconds by which the authority's clock is ahead of the machine's.
    "clock_offset": "0",
    #: `off`: a person decides; `approve`: at once; a number: approved after that many seconds.
    "auto": "off",
    #: Seconds between the arrival of a file and its automatic checks.
    "answer_after": "0",
    #: Most files of one provider that may wait for the automatic checks (`msg_code` 15).
    "most_waiting": "1000",
    #: `1`: addresses of accesses are held against the provider's own IP reports (1063).
    "compare_addresses": "0",
    #: Two digits: the province whose authority this is.
    "province": "33",
}
#: Ids of records begin here: no id of a provider's own should look like one.
_FIRST_ID = 50_000_000


class Store:
    """The simulated authority's database in a folder; any number of processes may open it."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError where the folder cannot be made."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._engine = create_engine(f"sqlite:///{folder.absolute() / FILE}", connect_args={"timeout": 60})
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        with self._engine.begin() as connection:
            Base.metadata.create_all(connection)

    @contextmanager
    def write(self) -> Iterator[Office]:
        """One unit of work: what it tells providers is packed into files, then all of it is committed, or nothing."""
        with Session(self._engine.execution_options(immediate=True), expire_on_commit=False) as session:
            office = Office(session)
            yield office
            office.flush_news()
            session.commit()

    @contextmanager
    def read(self) -> Iterator[Office]:
        """A look at the records that changes nothing."""
        with Session(self._engine, expire_on_commit=False) as session:
            yield Office(session)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


class Office:
    """The authority at work: its records, its clock and what it has to tell in one unit of work."""

    def __init__(self, session: Session) -> None:
        self.session = session
        #: What providers are to be told: (provider id, document, item), in order.
        self.news: list[tuple[int, str, Any]] = []
        self._counters: dict[str, Counter] = {}
        #: When the work began, by the authority's own clock; everything in one unit happens then.
        self._began: datetime | None = None

    @cached_property
    def _switches(self) -> dict[str, str]:
        set_ones = {row.name: row.value for row in self.session.scalars(select(Switch))}
        return SWITCHES | set_ones

    @cached_property
    def barred(self) -> frozenset[str]:
        """The keys of all that stand on a blacklist."""
        return frozenset(self.session.scalars(select(Barred.key)))

    def switch(self, name: str) -> str:
        """What the switch says."""
        return self._switches[name]

    def set_switch(self, name: str, value: str) -> None:
        """Let the switch say `value`; KeyError for a name that is none."""
        if name not in SWITCHES:
            raise KeyError(name)
        self._switches[name], self._began = value, None
        self.session.merge(Switch(name=name, value=value))

    def now(self) -> datetime:
        """The moment at which the unit of work began, by the authority's own clock."""
        if self._began is None:
            self._began = datetime.now(UTC) + timedelta(seconds=float(self.switch("clock_offset")))
        return self._began

    def next_number(self, name: str, first: int = 1) -> int:
        """The next number of the counter, each given out once."""
        if name not in self._counters:
            row = self.session.get(Counter, name)
            if row is None:
                row = Counter(name=name, value=first - 1)
                self.session.add(row)
            self._counters[name] = row
        self._counters[name].value += 1
        return self._counters[name].value

    def next_id(self) -> int:
        """The id of a new record, never given to another one of any kind."""
        return self.next_number("id", _FIRST_ID)

    def tell(self, provider_id: int, document: str, item: Any) -> None:
        """Put an item of a document such as `BAJG` into the provider's queue."""
        self.news.append((provider_id, document, item))

    def flush_news(self) -> None:
        """Pack what was told into files that wait for their providers."""
        if self.news:
            from beian_plugin.sandbox.outgoing import pack

            news, self.news = self.news, []
            pack(self, news)


def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy's event says when a transaction begins
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # What a killed simulation forgets is no loss worth an fsync a call.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A unit that will write takes its turn at once: two that only read first could not both go on.
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
