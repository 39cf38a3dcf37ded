"""What each URL of the API does: read the request, call one operation, answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from flask import current_app, g, request

from beian_plugin.blueprints.api.bodies import Body, DomainBindBody, ServerOrderBody, SiteTransferBody, read_event
from beian_plugin.blueprints.api.problems import LONGEST_BODY, Problem
from beian_plugin.blueprints.base import context
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.findings import finding
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import decide
from beian_plugin.operations.idempotency import ask_once, identify
from beian_plugin.operations.public_query import public_record
from beian_plugin.operations.tokens import find_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    from beian_plugin.operations.tokens import Scope

_KEY = re.compile(r"[\x21-\x7e]{1,255}").fullmatch


def authorise(scope: Scope) -> None:
    """Let only a caller go on who has a token with `scope`. Raises Problem."""
    scheme, _, plain = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Problem("token_needed", headers={"WWW-Authenticate": 'Bearer realm="beian"'})
    token = find_token(context().database, plain.strip())
    if token is None:
        challenge = 'Bearer realm="beian", error="invalid_token"'
        raise Problem("token_unknown", headers={"WWW-Authenticate": challenge})
    if scope not in token.scopes:
        challenge = f'Bearer realm="beian", error="insufficient_scope", scope="{scope}"'
        raise Problem("scope_missing", headers={"WWW-Authenticate": challenge}, scope=scope)
    g.beian_token = token


def event_view(body: type[Body]) -> Callable[[], Response]:
    """The view that decides the event which a body of type `body` tells of."""
    decoder = msgspec.json.Decoder(body)

    def view() -> Response:
        text = _body()
        event = read_event(decoder, text)
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return _json(decide.ask_document(context(), event).document)
        if not _KEY(key):
            raise Problem("invalid_value", field="Idempotency-Key", expected=_KEY_FORM)
        asked = identify(context(), g.beian_token.id, key, str(request.endpoint), text)
        answer = ask_once(context(), event, asked)
        return _json(answer.document, **{"Idempotency-Replayed": "true"} if answer.replayed else {})

    return view


domain_bind = event_view(DomainBindBody)
server_order = event_view(ServerOrderBody)
site_transfer = event_view(SiteTransferBody)


def verdict(id: str) -> Response:  # noqa: A002  the word of the URL
    """A verdict as it was stored."""
    document = decide.find_document(context().database, id)
    if document is None:
        raise Problem("verdict_not_found", field="id")
    return _json(document)


def domain(host: str) -> Response:
    """What is public of a domain."""
    try:
        record = public_record(context().database, host)
    except InvalidValue as problem:
        raise Problem("invalid_value", _host_text(host, problem.reason), field="host") from None
    return _json(msgspec.json.encode(record))


_KEY_FORM = Text("1 至 255 个可见 ASCII 字符", "1 to 255 visible ASCII characters")


def _body() -> bytes:
    if request.mimetype != "application/json":
        raise Problem("not_json", field="Content-Type")
    request.max_content_length = LONGEST_BODY
    return request.get_data(cache=False)


def _json(document: str | bytes, **headers: str) -> Response:
    return current_app.response_class(document, headers=headers, mimetype="application/json")


def _host_text(host: str, reason: str) -> Text:
    """Why a host is no domain, and what to do, in the words of a verdict."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in host[:80])
    found = finding("host_is_address" if reason == "address" else f"host_{reason}", host=shown)
    return Text(*(f"{found.message(lang)} {found.step(lang)}".strip() for lang in ("zh", "en")))
