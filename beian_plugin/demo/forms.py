"""A form for each page; buttons that need no field use `PanelForm` itself, for its CSRF token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped]
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import AnyOf, InputRequired, Optional

from beian_plugin.demo.extensions import LANGUAGES, language
from beian_plugin.demo.regions import PRODUCTS, REGIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from beian_plugin import Text
    from beian_plugin.demo.models import Server, Site

_MISSING = _("Please fill this in.")
_TERMS = [SelectChoice(months) for months in ("1", "3", "6", "12", "24", "36")]
_QUANTITIES = [SelectChoice(str(quantity)) for quantity in range(1, 11)]


def _names(words: Mapping[str, Text]) -> list[SelectChoice]:
    return [SelectChoice(tag, text.to(language())) for tag, text in words.items()]


def _server_name(server: Server) -> str:
    return f"{REGIONS[server.region].to(language())} · {server.address} · {PRODUCTS[server.product].to(language())}"


class PanelForm(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token."""


class LanguageForm(PanelForm):
    """Choose the language of the pages."""

    language = StringField(validators=[AnyOf(LANGUAGES)])
    back = HiddenField()


class SignInForm(PanelForm):
    """Sign in."""

    login = StringField(_("User name"), [InputRequired(_MISSING)], render_kw={"autocomplete": "username"})
    password = PasswordField(_("Password"), [InputRequired(_MISSING)], render_kw={"autocomplete": "current-password"})
    submit = SubmitField(_("Sign in"))


class _HostForm(PanelForm):
    host = StringField(
        _("Host name"),
        [InputRequired(_MISSING)],
        filters=[lambda text: text.strip() if text else text],
        description=_("Such as www.demo-teashop.cn."),
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )


class _ServerForm(PanelForm):
    server = SelectField(_("Server"), coerce=int)

    def __init__(self, servers: Sequence[Server], **values: Any) -> None:
        super().__init__(**values)
        self.server.choices = [SelectChoice(str(one.id), _server_name(one)) for one in servers]


class SiteForm(_HostForm, _ServerForm):
    """Add a site."""

    submit = SubmitField(_("Add the site"))


class OrderForm(PanelForm):
    """Order servers."""

    product = SelectField(_("Product"))
    region = SelectField(_("Region"))
    months = SelectField(_("Months"), coerce=int, choices=_TERMS, default=12)
    quantity = SelectField(_("Quantity"), coerce=int, choices=_QUANTITIES, default=1)
    submit = SubmitField(_("Order"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.product.choices = _names(PRODUCTS)
        self.region.choices = _names(REGIONS)


class TransferInForm(_HostForm, _ServerForm):
    """A site comes from another provider."""

    subject_correct = RadioField(
        _("Is the filed data of your subject right?"),
        [Optional()],
        choices=[SelectChoice("yes", _("Yes")), SelectChoice("no", _("No")), SelectChoice("", _("I have not checked"))],
        default="",
        description=_("Name, certificate, principal and address as they stand on record."),
    )
    has_password = BooleanField(_("I have the filing password"))
    submit = SubmitField(_("Transfer in"))


class _OwnSiteForm(PanelForm):
    site = SelectField(_("Site"), coerce=int)

    def choose_from(self, sites: Sequence[Site]) -> None:
        """Offer these sites."""
        self.site.choices = [SelectChoice(str(one.id), one.shown) for one in sites]


class TransferOutForm(_OwnSiteForm):
    """A site leaves for another provider."""

    submit = SubmitField(_("Transfer out"))


class TransferMoveForm(_OwnSiteForm, _ServerForm):
    """A site moves to another server."""

    submit = SubmitField(_("Move"))


def said(answer: str | None) -> bool | None:
    """What the customer stated: yes, no, or nothing yet."""
    return {"yes": True, "no": False}.get(answer or "")
