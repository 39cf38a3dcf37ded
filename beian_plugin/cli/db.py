"""`beian db`: look after the database and the keys that protect personal data in it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from beian_plugin.cli.environment import instance_folder, open_context
from beian_plugin.models.crypto import new_key as make_key
from beian_plugin.models.database import open_database
from beian_plugin.operations import upkeep
from beian_plugin.settings import load_settings


@click.group()
def db() -> None:
    """Look after the database and its keys."""


@db.command()
def upgrade() -> None:
    """Create the tables or bring them to the newest revision; the panel does the same when it starts."""
    database = open_database(load_settings({}), instance_folder())
    changed = database.upgrade()
    click.echo(f"{'brought to' if changed else 'already at'} revision {database.revision()}")
    database.close()


@db.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def check(*, as_json: bool) -> None:
    """See whether the database is sound. Exits 1 where something has to be done."""
    health = upkeep.examine(open_context().database)
    if as_json:
        click.echo(json.dumps(asdict(health) | {"sound": health.sound}))
    else:
        click.echo(f"{health.kind}, revision {health.revision}")
        click.echo(f"{health.drifted} domains whose derived columns are stale" + _todo(health.drifted, "rebuild"))
        click.echo(
            f"{health.sealed} sealed values, {health.outdated} under an older key"
            + _todo(health.outdated, "rotate-keys")
        )
        if health.unreadable:
            click.echo(
                f"{health.unreadable} of them open with none of the keys: put the missing key back into BEIAN_DATA_KEYS"
            )
    sys.exit(0 if health.sound else 1)


def _todo(count: int, command: str) -> str:
    return f": run `beian db {command}`" if count else ""


@db.command()
def rebuild() -> None:
    """Derive what the gate reads of every domain anew, from sites, accesses, filings and the blacklist."""
    click.echo(f"{upkeep.rebuild(open_context().database)} domains derived anew")


@db.command("new-key")
def new_key() -> None:
    """Print a fresh key for BEIAN_DATA_KEYS or BEIAN_INDEX_KEY; it is kept nowhere."""
    click.echo(make_key())


@db.command("rotate-keys")
def rotate_keys() -> None:
    """Seal every value with the first of BEIAN_DATA_KEYS. Safe while the panel runs; goes on where it was stopped."""
    database = open_context().database
    outdated = upkeep.examine(database).outdated
    with click.progressbar(length=outdated, label="Sealing", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        done = upkeep.rotate_keys(database, lambda count: bar.update(count - bar.pos))
    click.echo(f"{done} values sealed with the newest key")
