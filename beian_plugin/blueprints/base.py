"""What every blueprint needs of its app: the context, and who is signed in to the panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from beian_plugin.operations.context import Context

#: Under this name the app's state stands in `app.extensions`.
KEY = "beian"


@dataclass(frozen=True, slots=True)
class Identity:
    """A user of the panel, as the panel itself knows it."""

    id: str
    name: str = ""
    #: `staff` sees the desk; other words are the panel's own.
    roles: frozenset[str] = frozenset()


@dataclass(slots=True)
class AppState:
    """The parts of one app."""

    context: Context
    #: Gives the panel's signed-in user, or None for a stranger.
    load_identity: Callable[[], Identity | None] = lambda: None
    #: Whether guards of endpoints that the app does not have were reported.
    guards_reported: bool = False


def state() -> AppState:
    """The state of the current app. Raises KeyError where beian_plugin was never initialised on it."""
    return cast("AppState", current_app.extensions[KEY])


def context() -> Context:
    """The context of the current app."""
    return state().context
