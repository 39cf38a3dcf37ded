"""`beian obligations`: what somebody must do by a date."""

from __future__ import annotations

import json

import click

from beian_plugin.cli.environment import open_context
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.operations import obligations as operations


@click.command()
@click.option("--remind", is_flag=True, help="Tell plugins of those whose day has come; once a day each. For a timer.")
@click.option("--settle", type=click.IntRange(1, 2**31 - 1), metavar="ID", help="Note that one was met.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def obligations(*, remind: bool, settle: int | None, as_json: bool, lang: str) -> None:
    """List open obligations, the most urgent first."""
    context = open_context()
    if settle is not None:
        operations.settle(context, settle, actor="command line")
    found = operations.remind(context) if remind else operations.open_obligations(context)
    if as_json:
        click.echo(
            json.dumps(
                [
                    {
                        "id": one.id,
                        "code": one.obligation.code,
                        "due": one.due.isoformat(),
                        "actor": one.obligation.actor,
                        "domains": list(one.domains),
                        "customer": one.customer,
                        "text": one.obligation.text._asdict(),
                    }
                    for one in found
                ],
                ensure_ascii=False,
            )
        )
        return
    for one in found:
        names = ", ".join(to_unicode(name) for name in one.domains)
        click.echo(f"{one.id:>6}  {one.due}  {one.obligation.actor.to(lang)}  {names}  {one.obligation.text.to(lang)}")
    if not found:
        click.echo({"zh": "没有待办的限期事项。", "en": "Nothing is open."}[lang])
