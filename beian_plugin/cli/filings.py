"""`beian filings`: the filings, what each lacks or waits for, and the steps that staff take."""

from __future__ import annotations

import getpass
import json
from typing import TYPE_CHECKING, Any

import click

from beian_plugin.cli.environment import open_context
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.states import IN_FLIGHT_STATES, OPEN_STATES, State, Verb, allowed
from beian_plugin.operations import filings as operations
from beian_plugin.operations import review, terms, waiting

if TYPE_CHECKING:
    from beian_plugin.filing.application import Filing
    from beian_plugin.operations.context import Context

_LANG = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
_ID = click.argument("number", type=click.IntRange(1, 2**31 - 1), metavar="ID")


@click.group()
def filings() -> None:
    """List filings, show one with what it lacks, and take a step with it."""


@filings.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only those in this state.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="The newest so many.")
@_JSON
@_LANG
def list_(*, state: str | None, limit: int, as_json: bool, lang: str) -> None:
    """List filings, the newest first."""
    found = operations.latest_filings(open_context(), state=State(state) if state else None, limit=limit)
    if as_json:
        click.echo(json.dumps([_document(filing) for filing in found], ensure_ascii=False))
        return
    for filing in found:
        names = ", ".join(to_unicode(name) for name in filing.domains)
        kind = filing.kind.en if lang == "en" else filing.kind.zh
        click.echo(f"{filing.id:>6}  {kind}  {filing.state.to(lang)}  {names}")
    if not found:
        click.echo({"zh": "没有备案申请。", "en": "There are no filings."}[lang])


@filings.command()
@_ID
@_JSON
@_LANG
def show(*, number: int, as_json: bool, lang: str) -> None:
    """Show a filing: where it stands, what it lacks, what it waits for, why it came back."""
    context = open_context()
    document = _whole(context, operations.filing_of(context, number))
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    click.echo(f"{document['id']}  {document['kind']}  {State(document['state']).to(lang)}")
    click.echo(", ".join(to_unicode(name) for name in document["domains"]))
    for one in document["missing"]:
        label = f"{one['label'][lang]}: " if one["label"][lang] else ""
        click.echo(f"{one['severity']:>6}  {label}{one['text'][lang]}")
    for name in ("waits", "clock"):
        if document[name]:
            click.echo(document[name][lang])
    if document["reasons"]:
        click.echo(document["reasons"]["reason"])
        for path, text in document["reasons"]["fields"].items():
            click.echo(f"  {path}: {text}")
    click.echo(" | ".join(document["steps"]))


@filings.command()
@_ID
@click.argument("verb", type=click.Choice([verb.value for verb in review.STEPS]))
@click.option("--reason", default="", help="Why, for the customer; needed for a return.")
@_LANG
def step(*, number: int, verb: str, reason: str, lang: str) -> None:
    """Take a step with a filing as staff."""
    actor = f"command line: {getpass.getuser()}"
    filing = review.step(open_context(), number, Verb(verb), actor=actor, reason=reason)
    click.echo(f"{filing.id}  {filing.state.to(lang)}")


#: States in which somebody on this side can still mend a filing.
_HERE = OPEN_STATES - IN_FLIGHT_STATES


def _document(filing: Filing) -> dict[str, Any]:
    return {
        "id": filing.id,
        "kind": filing.kind.value,
        "state": filing.state.value,
        "domains": list(filing.domains),
        "customer": filing.customer,
        "province": filing.province,
        "verified": filing.verified,
        "waits_for": filing.waits_for,
        "due": filing.due.isoformat() if filing.due else None,
    }


def _whole(context: Context, filing: Filing) -> dict[str, Any]:
    staff = filing.state in (State.PROVIDER_REVIEW, State.RETURNED_TO_PROVIDER)
    waits, clock = waiting.why_waiting(context, filing.id), terms.clock_of(context, filing.id)
    reasons = review.last_reasons(context, filing.id) if filing.state in _HERE else None
    return _document(filing) | {
        "steps": [verb.value for verb in allowed(filing.state) if verb in review.STEPS],
        "missing": [
            {
                "path": one.path,
                "label": one.label._asdict(),
                "text": one.text._asdict(),
                "severity": one.severity.value,
                "code": one.code,
            }
            for one in (review.missing_of(context, filing.id, goes_out=staff) if filing.state in _HERE else ())
        ],
        "waits": waits._asdict() if waits else None,
        "clock": clock.sentence()._asdict() if clock else None,
        "reasons": {"reason": reasons.reason, "fields": dict(reasons.fields)} if reasons else None,
    }
