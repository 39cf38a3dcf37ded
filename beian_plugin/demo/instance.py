"""What the panel keeps in its instance folder besides the databases: its session key and everybody's password."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin import BeianError

if TYPE_CHECKING:
    from pathlib import Path

SIGN_INS = "sign-ins.json"
#: Folder of the simulated authority within the instance folder.
AUTHORITY = "sandbox"
_DATABASES = ("panel.sqlite3", "beian.sqlite3", "beian-queue.sqlite3", f"{AUTHORITY}/authority.sqlite3")
_FILES = (
    SIGN_INS,
    "beian.keys",
    *(f"{database}{ending}" for database in _DATABASES for ending in ("", "-wal", "-shm")),
)
#: Without letters that look alike in a terminal.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 14


class Secrets(NamedTuple):
    """What the file of sign-ins holds."""

    key: str
    #: Login to password.
    passwords: dict[str, str]
    #: Whether they were made just now.
    fresh: bool


def load_secrets(folder: Path, logins: tuple[str, ...]) -> Secrets:
    """The secrets of the panel in `folder`, made now where there are none yet, in a file that only this user reads.

    Raises OSError where the file cannot be used, BeianError where it is damaged.
    """
    path = folder / SIGN_INS
    fresh = not path.exists()
    if fresh:
        passwords = {login: "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for login in logins}
        text = json.dumps({"key": secrets.token_hex(32), "passwords": passwords}, indent=2)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Secrets(kept["key"], {login: kept["passwords"][login] for login in logins}, fresh)
    except (ValueError, KeyError, TypeError):
        raise BeianError(f"{path} is damaged: begin anew with --reset, which removes this demo's data.") from None


def remove_data(folder: Path) -> None:
    """Remove what a demo left in `folder`, and nothing else."""
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):  # not there, or something of somebody else's is in it
        (folder / AUTHORITY).rmdir()
