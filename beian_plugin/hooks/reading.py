"""Reads what ops dropped: only small regular files, and only those that nobody else could have changed."""

from __future__ import annotations

import os
import pwd
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from beian_plugin.hooks.problems import Untrusted, Unusable, printable, sentence
from beian_plugin.settings import PluginTrust

if TYPE_CHECKING:
    from beian_plugin.filing.verdict import Text

#: Largest file that is read, in MB.
_MOST_MEGABYTES = 1


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may change what lies in a folder.

    Root and the user of the process can do anything anyway. The owner of the folder can replace each file in it, and an
    admin named that folder in the settings: ops who are not the panel's user own it. Everybody else is a stranger.
    """

    #: The folder, without symbolic links.
    folder: Path
    trust: PluginTrust
    owner: int
    group: int

    @classmethod
    def of(cls, folder: Path, trust: PluginTrust) -> Guard:
        """The guard of `folder`; raises OSError, and Untrusted where others could put files into it."""
        real = Path(os.path.realpath(folder, strict=True))
        status = real.stat()
        guard = cls(real, trust, status.st_uid, status.st_gid)
        guard.check(real, status)
        for parent in real.parents:
            mode = parent.stat().st_mode
            # Who can write there can put another folder in this one's place, unless it is sticky.
            if trust is not PluginTrust.ALL and mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
                raise _refusal("open", parent, chmod="o-w")
        return guard

    def check(self, path: Path, status: os.stat_result) -> None:
        """Raise Untrusted where strangers own or may write what `status` is about."""
        if self.trust is PluginTrust.ALL:
            return
        in_group = self.trust is PluginTrust.GROUP and status.st_gid == self.group
        if status.st_uid not in {0, os.geteuid(), self.owner} and not in_group:
            raise _refusal("stranger", path, owner=_user(status.st_uid), wanted=_user(self.owner))
        if status.st_mode & stat.S_IWOTH or (status.st_mode & stat.S_IWGRP and not in_group):
            raise _refusal("open", path, chmod="o-w" if in_group else "go-w")

    def check_way(self, path: Path) -> None:
        """Raise Untrusted where the file is linked from outside the folder or lies in a folder open to others."""
        if self.trust is PluginTrust.ALL:
            return
        real = Path(os.path.realpath(path, strict=True))
        if not real.is_relative_to(self.folder):
            raise _refusal("leads_out", path, target=printable(str(real)))
        for parent in real.parents:
            if parent == self.folder:
                break
            self.check(parent, parent.stat())


def _refusal(code: str, path: Path, **values: str) -> Untrusted:
    file = printable(str(path))
    return Untrusted(sentence(code, file=file, **values), file=file)


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def read_source(path: Path, guard: Guard | None = None) -> str:
    """The text of a plugin file; raises Unusable, also where `guard` does not trust it."""
    file = printable(str(path))
    content = _read(path, guard)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unusable(sentence("not_utf8", file=file, at=error.start + 1), file=file) from error


def _read(path: Path, guard: Guard | None) -> bytes:
    file = printable(str(path))
    most = _MOST_MEGABYTES << 20
    try:
        # Opening a pipe or a device could wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unusable(sentence("not_a_file", file=file), file=file)
        if guard is not None:
            guard.check_way(path)
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as opened:
            if guard is not None:
                guard.check(path, os.fstat(opened.fileno()))
            content = opened.read(most + 1)
    except OSError as error:
        code = "dangling" if isinstance(error, FileNotFoundError) and path.is_symlink() else "unreadable"
        detail = printable(error.strerror or type(error).__name__)
        raise Unusable(sentence(code, file=file, detail=detail), file=file) from error
    if len(content) > most:
        raise Unusable(sentence("too_big", file=file, limit=_MOST_MEGABYTES), file=file)
    return content


class HashList:
    """The hashes that drop-ins must have, where a list is required; a file is read again when it changes."""

    def __init__(self, given: Path | tuple[str, ...] | None, trust: PluginTrust) -> None:
        """`given` is a file as `sha256sum` writes it, the hashes themselves, or None where none are required."""
        self._path = given.absolute() if isinstance(given, Path) else None
        self._trust = trust
        self._allowed = None if given is None else frozenset(given if isinstance(given, tuple) else ())
        self._content: bytes | None = None
        #: Why the list cannot be used as it stands.
        self.trouble: Text | None = None

    @property
    def file(self) -> str:
        """The file as lists show it."""
        return printable(str(self._path))

    def allows(self, digest: str) -> bool:
        """Whether a text with that SHA-256 may be in force."""
        return self._allowed is None or digest in self._allowed

    def update(self) -> bool:
        """Read the file where it changed; whether other hashes are allowed now. Without a list to read none is."""
        if self._path is None:
            return False
        before, content = self._allowed, None
        try:
            content = _read(self._path, Guard.of(self._path.parent, self._trust))
        except Unusable as error:
            self.trouble = error.text
        except OSError as error:
            detail = printable(error.strerror or type(error).__name__)
            self.trouble = sentence("unreadable", file=self.file, detail=detail)
        if content is None:
            self._allowed = frozenset()
        elif content != self._content:
            self._parse(content)
        self._content = content
        return self._allowed != before

    def _parse(self, content: bytes) -> None:
        self._allowed, self.trouble = frozenset(), None
        hashes = set()
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if found := re.match(r"\\?([0-9a-fA-F]{64})(?:\s|$)", line.strip()):
                hashes.add(found[1].lower())
            elif self.trouble is None:
                self.trouble = sentence("no_hash", file=self.file, line=number)
        self._allowed = frozenset(hashes)
