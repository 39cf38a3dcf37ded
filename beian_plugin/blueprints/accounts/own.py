"""The account that somebody is signed in to: its password, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, render_template, url_for

from beian_plugin.blueprints.accounts.links import new_password_form
from beian_plugin.blueprints.accounts.session import account, enter, leave
from beian_plugin.blueprints.base import context, state
from beian_plugin.blueprints.web.frame import tell
from beian_plugin.errors import AccountRefused
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import accounts_sessions

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from beian_plugin.blueprints.web.forms import PageForm
    from beian_plugin.operations.accounts_sessions import SignedIn


def page() -> ResponseReturnValue:
    """The account, and the form that changes its password."""
    return _page(new_password_form(asks_old=True))


def change_password() -> ResponseReturnValue:
    """Change the password, which ends every other session."""
    name, form = _own().name, new_password_form(asks_old=True)
    if not form.validate():
        return _page(form), 422
    try:
        secret = accounts_sessions.change_password(context(), name, form.old_password.data, form.new_password.data)
    except AccountRefused as refusal:
        return _page(form, refusal), 429 if refusal.wait else 422
    tell(
        Text(
            "密码已更改；其他设备上的登录都已退出。",
            "The password is changed; wherever else you were signed in, you are signed out.",
        )
    )
    return enter(secret, url_for(".page"))


def sign_out() -> ResponseReturnValue:
    """End the session."""
    _own()
    tell(Text("您已退出登录。", "You are signed out."))
    return leave(url_for("beian_sign_in.page"))


def _page(form: PageForm, refusal: AccountRefused | None = None) -> str:
    return render_template("beian_accounts/account.html", account=_own(), form=form, refusal=refusal)


def _own() -> SignedIn:
    """The account; 404 where the panel signs in its users."""
    found = account() if state().uses_accounts() else None
    return found or abort(404)
