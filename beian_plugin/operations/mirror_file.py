"""Read a mirror file line by line: CSV or JSON lines, packed or not, in UTF-8 or as Chinese Excel writes it."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zlib
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, cast

import msgspec

from beian_plugin.errors import BeianError, InvalidValue
from beian_plugin.operations.mirror_row import COLUMNS, column_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The longest line that can be a filing, in bytes; what is longer is refused without being read into memory.
LONGEST_LINE = 65536
#: The most lines that one record may take: a cell in quotation marks may hold line breaks.
_MOST_LINES = 20
_SAMPLE = 1 << 20
_BOM = b"\xef\xbb\xbf"


class MirrorFileError(BeianError):
    """The file cannot be read as a mirror of filings; give CSV or JSON lines in UTF-8."""


class Record(NamedTuple):
    """One record of a file: its cells in the order of the file's columns, or why it cannot be read."""

    #: Its first and its last line, from 1.
    number: int
    last: int
    #: Where the next one starts, in bytes of the unpacked file.
    end: int
    cells: list[str]
    problem: str = ""


class _Line(NamedTuple):
    number: int
    end: int
    #: None where the line is too long.
    data: bytes | None


class MirrorFile:
    """An open file of filings."""

    def __init__(self, name: str, raw: io.BufferedReader, total: int) -> None:
        self._raw = raw
        self._total = total
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        self.digest = hashlib.file_digest(raw, "sha256").digest()
        raw.seek(0)
        self._file = io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=raw)), _SAMPLE) if packed else raw
        self._ahead: deque[_Line] = deque()
        sample = self._file.read(_SAMPLE)
        self._file.seek(0)
        _refuse_other_formats(name, sample)
        self._is_json = sample.removeprefix(_BOM).lstrip()[:1] == b"{"
        self._encoding = "utf-8" if self._is_json else _encoding_of(sample)
        self._number = self._offset = 0
        #: Tags of the columns, in the order of the cells; an unnamed column has an empty tag.
        self.columns: list[str] = list(COLUMNS) if self._is_json else self._read_header(name)

    def progress(self) -> tuple[int, int]:
        """How many bytes of the file as it lies on disk are read, and how many there are."""
        return min(self._raw.tell(), self._total), self._total

    def skip_to(self, offset: int, lines: int) -> None:
        """Go on after the first `lines` lines, which end at `offset`."""
        if offset > self._offset:
            self._file.seek(offset)
            self._offset, self._number = offset, lines

    def records(self) -> Iterator[Record]:
        """Every record from here on; blank lines are passed over."""
        read = self._read_json if self._is_json else self._read_csv
        while line := self._next_line():
            if line.data is None:
                problem = f"the line is longer than {LONGEST_LINE:,} bytes"
                yield Record(line.number, line.number, line.end, [], problem)
            elif record := read(line, line.data):
                yield record

    def _next_line(self) -> _Line | None:
        if self._ahead:
            return self._ahead.popleft()
        data = self._file.readline(LONGEST_LINE + 1)
        if not data:
            return None
        self._number += 1
        self._offset += len(data)
        if len(data) <= LONGEST_LINE:
            return _Line(self._number, self._offset, data)
        while not data.endswith(b"\n") and (data := self._file.readline(LONGEST_LINE)):
            self._offset += len(data)
        return _Line(self._number, self._offset, None)

    def _read_header(self, name: str) -> list[str]:
        while line := self._next_line():
            if line.data is None:
                raise MirrorFileError(f"The header of {name} cannot be read: its first line is far too long.")
            record = self._read_csv(line, line.data.removeprefix(_BOM))
            if record and record.problem:
                raise MirrorFileError(f"The header of {name} cannot be read: {record.problem}; correct the first line.")
            if record:
                return _columns(name, record.cells)
        raise MirrorFileError(f"{name} is empty: give a file with a header line and a line for each domain.")

    def _read_csv(self, line: _Line, data: bytes) -> Record | None:
        if b'"' in data:
            return self._read_quoted(line, data)
        try:
            text = data.decode(self._encoding)
        except UnicodeDecodeError:
            return Record(line.number, line.number, line.end, [], self._bad_encoding())
        cells = text.rstrip("\r\n").split(",")
        if cells[0].strip() or any(map(str.strip, cells)):
            return Record(line.number, line.number, line.end, cells)
        return None

    def _read_quoted(self, line: _Line, data: bytes) -> Record:
        """A record with quotation marks; where they do not close, only its first line is refused."""
        taken = [line]
        problem = "a quotation mark is not closed"
        while True:
            if data.count(b'"') % 2 == 0:
                try:
                    cells = next(csv.reader([data.decode(self._encoding)], strict=True))
                    return Record(line.number, taken[-1].number, taken[-1].end, cells)
                except UnicodeDecodeError:
                    problem = self._bad_encoding()
                    break
                except csv.Error:
                    problem = "its quotation marks do not fit together"
                    break
            following = self._next_line() if len(taken) < _MOST_LINES else None
            if following is None:
                break
            taken.append(following)
            if following.data is None or len(data) + len(following.data) > LONGEST_LINE:
                break
            data += following.data
        self._ahead.extendleft(reversed(taken[1:]))
        return Record(line.number, line.number, line.end, [], problem)

    def _read_json(self, line: _Line, data: bytes) -> Record | None:
        data = data.removeprefix(_BOM).strip()
        if not data:
            return None
        try:
            return Record(line.number, line.number, line.end, _cells(msgspec.json.decode(data)))
        except InvalidValue as error:
            problem = str(error)
        except UnicodeDecodeError:
            problem = self._bad_encoding()
        except (msgspec.DecodeError, RecursionError):
            problem = "it is not a JSON object on one line"
        return Record(line.number, line.number, line.end, [], problem)

    def _bad_encoding(self) -> str:
        return f"it is not {self._encoding.upper()} text"


