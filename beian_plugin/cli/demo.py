"""`beian demo`: a small hosting panel with the plugin installed, and a simulated authority, for looking around."""

from __future__ import annotations

from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from beian_plugin.cli.listening import listen, serve, usable
from beian_plugin.errors import BeianError

if TYPE_CHECKING:
    import socket

    from flask import Flask

#: Seconds between two rounds of the background work: whoever plays both sides does not want to wait.
_TICK = 2
#: What the demo needs besides the core: module to the name it is installed by.
_EXTRAS = {
    "flask_login": "Flask-Login",
    "flask_babel": "Flask-Babel",
    "huey": "huey",
    "lxml": "lxml",
    "requests": "requests",
}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address or name to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option(
    "--authority-port",
    type=click.IntRange(0, 65535),
    show_default="the one after --port",
    help="Where the simulated authority listens.",
)
@click.option(
    "--instance",
    default="instance/demo",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder for the demo's databases, keys and sign-ins.",
)
@click.option("--reset", is_flag=True, help="Begin anew: remove what an earlier demo left in the folder.")
def demo(host: str, port: int, authority_port: int | None, instance: Path, *, reset: bool) -> None:
    """Run a small hosting panel that has the plugin installed, filled with sample data, and a simulated authority."""
    missing = [name for module, name in _EXTRAS.items() if find_spec(module) is None]
    if missing:
        raise BeianError(f"The demo needs {' and '.join(missing)}: install them with `pip install beian_plugin[demo]`.")
    if authority_port is None:
        authority_port = port and port % 65535 + 1
    with ExitStack() as stack:
        panel_socket = stack.enter_context(listen(host, port))
        authority_socket = stack.enter_context(listen(host, authority_port, option="--authority-port"))
        app, authority = _prepare(stack, instance, host, authority_socket, reset=reset)
        _serve(app, panel_socket, host, instance, authority)


def _prepare(
    stack: ExitStack, instance: Path, host: str, authority_socket: socket.socket, *, reset: bool
) -> tuple[Flask, str]:
    """The panel, and the address of the simulated authority, which answers until the stack ends."""
    from beian_plugin.demo.app import create_app
    from beian_plugin.demo.authority import running
    from beian_plugin.demo.instance import remove_data

    with usable(instance, "begin anew with --reset"):
        if reset:
            remove_data(instance)
        authority = stack.enter_context(running(instance, authority_socket))
        return create_app(instance, PANEL_HOSTS=frozenset({host}), **authority.settings), authority.url


def _serve(app: Flask, listening: socket.socket, host: str, instance: Path, authority: str) -> None:
    from beian_plugin.demo import background

    work = background.of(app)

    def begin(url: str) -> None:
        work.start(every=_TICK)
        _greet(f"{url}/", f"{authority}/", instance)

    try:
        serve(app, listening, host, begin)
    finally:
        work.stop()


def _greet(address: str, authority: str, instance: Path) -> None:
    from beian_plugin.demo.instance import SIGN_INS, load_secrets
    from beian_plugin.demo.sample import LOGINS, SAMPLES

    passwords = load_secrets(instance, LOGINS).passwords
    click.echo(f"演示面板已启动 The demo panel runs at {address}")
    click.echo(f"模拟管局在此审核 The simulated authority, where filings are decided, runs at {authority}\n")
    for sample in SAMPLES:
        click.echo(f"  {sample.login:10} {passwords[sample.login]}   {sample.name}")
    click.echo(f"\n像访客一样打开网站 A site as visitors get it: curl -H 'Host: demo-teashop.cn' {address}")
    click.echo(f"密码保存在 The passwords are kept in {instance / SIGN_INS}. 按 Ctrl+C 停止 stops it.")
