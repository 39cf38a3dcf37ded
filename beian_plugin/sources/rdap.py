"""RDAP (RFC 9082, 9083): what the registry says of a domain, and its registrar where the registry names no holder."""

from __future__ import annotations

import re
import time
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import parse_host
from beian_plugin.filing.registration import NoAnswer, Registration, Trouble, shown_name
from beian_plugin.sources.bounded import get_json, is_as_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Most bytes of an answer; a registrar's with all its notices has some 20 KB, the list of all registries 60 KB.
_LONGEST = 512 * 1024
_LONGEST_NAME = 255
_CHINA = timezone(timedelta(hours=8))
_JSON = "application/rdap+json"


def ask(server: str, domain: str, *, timeout: float) -> Registration:
    """What the RDAP service at the address `server` says of the registrable `domain`, within `timeout` seconds.

    Raises NoAnswer.
    """
    end = time.monotonic() + timeout
    url = f"{server.rstrip('/')}/domain/{domain}"
    document = get_json(url, end=end, longest=_LONGEST)
    if document is None:
        return Registration(found=False)
    found = read(document, domain)
    # Registries of .com and .net leave the holder to the registrar, whose service they link.
    link = "" if found.holder else _registrars_link(document, url)
    if link:
        try:
            more = get_json(link, end=end, longest=_LONGEST)
            told = read(more, domain) if more else found
        except NoAnswer:
            return found
        return Registration(
            expires=found.expires or told.expires,
            holder=told.holder,
            holder_sure=told.holder_sure,
            registrar=found.registrar or told.registrar,
            registrar_country=found.registrar_country or told.registrar_country,
        )
    return found


def servers(bootstrap: str, *, timeout: float) -> dict[str, str]:
    """The addresses of the RDAP services by suffix, from a list as IANA publishes it (RFC 9224). Raises NoAnswer."""
    document = get_json(bootstrap, end=time.monotonic() + timeout, longest=4 * _LONGEST)
    found: dict[str, str] = {}
    for service in _list(document, "services"):
        if not isinstance(service, list) or len(service) != 2:
            continue
        suffixes, addresses = (_texts(part) for part in service)
        safe = [address for address in addresses if is_as_safe(address, bootstrap)]
        found |= {suffix.lower(): safe[0] for suffix in suffixes if safe}
    if not found:
        raise NoAnswer(Trouble.UNREADABLE, "gave no list of RDAP servers")
    return found


def read(document: dict[str, Any], domain: str) -> Registration:
    """What an answer about `domain` says. Raises NoAnswer for one that is about anything else."""
    if document.get("objectClassName") != "domain" or not _is_about(document, domain):
        raise NoAnswer(Trouble.UNREADABLE, "gave an answer that is not about the domain")
    registrar = next(_with_role(document, "registrar"), {})
    holder, sure = _holder(document)
    return Registration(
        expires=_expires(document),
        holder=holder,
        holder_sure=sure,
        registrar=_card(registrar, "fn")[:_LONGEST_NAME],
        registrar_country=_country(registrar),
    )


def _is_about(document: dict[str, Any], domain: str) -> bool:
    for name in (document.get("ldhName"), document.get("unicodeName")):
        try:
            if isinstance(name, str) and parse_host(name).ascii == domain:
                return True
        except InvalidValue:
            continue
    return False


def _expires(document: dict[str, Any]) -> date | None:
    """The day on which the registration ends, in China; None where the answer has none, or one without a zone."""
    moments = []
    for event in _list(document, "events"):
        if isinstance(event, dict) and event.get("eventAction") == "expiration":
            try:
                moment = datetime.fromisoformat(str(event.get("eventDate")))
                moments.extend([moment.astimezone(_CHINA)] if moment.tzinfo else [])
            except (ValueError, OverflowError):
                continue
    return min(moments).date() if moments else None


def _holder(document: dict[str, Any]) -> tuple[str, bool]:
    """Who holds the domain, and whether it is certainly who; empty where it is hidden (RFC 9537, or by words)."""
    hidden = " ".join(_redacted(document))
    for entity in _with_role(document, "registrant"):
        organisation, name = _card(entity, "org"), _card(entity, "fn")
        if organisation or "registrant organization" in hidden:
            return shown_name(organisation)[:_LONGEST_NAME], True
        return shown_name(name)[:_LONGEST_NAME], False
    return "", False


def _redacted(document: dict[str, Any]) -> Iterator[str]:
    for one in _list(document, "redacted"):
        name = one.get("name") if isinstance(one, dict) else None
        if isinstance(name, dict):
            yield from (str(word).lower() for word in name.values())


def _with_role(document: dict[str, Any], role: str) -> Iterator[dict[str, Any]]:
    for entity in _list(document, "entities"):
        if isinstance(entity, dict) and role in _list(entity, "roles"):
            yield entity


def _country(entity: dict[str, Any]) -> str:
    """The country of the card's address: the parameter `cc` (RFC 8605), else what stands there as two letters."""
    for name, parameters, _, value in _lines(entity):
        if name != "adr":
            continue
        written = value[6] if isinstance(value, list) and len(value) == 7 else ""
        for word in (parameters.get("cc") if isinstance(parameters, dict) else "", written):
            if isinstance(word, str) and re.fullmatch(r"[A-Za-z]{2}", word.strip()):
                return word.strip().upper()
    return ""


def _card(entity: dict[str, Any], wanted: str) -> str:
    """The text of a property of the entity's card; the parts of an organisation's name joined."""
    for name, _, _, value in _lines(entity):
        if name == wanted:
            return " ".join(_texts(value if isinstance(value, list) else [value])).strip()
    return ""


def _lines(entity: dict[str, Any]) -> Iterator[list[Any]]:
    """The properties of a jCard (RFC 7095): name, parameters, type and value."""
    card = entity.get("vcardArray")
    properties = card[1] if isinstance(card, list) and len(card) == 2 and isinstance(card[1], list) else []
    return (line for line in properties if isinstance(line, list) and len(line) == 4)


def _registrars_link(document: dict[str, Any], url: str) -> str:
    for link in _list(document, "links"):
        if not isinstance(link, dict) or link.get("rel") != "related" or link.get("type") != _JSON:
            continue
        address = link.get("href")
        if isinstance(address, str) and address != url and is_as_safe(address, url):
            return address
    return ""


def _list(document: dict[str, Any] | None, name: str) -> list[Any]:
    found = document.get(name) if document else None
    return found if isinstance(found, list) else []


def _texts(values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
