"""`beian gate`: what web servers and resolvers are told of each host, asked, served, or written to a file."""

from __future__ import annotations

import json
import shlex
import subprocess
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from beian_plugin.cli.environment import instance_folder
from beian_plugin.errors import BeianError
from beian_plugin.gate.exports import FORMS, export, is_signed
from beian_plugin.gate.opening import open_database, open_gate
from beian_plugin.gate.snapshot import Made
from beian_plugin.gate.trials import CONFIGURATIONS, EDGES, configuration, try_edge
from beian_plugin.operations import edges
from beian_plugin.settings import load_settings

if TYPE_CHECKING:
    from beian_plugin.gate.exports import Export
    from beian_plugin.models.database import Database
    from beian_plugin.settings import Settings

#: Seconds between two looks for changes.
_EVERY = 1


@click.group()
def gate() -> None:
    """Tell web servers and resolvers which hosts may be served."""


@gate.command()
@click.argument("hosts", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a host.")
def state(hosts: tuple[str, ...], *, as_json: bool) -> None:
    """Show what an edge is told of HOSTS.

    Exit status 1 where one of them is stopped.
    """
    with closing(open_gate(load_settings({}), instance_folder(), follow=False)) as found:
        answers = [(host, found.answer(host)) for host in hosts]
    for host, answer in answers:
        if as_json:
            click.echo(json.dumps({"host": host, "state": answer.state.value, "passes": answer.passes}))
        else:
            word = "放行 passes" if answer.passes else "拦截 stopped"
            click.echo(f"{word:12}  {host}  {answer.state.value}: {answer.state.zh} {answer.state.en}")
    if not all(answer.passes for _, answer in answers):
        raise SystemExit(1)


@gate.command("export")
@click.argument("form", type=click.Choice(sorted(FORMS)))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--watch", is_flag=True, help="Go on: write it again within two seconds of a change.")
@click.option("--then", help="Command to run after each change, such as `nginx -s reload`; its failure is said.")
def export_(form: str, file: Path, then: str | None, *, watch: bool) -> None:
    """Write all domains to FILE, for an edge to read.

    In one move, and only where it says something else.

    nginx: a map with `hostnames`. haproxy: a map file. rpz: a DNS response policy zone. list: names with tabs.
    With BEIAN_GATE_KEY the file's signature stands beside it in FILE.sig.
    """
    settings = load_settings({})
    database = open_database(settings, instance_folder())
    click.get_current_context().call_on_close(database.close)
    written: Made | None = None
    while True:
        try:
            made = Made(edges.last_change(database), edges.coverage_of(database))
            if made != written:
                _say(_write(database, settings, form, file, made), file, then)
                written = made
        except BeianError as error:
            if not watch or written is None:
                raise
            click.echo(f"The file stays as it is: {error}", err=True)
        if not watch:
            return
        time.sleep(_EVERY)


def _write(database: Database, settings: Settings, form: str, file: Path, made: Made) -> Export:
    policy = edges.policy_of(settings, made.coverage)
    key = settings.gate_key.encode()
    return export(file, FORMS[form], edges.every_state(database), policy=policy, made=made, key=key)


def _say(done: Export, file: Path, then: str | None) -> None:
    what = "written" if done.changed else "left as it is, for it says so already"
    click.echo(f"{file}: {done.domains} domains, {done.stopped} stopped; {what}.")
    if then and done.changed:
        result = subprocess.run(shlex.split(then), check=False)  # noqa: S603  the operator's own command
        if result.returncode:
            click.echo(f"`{then}` ended with status {result.returncode}.", err=True)


@gate.command("config")
@click.argument("name", type=click.Choice(sorted(CONFIGURATIONS)))
@click.option("--gate", "address", default="http://127.0.0.1:8453", show_default=True, help="Where the gate answers.")
@click.option("--file", default="/var/lib/beian/beian.map", show_default=True, help="Where the export is written.")
@click.option("--sites", default="127.0.0.1:8080", show_default=True, help="Caddy: where the sites' server listens.")
def config(name: str, address: str, file: str, sites: str) -> None:
    """Print the configuration of an edge.

    The lines at its top say where it goes.
    """
    click.echo(configuration(name, gate=address, file=file, sites=sites), nl=False)


@gate.command("try")
@click.argument("edge", type=click.Choice(sorted(EDGES)))
@click.option("--gate-down", is_flag=True, help="While nobody answers for the gate.")
def try_(edge: str, *, gate_down: bool) -> None:
    """Show what visitors of a real edge get.

    Starts the server with our configuration before invented sites, on free ports.
    """
    with TemporaryDirectory(prefix="beian-") as folder:
        for visit in try_edge(EDGES[edge], Path(folder), gate_down=gate_down):
            word = "放行 open   " if visit.open else "拦截 stopped"
            click.echo(f"{word}  {visit.host:24} {visit.got:40} {visit.why}")


@gate.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def verify(file: Path) -> None:
    """See that FILE is what was exported.

    By the signature beside it and BEIAN_GATE_KEY.
    """
    key = load_settings({}).gate_key.encode()
    if not key:
        raise BeianError("BEIAN_GATE_KEY is not set: set it to the key under which the file was signed.")
    if not is_signed(file, key):
        raise BeianError(f"{file} is not what was exported, or {file}.sig is missing: export it anew.")
    click.echo(f"{file} is as it was exported.")


@gate.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8453, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
def serve(host: str, port: int) -> None:
    """Answer web servers.

    At /auth, /ask, /page, /blocked and /health, in one process with threads.

    For many requests: gunicorn -w 2 -b 127.0.0.1:8453 "beian_plugin.gate:create_gate()".
    """
    from beian_plugin.cli.listening import listen
    from beian_plugin.cli.listening import serve as serve_on

    with listen(host, port) as listening, closing(open_gate(load_settings({}), instance_folder())) as app:
        serve_on(app, listening, host, lambda url: click.echo(f"The gate answers at {url}. Ctrl+C stops it."))
