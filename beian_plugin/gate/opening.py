"""A gate with its parts: the database, in which it reads nothing that is sealed, and the file of states."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from beian_plugin.gate.app import Gate
from beian_plugin.gate.keeper import Keeper
from beian_plugin.models.crypto import KeyRing
from beian_plugin.models.database import Database

if TYPE_CHECKING:
    from pathlib import Path

    from beian_plugin.settings import Settings

#: The file of states, in the instance folder.
STATES = "gate.states"


def open_gate(settings: Settings, folder: Path, *, follow: bool = True) -> Gate:
    """A gate whose states a thread keeps fresh if it is to `follow`, until it is closed.

    `folder` holds the file of states, and the SQLite database.
    Raises DatabaseUnavailable where the database cannot be reached and no file of states is there to go on with.
    """
    keeper = Keeper(open_database(settings, folder), settings, folder / STATES)
    if follow:
        keeper.start()
    else:
        keeper.begin()
    return Gate(keeper, settings.gate_networks)


def open_database(settings: Settings, folder: Path) -> Database:
    """The database of the settings, opened with keys of no use: nothing that is sealed is read at an edge."""
    url = settings.database_url or f"sqlite:///{folder / 'beian.sqlite3'}"
    return Database(url, KeyRing((os.urandom(32),), os.urandom(32)))
