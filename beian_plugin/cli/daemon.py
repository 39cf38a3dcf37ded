"""`beian daemon`: the plugin in a server of its own, for panels without Flask to ask."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import click

from beian_plugin.cli.daemon_sockets import Bind, listen_at
from beian_plugin.cli.daemon_unit import unit
from beian_plugin.errors import ExtraMissing

#: The address at which adapters ask unless they are told another.
_BIND = "unix:/run/beian/api.sock"


@click.command()
@click.option(
    "--bind", "address", default=_BIND, show_default=True, metavar="unix:PATH|HOST:PORT", help="Where panels ask."
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
@click.option("--socket-group", "group", metavar="GROUP", help="The group that may ask over the socket.")
@click.option(
    "--proxies",
    default=0,
    show_default=True,
    type=click.IntRange(0, 9),
    help="Proxies before it, whose word on a visitor's address is taken.",
)
@click.option("--systemd", is_flag=True, help="Print a unit for systemd with these options, and do nothing else.")
def daemon(address: str, workers: int, group: str | None, proxies: int, *, systemd: bool) -> None:
    """Answer panels that have no Flask.

    The API, and with BEIAN_ACCOUNTS=1 the pages, with the settings of the environment, under gunicorn (extra
    `server`). The socket is open to its owner and its group alone. SIGTERM lets what is being answered end, SIGHUP
    takes up new code and new plugins.
    """
    bind = Bind.of(address)
    if group and not bind.path:
        raise click.UsageError("--socket-group goes with --bind unix:PATH alone.")
    if systemd:
        click.echo(unit(address, workers=workers, group=group, proxies=proxies), nl=False)
        return
    if find_spec("gunicorn") is None:
        raise ExtraMissing("server", "gunicorn")
    _try_to_open()
    listening = listen_at(bind, group=group)
    os.set_inheritable(listening.fileno(), True)  # noqa: FBT003  as the library has it
    _say(f"备案服务已启动，面板可在此询问 Panels ask at {address}")
    command = [sys.executable, "-m", "gunicorn", "--config", "python:beian_plugin.cli.daemon_settings"]
    command += ["--bind", f"fd://{listening.fileno()}", "--workers", str(workers)]
    os.execv(command[0], [*command, f"beian_plugin.daemon:create_app(proxies={proxies})"])  # noqa: S606  no shell


def _try_to_open() -> None:
    """See that the app can be made, and make or migrate its database: a worker could only die of what is wrong."""
    from beian_plugin.blueprints.base import KEY
    from beian_plugin.daemon import create_app

    create_app().extensions[KEY].context.database.close()


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()  # nothing flushes it once another program takes this one's place
