"""`beian demo`: a small hosting panel with the plugin installed, for looking around."""

from __future__ import annotations

import logging
import signal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from beian_plugin.cli.listening import listen
from beian_plugin.errors import BeianError

if TYPE_CHECKING:
    import socket

    from flask import Flask

#: What the demo needs besides the core: module to the name it is installed by.
_EXTRAS = {"flask_login": "Flask-Login", "flask_babel": "Flask-Babel"}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address or name to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option(
    "--instance",
    default="instance/demo",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder for the demo's databases, keys and sign-ins.",
)
@click.option("--reset", is_flag=True, help="Begin anew: remove what an earlier demo left in the folder.")
def demo(host: str, port: int, instance: Path, *, reset: bool) -> None:
    """Run a small hosting panel that has the plugin installed, filled with sample data."""
    missing = [name for module, name in _EXTRAS.items() if find_spec(module) is None]
    if missing:
        raise BeianError(f"The demo needs {' and '.join(missing)}: install them with `pip install beian_plugin[demo]`.")
    listening = listen(host, port)
    with listening:
        app = _prepare(instance, host, reset=reset)
        _serve(app, listening, host, instance)


def _prepare(instance: Path, host: str, *, reset: bool) -> Flask:
    from sqlalchemy.exc import DatabaseError

    from beian_plugin.demo.app import create_app
    from beian_plugin.demo.instance import remove_data

    try:
        if reset:
            remove_data(instance)
        return create_app(instance, PANEL_HOSTS=frozenset({host}))
    except OSError as error:
        raise BeianError(
            f"The folder {instance} cannot be used ({error.strerror}): name one you may write with --instance."
        ) from None
    except DatabaseError as error:
        raise BeianError(
            f"A database in {instance} cannot be used ({error.orig}): see its rights, or begin anew with --reset."
        ) from None


def _serve(app: Flask, listening: socket.socket, host: str, instance: Path) -> None:
    from werkzeug.serving import make_server

    # One line for every picture and style sheet would bury the sign-ins.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    port = listening.getsockname()[1]
    server = make_server(host, port, app, threaded=True, fd=listening.fileno())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _greet(f"http://{f'[{host}]' if ':' in host else host}:{port}/", instance)
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def _greet(address: str, instance: Path) -> None:
    from beian_plugin.demo.instance import SIGN_INS, load_secrets
    from beian_plugin.demo.sample import LOGINS, SAMPLES

    passwords = load_secrets(instance, LOGINS).passwords
    click.echo(f"演示面板已启动 The demo panel runs at {address}\n")
    for sample in SAMPLES:
        click.echo(f"  {sample.login:10} {passwords[sample.login]}   {sample.name}")
    click.echo(f"\n像访客一样打开网站 A site as visitors get it: curl -H 'Host: demo-teashop.cn' {address}")
    click.echo(f"密码保存在 The passwords are kept in {instance / SIGN_INS}. 按 Ctrl+C 停止 stops it.")
