"""What every template may use besides its own values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import lazy_gettext as _  # type: ignore[import-untyped]

from beian_plugin import Direction
from beian_plugin.demo.extensions import language
from beian_plugin.demo.forms import LanguageForm, PanelForm
from beian_plugin.demo.provinces import province_view
from beian_plugin.demo.regions import PRODUCTS, REGIONS
from beian_plugin.demo.sites import page_of

if TYPE_CHECKING:
    from beian_plugin import Filing

_MenuItem = tuple[str, dict[str, str], str]
_CUSTOMER_MENU: tuple[_MenuItem, ...] = (
    ("sites.overview", {}, _("Overview")),
    ("sites.new", {}, _("Add a site")),
    ("orders.new", {}, _("Order a server")),
    ("transfers.new", {"direction": "in"}, _("Transfer a site")),
    ("beian_portal.start", {}, _("Filings")),
)
_STAFF_MENU: tuple[_MenuItem, ...] = (
    ("sites.overview", {}, _("Overview")),
    ("beian_desk.queue", {}, _("Filing desk")),
)
_DIRECTIONS = {
    Direction.IN: _("Transfer in"),
    Direction.OUT: _("Transfer out"),
    Direction.MOVE: _("Move"),
}
_QUESTIONS = {
    "domain_bind": _("Add a site"),
    "server_order": _("Order a server"),
    **{f"transfer_{direction}": name for direction, name in _DIRECTIONS.items()},
}
#: Sample names, and what each shows.
_NAMES_TO_TRY = (
    ("shop.demo-teahouse.cn", _("filed through us")),
    ("demo-teashop.cn", _("filed through another provider")),
    ("demo-oldtea.cn", _("filed, but without a provider")),
    ("demo-pair-a.cn", _("shares its number with another name")),
    ("demo-bookshop.cn", _("filed for somebody else")),
    ("www.demo-newshop.cn", _("not filed")),
    ("demo_shop.cn", _("no domain at all")),
    ("zhihu.com", _("a real filing, as the public query shows it")),
)
_SIGN_INS = (
    ("teahouse", _("a company in Zhejiang that is filed through this provider")),
    ("zhang", _("an individual in Shaanxi who is filed through another provider")),
    ("newco", _("a new company in Beijing that never filed")),
    ("officer", _("reviews filings at the desk")),
    ("supervisor", _("may besides release what others claimed, and minds the link")),
    ("auditor", _("reads everything at the desk and changes nothing")),
    ("ops", _("minds the link with the authority, plugins and provinces")),
)


def template_values() -> dict[str, Any]:
    """The values for one request."""
    return {
        "lang": language(),
        "here": _here(),
        "customer_menu": _CUSTOMER_MENU,
        "staff_menu": _STAFF_MENU,
        "language_form": LanguageForm(formdata=None),
        "button_form": PanelForm(formdata=None),
        "names_to_try": _NAMES_TO_TRY,
        "direction_name": lambda tag: _DIRECTIONS[Direction(tag)],
        "question_name": _QUESTIONS.__getitem__,
        "form_address": _form_address,
        "filing_name": _filing_name,
        "page_of": page_of,
        "product_name": lambda tag: PRODUCTS[tag].to(language()),
        "province_view": province_view,
        "region_name": lambda tag: REGIONS[tag].to(language()),
        "sign_ins": _SIGN_INS,
    }


def _here() -> str:
    """Address to come back to after the language was switched."""
    rule = request.url_rule
    return request.full_path.rstrip("?") if rule and "GET" in (rule.methods or ()) else url_for("sites.overview")


def _form_address(question: str) -> str:
    """Where the question is asked."""
    if question == "domain_bind":
        return url_for("sites.new")
    if question == "server_order":
        return url_for("orders.new")
    return url_for("transfers.new", direction=question.removeprefix("transfer_"))


def _filing_name(filing: Filing) -> str:
    """The filing's kind, as the start of a sentence, and its number."""
    kind = filing.kind.en.capitalize() if language() == "en" else filing.kind.zh
    return f"{kind} #{filing.id}"
