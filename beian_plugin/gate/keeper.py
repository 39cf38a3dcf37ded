"""Keeps the states of all domains at hand in one process: from a file, with what changed since on top.

A thread reads changes once a second; a question never waits for the database. While that is down, what was known last
goes on being told, also by a worker that starts meanwhile.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
import weakref
from collections import deque
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING

from beian_plugin.errors import BeianError
from beian_plugin.filing.gate import GateState, Policy, settled
from beian_plugin.gate.snapshot import Made, Snapshot, write
from beian_plugin.operations import edges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from beian_plugin.models.database import Database
    from beian_plugin.settings import Settings

logger = logging.getLogger(__name__)

#: Seconds between two looks at what changed.
EVERY = 1.0
#: Seconds within which a transaction that began earlier may still bring a change with a lower id.
_OVERLAP = 60.0
#: So many changed domains are worth a new file.
_MOST_CHANGED = 20_000


class Keeper:
    """The states of all domains, as fresh as the last look at the database."""

    def __init__(self, database: Database, settings: Settings, path: Path) -> None:
        self._database, self._settings, self._path = database, settings, path
        self._changed: dict[str, GateState] = {}
        self._applied: set[int] = set()
        self._read: deque[tuple[float, int]] = deque()
        self._snapshot: Snapshot | None = None
        self._coverage = "partial"
        self.policy: Policy = edges.policy_of(settings, self._coverage)
        self._trouble = ""
        self._stop = Event()
        self._thread: Thread | None = None
        self._load()

    @property
    def count(self) -> int:
        """How many domains are on record."""
        return self._snapshot.count if self._snapshot else 0

    @property
    def trouble(self) -> str:
        """Why the last look at the database failed; empty where it did not."""
        return self._trouble

    def state(self, domain: str) -> GateState:
        """The state of a registrable domain in punycode."""
        state = self._changed.get(domain)
        if state is None and self._snapshot is not None:
            state = self._snapshot.state(domain)
        return settled(state or GateState.UNKNOWN, self._coverage)

    def start(self) -> None:
        """Look once, then go on looking in a thread of this process, and of those forked from it, until `stop`.

        Raises what `begin` raises.
        """
        self.begin()
        self.go_on()
        os.register_at_fork(after_in_child=partial(_go_on_in_child, weakref.ref(self)))

    def begin(self) -> None:
        """Look once; raises DatabaseUnavailable where that fails and no file is there to go on with."""
        if self._snapshot is None:
            self._take_up()
        else:
            self.look()

    def go_on(self) -> None:
        """Look in a thread of this process, unless it was stopped."""
        if self._stop.is_set():
            return
        self._thread = Thread(target=self._run, name="beian-gate", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End what `start` began, and close the database."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self._database.close()

    def look(self) -> None:
        """Take up what changed; where the database cannot be reached, stay with what is known and say so once."""
        try:
            self._take_up()
            self._trouble = ""
        except (BeianError, OSError) as error:
            if str(error) != self._trouble:
                logger.warning("The edge goes on with what it knows: %s", error)
            self._trouble = str(error)

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                self.look()
            except Exception:
                logger.exception("A look at what changed failed; the next one follows")

    def _take_up(self) -> None:
        if self._snapshot is None:
            self._renew(0)
        found = edges.changes_since(self._database, self._low_water())
        fresh = [(number, name) for number, name in found.found if number not in self._applied]
        names = {name for _, name in fresh}
        if found.gap or "" in names or len(self._changed) + len(names) > _MOST_CHANGED:
            self._renew(max((number for number, _ in found.found), default=0))
        else:
            self._changed.update(edges.states_of(self._database, names))
            self._note(number for number, _ in fresh)
        self._cover(found.coverage)

    def _cover(self, coverage: str) -> None:
        if coverage != self._coverage:
            self._coverage = coverage
            self.policy = edges.policy_of(self._settings, coverage)

    def _low_water(self) -> int:
        """The id behind which everything is read again, for transactions end in another order than they begin."""
        before = time.monotonic() - _OVERLAP
        while len(self._read) > 1 and self._read[1][0] <= before:
            self._read.popleft()
        low = self._read[0][1]
        self._applied = {number for number in self._applied if number > low}
        return low

    def _note(self, numbers: Iterator[int]) -> None:
        self._applied.update(numbers)
        self._read.append((time.monotonic(), max(self._applied, default=self._read[-1][1])))

    def _renew(self, at_least: int) -> None:
        """Take up a file that holds the change `at_least`: another worker's, or else one made now."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(self._path.with_suffix(".lock")):
            self._load()
            if self._snapshot is None or self._snapshot.made.change < at_least or not at_least:
                # Read before the states: what changes meanwhile is read again behind it.
                made = Made(edges.last_change(self._database), edges.coverage_of(self._database))
                write(self._path, edges.every_state(self._database), made)
                self._load()

    def _load(self) -> None:
        try:
            snapshot = Snapshot(self._path)
        except (OSError, ValueError):
            return
        self._snapshot, self._changed, self._applied = snapshot, {}, set()
        self._read = deque([(time.monotonic(), snapshot.made.change)])
        self._cover(snapshot.made.coverage)


def _go_on_in_child(keeper: weakref.ref[Keeper]) -> None:
    """Threads stay behind when a process forks, as servers do that load the app first."""
    found = keeper()
    if found is not None:
        found.go_on()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Within it no other worker makes a file."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
