"""Files that edges read: replaced whole, and only where they say something else."""

from __future__ import annotations

import filecmp
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Replacement:
    """A file that is being written in place of another one."""

    def __init__(self, file: IO[bytes]) -> None:
        self.write = file.write
        #: Whether it says something else than the file that was there; known when it is closed.
        self.changed = True


@contextmanager
def replacing(path: Path, mode: int = 0o644) -> Iterator[Replacement]:
    """A file to write in place of `path`, which stays as it is until the new one is whole, or where this fails.

    It stays as well where the new one says the same.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=1 << 20) as file:
            replacement = Replacement(file)
            yield replacement
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        replacement.changed = not (path.exists() and filecmp.cmp(new, path, shallow=False))
        if replacement.changed:
            new.replace(path)
    finally:
        new.unlink(missing_ok=True)
