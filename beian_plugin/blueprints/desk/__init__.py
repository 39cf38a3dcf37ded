"""The desk: pages for the panel's staff, mounted under `BEIAN_URL_PREFIX/desk`."""

from __future__ import annotations

from flask import Blueprint

from beian_plugin.blueprints.desk import provinces
from beian_plugin.blueprints.web.frame import MenuItem, frame
from beian_plugin.filing.verdict import Text

_MENU = (MenuItem("beian_desk.provinces", Text("各省规则", "Provinces")),)


def create_desk() -> Blueprint:
    """The desk's pages, each for staff alone; who is staff the panel's `identity_loader` says."""
    blueprint = Blueprint("beian_desk", __name__, template_folder="templates")
    blueprint.add_url_rule("/provinces", "provinces", provinces.overview)
    blueprint.add_url_rule("/provinces/<code>", "province", provinces.page)
    return frame(
        blueprint, title=Text("备案工作台", "Filing desk"), menu=_MENU, may_enter=lambda identity: identity.is_staff
    )
