"""`beian filings`: the filings, what each lacks or waits for, and the steps that staff take."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from beian_plugin.cli.environment import actor, open_context
from beian_plugin.cli.filing_drafts import asks, fill, open_
from beian_plugin.cli.filing_papers import attachment, sheet
from beian_plugin.cli.filing_password import password
from beian_plugin.cli.options import as_json as _json
from beian_plugin.cli.options import language, number
from beian_plugin.cli.papers import reset_form, scan, sheet_pdf
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.particulars import Reporting
from beian_plugin.filing.states import IN_FLIGHT_STATES, OPEN_STATES, State, Verb, allowed
from beian_plugin.operations import filings as operations
from beian_plugin.operations import material, progress, review, terms, waiting

if TYPE_CHECKING:
    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.showing import Shown
    from beian_plugin.operations.context import Context

_MODES = {mode.name.lower(): mode for mode in Reporting}


@click.group()
def filings() -> None:
    """Open, fill in and list filings, show what one lacks, take a step with it; its sheets, attachments, password."""


sheet.add_command(sheet_pdf)
sheet.add_command(scan)
password.add_command(reset_form)
filings.add_command(open_)
filings.add_command(fill)
filings.add_command(asks)
filings.add_command(sheet)
filings.add_command(attachment)
filings.add_command(password)


@filings.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only those in this state.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="The newest so many.")
@_json
@language
def list_(*, state: str | None, limit: int, as_json: bool, lang: str) -> None:
    """List filings, the newest first."""
    found = operations.latest_filings(open_context(), state=State(state) if state else None, limit=limit)
    if as_json:
        click.echo(json.dumps([_document(filing) for filing in found], ensure_ascii=False))
        return
    for filing in found:
        names = ", ".join(to_unicode(name) for name in filing.domains)
        click.echo(f"{filing.id:>6}  {_kind(filing, lang)}  {filing.state.to(lang)}  {names}")
    if not found:
        click.echo({"zh": "没有备案申请。", "en": "There are no filings."}[lang])


@filings.command()
@number
@_json
@language
def show(*, number: int, as_json: bool, lang: str) -> None:
    """Show a filing: where it stands, what it lacks, what it waits for, why it came back."""
    context = open_context()
    filing = operations.filing_of(context, number)
    document = _whole(context, filing)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    click.echo(f"{filing.id}  {_kind(filing, lang)}  {filing.state.to(lang)}")
    click.echo(", ".join(map(to_unicode, filing.domains)))
    for one in document["missing"]:
        label = f"{one['label'][lang]}: " if one["label"][lang] else ""
        click.echo(f"{one['severity']:>6}  {label}{one['text'][lang]}")
    for name in ("waits", "clock", "extra_sheet"):
        if document[name]:
            click.echo(document[name][lang])
    if document["reasons"]:
        click.echo(document["reasons"]["reason"])
        for path, text in document["reasons"]["fields"].items():
            click.echo(f"  {path}: {text}")
    click.echo(" | ".join(document["steps"]))


@filings.command()
@number
@click.argument("verb", type=click.Choice([verb.value for verb in review.STEPS]))
@click.option("--reason", default="", help="Why, for the customer; a return needs a reason, here or at a field.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="PATH=TEXT",
    help="What is wrong at a field, such as subject.name; may be repeated.",
)
@language
def step(*, number: int, verb: str, reason: str, fields: tuple[str, ...], lang: str) -> None:
    """Take a step with a filing as staff."""
    filing = review.step(
        open_context(), number, Verb(verb), actor=actor(), reason=reason, fields=dict(map(_field, fields))
    )
    click.echo(f"{filing.id}  {filing.state.to(lang)}")


def _field(text: str) -> tuple[str, str]:
    path, _, reason = text.partition("=")
    if not (path and reason):
        raise InvalidValue(f"{text} is no PATH=TEXT.", what="field")
    return path, reason


@filings.command()
@number
@click.argument("other", type=click.IntRange(1, 2**31 - 1), required=False)
@click.option("--none", "none", is_flag=True, help="It waits for no other any more.")
@language
def wait(*, number: int, other: int | None, none: bool, lang: str) -> None:
    """Let a filing go out only once OTHER was approved: split, then add (FAQ 5, 34); cancel, then new (FAQ 14)."""
    if (other is None) != none:
        raise click.UsageError("Name the filing that it waits for, or --none.")
    context = open_context()
    waiting.wait_for(context, number, other, actor=actor())
    why = waiting.why_waiting(context, number)
    free = {"zh": f"备案申请 {number} 无需等待其他申请。", "en": f"Filing {number} waits for no other."}
    click.echo(why.to(lang) if why else free[lang])


@filings.command()
@number
@click.argument("mode", type=click.Choice(list(_MODES)))
@language
def reporting(*, number: int, mode: str, lang: str) -> None:
    """Switch who fills a filing in: the customer, or staff on the customer's behalf (FAQ 57).

    Of an approved filing the subject's record is switched, for its next change; one that the authority returned goes
    back to the customer with a switch to self.
    """
    filing = review.switch_reporting(open_context(), number, _MODES[mode], actor=actor())
    click.echo(f"{filing.id}  {filing.state.to(lang)}")


@filings.command()
@click.argument("licence")
@_json
@language
def standing(*, licence: str, as_json: bool, lang: str) -> None:
    """Show how far everything is about the subject with the number LICENCE, site by site (FAQ 44, 49, 50)."""
    shown = progress.standing_of_number(open_context(), licence)
    if as_json:
        sites = {name: _shown(site) for name, site in shown.sites.items()}
        click.echo(json.dumps({"subject": _shown(shown.subject), "sites": sites}, ensure_ascii=False))
        return
    for name, one in ((licence, shown.subject), *shown.sites.items()):
        filing = f"  ({one.filing})" if one.filing else ""
        click.echo(f"{to_unicode(name)}  {one.text.to(lang)}{filing}")
        if one.next_step.to(lang):
            click.echo(f"  {one.next_step.to(lang)}")


#: States in which somebody on this side can still mend a filing.
_HERE = OPEN_STATES - IN_FLIGHT_STATES


def _kind(filing: Filing, lang: str) -> str:
    return filing.kind.en if lang == "en" else filing.kind.zh


def _shown(one: Shown) -> dict[str, Any]:
    return {"text": one.text._asdict(), "filing": one.filing, "next_step": one.next_step._asdict()}


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
    extra_sheet = material.extra_sheet_note(context, filing.id)
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
        "extra_sheet": extra_sheet._asdict() if extra_sheet else None,
        "reasons": {"reason": reasons.reason, "fields": dict(reasons.fields)} if reasons else None,
    }
