"""What every operation works with: the settings, the database, the plugins and the clock of one app."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.database import open_database
from beian_plugin.operations.clock import utc_now
from beian_plugin.operations.good_plugins import DatabaseVersions
from beian_plugin.operations.record_lookups import Lookups
from beian_plugin.operations.registries import Registries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from beian_plugin.hooks.versions import Versions
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
    registries: Registries = field(default_factory=Registries)

    def held(self) -> Context:
        """The same with the plugins as they are now: for answers that belong together."""
        return replace(self, plugins=self.plugins.held())


def open_context(
    settings: Settings, folder: Path, plugins: Iterable[tuple[object, str]] = (), *, lazily: bool = False
) -> Context:
    """The parts of an app whose database stands in `folder` unless the settings name another.

    The database is created or migrated, the plugins are loaded, or `lazily` when the first is asked for; `plugins` are
    objects with hooks and their names.
    Raises SettingError, DatabaseUnavailable, and with `plugin_strict` PluginError.
    """
    database = open_database(settings, folder)
    database.upgrade()
    manager = plugins_of(settings, DatabaseVersions(database))
    for plugin, name in plugins:
        manager.register(plugin, name)
    if lazily and not settings.plugin_strict:
        manager.load_later()
    else:
        manager.load()
    if settings.plugin_strict:
        manager.require_healthy()
    return Context(settings=settings, database=database, plugins=manager)


def plugins_of(settings: Settings, versions: Versions | None) -> Plugins:
    """The plugins that the settings name, not loaded yet."""
    return Plugins(
        settings.plugin_dir,
        trial_seconds=settings.plugin_trial_seconds,
        versions=versions,
        trust=settings.plugin_trust,
        hashes=settings.plugin_hashes,
    )
