"""The public query (备案公共查询): what the register shows of a domain or a number, for everybody (FAQ 25)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response, make_response, render_template, request

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.web.frame import MenuItem, frame
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.findings import finding
from beian_plugin.filing.hostname import printable, to_unicode
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import public_register
from beian_plugin.operations.askers import may_ask
from beian_plugin.operations.consequences import CHINA

if TYPE_CHECKING:
    from beian_plugin.operations.public_register import RegisterAnswer

_MENU = (
    MenuItem("beian_query.page", Text("备案查询", "Look up a filing")),
    MenuItem("beian_help.overview", Text("备案说明", "Help")),
)
_NOTHING_ASKED = Text(
    "没有写要查什么；请填写域名或备案号，例如 example.cn 或 京ICP备10206937号-1。",
    "Nothing was asked for: give a domain or a licence number, such as example.cn or 京ICP备10206937号-1.",
)
#: More than any host or number has.
LONGEST = 300


def create_query() -> Blueprint:
    """The public query, which anybody may use, mounted at `BEIAN_URL_PREFIX` itself."""
    blueprint = Blueprint("beian_query", __name__, template_folder="templates")
    blueprint.add_url_rule("/query", "page", page)
    blueprint.add_url_rule("/query.json", "document", document)
    return frame(blueprint, title=Text("备案查询", "Filing query"), menu=_MENU, may_enter=None)


def page() -> Response:
    """The form and, with `q`, what the register shows; JSON for whoever accepts that rather than HTML."""
    wanted = request.accept_mimetypes.best_match(["text/html", "application/json"])
    asked = _asked()
    if wanted == "application/json":
        response = document()
    else:
        found, wait, problem = _look_up(asked) if asked else (None, 0, None)
        answer = {"asked": asked, "found": found, "wait": wait, "problem": problem}
        words = render_template("beian_query/query.html", **answer, china=CHINA, unicode=to_unicode)
        response = _with_status(make_response(words), wait, problem)
    response.vary.add("Accept")
    return response


def document() -> Response:
    """The same as JSON; what is wrong as `application/problem+json`."""
    asked = _asked()
    found, wait, problem = _look_up(asked) if asked else (None, 0, _NOTHING_ASKED)
    if found is not None:
        return _json(msgspec.json.encode(found))
    text = problem or _too_fast(wait)
    status = HTTPStatus.TOO_MANY_REQUESTS if wait else HTTPStatus.BAD_REQUEST
    said = {
        "type": f"urn:beian:problem:{'rate_limited' if wait else 'invalid_value'}",
        "title": status.phrase,
        "status": status.value,
        "detail": text.en,
        "detail_zh": text.zh,
    }
    return _with_status(_json(msgspec.json.encode(said), "application/problem+json"), wait, problem)


def _asked() -> str:
    return printable(request.args.get("q", "").strip(), LONGEST)


def _look_up(asked: str) -> tuple[RegisterAnswer | None, int, Text | None]:
    """What is found, or for how many seconds to wait, or what is wrong with the question."""
    wait = may_ask(context(), request.remote_addr or "")
    if wait:
        return None, wait, None
    try:
        return public_register.look_up(context().database, asked), 0, None
    except InvalidValue as error:
        wrong = finding("host_is_address" if error.reason == "address" else f"host_{error.reason}", host=asked[:80])
        return None, 0, Text(*(f"{wrong.message(lang)} {wrong.step(lang)}".strip() for lang in ("zh", "en")))


def _too_fast(wait: int) -> Text:
    return Text(
        f"查询太频繁，本次没有查询；请过 {wait} 秒再试。",
        f"Too many queries in a short time: this one was not looked up. Try again in {wait} s.",
    )


def _with_status(response: Response, wait: int, problem: Text | None) -> Response:
    if wait:
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response.headers["Retry-After"] = str(wait)
    elif problem:
        response.status_code = HTTPStatus.BAD_REQUEST
    return response


def _json(body: bytes, kind: str = "application/json") -> Response:
    return Response(body, headers={"Cache-Control": "no-store"}, content_type=kind)
