"""`beian worker`: the background work, alone in its process."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from beian_plugin.blueprints.base import KEY
from beian_plugin.cli.environment import open_context
from beian_plugin.errors import BeianError, ExtraMissing
from beian_plugin.jobs.background import TICK, Background

if TYPE_CHECKING:
    from flask import Flask


@click.command()
@click.option("--once", is_flag=True, help="Do one round and end; for cron, or to see what a round does.")
@click.option("--every", default=TICK, show_default=True, type=click.IntRange(1, 3600), help="Seconds between rounds.")
@click.option(
    "--app",
    "app_path",
    metavar="MODULE:NAME",
    help="The panel's Flask app, as `flask --app` takes it, so that the panel's own hooks are called; "
    "without it the settings come from the environment.",
)
@click.pass_context
def worker(ctx: click.Context, *, once: bool, every: int, app_path: str | None) -> None:
    """Send what is queued, fetch and apply what the authority answered, remind of what is due.

    A filing that is queued wakes it at once. Any number of workers may run, on any number of machines: one acts at a
    time, and where one dies another goes on. SIGTERM and Ctrl+C let it finish the round. With --once the exit status is
    1 where something is held up.
    """
    background = _of_app(app_path) if app_path else Background(open_context())
    if once:
        try:
            click.echo(background.round() or "Nothing was to be done, or another worker is at it.")
        except ExtraMissing:
            raise
        except BeianError as trouble:
            click.echo(f"beian: {trouble}", err=True)
            ctx.exit(1)
        return
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    logger = logging.getLogger("beian_plugin")
    logger.setLevel(logging.INFO)
    logger.info("The worker runs, with a round every %s s", every)
    background.run(every=every)
    logger.info("The worker has ended")


def _of_app(path: str) -> Background:
    """The background work of the Flask app at `path`. Raises click's NoAppException, BeianError."""
    from flask.cli import ScriptInfo

    app: Flask = ScriptInfo(app_import_path=path, set_debug_flag=False).load_app()
    if KEY not in app.extensions:
        raise BeianError(f"The app {path} has no beian_plugin: call `Beian(app)` or `beian.init_app(app)` in it.")
    return Background(app.extensions[KEY].context, within=app.app_context)
