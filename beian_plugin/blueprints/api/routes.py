"""The table of the API's URLs: the blueprint and the OpenAPI document are both made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from beian_plugin.blueprints.api import views
from beian_plugin.blueprints.api.bodies import (
    CertificateBody,
    DomainBindBody,
    ServerOrderBody,
    SiteTransferBody,
    SubjectBody,
)
from beian_plugin.filing.certificate import CertificateKind
from beian_plugin.filing.events import Direction
from beian_plugin.operations.documents import VerdictDocument
from beian_plugin.operations.public_query import PublicRecord
from beian_plugin.operations.tokens import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask.typing import ResponseReturnValue
    from msgspec import Struct


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A part of a URL that varies."""

    description: str
    schema: Mapping[str, Any]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One URL with its method."""

    #: Endpoint within the blueprint and `operationId`.
    name: str
    method: str
    #: Below the prefix of the API, with `{parameters}`.
    path: str
    view: Callable[..., ResponseReturnValue]
    summary: str
    description: str
    #: What a token must allow; None where anybody may ask.
    scope: Scope | None = None
    body: type[Struct] | None = None
    example: Struct | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    answer: type[Struct]
    #: Kinds of error beside those that follow from `scope` and `body`.
    problems: tuple[str, ...] = ()


_WHEN = (
    "`effective` says what the panel has to do now: `allow`, `hold` (it may create it, but must not serve it yet) or "
    "`deny`; `findings` say why and what to do next, the first one being the reason. The verdict is stored under its "
    "`id`. With an `Idempotency-Key`, the same request gets the same verdict for 24 hours."
)

ROUTES: tuple[Route, ...] = (
    Route(
        name="domain_bind",
        method="POST",
        path="/events/domain-bind",
        view=views.domain_bind,
        scope=Scope.EVENTS,
        body=DomainBindBody,
        answer=VerdictDocument,
        summary="A customer adds a domain: may it be served?",
        description=f"Ask before a host name is bound to a server. {_WHEN}",
        example=DomainBindBody(host="www.example.com.cn", region="cn-hangzhou", customer="1001", address="192.0.2.10"),
    ),
    Route(
        name="server_order",
        method="POST",
        path="/events/server-order",
        view=views.server_order,
        scope=Scope.EVENTS,
        body=ServerOrderBody,
        answer=VerdictDocument,
        summary="A customer orders servers: may they be sold?",
        description=f"Ask before a server is provisioned. {_WHEN}",
        example=ServerOrderBody(region="cn-hangzhou", product="vps-small", months=12, customer="1001"),
    ),
    Route(
        name="site_transfer",
        method="POST",
        path="/events/site-transfer",
        view=views.site_transfer,
        scope=Scope.EVENTS,
        body=SiteTransferBody,
        answer=VerdictDocument,
        summary="A site comes in, goes out or moves: may it?",
        description=f"Ask before a site changes its provider or its server. {_WHEN}",
        example=SiteTransferBody(
            host="www.example.com.cn",
            direction=Direction.IN,
            region="cn-hangzhou",
            customer="1001",
            subject=SubjectBody(
                name="示例科技有限公司",
                certificate=CertificateBody(CertificateKind.CREDIT_CODE, "91330100MA0EXAMP1B"),
                province="33",
            ),
            subject_correct=True,
            has_password=True,
        ),
    ),
    Route(
        name="verdict",
        method="GET",
        path="/verdicts/{id}",
        view=views.verdict,
        scope=Scope.VERDICTS,
        answer=VerdictDocument,
        summary="A stored verdict, to explain it later",
        description="The verdict as it was given, with what was known then.",
        parameters={
            "id": Parameter(
                description="The `id` of a verdict.",
                schema={"type": "string", "pattern": "^[0-9a-f]{32}$"},
                example="018f3c0a1b2c00112233445566778899",
            )
        },
        problems=("verdict_not_found",),
    ),
    Route(
        name="domain",
        method="GET",
        path="/domains/{host}",
        view=views.domain,
        answer=PublicRecord,
        summary="Is a domain filed, and is it served through this host?",
        description="The public query of FAQ 25. It needs no token and tells nothing personal.",
        parameters={
            "host": Parameter(
                description="A host name; filings are made for its registrable domain.",
                schema={"type": "string", "minLength": 1, "maxLength": 1024},
                example="www.example.com.cn",
            )
        },
        problems=("invalid_value",),
    ),
)
