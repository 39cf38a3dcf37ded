"""What visitors of a customer's site get: its page, or a notice while it is held."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app, render_template, request
from sqlalchemy import select

from beian_plugin.demo.extensions import database
from beian_plugin.demo.models import Site, SiteState

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("visitors", __name__)

#: Unavailable For Legal Reasons (RFC 7725).
_HELD = 451


@blueprint.before_app_request
def by_host() -> ResponseReturnValue | None:
    """Answer for the site that the Host header names; every other request goes to the panel."""
    name = re.sub(r":\d*$", "", request.host).lower().rstrip(".")
    if name in current_app.config["PANEL_HOSTS"] or request.endpoint == "static":
        return None
    site = _find(name)
    if site is None or not site.domain:  # a site on a bare address must not take the panel's place
        return None
    return _answer(site) if request.path == "/" else (render_template("site_missing.html", site=site), 404)


@blueprint.get("/visit/<host>")
def visit(host: str) -> ResponseReturnValue:
    """What a visitor of that host gets."""
    return _answer(_find(host) or abort(404))


def _find(host: str) -> Site | None:
    return database().scalar(select(Site).where(Site.host == host))


def _answer(site: Site) -> ResponseReturnValue:
    if site.state == SiteState.SERVED:
        return render_template("site_home.html", site=site)
    return render_template("site_held.html", site=site), _HELD, {"Cache-Control": "no-store"}
