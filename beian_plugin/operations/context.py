"""What every operation works with: the settings, the database, the plugins and the clock of one app."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.database import open_database
from beian_plugin.operations.clock import utc_now
from beian_plugin.operations.good_plugins import DatabaseGoodVersions
from beian_plugin.operations.record_lookups import Lookups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from beian_plugin.models.database import Database
    from beian_plugin.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The parts of one app; never shared between apps."""

    settings: Settings
    database: Database
    plugins: Plugins
    now: Callable[[], datetime] = utc_now
    lookups: Lookups = field(default_factory=Lookups)


def open_context(settings: Settings, folder: Path, plugins: Iterable[tuple[object, str]] = ()) -> Context:
    """The parts of an app whose database stands in `folder` unless the settings name another.

    The database is created or migrated, the plugins are loaded; `plugins` are objects with hooks and their names.
    Raises SettingError, DatabaseUnavailable, and with `plugin_strict` PluginError.
    """
    database = open_database(settings, folder)
    database.upgrade()
    manager = Plugins(
        settings.plugin_dir, trial_seconds=settings.plugin_trial_seconds, good_versions=DatabaseGoodVersions(database)
    )
    for plugin, name in plugins:
        manager.register(plugin, name)
    manager.load()
    if settings.plugin_strict:
        manager.require_healthy()
    return Context(settings=settings, database=database, plugins=manager)
