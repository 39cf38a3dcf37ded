"""A private PostgreSQL server for one test process: found on this machine, started on a Unix socket, stopped after."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "50",
    "shared_buffers": "64MB",
}


class Missing(Exception):
    """No PostgreSQL can be had here."""


def programs():
    """The folder with initdb and postgres."""
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    for folder in candidates:
        if all((folder / name).exists() for name in ("initdb", "postgres")):
            return folder
    raise Missing("PostgreSQL is not installed: initdb and postgres are neither on PATH nor under /usr/lib/postgresql")


def account():
    """Whom to run the server as: ourselves, or another user where we are root, whom initdb refuses."""
    if os.getuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Missing("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody")


@contextlib.contextmanager
def running():
    """The URL of a fresh server, with `{}` for the name of the database."""
    folder, user = programs(), account()
    # Not under pytest's own folder, which other users may not enter; and a socket's path must be short.
    home = Path(tempfile.mkdtemp(prefix="beian-pg-"))
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    if user:
        os.chown(home, user.pw_uid, user.pw_gid)
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(home)}
    common = {"cwd": home, "env": environment, **who}
    try:
        made = subprocess.run(
            [folder / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
            capture_output=True,
            text=True,
            **common,
        )
        if made.returncode:
            raise Missing(f"initdb failed: {made.stderr.strip().splitlines()[-1:]}")
        settings = [word for name, value in OPTIONS.items() for word in ("-c", f"{name}={value}")]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [folder / "postgres", "-D", home / "data", "-k", home, *settings],
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_us if sys.platform == "linux" else None,
                **common,
            )
        try:
            _wait(server, home)
            yield f"postgresql+psycopg://postgres@/{{}}?host={home}"
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown: open connections are cut
            server.wait(30)
    finally:
        shutil.rmtree(home)


def _die_with_us():
    """Let the system stop the server when the tests are killed and cannot."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def _wait(server, home):
    end = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(f"host={home} user=postgres dbname=postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise Missing("PostgreSQL did not start: " + (home / "log").read_text()[-500:]) from None
            time.sleep(0.05)
        else:
            return
