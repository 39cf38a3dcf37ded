"""The plugin in an app of its own, for panels without Flask to ask: `gunicorn "beian_plugin.daemon:create_app()"`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, redirect
from werkzeug.middleware.proxy_fix import ProxyFix

from beian_plugin.blueprints.base import KEY
from beian_plugin.extension import Beian

if TYPE_CHECKING:
    from beian_plugin.settings import Settings

#: The file of the key that signs sessions, in the instance folder.
SECRET = "daemon.key"  # noqa: S105  a file's name
#: Bytes of a request: photographs of papers have to pass.
_MOST_BYTES = 26 << 20


def create_app(*, proxies: int = 0) -> Flask:
    """The app as the environment describes it; BEIAN_INSTANCE names its folder, else it is `instance` below this one.

    `proxies` is how many proxies stand before it, whose word on a visitor's address is taken. Sessions are signed with
    SECRET_KEY of the environment, else with a key that is made in the folder.
    Raises SettingError, DatabaseUnavailable.
    """
    folder = Path(os.environ.get("BEIAN_INSTANCE") or "instance").absolute()
    app = Flask(__name__, instance_path=str(folder), static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=_MOST_BYTES, SESSION_COOKIE_NAME="beian", SESSION_COOKIE_SAMESITE="Lax")
    Beian(app)
    settings: Settings = app.extensions[KEY].context.settings
    app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY") or _kept_secret(folder / SECRET)
    app.config["SESSION_COOKIE_SECURE"] = settings.public_url.startswith("https://")
    if settings.accounts:
        app.add_url_rule("/", "start", lambda: redirect(f"{settings.url_prefix}/"))
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask's own documentation has it
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    return app


def _kept_secret(path: Path) -> str:
    """The key in `path`, which the first of all workers makes, readable for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another worker was first, and its key counts
        finally:
            draft.unlink()
    return path.read_text("ascii").strip()
