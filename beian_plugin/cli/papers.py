"""`beian filings sheet pdf | scan` and `beian filings password form`: papers that customers sign, and their codes."""

from __future__ import annotations

import json
import os

import click

from beian_plugin.cli.environment import actor, open_context
from beian_plugin.cli.options import as_json as _json
from beian_plugin.cli.options import language, number
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import papers

_output = click.option(
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True),
    required=True,
    help="Where the PDF goes; - writes to the standard output.",
)
_REGISTERED = Text("核验单已登记，编号 {}。", "The sheet is registered under the number {}.")
_OUTDATED = Text(
    "打印这份核验单以后，备案申请 {} 的域名有变动：请客户重新打印、重新签章（FAQ 47）。没有登记。",
    "The domains of filing {} changed after it was printed, so it is not registered: a new one is needed (FAQ 47).",
)


@click.command("pdf")
@number
@_output
def sheet_pdf(*, number: int, output: str) -> None:
    """Print the verification sheet of filing ID as PDF; it carries the whole certificate number."""
    _write(papers.sheet_pdf(open_context(), number, actor=actor()), output)


@click.command("form")
@number
@_output
def reset_form(*, number: int, output: str) -> None:
    """Print the form with which the subject of filing ID asks the authority for a new password (FAQ 36)."""
    _write(papers.reset_form_pdf(open_context(), number, actor=actor()), output)


@click.command()
@click.argument("code")
@click.option("--extra", is_flag=True, help="It says 补单: a filing that came back is sent again alone (FAQ 35).")
@_json
@language
@click.pass_context
def scan(ctx: click.Context, *, code: str, extra: bool, as_json: bool, lang: str) -> None:
    """Register the sheet that carries CODE, scanned or typed.

    Exits 1 where the filing's domains changed since it was printed: nothing is registered then.
    """
    found = papers.scan(open_context(), code, extra=extra, actor=actor())
    if as_json:
        click.echo(json.dumps({"filing": found.filing.id, "sheet": found.sheet.id if found.sheet else None}))
    else:
        click.echo(
            _REGISTERED.to(lang).format(found.sheet.id) if found.sheet else _OUTDATED.to(lang).format(found.filing.id)
        )
    ctx.exit(0 if found.sheet else 1)


def _write(content: bytes, output: str) -> None:
    if output == "-":
        with click.open_file("-", "wb") as stream:
            stream.write(content)
        return
    try:
        # Personal data: for whoever runs the command alone.
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise InvalidValue(f"{output} cannot be written: {error.strerror}.", what="file") from None
    click.echo(output)
