"""What each URL of the API does: read the request, call one operation, answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from flask import Response, request

from beian_plugin.blueprints.api.bodies import Body, DomainBindBody, ServerOrderBody, SiteTransferBody, read_event
from beian_plugin.blueprints.api.problems import LONGEST_BODY, Problem
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.findings import finding
from beian_plugin.filing.hostname import printable
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import decide
from beian_plugin.operations.idempotency import ask_once, identify
from beian_plugin.operations.public_query import public_record
from beian_plugin.operations.tokens import find_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from beian_plugin.operations.context import Context
    from beian_plugin.operations.tokens import Scope, TokenRow

_JSON = "application/json"
_KEY = re.compile(r"[\x21-\x7e]{1,255}").fullmatch


class Call(NamedTuple):
    """What a view has beside the request: the parts of the app, and the token, where the URL needs one."""

    context: Context
    token: TokenRow | None


def authorise(context: Context, scope: Scope) -> TokenRow:
    """The caller's token, which has `scope`. Raises Problem."""
    scheme, _, plain = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Problem("token_needed", headers={"WWW-Authenticate": _CHALLENGE})
    token = find_token(context.database, plain.strip())
    if token is None:
        raise Problem("token_unknown", headers={"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'})
    if scope not in token.scopes:
        challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'
        raise Problem("scope_missing", headers={"WWW-Authenticate": challenge}, scope=scope)
    return token


_CHALLENGE = 'Bearer realm="beian"'


def event_view(body: type[Body]) -> Callable[[Call], Response]:
    """The view that decides the event which a body of type `body` tells of."""
    decoder = msgspec.json.Decoder(body)

    def view(call: Call) -> Response:
        text = _body()
        event = read_event(decoder, text)
        key = request.headers.get("Idempotency-Key")
        if key is None or call.token is None:
            return _json(decide.ask_document(call.context, event).document)
        if not _KEY(key):
            raise Problem("invalid_value", field="Idempotency-Key", expected=_KEY_FORM)
        asked = identify(call.context, call.token.id, key, str(request.endpoint), text)
        answer = ask_once(call.context, event, asked)
        return _json(answer.document, replayed=answer.replayed)

    return view


domain_bind = event_view(DomainBindBody)
server_order = event_view(ServerOrderBody)
site_transfer = event_view(SiteTransferBody)


def verdict(call: Call, id: str) -> Response:  # noqa: A002  the word of the URL
    """A verdict as it was stored."""
    document = decide.find_document(call.context.database, id)
    if document is None:
        raise Problem("verdict_not_found", field="id")
    return _json(document)


def domain(call: Call, host: str) -> Response:
    """What is public of a domain."""
    try:
        record = public_record(call.context.database, host)
    except InvalidValue as problem:
        raise Problem("invalid_value", _host_text(host, problem.reason), field="host") from None
    return _json(msgspec.json.encode(record))


_KEY_FORM = Text(" 1 至 255 个可见 ASCII 字符", "1 to 255 visible ASCII characters")


def _body() -> bytes:
    given = request.environ.get("CONTENT_TYPE")
    if given != _JSON and request.mimetype != _JSON:
        raise Problem("not_json", field="Content-Type")
    # A longer body without a Content-Length is cut off silently, so one byte more is read.
    request.max_content_length = LONGEST_BODY + 1
    text = request.get_data(cache=False)
    if len(text) > LONGEST_BODY:
        raise Problem("body_too_large")
    return text


def _json(document: str | bytes, *, replayed: bool = False) -> Response:
    headers = [("Cache-Control", "no-store")]
    if replayed:
        headers.append(("Idempotency-Replayed", "true"))
    return Response(document, headers=headers, content_type=_JSON)


def _host_text(host: str, reason: str) -> Text:
    """Why a host is no domain, and what to do, in the words of a verdict."""
    found = finding("host_is_address" if reason == "address" else f"host_{reason}", host=printable(host, 80))
    return Text(*(f"{found.message(lang)} {found.step(lang)}".strip() for lang in ("zh", "en")))
