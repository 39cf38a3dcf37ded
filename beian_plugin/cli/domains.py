"""`beian domains`: what registries and the DNS say of a domain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from beian_plugin.cli.environment import actor, open_context
from beian_plugin.cli.options import as_json, language
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import registrations
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.tasks import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from beian_plugin.operations.registrations import Asked, DomainKnown

_UNKNOWN = Text("未知", "not known")
_SOURCES = {"registry": Text("注册局", "registry"), "dns": Text("DNS", "DNS")}


@click.command()
@click.argument("host", metavar="NAME")
@click.option("--ask", is_flag=True, help="Ask the registry and the DNS now; else what is known from before is shown.")
@click.option("--whole", is_flag=True, help="Show the holder's name, too; the audit log notes who looked.")
@as_json
@language
def domains(*, host: str, ask: bool, whole: bool, as_json: bool, lang: str) -> None:
    """Show who holds the domain NAME, until when it is registered, with whom and where it points.

    A worker asks by itself about the domains of filings while BEIAN_RDAP is on; --ask asks in any case.
    """
    context = open_context()
    if ask:
        registrations.ask_now(context, host)
    known = registrations.known(context, host, actor=actor() if whole else "")
    document = _document(known, whole=whole)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in _lines(known, document, lang):
        click.echo(line)


def _document(known: DomainKnown, *, whole: bool) -> dict[str, Any]:
    said = known.registration
    holder = said.holder if said else ""
    return {
        "domain": known.name,
        "found": said.found if said else None,
        "expires": said.expires.isoformat() if said and said.expires else None,
        "holder": holder if whole else masked({"name": holder}, person=True)["name"],
        "registrar": said.registrar if said else "",
        "registered_abroad": said.registered_abroad if said else None,
        "addresses": known.addresses,
        "asked": {"registry": _asked(known.registry), "dns": _asked(known.dns)},
    }


def _asked(asked: Asked) -> dict[str, str | None]:
    moments = {"known_at": asked.known_at, "asked_at": asked.asked_at}
    return {name: at.isoformat() if at else None for name, at in moments.items()} | {
        "trouble": asked.trouble.value if asked.trouble else None
    }


def _lines(known: DomainKnown, document: dict[str, Any], lang: str) -> Iterator[str]:
    unknown = _UNKNOWN.to(lang)
    yield to_unicode(known.name)
    if document["found"] is False:
        yield "  " + Text("注册局查无此域名", "the registry knows no such domain").to(lang)
    yield f"  {Text('持有者', 'holder').to(lang)}: {document['holder'] or unknown}"
    yield f"  {Text('到期', 'until').to(lang)}: {document['expires'] or unknown}"
    yield f"  {Text('注册商', 'registrar').to(lang)}: {document['registrar'] or unknown}"
    addresses = document["addresses"]
    none = Text("没有解析", "nowhere").to(lang)
    yield f"  {Text('解析', 'points to').to(lang)}: {unknown if addresses is None else ', '.join(addresses) or none}"
    for name, asked in (("registry", known.registry), ("dns", known.dns)):
        when = Text("尚未查询", "not asked yet").to(lang)
        if asked.asked_at is not None:
            when = asked.asked_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        why = f" ({asked.trouble.to(lang)})" if asked.trouble else ""
        yield f"  {_SOURCES[name].to(lang)}: {when}{why}"
