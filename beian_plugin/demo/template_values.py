"""What every template may use besides its own values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import lazy_gettext as _  # type: ignore[import-untyped]
from flask_login import current_user  # type: ignore[import-untyped]

from beian_plugin import Direction
from beian_plugin.demo.desk import field_label, province_view, shown, steps
from beian_plugin.demo.extensions import database, language
from beian_plugin.demo.forms import LanguageForm, PanelForm
from beian_plugin.demo.models import User
from beian_plugin.demo.regions import PRODUCTS, REGIONS
from beian_plugin.demo.sites import page_of

if TYPE_CHECKING:
    from beian_plugin import Filing, Kind, Verb

_MenuItem = tuple[str, dict[str, str], str]
_CUSTOMER_MENU: tuple[_MenuItem, ...] = (
    ("sites.overview", {}, _("Overview")),
    ("sites.new", {}, _("Add a site")),
    ("orders.new", {}, _("Order a server")),
    ("transfers.new", {"direction": "in"}, _("Transfer a site")),
    ("filings.overview", {}, _("Filings")),
)
_STAFF_MENU: tuple[_MenuItem, ...] = (
    ("staff.answers", {}, _("Answers")),
    ("filings.overview", {}, _("Filings")),
    ("staff.tasks", {}, _("Tasks")),
    ("staff.plugin", {}, _("Plugin")),
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
    ("staff", _("filing staff: all answers, all filings, the state of the plugin")),
)
_ACTORS = {"authority": _("the authority"), "beian": _("by itself")}
_PROVINCE_STATUS = {
    "own": _("own rules"),
    "baseline": _("national rules"),
    "broken": _("its file is broken"),
}
_PLUGIN_STATUS = {
    "ok": _("in force"),
    "last_good": _("last good version in force"),
    "refused": _("refused"),
    "replaced": _("replaced"),
    "broken": _("broken"),
}


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
        "capital": _capital,
        "kind_name": _kind_name,
        "page_of": page_of,
        "product_name": lambda tag: PRODUCTS[tag].to(language()),
        "province_view": province_view,
        "region_name": lambda tag: REGIONS[tag].to(language()),
        "province_status": _PROVINCE_STATUS.__getitem__,
        "plugin_status": _PLUGIN_STATUS.__getitem__,
        "sign_ins": _SIGN_INS,
        "steps": _steps,
        "actor_name": _actor_name,
        "field_label": field_label,
        "shown": shown,
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


def _kind_name(kind: Kind) -> str:
    return kind.en if language() == "en" else kind.zh


def _capital(words: str) -> str:
    """English words as the start of a sentence."""
    return words[:1].upper() + words[1:]


def _actor_name(actor: str) -> str:
    """Who took a step: a user of the panel, the authority, or the software itself."""
    user = database().get(User, int(actor)) if actor.isdecimal() else None
    return user.name if user else str(_ACTORS.get(actor, actor))


def _steps(filing: Filing) -> tuple[Verb, ...]:
    return steps(filing, staff=current_user.is_staff)
