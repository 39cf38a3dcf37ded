"""The desk: pages for the panel's staff, mounted under `BEIAN_URL_PREFIX/desk`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, g, request

from beian_plugin.blueprints.base import state
from beian_plugin.blueprints.desk import provinces

if TYPE_CHECKING:
    from flask import Response

#: The role of the panel's user who may see the desk.
STAFF = "staff"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_desk() -> Blueprint:
    """The desk's pages, each for staff alone; who is staff the panel's `identity_loader` says."""
    blueprint = Blueprint(
        "beian_desk", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
    )
    blueprint.before_request(_let_staff_in)
    blueprint.after_request(_harden)
    blueprint.context_processor(lambda: {"lang": g.beian_lang})
    blueprint.add_url_rule("/provinces", view_func=provinces.overview)
    blueprint.add_url_rule("/provinces/<code>", view_func=provinces.page)
    return blueprint


def _let_staff_in() -> None:
    wanted = request.args.get("lang") or request.accept_languages.best_match(["zh", "en"], "zh")
    g.beian_lang = "en" if wanted == "en" else "zh"
    if request.endpoint == "beian_desk.static":
        return
    identity = state().load_identity()
    if identity is None:
        abort(401, "Sign in to the panel first. 请先登录面板。")
    if STAFF not in identity.roles:
        abort(403, "This page is for staff. 此页面仅供工作人员使用。")


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store" if response.mimetype == "text/html" else "max-age=3600"
    return response
