"""The frame of our pages: who is let in, in which language, under which headers; the panel's app stays as it is.

Words stand in the templates in both languages, side by side: `{{ t("保存", "Save") }}`. A translation extension would
have to be initialised on the panel's app, where the panel's own may be.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import quote

from flask import abort, flash, g, redirect, render_template, request, url_for

from beian_plugin.blueprints.base import Identity, context, state
from beian_plugin.blueprints.web import again
from beian_plugin.blueprints.web.addresses import own_path
from beian_plugin.blueprints.web.forms import PageForm
from beian_plugin.blueprints.web.help import back, help_address, help_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Blueprint, Response
    from flask.typing import ResponseReturnValue

    from beian_plugin.filing.verdict import Text

LANGUAGES = ("zh", "en")
_LANGUAGE_COOKIE = "beian_lang"
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class MenuItem(NamedTuple):
    """One entry of a menu."""

    endpoint: str
    name: Text


def frame(
    blueprint: Blueprint, *, title: Text, menu: Iterable[MenuItem], may_enter: Callable[[Identity], bool] | None
) -> Blueprint:
    """Put the pages of `blueprint` into the frame: signed-in people for whom `may_enter` is true, and nobody else.

    Where `may_enter` is None, anybody enters, signed in or not. Every POST needs the form's CSRF token. A stranger is
    sent to `BEIAN_SIGN_IN_URL`, else to sign in to an account of ours, where there are such.
    """
    entries = tuple(menu)
    blueprint.before_request(lambda: _let_in(blueprint, may_enter))
    blueprint.after_request(_harden)
    blueprint.context_processor(lambda: _values(title, entries))
    return blueprint


def language() -> str:
    """The language of this request: `zh` or `en`."""
    return cast("str", g.get("beian_lang", "zh"))


def t(zh: str, en: str) -> str:
    """The words in the language of this request."""
    return en if language() == "en" else zh


def me() -> Identity:
    """Who asks, on pages that are not open to anybody: the frame lets nobody in there without."""
    return cast("Identity", g.beian_identity)


def tell(text: Text, category: str = "done") -> None:
    """Show a sentence on top of the next page; `category` is `done` or `hold`."""
    flash(text.to(language()), f"beian-{category}")


def _let_in(blueprint: Blueprint, may_enter: Callable[[Identity], bool] | None) -> ResponseReturnValue | None:
    wanted = request.args.get("lang") or request.cookies.get(_LANGUAGE_COOKIE)
    g.beian_lang = wanted if wanted in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "zh")
    if request.endpoint == f"{blueprint.name}.static":
        return None
    # Nobody types a zero byte, and PostgreSQL keeps none; pages for everybody say themselves what they cannot look up.
    said = request.form if may_enter is None else request.values
    if any("\0" in text for text in chain(*said.listvalues())):
        abort(400)
    identity = state().load_identity()
    if may_enter is not None:
        if identity is None:
            return (again.page(_sign_in_address()), 401) if again.may_repeat() else _to_sign_in()
        if not may_enter(identity):
            abort(403)
    g.beian_identity = identity
    if request.method == "POST" and not PageForm().validate():
        return (again.page() if again.may_repeat() else render_template("beian/stale.html")), 400
    g.beian_let_in = True
    return None


def _to_sign_in() -> ResponseReturnValue:
    return redirect(_sign_in_address() or abort(401))


def _sign_in_address() -> str:
    """Where to sign in and come back from to this page, or to the one that sent the request; empty for nowhere."""
    here = f"{request.script_root}{request.full_path.rstrip('?')}"
    back = here if request.method == "GET" else own_path(request.referrer or "") or request.script_root + request.path
    address = context().settings.sign_in_url
    if not address and state().uses_accounts():
        address = url_for("beian_sign_in.page", next="{next}").replace("%7Bnext%7D", "{next}")
    return address.replace("{next}", quote(back, safe=""))


def _harden(response: Response) -> Response:
    response = again.for_script(response, let_in="beian_let_in" in g)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if response.mimetype in ("text/html", "application/json"):
        response.headers["Cache-Control"] = "no-store"
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(
            _LANGUAGE_COOKIE, language(), max_age=31_536_000, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


def _values(title: Text, menu: tuple[MenuItem, ...]) -> dict[str, Any]:
    """What every template of ours may use."""
    settings = context().settings
    return {
        "lang": language(),
        "t": t,
        "me": g.get("beian_identity"),
        "frame_title": title.to(language()),
        "panel_url": settings.panel_url,
        "panel_name": settings.panel_name or t("返回控制面板", "Back to the panel"),
        "account_address": url_for("beian_account.page") if state().uses_accounts() else "",
        "menu": [(url_for(item.endpoint), item.name.to(language())) for item in menu],
        "other_language": _other_language(),
        "help_address": help_address,
        "help_page": help_page,
        "back_from_help": back,
        "page_form": lambda: PageForm(formdata=None),
    }


def _other_language() -> str:
    """This page in the other language, from wherever the app is mounted."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    query = "&".join(f"{quote(name)}={quote(value)}" for name, value in [*kept, ("lang", t("en", "zh"))])
    return f"?{query}"
