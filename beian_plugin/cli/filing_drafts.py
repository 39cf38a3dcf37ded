"""`beian filings open | fill | asks`: begin a filing, say what it says, and see what its province asks of it."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, BinaryIO

import click
import msgspec

from beian_plugin.cli.environment import actor, open_context
from beian_plugin.cli.options import as_json as _json
from beian_plugin.cli.options import language, number
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.form import label_of
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.region import provinces
from beian_plugin.operations import drafts, review
from beian_plugin.operations import filings as operations
from beian_plugin.providers.requirement import Form

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from beian_plugin.filing.completeness import Missing
    from beian_plugin.providers.requirement import Requirement


@click.command("open")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("hosts", nargs=-1, required=True, metavar="HOST...")
@click.option("--customer", required=True, help="The panel's own id of the customer for whom it is.")
@click.option("--province", type=click.Choice(list(provinces())), help="Two-digit code, where the record tells none.")
@_json
@language
def open_(*, kind: str, hosts: tuple[str, ...], customer: str, province: str | None, as_json: bool, lang: str) -> None:
    """Begin a filing of KIND for the domains of HOST...; one that is open already is shown instead."""
    filing = operations.open_filing(
        open_context(), Kind(kind), hosts, customer=customer, actor=actor(), province=province
    )
    if as_json:
        click.echo(json.dumps({"id": filing.id, "kind": filing.kind.value, "state": filing.state.value}))
    else:
        click.echo(f"{filing.id}  {filing.kind.zh if lang == 'zh' else filing.kind.en}  {filing.state.to(lang)}")


@click.command()
@number
@click.argument("file", type=click.File("rb"))
@language
def fill(*, number: int, file: BinaryIO, lang: str) -> None:
    """Keep what the JSON in FILE says as what the filing says; `-` reads standard input.

    It has the form that `Beian.save` takes (docs/panel-developers.md). The audit log notes the paths that change.
    """
    try:
        said = msgspec.json.decode(file.read(), type=Particulars)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        # The error names a path and a type, never a value.
        raise InvalidValue(f"{file.name} does not say what a filing says: {error}", what="particulars") from error
    context = open_context()
    filing = drafts.save_particulars(context, number, said, actor=actor())
    lacks = len(review.missing_of(context, number))
    words = {"zh": "已保存；尚有 {} 项需补充或留意。", "en": "Saved; {} things are missing or to think of."}
    click.echo(f"{filing.id}  {filing.state.to(lang)}  {words[lang].format(lacks)}")


@click.command()
@number
@_json
@language
def asks(*, number: int, as_json: bool, lang: str) -> None:
    """Show what the filing's province asks of it: what to correct, papers, hints, what staff look at.

    What the form itself finds stands behind it, in the words of the pages; as JSON only what the province asks.
    """
    context = open_context()
    found = review.requirements_of(context, number)
    if as_json:
        click.echo(json.dumps([_document(one) for one in found], ensure_ascii=False))
        return
    for form, members in groupby(sorted(found, key=lambda one: _ORDER[one.form]), key=lambda one: one.form):
        click.echo(form.to(lang))
        for one in members:
            label = f"{label_of(one.path).to(lang)}: " if one.path else ""
            click.echo(f"  - {label}{one.sentence().to(lang)}")
    _show_missing(review.missing_of(context, number), {one.rule for one in found}, lang)
    if not found:
        click.echo({"zh": "本省无其他要求。", "en": "The province asks nothing more that is known."}[lang])


def _show_missing(found: Iterable[Missing], told: Container[str], lang: str) -> None:
    """What the filing lacks besides what was `told` as a rule of the province."""
    rest = [one for one in found if one.code not in told]
    if rest:
        click.echo({"zh": "填写检查", "en": "found in the form"}[lang])
    for one in rest:
        label = f"{one.label.to(lang)}: " if one.label.zh else ""
        click.echo(f"  - {label}{one.text.to(lang)}")


_ORDER = {form: number for number, form in enumerate(Form)}


def _document(one: Requirement) -> dict[str, object]:
    return {
        "rule": one.rule,
        "form": one.form.value,
        "path": one.path,
        "severity": one.severity.value,
        "text": one.text._asdict(),
        "note": one.note._asdict() if one.note else None,
        "source": str(one.source),
        "confidence": one.confidence.value,
    }
