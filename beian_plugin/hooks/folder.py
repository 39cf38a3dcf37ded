"""The folder that ops drop files into: what is new is tried, what fails leaves the last good version in force."""

from __future__ import annotations

import logging
import os
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.hooks.lineup import Candidate, claims
from beian_plugin.hooks.loader import Label, Origin, digest, is_plugin_name, load_source
from beian_plugin.hooks.problems import Untrusted, Unusable, printable, sentence
from beian_plugin.hooks.reading import Guard, HashList, read_source
from beian_plugin.hooks.trial import Attempt, Ending, try_all
from beian_plugin.hooks.versions import Known, Outcome, Patient, Source
from beian_plugin.settings import PluginTrust

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.filing.verdict import Text
    from beian_plugin.hooks.loader import Plugin
    from beian_plugin.hooks.trial import Tried
    from beian_plugin.hooks.versions import Versions

logger = logging.getLogger(__name__)

#: A file that was touched this shortly before it was read may change again within one tick of its clock.
_UNSETTLED_NS = 2_000_000_000
#: How long each new file may load at first, in seconds: those that hang must not hold up the others.
_FIRST_SECONDS = 0.25
#: No trial begins later than this after the folder was looked at, in seconds; the rest has its turn with the next look.
_ROUND_SECONDS = 10.0
#: Shortest time between two changes of what is in force while trials go on, in seconds.
_SHOWN_EVERY = 1.0

#: What tells that a file changed: mode, inode, size, times of content and of attributes in ns.
Signature = tuple[int, ...]


class _Text(NamedTuple):
    """What stands in a file now."""

    source: str
    digest: str
    #: When the file was written, in ns.
    written: int


