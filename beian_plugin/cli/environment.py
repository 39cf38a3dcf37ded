"""What commands share: the app's parts opened from the environment, and errors said in one sentence."""

from __future__ import annotations

import getpass
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from beian_plugin.operations.context import open_context as open_parts
from beian_plugin.settings import load_settings

if TYPE_CHECKING:
    from beian_plugin.operations.context import Context

#: The folder of the SQLite file and the keys, as Flask's `instance` folder is for a panel.
INSTANCE = "BEIAN_INSTANCE"


def instance_folder() -> Path:
    """The folder that BEIAN_INSTANCE names, else `instance` below the current one."""
    return Path(os.environ.get(INSTANCE) or "instance").absolute()


def open_context() -> Context:
    """The parts of the app that the environment describes, database migrated; plugins load when they are asked.

    They are closed when the command ends. Raises BeianError, which `main` turns into one sentence.
    """
    # Commands say what went wrong themselves; without a handler the log would say it a second time.
    logging.getLogger("beian_plugin").addHandler(logging.NullHandler())
    settings, folder = load_settings({}), instance_folder()
    fresh = not settings.database_url and not (folder / "beian.sqlite3").exists()
    context = open_parts(settings, folder, lazily=True)
    if fresh and sys.stderr.isatty():
        click.echo(f"A new database was made in {folder}; {INSTANCE} names the folder of a panel's own.", err=True)
    click.get_current_context().call_on_close(context.database.close)
    return context


def actor() -> str:
    """Who runs the command, for histories and the audit log."""
    try:
        return f"command line: {getpass.getuser()}"
    except (OSError, KeyError):
        return "command line"  # containers may run under a number that has no name
