"""Accounts of our own for hosts whose panel has none (FAQ 18, 19, 40), and claims on subjects (FAQ 25)."""

from __future__ import annotations

from flask import Blueprint, abort

from beian_plugin.blueprints.accounts import claims, links, own, recovery, sign_in
from beian_plugin.blueprints.base import state
from beian_plugin.blueprints.web.frame import MenuItem, frame
from beian_plugin.filing.verdict import Text

_HELP = MenuItem("beian_help.overview", Text("备案说明", "Help"))


def create_sign_in() -> Blueprint:
    """Sign-in, registration and recovery, which anybody may use; 404 where the panel has users of its own."""
    blueprint = Blueprint("beian_sign_in", __name__, template_folder="templates")
    get, post = blueprint.get, blueprint.post
    get("/sign-in", endpoint="page")(sign_in.page)
    post("/sign-in", endpoint="enter")(sign_in.enter)
    get("/register", endpoint="register")(recovery.register_page)
    post("/register", endpoint="ask_to_register")(recovery.register)
    get("/recover", endpoint="recover")(recovery.page)
    post("/recover", endpoint="ask_to_recover")(recovery.recover)
    get("/sent", endpoint="sent")(recovery.sent)
    get("/link/<secret>", endpoint="link")(links.arrive)
    get("/password", endpoint="password")(links.page)
    post("/password", endpoint="set_password")(links.set_password)
    blueprint.before_request(lambda: None if state().uses_accounts() else abort(404))
    menu = (
        MenuItem("beian_sign_in.page", Text("登录", "Sign in")),
        MenuItem("beian_sign_in.register", Text("注册", "Register")),
        MenuItem("beian_sign_in.recover", Text("找回帐号密码", "Recover")),
        _HELP,
    )
    return frame(blueprint, title=Text("网站备案", "Website filing"), menu=menu, may_enter=None)


def create_account() -> Blueprint:
    """What a signed-in customer does with their account, and claims on subjects, which the panel's users make too."""
    blueprint = Blueprint("beian_account", __name__, template_folder="templates")
    get, post = blueprint.get, blueprint.post
    get("/", endpoint="page")(own.page)
    post("/", endpoint="change_password")(own.change_password)
    post("/sign-out", endpoint="sign_out")(own.sign_out)
    get("/claims", endpoint="claims")(claims.page)
    post("/claims", endpoint="claim")(claims.claim)
    menu = (MenuItem("beian_portal.start", Text("我的备案", "My filings")), _HELP)
    title = Text("网站备案", "Website filing")
    return frame(blueprint, title=title, menu=menu, may_enter=lambda _identity: True)