@contextmanager
def open_mirror(path: Path) -> Iterator[MirrorFile]:
    """The file at `path`, open. Raises MirrorFileError where it cannot be read as a mirror, or ends too early."""
    try:
        with path.open("rb") as raw:
            yield MirrorFile(path.name, raw, path.stat().st_size)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise MirrorFileError(f"{path.name} is damaged or cut short: get a complete copy and import that.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MirrorFileError(f"{path.name} cannot be read ({reason}): check the path and its rights.") from None


def _refuse_other_formats(name: str, sample: bytes) -> None:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise MirrorFileError(f"{name} is UTF-16 text: save it as CSV UTF-8 and import that.")
    if sample.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise MirrorFileError(f"{name} is a workbook or an archive: save it as CSV UTF-8 and import that.")
    if sample.removeprefix(_BOM).lstrip().startswith(b"["):
        raise MirrorFileError(f"{name} is one JSON list: write one object a line and import that.")


def _encoding_of(sample: bytes) -> str:
    """UTF-8, unless more of the sample's lines are Chinese as Excel writes it."""
    lines = [line for line in sample.split(b"\n")[:-1] or [sample] if not line.isascii()]
    utf8 = sum(_decodes(line, "utf-8") for line in lines)
    return "gb18030" if sum(_decodes(line, "gb18030") for line in lines) > utf8 * 2 else "utf-8"


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _columns(name: str, cells: list[str]) -> list[str]:
    """The tags of the header's columns. Raises MirrorFileError for an unknown one: a typo must lose no data."""
    tags = [column_of(cell) if cell.strip() else "" for cell in cells]
    unknown = [_shown(cell) for cell, tag in zip(cells, tags, strict=True) if tag is None]
    if unknown:
        raise MirrorFileError(
            f"{name} has columns that the import does not know: {', '.join(unknown[:5])}; rename or remove them. "
            f"Known are: {', '.join(COLUMNS)}, and their Chinese names."
        )
    known = [tag for tag in tags if tag]
    twice = sorted({tag for tag in known if known.count(tag) > 1})
    if twice:
        raise MirrorFileError(f"{name} has two columns for {', '.join(twice)}: remove one of each.")
    if "domain" not in known:
        raise MirrorFileError(f"{name} has no column domain (域名): its first line must name the columns.")
    return [tag or "" for tag in tags]


def _cells(found: object) -> list[str]:
    """The cells of a JSON object, in the order of COLUMNS."""
    if not isinstance(found, dict):
        raise InvalidValue("it is not a JSON object")
    cells = dict.fromkeys(COLUMNS, "")
    for key, value in found.items():
        tag = column_of(key)
        if tag is None:
            raise InvalidValue(f"it has a field that the import does not know: {_shown(key)}")
        if cells[tag]:
            raise InvalidValue(f"it has two fields for {tag}")
        cells[tag] = _text(tag, value)
    return list(cells.values())


def _text(tag: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and tag in ("providers", "addresses") and all(isinstance(one, str) for one in value):
        return ";".join(value) or ("none" if tag == "providers" else "")
    raise InvalidValue(f"its field {tag} must be a text")


def _shown(text: str) -> str:
    clean = re.sub(r"[^\w /.-]", "\N{REPLACEMENT CHARACTER}", text.strip()[:40])
    return f"“{clean}”"
