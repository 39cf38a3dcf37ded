"""What huey brings: a queue that wakes over processes and machines, a clock, a thread that stops well.

Only this module imports huey, which takes half a second; `background` imports it when it is needed.
"""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from huey import PostgresHuey, SqliteHuey  # type: ignore[import-untyped]
from huey.consumer import Consumer, Scheduler  # type: ignore[import-untyped]
from huey.registry import Message  # type: ignore[import-untyped]
from huey.serializer import Serializer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import URL

#: How long a wake-up may wait on SQLite, where the queue is looked at and nobody calls, in seconds.
_LOOK_EVERY = 0.5


class RoundQueue:
    """The queue of the database at `url`: on PostgreSQL in tables of its own, with SQLite in a file beside the other.

    Its one task carries nothing and leaves no result: a task that is lost costs the wait for the next tick.
    """

    def __init__(self, url: URL, work: Callable[[], None]) -> None:
        self.huey = _open(url)
        self._task = self.huey.periodic_task(lambda _moment: True, name="round")(_named(work))
        # On PostgreSQL each thread that waits has a connection of its own, which only the thread itself can close.
        self.huey.on_shutdown("close")(self.huey.storage.close)

    def ring(self) -> None:
        """Put the task into the queue unless it waits there already: it will see all that is committed by now."""
        if not self.huey.pending_count():
            self._task()

    def consumer(self, *, every: int, signals: bool) -> RoundConsumer:
        """What works the queue off, with a tick every so many seconds, the first one at once.

        With `signals` it sets the process's handlers of SIGTERM and SIGINT, for which it has to run in the main thread.
        """
        return RoundConsumer(self.huey, every=every, signals=signals)


class RoundConsumer(Consumer):  # type: ignore[misc]
    """One thread for rounds, one for the clock."""

    def __init__(self, huey: Any, *, every: int, signals: bool) -> None:
        self._every, self._signals = every, signals
        #: Set once its threads run: it can be stopped from then on.
        self.started = Event()
        super().__init__(huey, workers=1, initial_delay=_LOOK_EVERY, max_delay=_LOOK_EVERY)
        # systemd and Ctrl+C mean the same: finish the round, then go. A second signal does not wait for it.
        self._signal_actions = {signal.SIGTERM: (False, True), signal.SIGINT: (False, True)}

    def start(self) -> None:
        """Start the threads."""
        super().start()
        self.started.set()

    def _create_scheduler(self) -> _Clock:
        return _Clock(self.huey, self.stop_flag, self.scheduler_interval, every=self._every)

    def _set_signal_handlers(self) -> None:
        if self._signals:
            super()._set_signal_handlers()


class _Clock(Scheduler):  # type: ignore[misc]
    """Ticks of a length of our choice, each left out while one waits to be worked off."""

    def __init__(self, huey: Any, stop_flag: Any, interval: int, *, every: int) -> None:
        super().__init__(huey, stop_flag, interval, periodic=True)
        self.periodic_task_seconds = every

    def enqueue_periodic_tasks(self, now: datetime | None) -> None:
        if not self.huey.pending_count():
            super().enqueue_periodic_tasks(now)


class _PlainText(Serializer):  # type: ignore[misc]
    """Writes a task's id and name alone: unlike huey's pickles, a queue that somebody else can write runs no code."""

    def _serialize(self, data: Any) -> bytes:
        return f"{data.id} {data.name}".encode()

    def _deserialize(self, data: bytes) -> Any:
        number, name = data.decode().split(" ")
        return Message(id=number, name=name)


def _open(url: URL) -> Any:
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey("beian", dsn=dsn, table_prefix="beian_huey", results=False, serializer=_PlainText())
    database = Path(url.database or "")
    file = database.with_name(f"{database.stem}-queue.sqlite3")
    return SqliteHuey("beian", filename=str(file), fsync=False, results=False, serializer=_PlainText())


def _named(work: Callable[[], None]) -> Callable[[], None]:
    """A function of this module, since huey names a task by the module of its function, the same in every process."""

    def task() -> None:
        work()

    return task
