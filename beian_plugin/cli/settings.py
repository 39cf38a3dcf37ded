"""`beian settings`: every setting with its default and what it is for."""

from __future__ import annotations

import json

import click

from beian_plugin.settings import settings_table


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def settings(*, as_json: bool) -> None:
    """List the settings; a panel's Flask config wins over the environment."""
    table = settings_table()
    if as_json:
        fields = ("name", "default", "help")
        click.echo(json.dumps([dict(zip(fields, row, strict=True)) for row in table], ensure_ascii=False))
        return
    for name, default, text in table:
        click.echo(click.style(name, bold=True) + (f"  [{default}]" if default else ""))
        click.echo(click.wrap_text(text, width=96, initial_indent="    ", subsequent_indent="    "))
