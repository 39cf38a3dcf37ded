"""`beian sandbox`: a simulated authority that speaks the national interface."""

from __future__ import annotations

import logging
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from beian_plugin.authority import needs_extra
from beian_plugin.cli.listening import listen
from beian_plugin.errors import BeianError

if TYPE_CHECKING:
    import socket

    from flask import Flask


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address or name to listen on.")
@click.option("--port", default=8100, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option(
    "--instance",
    default="instance/sandbox",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder for its database.",
)
@click.option(
    "--auto",
    metavar="off|approve|SECONDS",
    help="Who decides: a person on its page, itself at once, or itself after so many seconds; kept for the next start.",
)
def sandbox(host: str, port: int, instance: Path, auto: str | None) -> None:
    """Run a simulated authority that speaks the national interface, with invented data only."""
    with listen(host, port) as listening:
        app = _prepare(instance, auto)
        _serve(app, listening, host)


def _prepare(instance: Path, auto: str | None) -> Flask:
    from sqlalchemy.exc import DatabaseError

    with needs_extra():
        from beian_plugin.sandbox.app import create_app
    try:
        return create_app(instance, auto=auto)
    except OSError as error:
        raise BeianError(
            f"The folder {instance} cannot be used ({error.strerror}): name one you may write with --instance."
        ) from None
    except DatabaseError as error:
        raise BeianError(
            f"The database in {instance} cannot be used ({error.orig}): see its rights, or remove the folder."
        ) from None


def _serve(app: Flask, listening: socket.socket, host: str) -> None:
    from werkzeug.serving import make_server

    from beian_plugin.sandbox.accounts import settings_of

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    port = listening.getsockname()[1]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    server = make_server(host, port, app, threaded=True, fd=listening.fileno())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    store = app.extensions["sandbox"]
    try:
        click.echo(f"模拟管局已启动 The simulated authority runs at {url}/\n")
        click.echo("面板的设置 Settings for the panel:")
        for name, value in settings_of(store, url).items():
            click.echo(f"  {name}={value}")
        click.echo("\n按 Ctrl+C 停止 stops it.")
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        store.close()
