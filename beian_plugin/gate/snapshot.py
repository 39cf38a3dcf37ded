"""The states of all domains in one file, which the workers of an edge share in memory: nine bytes a domain at the most.

A domain stands in it as a keyed hash of its name in 56 bits with its state in 8, sorted. The key is drawn anew for each
file, so nobody can make up a name that meets another one's hash.
"""

from __future__ import annotations

import mmap
import secrets
import struct
from array import array
from bisect import bisect_left
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.filing.gate import GateState
from beian_plugin.gate.files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_MAGIC = b"BEIANG01"
_HEADER = struct.Struct("<8s16sQQ8s")
#: By the number that stands for them in a file; new ones go to the end.
_STATES = (
    GateState.SERVED,
    GateState.TRANSFERRING,
    GateState.FILING,
    GateState.ELSEWHERE,
    GateState.SHELL,
    GateState.UNCLEAR,
    GateState.UNFILED,
    GateState.UNKNOWN,
    GateState.BARRED,
)
_NUMBERS = {state: number for number, state in enumerate(_STATES)}


class Made(NamedTuple):
    """Out of what a snapshot was made."""

    #: The id of the last change that it holds.
    change: int
    #: How far the mirror reached then.
    coverage: str


class Snapshot:
    """A file of states, looked up in place. Raises ValueError where the file is none of this release."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._memory) < _HEADER.size:
            raise ValueError(f"{path} is no file of states")
        magic, self._key, self.count, change, coverage = _HEADER.unpack_from(self._memory)
        if magic != _MAGIC or len(self._memory) != _HEADER.size + 8 * self.count:
            raise ValueError(f"{path} is no file of states of this release, or it was cut off")
        self.made = Made(change, coverage.rstrip(b"\0").decode())
        self._entries = memoryview(self._memory)[_HEADER.size :].cast("Q")

    def state(self, domain: str) -> GateState | None:
        """The state of a registrable domain in punycode; None for one that is not on record."""
        hashed = _hashed(domain, self._key)
        place = bisect_left(self._entries, hashed)
        if place == self.count:
            return None
        entry: int = self._entries[place]
        return _STATES[entry & 0xFF] if entry ^ hashed < 1 << 8 else None


def write(path: Path, states: Iterable[tuple[str, GateState]], made: Made) -> None:
    """Write a file of states in place of the one that is there, which stays until the new one is whole."""
    key = secrets.token_bytes(16)
    entries = array("Q", (_hashed(name, key) | _NUMBERS[state] for name, state in states))
    entries = array("Q", sorted(entries))
    with replacing(path) as file:
        file.write(_HEADER.pack(_MAGIC, key, len(entries), made.change, made.coverage.encode()))
        file.write(entries)


def _hashed(domain: str, key: bytes) -> int:
    """The hash of a name in the upper 56 bits."""
    return int.from_bytes(blake2b(domain.encode(), digest_size=7, key=key).digest()) << 8
