"""Tries a plugin's text in a child process: what hangs, exits or eats memory there does not touch the panel.

`python -m beian_plugin.hooks.trial FILE` reads the text of FILE from its standard input, so that what was tried is what
is loaded afterwards, and writes a report in JSON to its standard output.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec

from beian_plugin.filing.verdict import Text  # noqa: TC001  msgspec reads the annotations of Report
from beian_plugin.hooks.loader import Origin, load_source
from beian_plugin.hooks.problems import Unusable, printable, sentence
from beian_plugin.processes import command, environment

#: Address space of the child, in bytes.
MOST_MEMORY = 1 << 30
#: Most of a report that is read, in bytes.
_MOST_REPORT = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a trial: why the plugin is refused, or what it registers."""

    refusal: Text | None
    version: str = ""
    hooks: tuple[str, ...] = ()
    #: Names of the rules it sets, by province code.
    provinces: dict[str, tuple[str, ...]] = field(default_factory=dict)
    record_sources: tuple[str, ...] = ()


def try_out(source: str, *, file: str, seconds: float) -> Report:
    """What comes of loading `source`, the text of `file`, within `seconds`."""
    shown = printable(file)
    try:
        with tempfile.TemporaryFile() as text, tempfile.TemporaryFile() as answer:
            text.write(source.encode("utf-8"))
            text.seek(0)
            ended = _run(file, text, answer, seconds)
            answer.seek(0)
            written = answer.read(_MOST_REPORT)
    except OSError as error:
        detail = printable(error.strerror or type(error).__name__)
        return Report(refusal=sentence("not_tried", file=shown, detail=detail))
    if ended is None:
        return Report(refusal=sentence("no_answer", file=shown, seconds=f"{seconds:g}"))
    try:
        return msgspec.json.decode(written, type=Report)
    except msgspec.MsgspecError:
        detail = f"signal {-ended}" if ended < 0 else f"exit status {ended}"
        return Report(refusal=sentence("died", file=shown, detail=detail))


def _run(file: str, text: IO[bytes], answer: IO[bytes], seconds: float) -> int | None:
    """The child's exit status, or None where it had to be ended after `seconds`.

    Files, not pipes: a process that the plugin leaves behind could hold a pipe open for ever.
    """
    child = subprocess.Popen(  # noqa: S603  our own module, under our own interpreter
        command(__name__, file, f"{seconds:g}"),
        stdin=text,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=environment(),  # a plugin may import what the panel can import
        start_new_session=True,
    )
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
        child.kill()
        child.wait()


def main(file: str, seconds: float) -> None:
    """Load the text on standard input as `file`, write the report to standard output and end."""
    report_to = os.fdopen(os.dup(1), "wb")
    # What the plugin prints is no part of the report.
    os.dup2(2, 1)
    source = sys.stdin.buffer.read().decode("utf-8")
    _limit(seconds)
    report_to.write(msgspec.json.encode(_report(source, file)))
    report_to.flush()
    # Threads that the plugin started do not keep the child.
    os._exit(0)


def _limit(seconds: float) -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Should the panel die first, the child ends by itself.
    signal.alarm(int(seconds) + 5)


def _report(source: str, file: str) -> Report:
    try:
        plugin = load_source(source, name=Path(file).stem, origin=Origin.FOLDER, file=file)
    except Unusable as error:
        return Report(refusal=error.text)
    return Report(
        refusal=None,
        version=plugin.label.version,
        hooks=tuple(plugin.hooks),
        provinces={province.code: tuple(province.stated()) for province in plugin.provinces},
        record_sources=tuple(source.name for source in plugin.record_sources),
    )


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
