"""What the commands that run a server share: taking the port before anything is written, and serving there."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from beian_plugin.errors import BeianError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from _typeshed.wsgi import WSGIApplication


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


@contextmanager
def usable(instance: Path, way_out: str) -> Iterator[None]:
    """Says in a sentence that the folder, or a database in it, cannot be used, and the way out."""
    from sqlalchemy.exc import DatabaseError

    try:
        yield
    except OSError as error:
        raise BeianError(
            f"The folder {instance} cannot be used ({error.strerror}): name one you may write with --instance."
        ) from None
    except DatabaseError as error:
        raise BeianError(
            f"A database in {instance} cannot be used ({error.orig}): see its rights, or {way_out}."
        ) from None


def serve(app: WSGIApplication, listening: socket.socket, host: str, begin: Callable[[str], None]) -> None:
    """Serve the app until Ctrl+C or SIGTERM; `begin` is called with its address, without a slash at the end."""
    from werkzeug.serving import make_server

    # One line for every picture and style sheet would bury what `begin` prints.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    port = listening.getsockname()[1]
    server = make_server(host, port, app, threaded=True, fd=listening.fileno())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        begin(f"http://{f'[{host}]' if ':' in host else host}:{port}")
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
