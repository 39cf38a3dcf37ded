"""A guard puts a question before an endpoint that a Flask panel already has, without touching the panel's code."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from markupsafe import escape
from werkzeug.exceptions import HTTPException

from beian_plugin.errors import BeianError
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.hostname import HostKind, parse_host, printable
from beian_plugin.filing.verdict import Decision, Text
from beian_plugin.settings import Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from flask import Request
    from flask.typing import ResponseReturnValue

    from beian_plugin.filing.events import Event
    from beian_plugin.filing.verdict import Verdict
    from beian_plugin.settings import Settings

log = logging.getLogger(__name__)


def form_field(name: str) -> Callable[[Request], list[str]]:
    """Hosts from a form field: one, or several between commas, blanks or line ends, each with or without a port."""

    def read(request: Request) -> list[str]:
        return " ".join(_values(request, name)).replace(",", " ").split()

    return read


def json_in_field(field: str, *keys: str) -> Callable[[Request], list[str]]:
    """Hosts from a form field that holds a JSON object: the texts and lists of texts under `keys`, blanks left out.

    JSON that cannot be read names no host, so the panel's own check of it answers.
    """

    def read(request: Request) -> list[str]:
        return [host for text in _values(request, field) for host in _from_object(text, keys)]

    return read


def json_body(*keys: str) -> Callable[[Request], list[str]]:
    """Hosts from the JSON body: the texts and lists of texts under `keys`."""

    def read(request: Request) -> list[str]:
        # Bytes, for Flask itself reads JSON in UTF-16 and UTF-32 as well.
        return _from_object(request.get_data(), keys)

    return read


def _values(request: Request, field: str) -> list[str]:
    """Every value of a field, for it is not known which one the panel takes."""
    if request.mimetype == "application/x-www-form-urlencoded":
        # Reading the form would use up a body that the panel may want to read as it came; this keeps it.
        request.get_data()
    return request.values.getlist(field)


def _from_object(text: str | bytes, keys: Iterable[str]) -> list[str]:
    try:
        document = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return []
    if not isinstance(document, dict):
        return []
    found: list[str] = []
    for key in keys:
        value = document.get(key)
        # A panel that walks over an object walks over its keys.
        items = list(value) if isinstance(value, list | dict) else [value]
        found += [item for item in items if isinstance(item, str) and item.strip()]
    return found


def as_html(sentences: Iterable[str]) -> str:
    """The sentences of a refusal, escaped, for panels that show a reply as HTML."""
    return "<br>".join(str(escape(sentence)) for sentence in sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """How one endpoint of a panel is guarded."""

    #: The panel's endpoint, such as `site.add`.
    endpoint: str
    #: Reads the host names out of the request.
    hosts: Callable[[Request], Iterable[str]]
    #: Makes the panel's own reply out of plain sentences, one for each host; `as_html` escapes them where need be.
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
    #: Seconds after which no further host of a request is asked about: the panel and its user wait.
    deadline: float = 3
    #: The most host names in one request.
    most_hosts: int = 200


def check(
    guard: Guard, request: Request, ask: Callable[[Event], Verdict], settings: Settings
) -> ResponseReturnValue | None:
    """The panel's refusal, or None where the request may go on.

    All hosts of a request are decided before anything is answered: a panel that binds half of them leaves a mess.
    What fails here never fails the panel; BEIAN_ON_ERROR says what becomes of the request then.
    """
    if request.endpoint != guard.endpoint or request.method not in guard.methods:
        return None
    try:
        sentences = _refusals(guard, request, ask, settings) if guard.signed_in(request) else []
    except HTTPException:
        raise  # a body that Flask refuses to read, which the panel could not read either
    except Exception:
        log.exception("the guard of %s failed", guard.endpoint)
        sentences = [_CANNOT_ASK.to(guard.lang)] if _stops_undecided(guard, settings) else []
    return guard.refuse(sentences) if sentences else None


def report_unknown(guards: Iterable[Guard], endpoints: Container[str]) -> None:
    """Log an error for each guard of an endpoint that is not among the panel's `endpoints`: it guards nothing."""
    for guard in guards:
        if guard.endpoint not in endpoints:
            log.error("a guard names %s, but the panel has no such endpoint: it guards nothing", guard.endpoint)


_CANNOT_ASK = Text(
    "备案检查暂时不可用，请稍后再试。", "The filing check is not available at the moment; try again later."
)
_TOO_MANY = Text(
    "一次最多提交 {most} 个域名，请分批提交。", "At most {most} domains at a time; send them in several requests."
)


def _refusals(guard: Guard, request: Request, ask: Callable[[Event], Verdict], settings: Settings) -> list[str]:
    """A sentence for each host that stops the request."""
    given = list(islice(guard.hosts(request), guard.most_hosts + 1))
    hosts = _distinct(given[: guard.most_hosts])
    verdicts = _decide(guard, request, hosts, ask)
    sentences = [
        _sentence(host, verdict, guard.lang)
        for host, verdict in zip(hosts, verdicts, strict=False)
        if _stops(guard, verdict.effective)
    ]
    if len(verdicts) < len(hosts) and _stops_undecided(guard, settings):
        sentences += [f"{printable(host, 253)}: {_CANNOT_ASK.to(guard.lang)}" for host in hosts[len(verdicts) :]]
    if len(given) > guard.most_hosts and any(verdict.enforced for verdict in verdicts):
        sentences.append(_TOO_MANY.to(guard.lang).format(most=guard.most_hosts))
    return sentences


def _decide(guard: Guard, request: Request, hosts: list[str], ask: Callable[[Event], Verdict]) -> list[Verdict]:
    """The verdicts on the first hosts, up to the first that cannot be had in time."""
    verdicts: list[Verdict] = []
    region, customer = guard.region(request), guard.customer(request)
    end = time.monotonic() + guard.deadline
    for host in hosts:
        if verdicts and time.monotonic() > end:
            log.warning("the guard of %s ran out of time after %d hosts", guard.endpoint, len(verdicts))
            break
        try:
            verdicts.append(ask(DomainBind(host=host, region=region, customer=customer)))
        except BeianError as error:
            log.warning("the guard of %s could not decide: %s", guard.endpoint, error)
            break
    return verdicts


def _stops(guard: Guard, decision: Decision) -> bool:
    return decision is Decision.DENY or (decision is Decision.HOLD and not guard.can_hold)


def _stops_undecided(guard: Guard, settings: Settings) -> bool:
    return settings.mode is not Mode.OBSERVE and _stops(guard, Decision(settings.on_error.value))


def _sentence(host: str, verdict: Verdict, lang: str) -> str:
    reason = verdict.reason
    parts = (f"{printable(host, 253)}:", reason.message(lang), reason.step(lang))
    return " ".join(part for part in parts if part)


def _distinct(hosts: Iterable[str]) -> list[str]:
    """Each host once, in order: panels send a name with several ports, which is one question."""
    seen: dict[str, str] = {}
    for host in hosts:
        try:
            parsed = parse_host(host)
            key = f"{'*.' if parsed.wildcard else ''}{parsed.ascii}" if parsed.kind is HostKind.NAME else host
        except BeianError:
            key = host
        seen.setdefault(key, host)
    return list(seen.values())
