"""Sign in and out, the language switch, and who may open which page."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _  # type: ignore[import-untyped]
from flask_login import current_user, login_required, login_user, logout_user  # type: ignore[import-untyped]
from sqlalchemy import select
from werkzeug.security import check_password_hash, generate_password_hash

from beian_plugin.demo.extensions import LANGUAGE_COOKIE, database
from beian_plugin.demo.forms import LanguageForm, PanelForm, SignInForm
from beian_plugin.demo.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from beian_plugin.demo.models import Check, Order, Site, Transfer

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", "Site", "Order", "Transfer", "Check")

blueprint = Blueprint("access", __name__)

#: Compared where there is no such user, so that an unknown name takes as long as a wrong password.
_NOBODY = generate_password_hash("")


def customer_only(view: Callable[P, R]) -> Callable[P, R]:
    """Let only signed-in customers open `view`; for others it does not exist."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if current_user.is_staff:
            abort(404)
        return view(*args, **kwargs)

    checked: Callable[P, R] = login_required(guarded)
    return checked


def me() -> User:
    """The signed-in user, as a row of this request's session."""
    return database().get_one(User, int(current_user.get_id()))


def mine_or_404(kind: type[T], number: int) -> T:
    """The object of the signed-in user; for everybody else there is none."""
    found = database().get(kind, number)
    if found is None or found.owner_id != current_user.id:
        abort(404)
    return found


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for name and password."""
    form = SignInForm()
    if form.validate_on_submit():
        user = _user_of(form.login.data or "", form.password.data or "")
        if user is not None:
            session.permanent = False
            login_user(user)
            return redirect(_local(request.args.get("next")))
        flash(_("This name and password do not fit together. The terminal that runs the demo shows them."), "deny")
    return render_template("sign_in.html", form=form), 200 if request.method == "GET" else 422


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session; the chosen language stays."""
    if PanelForm().validate():
        logout_user()
    return redirect(url_for("access.sign_in"))


@blueprint.post("/language")
def language() -> ResponseReturnValue:
    """Keep the chosen language and go back to the page."""
    form = LanguageForm()
    answer = redirect(_local(form.back.data))
    if form.validate():
        answer.set_cookie(LANGUAGE_COOKIE, form.language.data or "", max_age=31_536_000, httponly=True, samesite="Lax")
    return answer


def _user_of(login: str, password: str) -> User | None:
    user = database().scalar(select(User).where(User.login == login))
    fits = check_password_hash(user.password_hash if user else _NOBODY, password)
    return user if user and fits else None


def _local(path: str | None) -> str:
    """`path` where it leads to a page of this panel, else the first page."""
    is_local = path and path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if path and is_local else url_for("sites.overview")
