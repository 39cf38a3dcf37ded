"""`beian tasks`: what staff have to look at, and their answers to the authority."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

import click

from beian_plugin.cli.environment import actor, open_context
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.operations import tasks as operations

if TYPE_CHECKING:
    from beian_plugin.operations.tasks import Task

_LANG = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
_ID = click.argument("number", type=click.IntRange(1, 2**31 - 1), metavar="ID")


@click.group()
def tasks() -> None:
    """List what staff have to look at, show one task, answer or settle it."""


@tasks.command("list")
@click.option("--kind", type=click.Choice([kind.value for kind in TaskKind]), help="Only those of this kind.")
@_JSON
@_LANG
def list_(*, kind: str | None, as_json: bool, lang: str) -> None:
    """List open tasks, the most urgent first; personal data are masked."""
    found = operations.open_tasks(open_context(), TaskKind(kind) if kind else None)
    if as_json:
        click.echo(json.dumps([_document(task) for task in found], ensure_ascii=False))
        return
    for task in found:
        click.echo(f"{task.id:>6}  {task.due or '-'!s:<10}  {task.kind.to(lang)}  {to_unicode(task.domain)}".rstrip())
    if not found:
        click.echo({"zh": "没有待办的任务。", "en": "There are no open tasks."}[lang])


@tasks.command()
@_ID
@click.option("--whole", is_flag=True, help="Show personal data too; the audit log notes who looked.")
@_JSON
@_LANG
def show(*, number: int, whole: bool, as_json: bool, lang: str) -> None:
    """Show a task with all that is known; personal data are masked."""
    task = operations.task(open_context(), number, actor=actor() if whole else "")
    if as_json:
        click.echo(json.dumps(_document(task), ensure_ascii=False))
        return
    click.echo(f"{task.id}  {task.kind.to(lang)}  {to_unicode(task.domain)}".rstrip())
    click.echo(json.dumps(dict(task.document), ensure_ascii=False, indent=2))
    if task.answer is not None:
        click.echo(json.dumps(dict(task.answer), ensure_ascii=False, indent=2))


@tasks.command()
@_ID
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--file", type=click.File(encoding="utf-8"), help="The answer as JSON; - reads the standard input.")
def answer(*, number: int, values: tuple[str, ...], file: TextIO | None) -> None:
    """Answer a task; the answer goes to the authority with the next run.

    An unfiled site wants outcome (a code of the authority's table) and opinion, and takes due, province, provider,
    reporter_name, reporter_phone and reporter_email. A verification wants passed (true or false), verifier and opinion,
    errors where it did not pass, and takes particulars that were put right.
    """
    operations.answer_task(open_context(), number, _answer(values, file), actor=actor())
    click.echo(f"task {number} is answered")


@tasks.command()
@_ID
def settle(*, number: int) -> None:
    """Note that a task was dealt with, where the authority waits for no answer."""
    operations.settle(open_context(), number, actor=actor())
    click.echo(f"task {number} is settled")


def _answer(values: tuple[str, ...], file: TextIO | None) -> dict[str, Any]:
    try:
        given = json.load(file) if file else {}
    except ValueError:
        raise InvalidValue("The file holds no JSON.", what="file") from None
    if not isinstance(given, dict):
        raise InvalidValue("The file must hold a JSON object.", what="file")
    for text in values:
        name, sign, value = text.partition("=")
        if not sign:
            raise InvalidValue(f"{text} is no NAME=VALUE.", what="answer")
        if name in _NUMBERS and value.isdecimal():
            given[name] = int(value)
        else:
            given[name] = _FLAGS.get(value.lower(), value) if name == "passed" else value
    return given


_NUMBERS = frozenset({"outcome", "provider", "province"})
_FLAGS = {"true": True, "false": False}


def _document(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "kind": task.kind.value,
        "domain": task.domain,
        "filing": task.filing,
        "due": task.due.isoformat() if task.due else None,
        "opened_at": task.opened_at.isoformat(),
        "document": dict(task.document),
        "answer": None if task.answer is None else dict(task.answer),
        "done_at": task.done_at.isoformat() if task.done_at else None,
        "done_by": task.done_by,
    }
