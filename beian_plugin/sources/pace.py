"""How fast a record source may be asked, and when it is left in peace."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from beian_plugin.errors import SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

#: Questions a second in the long run unless told otherwise, for crawled registers block whoever asks faster, and how
#: many may come at once.
RATE = 1.0
BURST = 10
#: Failures in a row after which a source is left in peace, and for how many seconds; then one question tries it.
FAILURES = 5
REST = 60.0
#: Questions under way at once; a source that hangs holds no more threads than this.
AT_ONCE = 4


class Pace:
    """The bucket and the circuit breaker of one source in one process."""

    def __init__(self, clock: Callable[[], float], rate: float = RATE) -> None:
        """`clock` counts seconds; `rate` is in questions a second."""
        self._clock = clock
        self._rate = rate
        self._lock = Lock()
        #: When the bucket will be full again.
        self._full_at = clock()
        self._failures = 0
        self._rests_until = 0.0
        self._under_way = 0

    def enter(self, patience: float) -> float:
        """Seconds to wait before asking, at most `patience`; whoever enters leaves by `leave`.

        Raises SourceUnavailable where the source must not be asked now.
        """
        with self._lock:
            now = self._clock()
            broken = self._failures >= FAILURES
            if broken and (now < self._rests_until or self._under_way):
                raise SourceUnavailable("resting after failures")
            if self._under_way >= AT_ONCE:
                raise SourceUnavailable("busy")
            full_at = max(self._full_at, now) + 1 / self._rate
            delay = max(0.0, full_at - now - BURST / self._rate)
            if delay > patience:
                raise SourceUnavailable("asked too often")
            self._full_at = full_at
            self._under_way += 1
            return delay

    def leave(self) -> None:
        """Note that a question is over."""
        with self._lock:
            self._under_way -= 1

    def succeeded(self) -> None:
        """Note an answer: the source is sound."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Note a failure; too many in a row give the source a rest."""
        with self._lock:
            self._failures += 1
            self._rests_until = self._clock() + REST
