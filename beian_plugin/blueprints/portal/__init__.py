"""The customer's portal, mounted at `BEIAN_URL_PREFIX`: domains, filings, and the form that fills one in."""

from __future__ import annotations

from flask import Blueprint

from beian_plugin.blueprints.form import add_form
from beian_plugin.blueprints.portal import choice, filing, start
from beian_plugin.blueprints.portal.own import PLACE
from beian_plugin.blueprints.web.frame import MenuItem, frame
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.verdict import Text

_MENU = (
    MenuItem("beian_portal.start", PLACE.overview),
    MenuItem("beian_portal.filings", Text("备案申请", "Filings")),
    MenuItem("beian_help.overview", Text("备案说明", "Help")),
)
_FILING = "/filings/<int(max=2147483647):filing_id>"


def create_portal() -> Blueprint:
    """The portal's pages, each for the panel's own signed-in users; everybody sees their own alone."""
    blueprint = Blueprint("beian_portal", __name__, template_folder="templates")
    add = blueprint.add_url_rule
    add("/", "start", start.page)
    add("/filings", "filings", start.filings)
    add("/domains/<host>", "choice", choice.page)
    add("/filings", "open", start.open_filing, methods=["POST"])
    add("/subjects", "subjects", start.subjects)
    add(_FILING, "filing", filing.page)
    add(f"{_FILING}/withdraw", "withdraw", filing.withdraw, methods=["POST"])
    add(f"{_FILING}/remedy", "remedy", filing.remedy, methods=["POST"])
    add_form(blueprint, PLACE, _FILING)
    # Filters are the app's; the name is ours alone.
    blueprint.add_app_template_filter(to_unicode, "beian_unicode")
    return frame(blueprint, title=Text("网站备案", "Website filing"), menu=_MENU, may_enter=lambda _identity: True)
