"""`beian sandbox`: a simulated authority that speaks the national interface."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from beian_plugin.authority import needs_extra
from beian_plugin.cli.listening import listen, serve, usable

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
    with needs_extra():
        from beian_plugin.sandbox.app import create_app
    with usable(instance, "remove the folder"):
        return create_app(instance, auto=auto)


def _serve(app: Flask, listening: socket.socket, host: str) -> None:
    from beian_plugin.sandbox.accounts import settings_of

    store = app.extensions["sandbox"]

    def greet(url: str) -> None:
        click.echo(f"模拟管局已启动 The simulated authority runs at {url}/\n")
        click.echo("面板的设置 Settings for the panel:")
        for name, value in settings_of(store, url).items():
            click.echo(f"  {name}={value}")
        click.echo("\n按 Ctrl+C 停止 stops it.")

    try:
        serve(app, listening, host, greet)
    finally:
        store.close()
