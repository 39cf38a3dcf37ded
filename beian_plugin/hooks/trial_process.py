"""The child process of `hooks.trial`: `python -m beian_plugin.hooks.trial_process SECONDS WITHIN`.

It reads the texts from its standard input, so that what was tried is what is loaded afterwards, and forks for each: the
package is imported once, and no text sees what another did. It writes to its standard output: `READY`, each outcome in
a line of JSON, `END`.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections import deque
from contextlib import suppress
from math import isfinite
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

import msgspec

from beian_plugin.hooks.loader import Origin, load_source
from beian_plugin.hooks.problems import Unusable, printable, sentence
from beian_plugin.hooks.trial import END, READY, Attempt, Ending, Report, Tried, not_tried

#: Trials that run at the same time.
_AT_ONCE = 4
#: Address space of a trial, in bytes.
_MOST_MEMORY = 1 << 30
#: Most of a report that is read, in bytes.
_MOST_REPORT = 1 << 20
#: How often the trials are looked at, in seconds.
_LOOK_EVERY = 0.003


class _Running(NamedTuple):
    place: int
    file: str
    answer: IO[bytes]
    end: float


def main(seconds: float, within: float) -> None:
    """Try the texts on standard input, each for `seconds`, none beginning after `within`."""
    if isfinite(within):
        # Should the panel die first, this ends by itself.
        signal.alarm(int(within + seconds) + 60)
    outcomes = os.fdopen(os.dup(1), "wb", buffering=0)
    outcomes.write(READY + b"\n")
    # What the texts print is no part of the outcomes.
    os.dup2(2, 1)
    waiting = deque(enumerate(Attempt(*attempt) for attempt in json.load(sys.stdin.buffer)))
    running: dict[int, _Running] = {}
    until = time.monotonic() + within
    while True:
        while waiting and len(running) < _AT_ONCE and time.monotonic() < until:
            place, attempt = waiting.popleft()
            try:
                pid, answer = _start(attempt, seconds, outcomes)
            except OSError as error:
                outcomes.write(msgspec.json.encode(not_tried(place, attempt, error)) + b"\n")
            else:
                running[pid] = _Running(place, printable(attempt.file), answer, time.monotonic() + seconds)
        if not running:
            break
        for pid, trial in list(running.items()):
            if tried := _look(pid, trial, seconds):
                del running[pid]
                outcomes.write(msgspec.json.encode(tried) + b"\n")
        time.sleep(_LOOK_EVERY)
    outcomes.write(END + b"\n")


def _start(attempt: Attempt, seconds: float, outcomes: IO[bytes]) -> tuple[int, IO[bytes]]:
    """Process id of a trial and the file that it writes its report to.

    A file, not a pipe: a process that the plugin leaves behind could hold a pipe open for ever.
    """
    answer = tempfile.TemporaryFile()  # noqa: SIM115  closed when it was read
    pid = os.fork()
    if pid == 0:
        outcomes.close()
        _load(attempt, seconds, answer)
    with suppress(OSError):
        os.setpgid(pid, pid)
    return pid, answer


def _look(pid: int, trial: _Running, seconds: float) -> Tried | None:
    """What came of a trial, or None while it runs."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    if not ended and time.monotonic() < trial.end:
        return None
    # Also what it leaves behind ends.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with trial.answer as answer:
        if not ended:
            os.waitpid(pid, 0)
            text = sentence("no_answer", file=trial.file, seconds=f"{seconds:g}")
            return Tried(trial.place, Report(refusal=text), Ending.TOO_SLOW)
        answer.seek(0)
        written = answer.read(_MOST_REPORT)
    try:
        return Tried(trial.place, msgspec.json.decode(written, type=Report))
    except msgspec.MsgspecError:
        code = os.waitstatus_to_exitcode(status)
        detail = f"signal {-code}" if code < 0 else f"exit status {code}"
        return Tried(trial.place, Report(refusal=sentence("died", file=trial.file, detail=detail)))


def _load(attempt: Attempt, seconds: float, answer: IO[bytes]) -> NoReturn:
    """Load a text, write the report and end; threads that it started do not keep the process."""
    try:
        os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(int(seconds) + 5)
        pid = os.getpid()
        forks: list[int] = []
        os.register_at_fork(before=lambda: forks.append(1))
        report = _report(attempt)
        if os.getpid() == pid:
            if forks:
                report = Report(refusal=sentence("forks", file=printable(attempt.file)))
            answer.write(msgspec.json.encode(report))
            answer.flush()
            os._exit(0)
    finally:
        os._exit(1)


def _report(attempt: Attempt) -> Report:
    try:
        plugin = load_source(attempt.source, name=Path(attempt.file).stem, origin=Origin.FOLDER, file=attempt.file)
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
    main(float(sys.argv[1]), float(sys.argv[2]))
