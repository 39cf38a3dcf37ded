"""What every operation works with: the settings, the database, the plugins and the clock of one app."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from beian_plugin.hooks.manager import Plugins
    from beian_plugin.models.database import Database
    from beian_plugin.settings import Settings


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The parts of one app; never shared between apps."""

    settings: Settings
    database: Database
    plugins: Plugins
    now: Callable[[], datetime] = utc_now
