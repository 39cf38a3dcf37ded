"""The garbage collector held back while thousands of rows are built."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK = Lock()
#: The thresholds of before, one for each that holds it back now; the collector is the whole process's.
_held: list[tuple[int, int, int]] = []


@contextmanager
def seldom_collected(objects: int) -> Iterator[None]:
    """Let the garbage collector wait for so many new objects: it would walk a batch many times, and frees little."""
    with _LOCK:
        thresholds = gc.get_threshold()
        _held.append(_held[0] if _held else thresholds)
        gc.set_threshold(objects, *thresholds[1:])
    try:
        yield
    finally:
        with _LOCK:
            thresholds = _held.pop()
            if not _held:
                gc.set_threshold(*thresholds)
