"""How this package starts a module of its own in a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

#: What such a process gets of the environment: the panel's secrets live there too.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT")


def command(module: str, *arguments: str) -> list[str]:
    """The command that runs `module` with `arguments`."""
    return [_python(), "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """The environment in which it can import what this process can import."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)}


def _python() -> str:
    """The interpreter; under a server that embeds Python, `sys.executable` is that server."""
    if "python" in Path(sys.executable or "").name.lower():
        return sys.executable
    return str(Path(sys.prefix, "bin", "python3"))
