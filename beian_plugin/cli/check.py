"""`beian check`: ask about one event from the command line, in the words that a panel would get."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from beian_plugin.cli.environment import open_context
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.events import Direction, DomainBind, ServerOrder, SiteTransfer, Subject, Use
from beian_plugin.operations import decide
from beian_plugin.operations.documents import verdict_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from beian_plugin.filing.events import Event
    from beian_plugin.filing.verdict import Verdict


def _about_event(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every event has."""
    for option in (
        click.option("--region", default="", help="The panel's name of the server's region, such as cn-hangzhou."),
        click.option("--customer", default="", help="The panel's id of the customer."),
        click.option("--certificate", nargs=2, metavar="KIND NUMBER", help="Certificate of the subject."),
        click.option("--overseas", is_flag=True, help="The subject has no mainland certificate."),
        click.option("--province", default="", help="Two-digit code of the province of the certificate's address."),
        click.option("--json", "as_json", is_flag=True, help="Print the whole verdict as JSON."),
        click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True),
        click.option("--dry-run", is_flag=True, help="Decide only: store nothing, tell no plugin."),
    ):
        command = option(command)
    return command


@click.group()
def check() -> None:
    """Ask whether an event may go on. Exits 0 for allow, 10 for hold, 20 for deny; enforced or not is printed."""


@check.command("domain-bind")
@click.argument("host")
@click.option("--use", type=click.Choice([use.value for use in Use]), default="web", show_default=True)
@click.option("--address", default="", help="IP address of the server.")
@_about_event
def domain_bind(host: str, use: str, address: str, **options: Any) -> None:
    """A customer adds HOST to a server."""
    _answer(lambda common: DomainBind(host=host, use=Use(use), address=address, **common), options)


@check.command("server-order")
@click.option("--product", default="")
@click.option("--months", type=click.IntRange(0), default=0, help="Term in months.")
@click.option("--quantity", type=click.IntRange(1), default=1, show_default=True)
@click.option("--held", type=click.IntRange(0), default=0, help="Servers of this product the customer has already.")
@click.option("--address", "addresses", multiple=True, help="An address the order reserves; may be repeated.")
@_about_event
def server_order(
    product: str, months: int, quantity: int, held: int, addresses: tuple[str, ...], **options: Any
) -> None:
    """A customer orders servers."""
    _answer(
        lambda common: ServerOrder(
            product=product, months=months, quantity=quantity, held=held, addresses=addresses, **common
        ),
        options,
    )


@check.command("site-transfer")
@click.argument("host")
@click.argument("direction", type=click.Choice([direction.value for direction in Direction]))
@click.option("--address", default="", help="Address that the site goes to.")
@click.option("--subject-correct/--subject-wrong", default=None, help="Whether the subject's filed data is right.")
@click.option("--has-password", is_flag=True, help="The customer has the filing password.")
@_about_event
def site_transfer(
    *, host: str, direction: str, address: str, subject_correct: bool | None, has_password: bool, **options: Any
) -> None:
    """The site of HOST comes in, goes out or moves."""
    _answer(
        lambda common: SiteTransfer(
            host=host,
            direction=Direction(direction),
            address=address,
            subject_correct=subject_correct,
            has_password=has_password,
            **common,
        ),
        options,
    )


def _answer(event: Callable[[dict[str, Any]], Event], options: dict[str, Any]) -> None:
    subject = _subject(options)
    made = event({"region": options["region"], "customer": options["customer"], "subject": subject})
    context = open_context()
    verdict = decide.decide(context, made) if options["dry_run"] else decide.ask(context, made)
    click.echo(verdict_document(verdict) if options["as_json"] else _readable(verdict, options["lang"]))
    sys.exit(verdict.decision.exit_code)


def _subject(options: dict[str, Any]) -> Subject | None:
    certificate = None
    if options["certificate"]:
        kind, number = options["certificate"]
        if kind not in list(CertificateKind):
            raise click.BadParameter(f"KIND is one of {', '.join(CertificateKind)}.", param_hint="--certificate")
        certificate = Certificate.parse(CertificateKind(kind), number)
    if not (certificate or options["overseas"] or options["province"]):
        return None
    return Subject(certificate=certificate, overseas=options["overseas"], province=options["province"])


_WORDS = {
    "zh": {
        "allow": "允许",
        "hold": "暂缓：可以创建，暂不能开通",
        "deny": "拒绝",
        "next": "下一步",
        "kind": "需要办理",
        "source": "依据",
        "observed": "（观察模式，不强制）",
        "verdict": "判定编号",
        "row": "判定行",
    },
    "en": {
        "allow": "allow",
        "hold": "hold: may be created, must not be served yet",
        "deny": "deny",
        "next": "Next",
        "kind": "To be filed",
        "source": "source",
        "observed": " (observe mode, not enforced)",
        "verdict": "Verdict",
        "row": "row",
    },
}


def _readable(verdict: Verdict, lang: str) -> str:
    words = _WORDS[lang]
    colour = {"allow": "green", "hold": "yellow", "deny": "red"}[verdict.decision]
    observed = "" if verdict.enforced else words["observed"]
    lines = [click.style(words[verdict.decision], fg=colour, bold=True) + observed]
    for found in verdict.findings:
        source = f"  [{words['source']} {found.source}]" if found.source else ""
        lines.append(f"- {found.message(lang)}{source}")
        if found.step(lang):
            lines.append(f"  {words['next']}: {found.step(lang)}")
    if verdict.filing_kind:
        lines.append(f"{words['kind']}: {getattr(verdict.filing_kind, lang)} ({verdict.filing_kind})")
    lines.append(f"{words['verdict']}: {verdict.id or '-'}  {words['row']}: {verdict.row}")
    return "\n".join(lines)
