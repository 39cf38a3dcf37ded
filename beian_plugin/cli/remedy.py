"""`beian remedy`: what can be done about a filing that the authority gave back, and do it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from beian_plugin.cli.environment import actor, open_context
from beian_plugin.filing.offers import Way
from beian_plugin.operations import remedies

if TYPE_CHECKING:
    from beian_plugin.filing.offers import Offer


@click.command()
@click.argument("filing", type=click.IntRange(1, 2**31 - 1))
@click.option("--accept", "codes", type=int, multiple=True, metavar="CODE", help="Do what is offered; may be repeated.")
@click.option("--choice", default="", metavar="COUNTY", help="Code of the county, where there are several.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def remedy(*, filing: int, codes: tuple[int, ...], choice: str, as_json: bool, lang: str) -> None:
    """Tell what can be done about FILING, which the authority gave back (FAQ 2 to 17).

    Nothing changes without --accept. Codes that belong together, such as 1003 and 1005, are accepted together.
    """
    context = open_context()
    if codes:
        done = remedies.accept(context, filing, codes, actor=actor(), choice=choice)
        values = {"filing": done.id, "kind": done.kind, "state": done.state, "waits_for": done.waits_for}
        shown = {
            "zh": f"备案申请 {done.id}（{done.kind.zh}）：{done.state.zh}",
            "en": f"Filing {done.id} ({done.kind.en}): {done.state.en}",
        }[lang]
        click.echo(json.dumps(values, ensure_ascii=False) if as_json else shown)
        return
    found = remedies.offers(context, filing)
    if as_json:
        click.echo(json.dumps([_values(offer) for offer in found], ensure_ascii=False))
        return
    for offer in found:
        click.echo("\n".join(_lines(offer, lang)))
    if not found:
        click.echo({"zh": "管局没有退回这份备案申请，或它已继续办理。", "en": "Nothing was given back."}[lang])


def _values(offer: Offer) -> dict[str, Any]:
    return {
        "codes": offer.codes,
        "way": offer.way,
        "actor": offer.actor,
        "text": offer.text._asdict(),
        "fields": [{"path": path, "text": text._asdict()} for path, text in offer.fields.items()],
        "changes": [{"path": change.path, "text": change.text._asdict()} for change in offer.changes],
        "choices": [{"code": code, "name": name} for code, name in offer.choices],
        "opens": [{"kind": one.kind, "domains": one.hosts} for one in offer.opens],
    }


def _lines(offer: Offer, lang: str) -> list[str]:
    lines = [f"{'+'.join(map(str, offer.codes))}  {offer.way.to(lang)} ({offer.actor.to(lang)})", offer.text.to(lang)]
    lines += [f"- {change.text.to(lang)}" for change in offer.changes]
    lines += [f"  {code}  {name}" for code, name in offer.choices]
    if offer.way is not Way.NONE:
        lines.append("  " + " ".join(f"--accept {code}" for code in offer.codes))
    return lines
