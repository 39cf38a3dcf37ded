"""The lines that an import refuses, with the reason: written as it goes, so that memory stays flat."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self

from beian_plugin.errors import BeianError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: How many refusals an import's answer carries by itself.
_FIRST = 20
_HEADER = b"line,reason\r\n"


class ReportFileError(BeianError):
    """The report of refused lines cannot be written; check its path and the disk, then try again."""


class Refusal(NamedTuple):
    """A line of the file, from 1, and why it was refused, without personal data."""

    line: int
    reason: str


class RefusedLines:
    """Takes refusals; keeps the first few, and writes all of them to `path` where one is given.

    An import that goes on after line `after` drops what the report says of later lines. Every method raises
    ReportFileError where the file cannot be written.
    """

    def __init__(self, path: Path | None, after: int) -> None:
        self.first: list[Refusal] = []
        self._name = path.name if path else ""
        self._file: BinaryIO | None = None
        if path:
            with self._clear_errors():
                self._file = path.open("r+b" if after and path.exists() else "w+b")
                _cut_after(self._file, after)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            with self._clear_errors():
                self._file.close()

    def add(self, refusal: Refusal) -> None:
        """Take one more."""
        if len(self.first) < _FIRST:
            self.first.append(refusal)
        if self._file:
            text = io.StringIO()
            csv.writer(text).writerow(refusal)
            with self._clear_errors():
                self._file.write(text.getvalue().encode())

    def flush(self) -> None:
        """See that the report holds all that was taken."""
        if self._file:
            with self._clear_errors():
                self._file.flush()

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ReportFileError(
                f"The report {self._name} cannot be written ({reason}): check its path and the disk, then import again."
            ) from None


def _cut_after(file: BinaryIO, after: int) -> None:
    """Leave the header and the refusals up to line `after`, and stand behind them."""
    end = 0
    for line in file:
        number = line.partition(b",")[0]
        whole = line.endswith(b"\n") and (line == _HEADER if end == 0 else number.isdigit() and int(number) <= after)
        if not whole:
            break
        end += len(line)
    file.seek(end)
    file.truncate()
    if end == 0:
        file.write(_HEADER)
