"""The API for panels in any language: events in, verdicts out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound, default_exceptions

from beian_plugin.blueprints.api import problems
from beian_plugin.blueprints.api.openapi import document
from beian_plugin.blueprints.api.routes import ROUTES
from beian_plugin.blueprints.api.views import Call, authorise
from beian_plugin.blueprints.base import context
from beian_plugin.errors import DatabaseUnavailable, InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.blueprints import BlueprintSetupState
    from flask.typing import ResponseReturnValue

    from beian_plugin.blueprints.api.routes import Route

NAME = "beian_api"


def create_api() -> Blueprint:
    """The blueprint of the API; the prefix under which it is mounted is its own, everything else stays the panel's."""
    api = Blueprint(NAME, __name__)
    for route in ROUTES:
        rule = route.path.replace("{", "<").replace("}", ">")
        api.add_url_rule(rule, route.name, _entered(route), methods=[route.method])
    api.add_url_rule("/openapi.json", "openapi", _openapi)
    api.record_once(_answer_for_unknown_urls)
    api.register_error_handler(problems.Problem, problems.respond)
    api.register_error_handler(DatabaseUnavailable, problems.respond_unavailable)
    api.register_error_handler(InvalidValue, problems.respond_invalid)
    api.register_error_handler(Exception, _left_to_flask)
    for code in default_exceptions:
        # By code, for a handler that the panel has for a code would come before one for every HTTPException.
        api.register_error_handler(code, problems.respond_http)
    return api


def _entered(route: Route) -> Callable[..., ResponseReturnValue]:
    """The view of `route`, behind its scope."""

    def view(**parameters: str) -> ResponseReturnValue:
        here = context()
        token = authorise(here, route.scope) if route.scope else None
        return route.view(Call(here, token), **parameters)

    return view


def _openapi() -> Response:
    root = request.script_root + request.path.removesuffix("/openapi.json")
    return Response(document(root), headers=[("Cache-Control", "no-store")], content_type="application/json")


def _left_to_flask(error: Exception) -> ResponseReturnValue:
    """Log it and tell whoever listens, as Flask does, before the panel's handler for every error can take it."""
    raise error


def _answer_for_unknown_urls(setup: BlueprintSetupState) -> None:
    """Answer for the URLs under the prefix that no route of the blueprint matches; Flask counts them as the panel's.

    On the way, let API calls pass the CSRF check of the panel: they carry a token and no cookie.
    """
    prefix = f"{setup.url_prefix}/"

    def exempt_from_csrf() -> None:
        csrf = setup.app.extensions.get("csrf")
        if csrf is not None:
            csrf.exempt(setup.blueprint)

    def before_any_request() -> ResponseReturnValue | None:
        if request.blueprint == NAME:
            exempt_from_csrf()  # the panel may have set up its check after us
            return None
        error = request.routing_exception
        if isinstance(error, NotFound | MethodNotAllowed) and f"{request.path}/".startswith(prefix):
            return problems.respond_http(error)
        return None

    exempt_from_csrf()
    setup.app.before_request(before_any_request)
