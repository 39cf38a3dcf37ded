"""The folder that ops drop files into: what is new is tried, what fails leaves the last good version in force."""

from __future__ import annotations

import logging
import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from beian_plugin.hooks.lineup import Candidate, claims
from beian_plugin.hooks.loader import Label, Origin, digest, is_plugin_name, load_source
from beian_plugin.hooks.problems import Unusable, printable, sentence
from beian_plugin.hooks.trial import try_out

if TYPE_CHECKING:
    from beian_plugin.filing.verdict import Text

logger = logging.getLogger(__name__)

#: Largest file that is read, in MB.
_MOST_MEGABYTES = 1
#: Trials that run at the same time.
_TRIALS_AT_ONCE = 4
#: A file that was touched this shortly before it was read may change again within one tick of its clock.
_UNSETTLED_NS = 2_000_000_000

#: What tells that a file changed: mode, inode, size, times of content and of attributes in ns.
Signature = tuple[int, ...]


class GoodVersions(Protocol):
    """Keeps, for each file name, the last version that worked."""

    def get(self, name: str, /) -> tuple[str, str] | None:
        """SHA-256 and source of the last good version of a file, or None."""
        ...

    def put(self, name: str, digest: str, source: str, /) -> None:
        """Keep a version that works."""
        ...


class MemoryVersions:
    """Good versions for as long as the process lives."""

    def __init__(self) -> None:
        """Nothing is known to be good yet."""
        self._versions: dict[str, tuple[str, str]] = {}

    def get(self, name: str, /) -> tuple[str, str] | None:
        """SHA-256 and source of the last good version of a file, or None."""
        return self._versions.get(name)

    def put(self, name: str, digest: str, source: str, /) -> None:
        """Keep a version that works."""
        self._versions[name] = digest, source


