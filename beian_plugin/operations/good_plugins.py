"""The last version of each drop-in that worked, kept in the database: the same in every worker and after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beian_plugin.models.service import GoodPlugin
from beian_plugin.operations.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from beian_plugin.models.database import Database


class DatabaseGoodVersions:
    """Good versions of drop-ins by file name: what `hooks.manager` falls back on when a new version fails."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now

    def get(self, name: str) -> tuple[str, str] | None:
        """Digest and source of the version of `name` that last worked."""
        with self._database.read() as session:
            row = session.get(GoodPlugin, name)
            return None if row is None else (row.digest, row.source)

    def put(self, name: str, digest: str, source: str) -> None:
        """Keep `source` as the version of `name` that works."""
        with self._database.write() as session:
            row = session.get(GoodPlugin, name)
            if row is None or row.digest != digest:
                session.merge(GoodPlugin(name=name, digest=digest, source=source, at=self._now()))
