"""Where the daemon listens: a socket with the rights that it should have, taken from nobody who still answers."""

from __future__ import annotations

import errno
import grp
import os
import socket
import stat
from pathlib import Path
from typing import NamedTuple, Self

from beian_plugin.errors import BeianError

#: Owner and group may ask.
_MODE = 0o660
#: The longest path that a socket may have.
_LONGEST = 107


class Bind(NamedTuple):
    """An address: a path, or a host with its port."""

    path: Path | None
    host: str = ""
    port: int = 0

    @classmethod
    def of(cls, text: str) -> Self:
        """The address that `unix:PATH` or `HOST:PORT` spells. Raises BeianError for anything else."""
        kind, _, rest = text.partition(":")
        if kind == "unix" and rest:
            path = Path(rest).absolute()
            if len(os.fsencode(path)) > _LONGEST:
                raise BeianError(f"{path} is too long for a socket: name one of at most {_LONGEST} bytes.")
            return cls(path)
        host, _, port = text.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or int(port) > 0xFFFF:
            raise BeianError(f"{text!r} is no address: use --bind unix:/run/beian/api.sock or --bind 127.0.0.1:8452.")
        return cls(None, host.strip("[]"), int(port))


def listen_at(bind: Bind, *, group: str | None = None) -> socket.socket:
    """A socket that listens there; one at a path belongs to `group` and is open to it and its owner alone.

    Raises BeianError where somebody else listens, and where it cannot be made.
    """
    if bind.path is None:
        return _at_port(bind)
    try:
        return _at_path(bind.path, None if group is None else _number_of(group))
    except OSError as error:
        raise BeianError(
            f"No socket can be made at {bind.path} ({error.strerror}): run it as a user who may write there, who "
            f"belongs to the group if one is named, or name another place with --bind unix:PATH."
        ) from None


def _at_port(bind: Bind) -> socket.socket:
    family = socket.AF_INET6 if ":" in bind.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((bind.host, bind.port))
        listening.listen()
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise BeianError(
                f"Port {bind.port} of {bind.host} is in use, perhaps by another daemon: stop that one, or take "
                f"another port with --bind."
            ) from None
        raise BeianError(
            f"Nothing can listen at {bind.host} port {bind.port} ({error.strerror}): use --bind 127.0.0.1:8452."
        ) from None
    return listening


def _at_path(path: Path, group: int | None) -> socket.socket:
    path.parent.mkdir(mode=0o755, exist_ok=True)
    _clear(path)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o777 - _MODE)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    try:
        if group is not None:
            os.chown(path, -1, group)
        listening.listen()
    except OSError:
        path.unlink()
        raise
    return listening


def _clear(path: Path) -> None:
    """Remove a socket that a daemon left when it was killed, and nothing else."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise BeianError(f"{path} is there and is no socket: name another place with --bind unix:PATH.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(0)
        if asking.connect_ex(str(path)) != errno.ECONNREFUSED:
            raise BeianError(
                f"Another daemon answers at {path}: stop that one, or name another place with --bind unix:PATH."
            )
    path.unlink()


def _number_of(group: str) -> int:
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        raise BeianError(f"There is no group {group!r} on this machine: `groupadd {group}` makes it.") from None
