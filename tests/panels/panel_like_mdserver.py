"""A panel with the routes, encodings, order of checks, replies and quirks of mdserver-web, and nothing behind them."""

from __future__ import annotations

import hmac
import json
from functools import wraps

from flask import Blueprint, Flask, jsonify, redirect, request, session

APPS = {"app-1": "the-secret"}


def is_logined():
    """As the panel's own `isLogined`."""
    return "login" in session and "username" in session


def has_app_headers():
    """Whether the request carries an id and a secret, which replace the session."""
    return bool(request.headers.get("App-Id") and request.headers.get("App-Secret"))


def app_secret_fits():
    """Whether id and secret are those of an app of the panel."""
    return hmac.compare_digest(APPS.get(request.headers["App-Id"], ""), request.headers["App-Secret"])


def login_required(view):
    """As the panel's decorator: it runs after everything that runs before a request."""

    @wraps(view)
    def checked(*args, **kwargs):
        if has_app_headers():
            if request.headers["App-Id"] not in APPS:
                raise LookupError(request.headers["App-Id"])
            return view(*args, **kwargs) if app_secret_fits() else ("", 404)
        return view(*args, **kwargs) if is_logined() else ("<html>sign in</html>", 200)

    return checked


def make_panel(**config):
    """The panel; `app.bound` holds the names that it binds, as it stores them."""
    app = Flask("mdserver_like", static_folder=None)
    app.config.update(SECRET_KEY="000000000000", SESSION_COOKIE_NAME="MW_VER_1", **config)
    app.bound = []
    site = Blueprint("site", "site", url_prefix="/site")

    def reply(status, text):
        return jsonify(status=status, msg=text)

    @site.post("/add")
    @login_required
    def add():
        menu = json.loads(request.form.get("webinfo", ""))
        app.bound.append(menu["domain"].split(":")[0])
        # Aliases that fail are dropped without a word.
        app.bound.extend(alias.strip().split(":")[0] for alias in menu["domainlist"] if alias.strip())
        return reply(True, "添加成功")

    @site.post("/add_domain")
    @login_required
    def add_domain():
        for name in request.form.get("domain", "").split(","):
            if not name:
                return reply(False, "域名不能为空")  # what came before stays bound
            app.bound.append(name.split(":")[0])
        return reply(True, "域名添加成功!")

    @site.post("/add_dir_bind")
    @login_required
    def add_dir_bind():
        app.bound.append(request.form.get("domain", "").split(":")[0])
        return reply(True, "添加成功!")

    @site.post("/set_proxy")
    @login_required
    def set_proxy():
        return reply(True, "ok")

    @site.route("/list", methods=["GET", "POST"])
    @login_required
    def list_():
        return jsonify(data=app.bound, status=True)

    @app.post("/do_login")
    def do_login():
        session.update(login=True, username=request.form["username"])
        return jsonify(status=1, msg="登录成功")

    app.register_blueprint(site)
    app.register_error_handler(404, lambda _: redirect("/"))
    app.after_request(lambda response: (response.headers.set("soft", "like-mdserver"), response)[1])
    return app
