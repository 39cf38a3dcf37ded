"""`beian codes`: what the authority's codes mean and what to do about them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

import click

from beian_plugin.filing.codes import explain
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from beian_plugin.filing.codes import Remedy

_HELP = """Explain codes of the authority's interface.

CODES are one or more numbers, as in `beian codes 1003 1005`; codes that came back together are explained together.
"""
_NO_CODE = Text(
    "没有给出代码：请写一个或几个，如 beian codes 1003 1005。",
    "No code given: name one or more, such as beian codes 1003 1005.",
)
_JUNK = Text(
    "不是代码：{given}。代码是最多9位的数字，如 1003。",
    "Not a code: {given}. A code is a number of at most 9 digits, such as 1003.",
)
_ACTOR, _STEP, _NEXT = Text("谁来办", "Who acts"), Text("步骤", "Step"), Text("怎么办", "What to do")
_FIELDS, _SOURCE = Text("相关字段", "Fields"), Text("依据", "Source")


@click.command(help=_HELP, context_settings={"ignore_unknown_options": True})
@click.argument("given", nargs=-1, metavar="CODES...")
@click.option("--json", "as_json", is_flag=True, help="Print a list for programs, in both languages.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the text.")
@click.pass_context
def codes(ctx: click.Context, given: tuple[str, ...], *, as_json: bool, lang: str) -> None:
    """Print one remedy for each code; junk ends it with status 2 and one sentence."""
    # People copy codes with commas between them.
    words = [word for text in given for word in re.split(r"[\s,，、;；+]+", text) if word]
    junk = next((word for word in words if not (word.isdecimal() and len(word) <= 9)), None)
    if junk is not None:
        _refuse(ctx, _JUNK.to(lang).format(given=repr(junk[:20])))
    if not words:
        _refuse(ctx, _NO_CODE.to(lang))
    remedies = explain(int(word) for word in words)
    if as_json:
        click.echo(json.dumps([_as_json(remedy) for remedy in remedies], ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join("\n".join(_lines(remedy, lang)) for remedy in remedies))


def _refuse(ctx: click.Context, sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    ctx.exit(2)


def _lines(remedy: Remedy, lang: str) -> list[str]:
    """The remedy as a person reads it."""
    colon = ": " if lang == "en" else "："
    lines = [
        " + ".join(str(code) for code in remedy.codes) + "  " + remedy.message.to(lang),
        f"  {_ACTOR.to(lang)}{colon}{remedy.actor.to(lang)}",
        f"  {_STEP.to(lang)}{colon}{remedy.step.to(lang)}",
        f"  {_NEXT.to(lang)}{colon}{remedy.next_step.to(lang)}",
    ]
    for case in remedy.cases:
        mark = f"{case.mark} " if case.mark else ""
        lines.append(f"    - {mark}{case.when.to(lang)} → {case.next_step.to(lang)} ({case.actor.to(lang)})")
    if remedy.fields:
        listed = ", ".join(f"{field.label.to(lang)} ({field.path})" for field in remedy.fields)
        lines.append(f"  {_FIELDS.to(lang)}{colon}{listed}")
    if remedy.faq:
        lines.append(f"  {_SOURCE.to(lang)}{colon}FAQ {remedy.faq}")
    return lines


def _as_json(remedy: Remedy) -> dict[str, Any]:
    """The remedy as a program reads it."""
    return {
        "codes": remedy.codes,
        "known": remedy.known,
        "message": remedy.message._asdict(),
        "actor": remedy.actor,
        "step": remedy.step,
        "next_step": remedy.next_step._asdict(),
        "cases": [
            {
                "mark": case.mark,
                "when": case.when._asdict(),
                "actor": case.actor,
                "step": case.step,
                "next_step": case.next_step._asdict(),
            }
            for case in remedy.cases
        ],
        "fields": [{"path": field.path, "label": field.label._asdict()} for field in remedy.fields],
        "faq": remedy.faq,
    }
