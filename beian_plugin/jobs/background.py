"""Background work: rounds of the synchronisation, at every tick and whenever a filing is queued.

What must not be lost stands in the database, and a round finds there what is to be done; a task only says "now". So
a task may be lost, come twice, or be run by many workers on many machines: a lease in the database lets one act.
"""

from __future__ import annotations

import logging
from contextlib import nullcontext
from threading import Lock, Thread
from typing import TYPE_CHECKING

from beian_plugin.errors import BeianError, ExtraMissing, trace
from beian_plugin.filing.states import State
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.operations.registrations import ask_due

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from beian_plugin.filing.application import FilingChange
    from beian_plugin.jobs.consumer import RoundConsumer, RoundQueue
    from beian_plugin.operations.context import Context

logger = logging.getLogger(__name__)

#: Seconds between two ticks of a worker.
TICK = 60
_STARTS_WITHIN = 10
#: Longest wait for a round that is running when it has to stop, in seconds.
_STOPS_WITHIN = 15


def run_round(context: Context) -> str:
    """Do all that is to be done now; says in one line what was done and what waits, or nothing.

    Raises BeianError with what holds a stage up, after the others were done.
    """
    from beian_plugin.operations.sync.engine import run_once

    found = run_once(context)
    troubles, answers = dict(found.troubles), ""
    # After the round and its lease: registries that are slow must not keep the authority waiting.
    try:
        if count := ask_due(context):
            answers = f"answers about domains {count}"
    except BeianError as error:
        troubles["domains"] = str(error)
    waits = [f"{stage} waits: {wait.said}" for stage, wait in found.waits.items()]
    done = ", ".join(filter(None, (str(found), *waits, answers)))
    if troubles:
        if done:
            logger.info(done)
        raise BeianError(" ".join(f"{stage}: {trouble}" for stage, trouble in troubles.items()))
    return done


class Background:
    """The background work of one app, to be woken from any process and run in this one or another.

    `within` opens what a round needs around it, such as `app.app_context` where plugins of the panel need the app.
    """

    def __init__(
        self,
        context: Context,
        *,
        within: Callable[[], AbstractContextManager[object]] = nullcontext,
        work: Callable[[Context], str] = run_round,
    ) -> None:
        self._context, self._within, self._work = context, within, work
        self._lock = Lock()
        self._queue: RoundQueue | None = None
        self._consumer: RoundConsumer | None = None
        self._thread: Thread | None = None
        self._trouble = ""

    def round(self) -> str:
        """Do one round here and now; what was done, in one line."""
        with self._within():
            return self._work(self._context)

    def wake(self) -> None:
        """Let a worker begin a round at once, wherever it runs; without one nothing happens before the next tick."""
        self._opened().ring()

    def start(self, *, every: int = TICK) -> None:
        """Work in threads of this process until `stop`."""
        self._consumer = self._opened().consumer(every=every, signals=False)
        self._thread = Thread(target=self._consumer.run, name="beian-background", daemon=True)
        self._thread.start()
        # One that is stopped before its threads run would wait for threads that are not there.
        self._consumer.started.wait(_STARTS_WITHIN)

    def stop(self) -> None:
        """End what `start` began, after the round that is running; without one nothing happens.

        A round that takes long is left: whatever it dies at, the next one goes on there.
        """
        if self._consumer is not None and self._thread is not None:
            self._consumer.stop(graceful=True)
            self._thread.join(_STOPS_WITHIN)
        self.close()

    def run(self, *, every: int = TICK) -> None:
        """Work until SIGTERM or Ctrl+C, and then finish the round; only in the main thread."""
        self._opened().consumer(every=every, signals=True).run()
        self.close()

    def close(self) -> None:
        """Close the queue; the next call opens it again."""
        with self._lock:
            queue, self._queue = self._queue, None
        if queue is not None:
            queue.huey.storage.close()

    def _opened(self) -> RoundQueue:
        with self._lock:
            if self._queue is None:
                self._queue = _queue_class()(self._context.database.engine.url, self._careful_round)
            return self._queue

    def _careful_round(self) -> None:
        """A round whose trouble is a line in the log, once, until it changes."""
        try:
            done, trouble = self.round(), ""
        except BeianError as error:
            done, trouble = "", str(error)
            if trouble != self._trouble:
                logger.warning(trouble)
        except Exception as error:  # noqa: BLE001  logged below
            done, trouble = "", type(error).__name__
            if trouble != self._trouble:
                words = "A round failed; the next one goes on where it stopped\n%s"
                logger.error(words, trace(error))  # noqa: TRY400
        self._trouble = trouble
        if done:
            logger.info(done)


class WakeOnQueued:
    """A plugin that wakes the worker when a filing is queued, so that it need not wait for the tick."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    @hookimpl
    def beian_after_filing_changed(self, change: FilingChange) -> None:
        """Wake the worker for a filing that waits to be sent."""
        if change.filing.state is State.QUEUED:
            self.wake()

    def wake(self) -> None:
        """Wake the worker; where it cannot be woken, its next round comes with the tick."""
        try:
            self._wake()
        except Exception as error:  # noqa: BLE001  it costs the wait for the tick
            logger.warning("The worker could not be woken; its next round comes with the tick\n%s", trace(error))


def _queue_class() -> type[RoundQueue]:
    try:
        from beian_plugin.jobs.consumer import RoundQueue
    except ModuleNotFoundError as missing:
        if missing.name != "huey":
            raise
        raise ExtraMissing("authority", "huey") from None
    return RoundQueue
