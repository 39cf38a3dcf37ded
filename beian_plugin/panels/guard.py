"""A guard puts a question before an endpoint that a Flask panel already has, without touching the panel's code."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from beian_plugin.errors import BeianError
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.hostname import HostKind, parse_host
from beian_plugin.filing.verdict import Decision
from beian_plugin.settings import OnError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Request
    from flask.typing import ResponseReturnValue

    from beian_plugin.filing.events import Event
    from beian_plugin.filing.verdict import Verdict

log = logging.getLogger(__name__)


def form_field(name: str) -> Callable[[Request], Iterable[str]]:
    """Hosts from a form field: one, or several between commas, blanks or line ends, each with or without a port."""

    def read(request: Request) -> list[str]:
        return request.form.get(name, "").replace(",", " ").split()

    return read


def json_in_field(field: str, *keys: str) -> Callable[[Request], Iterable[str]]:
    """Hosts from a form field that holds a JSON object: the texts and lists of texts under `keys`, blanks left out.

    JSON that cannot be read names no host, so the panel's own check of it answers.
    """

    def read(request: Request) -> list[str]:
        return _from_object(request.form.get(field, ""), keys)

    return read


def json_body(*keys: str) -> Callable[[Request], Iterable[str]]:
    """Hosts from the JSON body: the texts and lists of texts under `keys`."""

    def read(request: Request) -> list[str]:
        return _from_object(request.get_data(as_text=True), keys)

    return read


def _from_object(text: str, keys: Iterable[str]) -> list[str]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(document, dict):
        return []
    found: list[str] = []
    for key in keys:
        value = document.get(key)
        items = value if isinstance(value, list) else [value]
        found += [item for item in items if isinstance(item, str) and item.strip()]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """How one endpoint of a panel is guarded."""

    #: The panel's endpoint, such as `site.add`.
    endpoint: str
    #: Reads the host names out of the request.
    hosts: Callable[[Request], Iterable[str]]
    #: Makes the panel's own reply out of plain sentences, one for each host; it escapes them as the panel shows them.
    refuse: Callable[[list[str]], ResponseReturnValue]
    #: Whether the caller is signed in to the panel; strangers are left to the panel's own check and told nothing.
    signed_in: Callable[[Request], bool]
    #: The panel's id of the customer who asks.
    customer: Callable[[Request], str] = lambda _: ""
    #: The region of the server that the site goes to.
    region: Callable[[Request], str] = lambda _: ""
    #: Whether the panel can create a site without serving it; if not, a hold refuses as well.
    can_hold: bool = False
    methods: frozenset[str] = frozenset({"POST", "PUT", "PATCH"})
    #: Language of the sentences.
    lang: str = "zh"


def check(
    guard: Guard, request: Request, ask: Callable[[Event], Verdict], on_error: OnError
) -> ResponseReturnValue | None:
    """The panel's refusal, or None where the request may go on.

    All hosts of a request are decided before anything is answered: a panel that binds half of them leaves a mess.
    """
    if request.endpoint != guard.endpoint or request.method not in guard.methods or not guard.signed_in(request):
        return None
    refused: list[str] = []
    for host in _distinct(guard.hosts(request)):
        event = DomainBind(host=host, region=guard.region(request), customer=guard.customer(request))
        try:
            verdict = ask(event)
        except BeianError as error:
            log.warning("the guard of %s could not decide: %s", guard.endpoint, error)
            if on_error is not OnError.ALLOW:
                refused.append(_CANNOT_ASK[guard.lang])
            continue
        if _stops(guard, verdict):
            refused.append(_sentence(host, verdict, guard.lang))
    return guard.refuse(refused) if refused else None


_CANNOT_ASK = {
    "zh": "备案检查暂时不可用，请稍后再试。",
    "en": "The filing check is not available at the moment; try again later.",
}


def _stops(guard: Guard, verdict: Verdict) -> bool:
    return verdict.effective is Decision.DENY or (verdict.effective is Decision.HOLD and not guard.can_hold)


def _sentence(host: str, verdict: Verdict, lang: str) -> str:
    reason = verdict.reason
    parts = (f"{host[:253]}:", reason.message(lang), reason.step(lang))
    return " ".join(part for part in parts if part)


def _distinct(hosts: Iterable[str]) -> list[str]:
    """Each host once, in order: panels send a name with several ports, which is one question."""
    seen: dict[str, str] = {}
    for host in hosts:
        try:
            parsed = parse_host(host)
            key = parsed.ascii if parsed.kind is HostKind.NAME else host
        except BeianError:
            key = host
        seen.setdefault(key, host)
    return list(seen.values())
