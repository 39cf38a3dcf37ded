"""The customer's portal, mounted at `BEIAN_URL_PREFIX`: domains, filings, and the wizard that fills one in."""

from __future__ import annotations

from flask import Blueprint

from beian_plugin.blueprints.portal import filing, material, password, start, wizard
from beian_plugin.blueprints.web.frame import MenuItem, frame
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.verdict import Text

_MENU = (
    MenuItem("beian_portal.start", Text("我的备案", "My filings")),
    MenuItem("beian_help.overview", Text("备案说明", "Help")),
)
_FILING = "/filings/<int:filing_id>"


def create_portal() -> Blueprint:
    """The portal's pages, each for the panel's own signed-in users; everybody sees their own alone."""
    blueprint = Blueprint("beian_portal", __name__, template_folder="templates")
    add = blueprint.add_url_rule
    add("/", "start", start.page)
    add("/filings", "open", start.open_filing, methods=["POST"])
    add(_FILING, "filing", filing.page)
    add(f"{_FILING}/withdraw", "withdraw", filing.withdraw, methods=["POST"])
    add(f"{_FILING}/remedy", "remedy", filing.remedy, methods=["POST"])
    add(f"{_FILING}/check", "check", wizard.check)
    add(f"{_FILING}/check", "hand_in", wizard.hand_in, methods=["POST"])
    add(f"{_FILING}/material", "material", material.page)
    add(f"{_FILING}/material", "upload", material.upload, methods=["POST"])
    add(f"{_FILING}/material/<int:attachment_id>", "picture", material.picture)
    add(f"{_FILING}/material/<int:attachment_id>/remove", "remove_picture", material.remove, methods=["POST"])
    add(f"{_FILING}/password", "password", password.page)
    add(f"{_FILING}/password", "give_password", password.give, methods=["POST"])
    add(f"{_FILING}/<slug>", "step", wizard.page)
    add(f"{_FILING}/<slug>", "save_step", wizard.save, methods=["POST"])
    # Filters are the app's; the name is ours alone.
    blueprint.add_app_template_filter(to_unicode, "beian_unicode")
    return frame(blueprint, title=Text("网站备案", "Website filing"), menu=_MENU, may_enter=lambda _identity: True)
