"""Which account a browser is signed in to, by a cookie of our own: the panel's session stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, redirect, request, session, url_for

from beian_plugin.blueprints.base import Identity, context
from beian_plugin.operations import accounts_sessions

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from beian_plugin.operations.accounts_sessions import SignedIn

_COOKIE = "beian_account"
#: Where Flask-WTF keeps what the tokens of forms are made from.
_CSRF = "csrf_token"


def account() -> SignedIn | None:
    """The account that this browser is signed in to; looked up once a request."""
    if "beian_account" not in g:
        secret = request.cookies.get(_COOKIE, "")
        g.beian_account = accounts_sessions.who_is(context(), secret) if secret else None
    found: SignedIn | None = g.beian_account
    return found


def signed_in() -> Identity | None:
    """The user who is signed in to an account of ours."""
    found = account()
    return found and Identity(found.name, found.holder or found.name, found.roles)


def enter(secret: str, address: str) -> Response:
    """Go to `address`, signed in: what the browser had before is ended, and its forms get new tokens."""
    _end()
    response = redirect(address, 303)
    response.set_cookie(_COOKIE, secret, path=_path(), httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def leave(address: str) -> Response:
    """Go to `address`, signed out."""
    _end()
    response = redirect(address, 303)
    response.delete_cookie(_COOKIE, path=_path(), httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def first_page(*, is_staff: bool) -> str:
    """Where somebody begins who was on the way to nowhere."""
    return url_for("beian_desk.queue" if is_staff else "beian_portal.start")


def _end() -> None:
    if secret := request.cookies.get(_COOKIE, ""):
        accounts_sessions.sign_out(context(), secret)
    session.pop(_CSRF, None)


def _path() -> str:
    return f"{request.script_root}{context().settings.url_prefix}"
