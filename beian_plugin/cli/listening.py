"""Taking a port before anything else is done, with a sentence where that fails."""

from __future__ import annotations

import errno
import socket

from beian_plugin.errors import BeianError


def listen(host: str, port: int, *, option: str = "--port") -> socket.socket:
    """A socket at that address; the port is taken before anything is written. An error names the port's `option`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, UnicodeError):
        raise BeianError(f"{host!r} is no address of this machine: use --host 127.0.0.1.") from None
    listening = socket.socket(found[0], socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(found[4])
        listening.listen()
    except OSError as error:
        listening.close()
        raise BeianError(_why_not(host, port, error, option)) from None
    return listening


def _why_not(host: str, port: int, error: OSError, option: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use: stop what uses it, or take another one with {option} {port % 65535 + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has: take one above 1023, such as {option} 8000."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine: use --host 127.0.0.1."
    return f"Nothing can listen on {host} port {port} ({error.strerror}): use other --host and {option}."
