"""Tries texts of plugins in child processes: what hangs, exits, forks or eats memory there does not touch the panel."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import IO, TYPE_CHECKING, NamedTuple, cast

import msgspec

from beian_plugin.filing.verdict import Text  # noqa: TC001  msgspec reads the annotations of Report
from beian_plugin.hooks.problems import printable, sentence
from beian_plugin.processes import command, environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: How long a child may take to import this package on a machine that is busy, in seconds.
_START_SECONDS = 60
#: The module that the child runs; it imports this one.
_CHILD = "beian_plugin.hooks.trial_process"
#: What the child says before and after its work.
READY, END = b"ready", b"end"


class Attempt(NamedTuple):
    """A text that is to be tried."""

    #: Path of the file it stands in.
    file: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a trial: why the plugin is refused, or what it registers."""

    refusal: Text | None
    version: str = ""
    hooks: tuple[str, ...] = ()
    #: Names of the rules it sets, by province code.
    provinces: dict[str, tuple[str, ...]] = field(default_factory=dict)
    record_sources: tuple[str, ...] = ()


class Ending(StrEnum):
    """How a trial ended."""

    #: It loaded, raised, or took its process down: it would do so again.
    DECIDED = "decided"
    #: It did not come to an end in its time.
    TOO_SLOW = "too_slow"
    #: No child process could be started for it.
    NOT_TRIED = "not_tried"


class Tried(NamedTuple):
    """A trial that ended."""

    #: Which of the attempts it was.
    place: int
    report: Report
    ending: Ending = Ending.DECIDED


def try_out(source: str, *, file: str, seconds: float) -> Report:
    """What comes of loading `source`, the text of `file`, within `seconds`."""
    return next(try_all([Attempt(file, source)], seconds=seconds)).report


def try_all(attempts: Sequence[Attempt], *, seconds: float, within: float = inf) -> Iterator[Tried]:
    """What comes of loading each text within `seconds`, as the trials end; each text is loaded in a process of its own.

    No trial begins after `within` seconds; those that did not are left out.
    """
    until = time.monotonic() + within
    left = dict(enumerate(attempts))
    try:
        for tried in _in_one_child(attempts, seconds, within):
            del left[tried.place]
            yield tried
    except _Ended as ended:
        if len(attempts) == 1:
            text = sentence("died", file=printable(attempts[0].file), detail=str(ended))
            yield Tried(0, Report(refusal=text))
            return
        # One of them ended the process that all of them were tried from.
        for place, attempt in left.items():
            for tried in try_all([attempt], seconds=seconds, within=until - time.monotonic()):
                yield tried._replace(place=place)


class _Ended(Exception):
    """The child ended before its work did."""


def _in_one_child(attempts: Sequence[Attempt], seconds: float, within: float) -> Iterator[Tried]:
    if not attempts or within <= 0:
        return
    try:
        with tempfile.TemporaryFile() as texts:
            texts.write(json.dumps(attempts).encode())
            texts.seek(0)
            child = subprocess.Popen(  # noqa: S603  our own module, under our own interpreter
                command(_CHILD, f"{seconds:g}", f"{within:g}"),
                stdin=texts,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),  # a plugin may import what the panel can import
                start_new_session=True,
            )
    except OSError as error:
        yield from (not_tried(place, attempt, error) for place, attempt in enumerate(attempts))
        return
    try:
        yield from _answers(child, attempts, seconds + _START_SECONDS)
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def _answers(child: subprocess.Popen[bytes], attempts: Sequence[Attempt], silence: float) -> Iterator[Tried]:
    """What the child says; raises _Ended where it ends too early or says nothing for `silence` seconds."""
    lines = _lines(cast("IO[bytes]", child.stdout), silence)
    started = next(lines, b"") == READY
    for line in lines:
        if line == END:
            return
        try:
            tried = msgspec.json.decode(line, type=Tried)
        except msgspec.MsgspecError:
            break
        yield tried
    child.kill()
    status = child.wait()
    detail = f"signal {-status}" if status < 0 else f"exit status {status}"
    if started:
        raise _Ended(detail)
    yield from (not_tried(place, attempt, OSError(0, detail)) for place, attempt in enumerate(attempts))


def not_tried(place: int, attempt: Attempt, error: OSError) -> Tried:
    """What is said of an attempt for which no process could be had."""
    detail = printable(error.strerror or type(error).__name__)
    text = sentence("not_tried", file=printable(attempt.file), detail=detail)
    return Tried(place, Report(refusal=text), Ending.NOT_TRIED)


def _lines(pipe: IO[bytes], silence: float) -> Iterator[bytes]:
    ready = select.poll()
    ready.register(pipe, select.POLLIN)
    buffer = b""
    while ready.poll(silence * 1000):
        chunk = os.read(pipe.fileno(), 1 << 16)
        if not chunk:
            return
        *lines, buffer = (buffer + chunk).split(b"\n")
        yield from lines
