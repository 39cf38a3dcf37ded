"""The OpenAPI document, made from the table of routes and from the types that requests and answers are read with."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec

from beian_plugin.blueprints.api.problems import KINDS, LONGEST_BODY, Problem, ProblemDocument
from beian_plugin.blueprints.api.routes import ROUTES
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.facts import Access, Facts, Filed
from beian_plugin.filing.findings import finding
from beian_plugin.filing.hostname import parse_host
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Decision, Verdict
from beian_plugin.operations.documents import verdict_struct
from beian_plugin.operations.public_query import PublicRecord
from beian_plugin.operations.tokens import Scope

if TYPE_CHECKING:
    from beian_plugin.blueprints.api.routes import Route

_ABOUT = """Ask before a domain is bound, a server is ordered or a site is moved; get a verdict that a panel can show.

Send `Authorization: Bearer TOKEN`; `beian token create` makes a token. Bodies are JSON in UTF-8, of at most {size} KB.
Errors are `application/problem+json` with `detail` in English and `detail_zh` in Chinese."""

#: Kinds of error that any URL may answer with.
_ALWAYS = ("internal", "database_unavailable")
_WITH_SCOPE = ("token_needed", "token_unknown", "scope_missing")
_WITH_BODY = (
    "bad_json", "body_too_large", "not_json", "missing_field", "unknown_field", "invalid_value", "key_reused",
)  # fmt: skip
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of your own for this request, such as a UUID. Sent again within 24 hours with the same "
    "body, it gets the same verdict; with another body, 422.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "example": "order-4711-domain-1",
}
_REPLAYED = {
    "description": "`true` where this answer was given before, under the same Idempotency-Key.",
    "schema": {"type": "string", "enum": ["true"]},
}


@lru_cache(maxsize=8)
def document(root: str) -> bytes:
    """The OpenAPI 3.1 document of the API at the path `root`, as JSON."""
    types = {kind for route in ROUTES for kind in (route.body, route.answer) if kind} | {ProblemDocument}
    _, schemas = msgspec.json.schema_components(
        sorted(types, key=lambda kind: kind.__name__), ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "beian_plugin",
                "version": "1",
                "description": _ABOUT.format(size=LONGEST_BODY // 1024),
                "license": {"name": "MIT", "identifier": "MIT"},
            },
            "servers": [{"url": root}],
            "paths": paths,
            "components": {
                "schemas": schemas,
                "securitySchemes": {
                    "bearer": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "Scopes: " + ", ".join(f"`{scope}` ({scope.en})" for scope in Scope) + ".",
                    }
                },
            },
        }
    )


def _operation(route: Route) -> dict[str, Any]:
    kinds = [*route.problems, *_ALWAYS]
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": one.description,
            "schema": one.schema,
            "example": one.example,
        }
        for name, one in route.parameters.items()
    ]
    answer: dict[str, Any] = {
        "description": _first_line(route.answer),
        "content": {"application/json": {"schema": _reference(route.answer), "example": _example(route.answer)}},
    }
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": route.description,
        "security": [{"bearer": [route.scope]}] if route.scope else [],
        "parameters": parameters,
        "responses": {"200": answer},
    }
    if route.scope:
        kinds += _WITH_SCOPE
    if route.body:
        kinds += _WITH_BODY
        parameters.append(_IDEMPOTENCY_KEY)
        answer["headers"] = {"Idempotency-Replayed": _REPLAYED}
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _reference(route.body), "example": route.example}},
        }
    operation["responses"] |= _problems(kinds)
    return operation


def _example(answer: type) -> Any:
    """A made-up answer, as the API itself would write it."""
    at = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
    host, number = parse_host("www.example.com.cn"), "浙ICP备20260001号"
    if answer is PublicRecord:
        return PublicRecord(
            host=host.ascii,
            domain=host.registrable,
            filed=Filed.YES,
            access=Access.OTHER,
            served_here=False,
            subject_number=number,
            site_number=f"{number}-1",
            known_at=at,
        )
    facts = Facts(
        host=host,
        filed=Filed.YES,
        access=Access.OTHER,
        other_access=True,
        province="33",
        subject_number=number,
        site_number=f"{number}-1",
        source="mirror",
        known_at=at,
    )
    reason = finding("filed_elsewhere", domain=host.registrable, number=facts.site_number)
    return verdict_struct(
        Verdict(
            id="018f3c0a1b2c00112233445566778899",
            event=DomainBind(host=host.ascii, region="cn-hangzhou", customer="1001"),
            decision=Decision.HOLD,
            row="bind-12",
            findings=(reason, finding("password_needed")),
            facts=facts,
            decided_at=at,
            enforced=True,
            filing_kind=Kind.TRANSFER_IN,
            province="33",
        )
    )


def _problems(kinds: list[str]) -> dict[str, Any]:
    """One response for each status, with every kind of error that it may carry as an example."""
    responses: dict[str, Any] = {}
    for code in sorted(set(kinds), key=lambda code: (KINDS[code].status, code)):
        status = KINDS[code].status
        response = responses.setdefault(
            str(status),
            {
                "description": HTTPStatus(status).phrase,
                "content": {"application/problem+json": {"schema": _reference(ProblemDocument), "examples": {}}},
            },
        )
        field = "use" if status == HTTPStatus.UNPROCESSABLE_ENTITY else ""
        example = Problem(code, field=field, name="colour", expected="one of web, mail", scope=Scope.EVENTS)
        response["content"]["application/problem+json"]["examples"][code] = {"value": example.document}
    return responses


def _reference(kind: type) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").partition("\n")[0]