class Folder:
    """The drop-ins of one folder; used by one thread at a time."""

    def __init__(self, path: Path, *, seconds: float, good_versions: GoodVersions) -> None:
        """A trial may take `seconds`; nothing is looked at before `update`."""
        self._path = path
        self._seconds = seconds
        self._good_versions = good_versions
        self._seen: dict[str, Signature] = {}
        self._unsettled: set[str] = set()
        self._files: dict[str, Candidate] = {}
        self._trouble: tuple[Candidate, ...] = ()

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """One candidate a file by file name, after the folder itself where that cannot be read."""
        return self._trouble + tuple(self._files.values())

    def update(self) -> bool:
        """Take up what is new, changed or gone; whether the candidates are others now."""
        before = self.candidates
        try:
            found = _scan(self._path)
        except OSError as error:
            # A share that is away for a moment must not take its rules out of force.
            self._trouble = (self._troubled(error),)
            return before != self.candidates
        self._trouble = ()
        due = [name for name in found if found[name] != self._seen.get(name) or name in self._unsettled]
        fresh = self._taken(due, found)
        self._files = {name: fresh.get(name) or self._files[name] for name in found}
        self._seen = found
        return before != self.candidates

    def _troubled(self, error: OSError) -> Candidate:
        file = printable(str(self._path))
        text = sentence("folder", file=file, detail=printable(error.strerror or type(error).__name__))
        return Candidate(Label(name=printable(self._path.name), origin=Origin.FOLDER, file=file), error=text)

    def _taken(self, names: list[str], found: dict[str, Signature]) -> dict[str, Candidate]:
        """A candidate for each of `names` that is not as it was."""
        now = time.time_ns()
        self._unsettled = {name for name in names if now - max(found[name][-2:]) < _UNSETTLED_NS}
        fresh: dict[str, Candidate] = {}
        texts: dict[str, str] = {}
        for name in names:
            try:
                text = read_source(self._path / name)
            except Unusable as error:
                fresh[name] = self._fallen_back(name, error.text)
                continue
            if not self._is_same(name, text, touched=found[name] != self._seen.get(name)):
                texts[name] = text
        refusals = self._tried(texts)
        return fresh | {name: self._loaded(name, text, refusals) for name, text in texts.items()}

    def _is_same(self, name: str, text: str, *, touched: bool) -> bool:
        """Whether the present candidate still answers for `text`; one that fails gets another chance when touched."""
        present = self._files.get(name)
        return present is not None and present.label.sha256 == digest(text) and not (touched and present.error)

    def _tried(self, texts: dict[str, str]) -> dict[str, Text | None]:
        """What the trials refuse, or None, for each text that is not known as good."""
        unknown = [name for name, text in texts.items() if (self._good(name) or ("", ""))[1] != text]
        if not unknown:
            return {}
        with ThreadPoolExecutor(min(len(unknown), _TRIALS_AT_ONCE)) as pool:
            reports = pool.map(
                lambda name: try_out(texts[name], file=str(self._path / name), seconds=self._seconds), unknown
            )
            return {name: report.refusal for name, report in zip(unknown, reports, strict=True)}

    def _loaded(self, name: str, text: str, refusals: dict[str, Text | None]) -> Candidate:
        refusal = refusals.get(name)
        if refusal is None:
            try:
                plugin = load_source(text, name=Path(name).stem, origin=Origin.FOLDER, file=str(self._path / name))
            except Unusable as error:
                refusal = error.text
            else:
                if name in refusals:
                    self._keep(name, text)
                return Candidate(plugin.label, plugin)
        return self._fallen_back(name, refusal, text)

    def _fallen_back(self, name: str, refusal: Text, text: str = "") -> Candidate:
        """The last good version, which another worker may have found, or else the bare refusal."""
        stem, file = Path(name).stem, str(self._path / name)
        present = self._files[name].plugin if name in self._files else None
        good = self._good(name)
        if good and (present is None or present.label.sha256 != good[0]):
            try:
                present = load_source(good[1], name=stem, origin=Origin.FOLDER, file=file)
            except Unusable as error:
                logger.error("The last good version of %s does not load any more: %s", printable(name), error)  # noqa: TRY400
        if present and good and good[1] == text:
            return Candidate(present.label, present)
        label = Label(
            name=printable(stem), origin=Origin.FOLDER, file=printable(file), sha256=digest(text) if text else ""
        )
        return Candidate(label, present, refusal, claims=claims(stem, text))

    def _good(self, name: str) -> tuple[str, str] | None:
        try:
            return self._good_versions.get(name)
        except Exception as error:  # noqa: BLE001  a database that is away must not take plugins out of force
            logger.warning("The good versions of plugins cannot be read: %s", type(error).__name__)
            return None

    def _keep(self, name: str, text: str) -> None:
        try:
            self._good_versions.put(name, digest(text), text)
        except Exception as error:  # noqa: BLE001  it is in force here all the same
            logger.warning("The good version of %s cannot be kept: %s", printable(name), type(error).__name__)


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
                    status.st_ino,
                    status.st_size,
                    status.st_mtime_ns,
                    status.st_ctime_ns,
                )
    return dict(sorted(found.items()))


def read_source(path: Path) -> str:
    """The text of a plugin file; raises Unusable."""
    file = printable(str(path))
    most = _MOST_MEGABYTES << 20
    try:
        status = path.stat()
        # Opening a pipe or a device could wait for ever.
        if not stat.S_ISREG(status.st_mode):
            raise Unusable(sentence("not_a_file", file=file), file=file)
        with path.open("rb") as opened:
            content = opened.read(most + 1)
    except OSError as error:
        code = "dangling" if isinstance(error, FileNotFoundError) and path.is_symlink() else "unreadable"
        detail = printable(error.strerror or type(error).__name__)
        raise Unusable(sentence(code, file=file, detail=detail), file=file) from error
    if len(content) > most:
        raise Unusable(sentence("too_big", file=file, limit=_MOST_MEGABYTES), file=file)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unusable(sentence("not_utf8", file=file, at=error.start + 1), file=file) from error
