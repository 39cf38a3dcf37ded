"""`beian verdict`: what was decided under an id, and from what."""

from __future__ import annotations

import json
import sys

import click

from beian_plugin.cli.environment import open_context
from beian_plugin.filing.hostname import printable
from beian_plugin.operations.decide import find_document


@click.command()
@click.argument("verdict_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the stored document.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def verdict(*, verdict_id: str, as_json: bool, lang: str) -> None:
    """Explain the stored verdict ID from what was known then. Exits 1 where there is none."""
    document = find_document(open_context().database, verdict_id)
    if document is None:
        click.echo(
            f"beian: there is no verdict {printable(verdict_id, 64)}; ids stand in the answers of check and the API.",
            err=True,
        )
        sys.exit(1)
    if as_json:
        click.echo(document)
        return
    kept = json.loads(document)
    click.echo(f"{kept['decided_at']}  {kept['event']}  {kept['decision']}  {kept['row']}")
    for found in kept["findings"]:
        click.echo(f"- {found['message'][lang]}  [{found['source'] or found['code']}]")
        if found["next_step"][lang]:
            click.echo(f"  → {found['next_step'][lang]}")
    known = {name: value for name, value in kept["facts"].items() if value not in (None, "", False, "unknown")}
    click.echo("\n".join(f"  {name}: {value}" for name, value in known.items()))
