"""Errors of the API as `application/problem+json` (RFC 9457): what is wrong, where, and what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from flask import Response
from msgspec import Struct

from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue
    from werkzeug.exceptions import HTTPException

    from beian_plugin.errors import DatabaseUnavailable, InvalidValue

#: The longest body of a request, in bytes.
LONGEST_BODY = 64 * 1024
#: After how many seconds a caller may try again.
_RETRY_AFTER = 5


class ProblemDocument(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One error: the fact, its cause and the next step, in both languages."""

    #: Stable; the same for the same kind of error.
    type: str
    title: str
    status: int
    detail: str
    detail_zh: str
    #: The field of the body, the header or the part of the URL that is wrong, where that is known.
    field: str = ""


class Kind(NamedTuple):
    """One kind of error."""

    status: int
    title: str
    detail: Text


KINDS: Mapping[str, Kind] = {
    "bad_request": Kind(
        400,
        "The request cannot be read",
        Text("无法读取该请求，请检查后重试。", "The request cannot be read; correct it and send it again."),
    ),
    "bad_json": Kind(
        400,
        "The body is not JSON",
        Text(
            "请求正文不是有效的 UTF-8 JSON，请检查后重试。",
            "The body is not valid JSON in UTF-8; correct it and send it again.",
        ),
    ),
    "token_needed": Kind(
        401,
        "A bearer token is needed",
        Text(
            "缺少令牌：请发送请求头 Authorization: Bearer …；令牌用 beian token create 创建。",
            "No token was sent: send the header Authorization: Bearer ...; `beian token create` makes a token.",
        ),
    ),
    "token_unknown": Kind(
        401,
        "The bearer token is not in force",
        Text(
            "令牌不存在或已撤销：请用 beian token create 新建一个。",
            "The token is unknown or was revoked: make a new one with `beian token create`.",
        ),
    ),
    "scope_missing": Kind(
        403,
        "The token lacks a scope",
        Text(
            "令牌没有 {scope} 权限：请用 beian token create --scope {scope} 新建一个。",
            "The token lacks the scope {scope}: make one with `beian token create --scope {scope}`.",
        ),
    ),
    "not_found": Kind(
        404,
        "There is no such URL",
        Text(
            "没有这个地址；全部地址见 openapi.json。",
            "There is nothing at this URL; openapi.json lists what there is.",
        ),
    ),
    "verdict_not_found": Kind(
        404,
        "There is no such verdict",
        Text(
            "没有这个编号的判定，请检查编号。",
            "There is no verdict with this id; compare it with the `id` of the answer to the event.",
        ),
    ),
    "method_not_allowed": Kind(
        405,
        "The method does not fit the URL",
        Text(
            "该地址不支持此方法；可用方法见 Allow。",
            "This URL does not take this method; the header Allow names those it does.",
        ),
    ),
    "body_too_large": Kind(
        413,
        "The body is too large",
        Text("请求正文超过 64 KB，请缩短。", "The body is larger than 64 KB; send less."),
    ),
    "not_json": Kind(
        415,
        "The body must be JSON",
        Text(
            "请求正文须为 JSON：请发送请求头 Content-Type: application/json。",
            "The body must be JSON: send it with the header Content-Type: application/json.",
        ),
    ),
    "missing_field": Kind(
        422,
        "A field is missing",
        Text("缺少字段 {field}，请补上。", "The field {field} is missing; send it."),
    ),
    "unknown_field": Kind(
        422,
        "A field is unknown",
        Text(
            "没有字段 {name}：请更正或删除；全部字段见 openapi.json。",
            "There is no field {name}: correct or remove it; openapi.json lists the fields.",
        ),
    ),
    "invalid_value": Kind(
        422,
        "A value is not valid",
        Text(
            "{field} 的值无效：应为{expected}，请更正。",
            "The value of {field} is not valid: it must be {expected}; correct it.",
        ),
    ),
    "key_reused": Kind(
        422,
        "The Idempotency-Key was used before",
        Text(
            "该 Idempotency-Key 在 24 小时内已用于另一个请求，请为新请求换一个。",
            "This Idempotency-Key was used for another request within 24 hours; take a new one for a new request.",
        ),
    ),
    "internal": Kind(
        500,
        "Something went wrong here",
        Text(
            "服务出错，已写入日志；请稍后再试，或联系管理员。",
            "Something went wrong here and was logged; try again later, or tell the administrator.",
        ),
    ),
    "database_unavailable": Kind(
        503,
        "The database is not available",
        Text("数据库暂时不可用，什么都没有保存；请稍后再试。", "The database is not available; try again later."),
    ),
}


class Problem(Exception):
    """An error that ends a request of the API."""

    def __init__(
        self,
        code: str,
        detail: Text | None = None,
        *,
        field: str = "",
        headers: Mapping[str, str] | None = None,
        **values: Text | str,
    ) -> None:
        """`values` fill the braces of what the kind says; `detail` says it in other words."""
        super().__init__(code)
        kind = KINDS[code]
        values["field"] = field or Text("请求正文", "the body")
        zh, en = detail or (kind.detail.to(lang).format_map(_in(lang, values)) for lang in ("zh", "en"))
        self.document = ProblemDocument(
            type=f"urn:beian:problem:{code}",
            title=kind.title,
            status=kind.status,
            detail=en,
            detail_zh=zh,
            field=field,
        )
        self.headers = headers


def _in(lang: str, values: Mapping[str, Text | str]) -> dict[str, str]:
    return {name: value.to(lang) if isinstance(value, Text) else value for name, value in values.items()}


def respond(problem: Problem) -> Response:
    """The answer that says `problem`."""
    return _response(problem.document, problem.headers)


def respond_http(error: HTTPException) -> ResponseReturnValue:
    """The answer to an error that Flask, or the panel around it, ended the request with."""
    if error.response is not None:
        return error
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    status = error.code or 500
    if status in _CODES:
        return _response(Problem(_CODES[status]).document, headers)
    title = HTTPStatus(status).phrase
    text = error.description or title
    document = ProblemDocument(type="about:blank", title=title, status=status, detail=text, detail_zh=text)
    return _response(document, headers)


def respond_unavailable(error: DatabaseUnavailable) -> Response:
    """The answer while the database is locked, full or away."""
    detail = Text(KINDS["database_unavailable"].detail.zh, str(error))
    return respond(Problem("database_unavailable", detail, headers={"Retry-After": str(_RETRY_AFTER)}))


def respond_invalid(error: InvalidValue) -> Response:
    """The answer to a value that an operation refuses."""
    if error.reason in KINDS:
        return respond(Problem(error.reason, field=error.what))
    return respond(Problem("invalid_value", Text(f"{error.what}：值无效，请更正。", str(error)), field=error.what))


#: What Flask itself raises.
_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 500: "internal"}


def _response(document: ProblemDocument, headers: Mapping[str, str] | None) -> Response:
    response = Response(
        msgspec.json.encode(document), document.status, headers, content_type="application/problem+json"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
