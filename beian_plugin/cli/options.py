"""Options that many commands have."""

from __future__ import annotations

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs, texts in both languages.")
language = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the text."
)
number = click.argument("number", type=click.IntRange(1, 2**31 - 1), metavar="ID")
