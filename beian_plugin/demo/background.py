"""The background work of the demo: what is queued goes out and what is answered comes in, in threads of the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from beian_plugin.demo import hosting
from beian_plugin.demo.extensions import beian
from beian_plugin.jobs.background import Background, run_round

if TYPE_CHECKING:
    from flask import Flask

    from beian_plugin.operations.context import Context

_KEY = "background"


def attach(app: Flask) -> None:
    """Give the panel its background work; whoever serves the panel starts and stops it."""
    with app.app_context():
        app.extensions[_KEY] = Background(beian.context, within=app.app_context, work=_round)


def of(app: Flask) -> Background:
    """The background work of the panel."""
    return cast("Background", app.extensions[_KEY])


def _round(context: Context) -> str:
    done = run_round(context)
    if done:
        hosting.number_sites()
    return done
