"""Decide a whole list of names and write what was found, without storing a verdict for each."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, cast

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.events import DomainBind
from beian_plugin.operations.decide import decide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from beian_plugin.operations.context import Context

#: Header of the file that a scan writes; one line a name follows, in the order of the input.
COLUMNS = ("name", "domain", "decision", "row", "reason", "filing_kind", "message", "next_step")
_LONGEST_LINE = 1024


@dataclass(slots=True)
class Summary:
    """What a scan found."""

    names: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    #: By the code of the finding that decided.
    reasons: Counter[str] = field(default_factory=Counter)


def scan(
    context: Context,
    source: Path,
    output: IO[str],
    *,
    region: str = "",
    lang: str = "zh",
    progress: Callable[[int], None] = lambda _: None,
) -> Summary:
    """Decide every name in `source`, one a line, as a domain bind in `region`; `progress` gets the bytes just read.

    Blank lines and lines that begin with `#` are passed over. A name that cannot be read gets a line too. Raises
    InvalidValue where the file is no text.
    """
    writer = csv.writer(output)
    writer.writerow(COLUMNS)
    summary = Summary()
    for name in _names(source, progress):
        verdict = decide(context, DomainBind(host=name, region=region))
        reason, host = verdict.reason, verdict.facts.host
        writer.writerow(
            (
                _plain(name),
                host.registrable if host else "",
                verdict.decision.value,
                verdict.row,
                reason.code,
                verdict.filing_kind.value if verdict.filing_kind else "",
                reason.message(lang),
                reason.step(lang),
            )
        )
        summary.names += 1
        summary.decisions[verdict.decision.value] += 1
        summary.reasons[reason.code] += 1
    return summary


def _names(source: Path, progress: Callable[[int], None]) -> Iterator[str]:
    with source.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        lines = cast("IO[bytes]", gzip.GzipFile(fileobj=raw) if packed else raw)
        done = 0
        try:
            # A bounded read keeps memory flat whatever the file is.
            while line := lines.readline(_LONGEST_LINE + 1):
                if raw.tell() - done >= _STEP:
                    progress(raw.tell() - done)
                    done = raw.tell()
                name = line.decode("utf-8", "replace").strip("\ufeff \t\r\n")
                while len(line) > _LONGEST_LINE and not line.endswith(b"\n"):
                    line = lines.readline(_LONGEST_LINE + 1)  # the rest of a line too long to be a name
                if name and not name.startswith("#"):
                    yield name
        except (OSError, EOFError) as error:
            raise InvalidValue(
                f"{source} breaks off or is no gzip file after {done} bytes: {error}.", what="file"
            ) from None
        progress(raw.tell() - done)


_STEP = 1 << 14


def _plain(name: str) -> str:
    """`name` safe to open in a spreadsheet: no control characters, and no formula."""
    clean = name
    if not name.isprintable():
        clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    return f"'{clean}" if clean[:1] in "=+-@" else clean
