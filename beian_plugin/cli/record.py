"""`beian record`: put on record by hand what staff know."""

from __future__ import annotations

import click

from beian_plugin.cli.environment import actor, open_context
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.operations import records


@click.group()
def record() -> None:
    """Put on record what staff know: who is barred, who files for whom, shells, verified material."""


@record.command()
@click.argument("host")
@click.option("--reason", default="", help="Why, for staff.")
def bar(*, host: str, reason: str) -> None:
    """Put the domain of HOST on the blacklist (FAQ 26)."""
    click.echo(f"{records.bar_domain(open_context(), host, actor=actor(), reason=reason)} is barred")


@record.command()
@click.argument("host")
def unbar(*, host: str) -> None:
    """Take the domain of HOST off the blacklist."""
    click.echo(f"{records.unbar_domain(open_context(), host, actor=actor())} is barred no more")


@record.command("bar-subject")
@click.argument("kind", type=click.Choice([kind.value for kind in CertificateKind]))
@click.option("--number", prompt=True, hide_input=True, help="The certificate's number; asked for if left out.")
@click.option("--reason", default="", help="Why, for staff.")
def bar_subject(*, kind: str, number: str, reason: str) -> None:
    """Put the subject with that certificate on the blacklist (FAQ 26)."""
    certificate = Certificate.parse(CertificateKind(kind), number)
    records.bar_subject(open_context(), certificate, actor=actor(), reason=reason)
    click.echo(f"the subject with certificate {certificate.masked} is barred")


@record.command()
@click.argument("user")
@click.argument("licence")
def link(*, user: str, licence: str) -> None:
    """Let the panel's USER file for the subject with the number LICENCE (FAQ 25)."""
    records.link_customer(open_context(), user, licence, actor=actor())
    click.echo(f"{user} files for {licence}")


@record.command()
@click.argument("licence")
@click.option("--no", "none", is_flag=True, help="It is no shell any more.")
def shell(*, licence: str, none: bool) -> None:
    """Note that LICENCE is a shell: a subject without sites (FAQ 37) or a site without access (FAQ 38)."""
    records.mark_shell(open_context(), licence, shell=not none, actor=actor())
    click.echo(f"{licence} is {'no shell any more' if none else 'a shell'}")


@record.command()
@click.argument("filing", type=click.IntRange(1, 2**31 - 1))
def verified(*, filing: int) -> None:
    """Note that the material of FILING is in and was checked; a transferred site stays online then (FAQ 46)."""
    records.mark_verified(open_context(), filing, actor=actor())
    click.echo(f"filing {filing} is verified")
