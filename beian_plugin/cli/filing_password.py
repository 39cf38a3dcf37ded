"""`beian filings password`: the filing password that a customer gives, never shown again."""

from __future__ import annotations

import json
from typing import TextIO

import click

from beian_plugin.cli.environment import actor, open_context
from beian_plugin.cli.options import as_json as _json
from beian_plugin.cli.options import language, number
from beian_plugin.operations import passwords


@click.group()
def password() -> None:
    """The filing password: enter what the customer gave, check it with the authority (FAQ 8, 36, 53)."""


@password.command()
@number
@click.option("--file", type=click.File(encoding="utf-8"), help="Read it from a file, - for the standard input.")
def give(*, number: int, file: TextIO | None) -> None:
    """Keep the password of filing ID, sealed, until its result; asked for unless a file has it."""
    given = file.readline().rstrip("\r\n") if file else click.prompt("Filing password", hide_input=True)
    passwords.give_password(open_context(), number, given, actor=actor())
    click.echo(f"the password of filing {number} is kept")


@password.command()
@number
@_json
@language
@click.pass_context
def check(ctx: click.Context, *, number: int, as_json: bool, lang: str) -> None:
    """Ask the authority whether the password of filing ID is right; each question counts as a try there.

    Exits 1 where it is wrong: it is erased then.
    """
    found = passwords.check_password(open_context(), number, actor=actor())
    document = {"right": found.right, "tries_left": found.tries_left, "text": found.text._asdict()}
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else found.text.to(lang))
    ctx.exit(0 if found.right else 1)


@password.command("allow")
@number
def allow_tries(*, number: int) -> None:
    """Let the password of filing ID be tried anew, once the customer has recovered it."""
    passwords.allow_tries(open_context(), number, actor=actor())
    click.echo(f"the password of filing {number} may be tried again")
