"""`beian calendar`: the years whose working days are known."""

from __future__ import annotations

import json
from pathlib import Path

import click

from beian_plugin.cli.environment import open_context
from beian_plugin.errors import InvalidValue
from beian_plugin.operations.calendar import known_years, load_year

_LARGEST = 1 << 20


@click.group()
def calendar() -> None:
    """The years whose working days are known; load another."""


@calendar.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(*, file: Path) -> None:
    """Load a year from FILE, JSON: {"year": 2027, "holidays": [...], "workdays": [...], "source": "..."}.

    Holidays are days off, workdays the Saturdays and Sundays that are worked instead. It wins over what was known.
    """
    context = open_context()
    try:
        with file.open("rb") as opened:
            text = opened.read(_LARGEST).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidValue(f"{file} cannot be read as UTF-8 text: {error}.", what="calendar") from None
    year = load_year(context.database, text, context.now())
    click.echo(f"{year.year}: {len(year.holidays)} days off, {len(year.workdays)} make-up days")


@calendar.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def list_years(*, as_json: bool) -> None:
    """List the years that are known, and who says so."""
    years = known_years(open_context().database)
    if as_json:
        click.echo(json.dumps([{"year": one.year, "by": one.by, "source": one.source} for one in years]))
        return
    for one in years:
        click.echo(f"{one.year}  {one.by}  {one.source}".rstrip())