class Folder:
    """The drop-ins of one folder; used by one thread at a time."""

    def __init__(
        self,
        path: Path,
        *,
        seconds: float,
        versions: Versions,
        trust: PluginTrust = PluginTrust.OWNER,
        hashes: Path | tuple[str, ...] | None = None,
    ) -> None:
        """A trial may take `seconds`; nothing is looked at before `updates`."""
        self._path = path
        self._seconds = seconds
        self._conditions = _conditions(seconds)
        self._versions = Patient(versions)
        self._trust = trust
        self._hashes = HashList(hashes, trust)
        self._seen: dict[str, Signature] = {}
        self._unsettled: set[str] = set()
        #: Who may change the folder's files, or why nothing in it is trusted.
        self._guard: Guard | None = None
        self._untrusted: Text | None = None
        #: Files whose trial has not ended, and those of them that had their first turn, with the text's SHA-256.
        self._waiting: set[str] = set()
        self._slow: dict[str, str] = {}
        self._files: dict[str, Candidate] = {}
        self._trouble: tuple[Candidate, ...] = ()

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """One candidate a file by file name, after the folder itself where that cannot be read."""
        return self._trouble + tuple(self._files.values())

    def updates(self) -> Iterator[None]:
        """Take up what is new, changed or gone, and stop each time when the candidates are others.

        What is known to work comes first, then what loads at once, then what takes its time.
        """
        shown = self.candidates
        relisted = self._hashes.update()
        found = self._look()
        if found is not None:
            untried = self._taken(found, everything=relisted)
            if shown != self.candidates:
                yield
                shown = self.candidates
            for _ in self._try(untried):
                if shown != self.candidates:
                    yield
                    shown = self.candidates
        elif shown != self.candidates:
            yield

    def _look(self) -> dict[str, Signature] | None:
        """The files that are there, or None where the folder cannot be read."""
        self._trouble = ()
        before, self._untrusted = self._untrusted, None
        try:
            # A share that is away for a moment must not take its rules out of force.
            found = _scan(self._path)
            self._guard = Guard.of(self._path, self._trust)
        except OSError as error:
            detail = printable(error.strerror or type(error).__name__)
            self._note_trouble(self._path, sentence("folder", file=printable(str(self._path)), detail=detail))
            return None
        except Untrusted as error:
            self._untrusted = error.text
            self._note_trouble(self._path, error.text)
        if self._hashes.trouble:
            self._note_trouble(Path(self._hashes.file), self._hashes.trouble)
        if before != self._untrusted:
            self._seen = {}
        return found

    def _note_trouble(self, path: Path, text: Text) -> None:
        label = Label(name=printable(path.name), origin=Origin.FOLDER, file=printable(str(path)))
        self._trouble += (Candidate(label, error=text),)

    def _taken(self, found: dict[str, Signature], *, everything: bool) -> dict[str, _Text]:
        """Take up all that needs no trial; the texts that do, by name."""
        touched = {name for name in found if everything or found[name] != self._seen.get(name)}
        again = touched | self._unsettled | self._waiting
        due = [name for name in found if name in again]
        now = time.time_ns()
        self._unsettled = {name for name in due if now - max(found[name][-2:]) < _UNSETTLED_NS}
        refusals: dict[str, tuple[Unusable, _Text | None]] = {}
        texts: dict[str, _Text] = {}
        for name in due:
            try:
                text = self._read(name, found[name])
            except Unusable as error:
                refusals[name] = error, None
            else:
                if not self._hashes.allows(text.digest):
                    refusals[name] = Untrusted(sentence("not_listed", file=printable(str(self._path / name)))), text
                elif not self._is_same(name, text, touched=name in touched):
                    texts[name] = text
        known = self._versions.recall({name: texts[name].digest if name in texts else "" for name in texts | refusals})
        fresh = {name: self._fallen_back(name, error, known[name], text) for name, (error, text) in refusals.items()}
        for name, text in texts.items():
            if outcome := self._outcome(known[name], text):
                fresh[name] = self._decided(name, text, known[name], outcome.refusal)
        self._files = {name: kept for name in found if (kept := fresh.get(name) or self._files.get(name))}
        self._waiting &= texts.keys() - fresh.keys()
        self._seen = found
        return {name: text for name, text in texts.items() if name not in fresh}

    def _read(self, name: str, signature: Signature) -> _Text:
        """What stands in a file; raises Unusable, and Untrusted where strangers could have written it."""
        if self._untrusted:
            raise Untrusted(self._untrusted)
        source = read_source(self._path / name, self._guard)
        return _Text(source, digest(source), signature[-2])

    def _is_same(self, name: str, text: _Text, *, touched: bool) -> bool:
        """Whether the present candidate still answers for `text`; one that fails gets another chance when touched."""
        present = self._files.get(name)
        if present is None or name in self._waiting or present.label.sha256 != text.digest:
            return False
        return not (touched and present.error)

    def _outcome(self, known: Known, text: _Text) -> Outcome | None:
        """What came of trying the text, where that is known."""
        if known.good and known.good[0] == text.digest:
            return Outcome(None, text.written, self._conditions)
        outcome = known.outcome
        return outcome if outcome and outcome.holds(text.written, self._conditions) else None

    def _try(self, untried: Mapping[str, _Text]) -> Iterator[None]:
        """Try texts and take them up; stops each second and at the end.

        At first each has a short turn; those that did not come to their end in it are tried at length afterwards.
        """
        until = time.monotonic() + _ROUND_SECONDS
        slow = [name for name, text in untried.items() if self._slow.get(name) == text.digest]
        self._slow = {name: untried[name].digest for name in slow}
        self._waiting = set(untried)
        show = time.monotonic() + _SHOWN_EVERY
        new = [name for name in untried if name not in self._slow]
        for name, tried in self._tried(untried, new, min(_FIRST_SECONDS, self._seconds), until):
            if tried.ending is Ending.TOO_SLOW and self._seconds > _FIRST_SECONDS:
                self._slow[name] = untried[name].digest
            else:
                self._take_report(name, untried[name], tried)
            if time.monotonic() >= show:
                yield
                show = time.monotonic() + _SHOWN_EVERY
        yield
        for name, tried in self._tried(untried, [*self._slow], self._seconds, until):
            self._take_report(name, untried[name], tried)
        for name, known in self._versions.recall(dict.fromkeys(self._waiting, "")).items():
            waits = Unusable(sentence("waits", file=printable(str(self._path / name))))
            self._put(name, self._fallen_back(name, waits, known, untried[name]))
        yield

    def _tried(
        self, untried: Mapping[str, _Text], names: list[str], seconds: float, until: float
    ) -> Iterator[tuple[str, Tried]]:
        attempts = [Attempt(str(self._path / name), untried[name].source) for name in names]
        for tried in try_all(attempts, seconds=seconds, within=until - time.monotonic()):
            yield names[tried.place], tried

    def _take_report(self, name: str, text: _Text, tried: Tried) -> None:
        """Take up what a trial said, and let the other workers know; where none was had, that says nothing."""
        self._waiting.discard(name)
        self._slow.pop(name, None)
        refusal = tried.report.refusal
        known = self._versions.recall({name: ""})[name] if refusal else Known()
        candidate = self._decided(name, text, known, refusal)
        self._put(name, candidate)
        outcome = Outcome(refusal or candidate.error, text.written, self._conditions)
        if outcome.refusal is None:
            self._versions.accept(Source(text.digest, name, text.source), outcome)
        elif tried.ending is not Ending.NOT_TRIED:
            self._versions.refuse(name, text.digest, outcome)

    def _put(self, name: str, candidate: Candidate) -> None:
        self._files[name] = candidate
        self._files = {name: self._files[name] for name in self._seen if name in self._files}

    def _decided(self, name: str, text: _Text, known: Known, refusal: Text | None) -> Candidate:
        """The candidate of a text that was tried: its plugin, or the last good version."""
        if refusal:
            return self._fallen_back(name, Unusable(refusal), known, text)
        try:
            plugin = self._load(name, text.source)
        except Unusable as error:
            return self._fallen_back(name, error, known, text)
        if known.good and known.good[0] != text.digest:
            # Another version was the last good one in between.
            outcome = Outcome(None, text.written, self._conditions)
            self._versions.accept(Source(text.digest, name, text.source), outcome)
        return Candidate(plugin.label, plugin)

    def _fallen_back(self, name: str, error: Unusable, known: Known, text: _Text | None = None) -> Candidate:
        """The last good version that may be in force, which another worker may have found, or else the bare refusal."""
        present = self._files[name].plugin if name in self._files else None
        good, source = known.good or ("", "")
        if good and self._hashes.allows(good) and (present is None or present.label.sha256 != good):
            try:
                present = self._load(name, source)
            except Unusable as worse:
                logger.error("The last good version of %s does not load any more: %s", printable(name), worse)  # noqa: TRY400
        if present and not self._hashes.allows(present.label.sha256):
            present = None
        if present and text and present.label.sha256 == text.digest:
            return Candidate(present.label, present)
        stem, file = Path(name).stem, printable(str(self._path / name))
        label = Label(name=printable(stem), origin=Origin.FOLDER, file=file, sha256=text.digest if text else "")
        meant = claims(stem, text.source if text else "")
        return Candidate(label, present, error.text, claims=meant, refused=isinstance(error, Untrusted))

    def _load(self, name: str, source: str) -> Plugin:
        return load_source(source, name=Path(name).stem, origin=Origin.FOLDER, file=str(self._path / name))


def _conditions(seconds: float) -> str:
    """The release, the Python and the time limit that a text is tried under."""
    try:
        release = version("beian_plugin")
    except PackageNotFoundError:
        release = "?"
    return f"{release} {sys.version.split()[0]} {seconds:g} s"


def _scan(path: Path) -> dict[str, Signature]:
    """The plugin files of a folder with their signatures, by name; raises OSError."""
    found: dict[str, Signature] = {}
    with os.scandir(path) as entries:
        for entry in entries:
            if not is_plugin_name(entry.name):
                continue
            try:
                status = entry.stat()
            except FileNotFoundError:
                if not entry.is_symlink():
                    continue
                found[entry.name] = (0, 0)
            except OSError as error:
                found[entry.name] = (error.errno or 0, 0)
            else:
                found[entry.name] = (
                    status.st_mode,
                    status.st_uid,
                    status.st_gid,
                    status.st_ino,
                    status.st_size,
                    status.st_mtime_ns,
                    status.st_ctime_ns,
                )
    return dict(sorted(found.items()))
