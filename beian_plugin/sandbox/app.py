"""The simulated authority as a Flask app: SOAP services for providers, pages for whoever plays the officer."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, render_template
from werkzeug.exceptions import HTTPException

from beian_plugin.errors import InvalidValue
from beian_plugin.sandbox import accounts, officer, pages, wire
from beian_plugin.sandbox.store import Store
from beian_plugin.sandbox.words import template_values

if TYPE_CHECKING:
    from pathlib import Path

    from flask.typing import ResponseReturnValue

#: A message of the interface carries up to 50 MB in base64.
_MOST_BYTES = 96 * 1024 * 1024
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def create_app(
    folder: Path, *, auto: str | None = None, province: str = "33", encrypted: bool = True, **config: Any
) -> Flask:
    """The simulated authority of `province` with its database in `folder`; the rest of `config` is Flask's.

    `auto` sets who decides: `off` a person, `approve` at once, a number after that many seconds; None leaves it as it
    was. Province and encryption count at the first start. Raises OSError where the folder cannot be written.
    """
    store = Store(folder)
    with store.write() as office:
        if auto is not None:
            office.set_switch("auto", read_auto(auto))
        if not accounts.providers(office):
            office.set_switch("province", province)
    accounts.make_accounts(store, province, encrypted=encrypted)
    app = Flask(__name__, instance_path=str(folder.absolute()))
    app.config.update(
        {
            "SECRET_KEY": secrets.token_hex(32),
            "MAX_CONTENT_LENGTH": _MOST_BYTES,
            "SESSION_COOKIE_NAME": "authority",
            "SESSION_COOKIE_SAMESITE": "Strict",
        }
        | config
    )
    app.extensions["sandbox"] = store
    for module in (wire, pages, officer):
        app.register_blueprint(module.blueprint)
    # Globals, since imported macros see no context.
    app.jinja_env.globals.update(template_values())
    app.register_error_handler(HTTPException, _http_error)
    app.after_request(_harden)
    return app


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.response is not None or error.code < 400:
        return error
    title = f"{error.code} {error.name}"
    return render_template("error.html", title=title, words=error.description), error.code


def _harden(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def read_auto(text: str) -> str:
    """The switch's value for `off`, `approve` or a number of seconds. Raises InvalidValue for anything else."""
    if text in {"off", "approve"} or (text.isascii() and text.isdecimal() and len(text) < 9):
        return text
    raise InvalidValue(f"{text[:20]!r} is neither off nor approve nor a number of seconds.", what="auto")
