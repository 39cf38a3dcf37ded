"""What the panel's modules share: the plugin, the panel's database, sign-in, CSRF and languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g, request
from flask_babel import Babel  # type: ignore[import-untyped]
from flask_login import LoginManager, current_user  # type: ignore[import-untyped]
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from beian_plugin import Beian, Identity
from beian_plugin.demo.models import Base, User

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

LANGUAGES = ("zh", "en")
#: The plugin's pages follow this cookie; the panel keeps its own language there, too.
LANGUAGE_COOKIE = "beian_lang"

beian = Beian()
csrf = CSRFProtect()
babel = Babel()
login_manager = LoginManager()
login_manager.login_view = "access.sign_in"
login_manager.login_message = ""  # the page that follows says it itself
login_manager.session_protection = "strong"


@beian.identity_loader
def signed_in() -> Identity | None:
    """The panel's signed-in user as the plugin knows users."""
    user = current_user
    if not user or not user.is_authenticated:
        return None
    return Identity(id=user.get_id(), name=user.name, roles=frozenset({user.role} if user.is_staff else ()))


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load_user(user_id: str) -> User | None:
    return database().get(User, int(user_id))


def language() -> str:
    """The language of this request: the one that the visitor chose, else the browser's, else Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "zh")


def open_engine(app: Flask) -> None:
    """Open the panel's own SQLite file in the instance folder and create its tables."""
    engine = create_engine(f"sqlite:///{app.instance_path}/panel.sqlite3")

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    Base.metadata.create_all(engine)
    app.extensions["panel"] = engine
    app.teardown_appcontext(_close)


def database() -> Session:
    """The session of this request; what is not committed at its end is given up."""
    if "panel_session" not in g:
        g.panel_session = Session(cast("Engine", current_app.extensions["panel"]), expire_on_commit=False)
    return cast("Session", g.panel_session)


def _close(_error: BaseException | None) -> None:
    opened = g.pop("panel_session", None)
    if opened is not None:
        opened.close()
