"""The demo panel as a Flask app: what a panel developer reads to see how beian_plugin is put into a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, render_template, session
from flask_babel import gettext as _  # type: ignore[import-untyped]
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from beian_plugin import BeianError
from beian_plugin.demo import (
    access,
    background,
    checks,
    extensions,
    orders,
    sample,
    sites,
    transfers,
    visitors,
)
from beian_plugin.demo.instance import load_secrets
from beian_plugin.demo.template_values import template_values

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Response
    from flask.typing import ResponseReturnValue

_DEFAULTS = {
    "SESSION_COOKIE_NAME": "panel",
    "SESSION_COOKIE_SAMESITE": "Lax",
    # A photograph as the camera made it; Flask caps the other fields by itself.
    "MAX_CONTENT_LENGTH": 26 << 20,
    "BABEL_DEFAULT_LOCALE": "zh",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    "PANEL_HOSTS": frozenset[str](),
    # Invented filings must never go where BEIAN_DATABASE_URL of the environment points.
    "BEIAN_DATABASE_URL": "",
    "BEIAN_SIGN_IN_URL": "/sign-in?next={next}",
    "BEIAN_PANEL_URL": "/",
    "BEIAN_ISP_NAME": "示例云主机",
    "BEIAN_ICP_MAILBOX": "icp@hosting.example",
    "BEIAN_ORDER_MIN_MONTHS": "vps-*:3",
    "BEIAN_ORDER_MAX_SERVERS": "vps-*:5",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(instance: Path, **config: Any) -> Flask:
    """The panel, with its database and the plugin's in the folder `instance`, filled with samples at its first start.

    `config` are Flask's settings, `BEIAN_*` among them. `PANEL_HOSTS` names the hosts that are the panel itself, so
    that no customer's site takes their place. Raises OSError where the folder cannot be written.
    """
    instance.mkdir(parents=True, exist_ok=True)
    secrets = load_secrets(instance, sample.LOGINS)
    app = Flask(__name__, instance_path=str(instance.absolute()))
    app.config.update(_DEFAULTS, SECRET_KEY=secrets.key, **config)
    extensions.open_engine(app)
    app.register_blueprint(visitors.blueprint)  # first: a customer's site answers before the panel looks at anything
    extensions.login_manager.init_app(app)
    extensions.babel.init_app(app, locale_selector=extensions.language)
    extensions.csrf.init_app(app)
    extensions.beian.init_app(app)
    background.attach(app)
    for module in (access, sites, checks, orders, transfers):
        app.register_blueprint(module.blueprint)
    app.register_error_handler(BeianError, _plugin_in_trouble)
    app.register_error_handler(OperationalError, _database_in_trouble)
    app.register_error_handler(IntegrityError, _twice)
    app.register_error_handler(HTTPException, _http_error)
    app.after_request(_harden)
    app.context_processor(template_values)
    with app.app_context():
        sample.fill(secrets)
    return app


def _plugin_in_trouble(error: BeianError) -> ResponseReturnValue:
    words = _("The filing rules could not be asked, so nothing was changed. Try again in a minute.")
    return render_template("error.html", words=words, detail=str(error)), 503


def _database_in_trouble(_error: OperationalError) -> ResponseReturnValue:
    words = _("The panel's database does not answer, so nothing was changed. Try again in a minute.")
    return render_template("error.html", words=words, plain=True), 503


def _twice(_error: IntegrityError) -> ResponseReturnValue:
    words = _("The same was sent twice at the same moment; go back and look whether it is done.")
    return render_template("error.html", words=words), 409


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.response is not None or error.code < 400:
        return error
    words = {
        400: _("This form is too old or was changed on its way. Go back, load the page again and send it once more."),
        404: _("There is no such page, or it is not yours."),
        500: _("Something in this panel broke; its log says what. Nothing was changed."),
        413: _("That is more than a form of this panel can hold. Send less."),
    }.get(error.code, _("This is not possible here. Go back and use a button or a link of the page."))
    return render_template("error.html", words=words), error.code


def _harden(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if "_user_id" in session:
        response.headers.setdefault("Cache-Control", "no-store")
    return response
