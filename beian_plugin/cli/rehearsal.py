"""Asks a plugin file something in a child process, within the limits of a trial; this process never loads it."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from beian_plugin.filing.verdict import Text
from beian_plugin.hooks.problems import Unusable, printable, sentence
from beian_plugin.processes import command, environment

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from beian_plugin.filing.events import Event
    from beian_plugin.operations.gather import Gathered
    from beian_plugin.providers.situation import Situation
    from beian_plugin.settings import Settings

#: How long the child may take to import this package on a machine that is busy, in seconds.
_START_SECONDS = 60
_CHILD = "beian_plugin.cli.rehearsal_process"
#: Most of an answer that is read, in bytes.
_MOST_ANSWER = 1 << 24


class Errand(NamedTuple):
    """What the child does: `job` is one of its own, `given` what that job needs."""

    job: str
    #: Path and text of the plugin file.
    file: str
    source: str
    #: How long it may take, in seconds.
    seconds: float
    given: Any = None


class EventCase(NamedTuple):
    """An event with all that is known about it."""

    event: Event
    gathered: Gathered
    #: Without secrets.
    settings: Settings
    now: datetime
    #: Other drop-ins that are in force: paths and texts.
    beside: tuple[tuple[str, str], ...]


class FilingCase(NamedTuple):
    """A filing with all that is known around it."""

    situation: Situation
    beside: tuple[tuple[str, str], ...]


def rehearse(job: str, file: Path, source: str, *, seconds: float, given: Any = None) -> Any:
    """What the job answers about the text `source` of `file`; raises Unusable, which says why there is no answer."""
    errand = Errand(job, str(file.absolute()), source, seconds, given)
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answer:
        # The child believes this process; what comes back may be the plugin's own work and is only JSON.
        asked.write(pickle.dumps(errand))
        asked.seek(0)
        try:
            child = subprocess.Popen(  # noqa: S603  our own module, under our own interpreter
                command(_CHILD),
                stdin=asked,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env=environment(),  # without the panel's secrets
                start_new_session=True,
            )
        except OSError as error:
            detail = printable(error.strerror or type(error).__name__)
            raise Unusable(sentence("not_tried", file=printable(errand.file), detail=detail)) from error
        status = _ended(child, seconds + _START_SECONDS)
        answer.seek(0)
        written = answer.read(_MOST_ANSWER)
    return _read(written, status, errand)


def _ended(child: subprocess.Popen[bytes], patience: float) -> int:
    """The exit status of the child, which is ended with all that it started."""
    try:
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        status = child.wait()
    return status


def _read(written: bytes, status: int, errand: Errand) -> Any:
    file = printable(errand.file)
    if status in (-signal.SIGALRM, -signal.SIGKILL):
        raise Unusable(sentence("no_answer", file=file, seconds=f"{errand.seconds:g}"), file=file)
    try:
        answer = msgspec.json.decode(written) if status == 0 else None
    except msgspec.DecodeError:
        answer = None
    if not isinstance(answer, dict) or not answer.keys() & {"refusal", "answer"}:
        detail = f"signal {-status}" if status < 0 else f"exit status {status}"
        raise Unusable(sentence("died", file=file, detail=detail), file=file)
    if "refusal" in answer:
        raise Unusable(Text(*answer["refusal"]), file=file)
    return answer["answer"]
