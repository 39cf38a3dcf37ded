"""What all workers know of drop-ins, in the database: the same in each of them and after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from beian_plugin.filing.verdict import Text
from beian_plugin.hooks.versions import Known, Outcome
from beian_plugin.models.service import GoodPlugin, PluginSource, PluginTrial
from beian_plugin.operations.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.hooks.versions import Source
    from beian_plugin.models.database import Database
    from beian_plugin.operations.context import Context


class DatabaseVersions:
    """The last good version of each drop-in, what came of trials, and every text that was in force."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now

    def recall(self, digests: Mapping[str, str], /) -> dict[str, Known]:
        """What is known of each file, by its name, whose text has the SHA-256 that `digests` gives."""
        with self._database.read() as session:
            good = select(GoodPlugin).where(GoodPlugin.name.in_(digests))
            versions = {row.name: (row.digest, row.source) for row in session.scalars(good)}
            both = tuple_(PluginTrial.name, PluginTrial.digest)
            trials = select(PluginTrial).where(both.in_(list(digests.items())))
            outcomes = {row.name: _outcome(row) for row in session.scalars(trials)}
        return {name: Known(versions.get(name), outcomes.get(name)) for name in digests}

    def accept(self, source: Source, outcome: Outcome, /) -> None:
        """Keep a text that works as the last good version of the file `source.name`, with what came of its trial."""
        with self._database.write() as session:
            row = session.get(GoodPlugin, source.name)
            if row is None or row.digest != source.digest:
                session.merge(GoodPlugin(name=source.name, digest=source.digest, source=source.source, at=self._now()))
            self._note(session, source.name, source.digest, outcome)

    def refuse(self, name: str, digest: str, outcome: Outcome, /) -> None:
        """Keep why a text is refused."""
        with self._database.write() as session:
            self._note(session, name, digest, outcome)

    def _note(self, session: Session, name: str, digest: str, outcome: Outcome) -> None:
        zh, en = outcome.refusal or ("", "")
        written, conditions = outcome.written, outcome.conditions
        session.merge(
            PluginTrial(name=name, digest=digest, zh=zh, en=en, written=written, conditions=conditions, at=self._now())
        )

    def keep_sources(self, sources: Iterable[Source], /) -> None:
        """Keep texts that come into force, for as long as anything may have been decided by them."""
        by_digest = {source.digest: source for source in sources}
        with self._database.read() as session:
            query = select(PluginSource.digest).where(PluginSource.digest.in_(by_digest))
            new = by_digest.keys() - set(session.scalars(query))
        if not new:
            return
        rows = [
            {
                "digest": digest,
                "name": by_digest[digest].name,
                "source": by_digest[digest].source,
                "first_seen": self._now(),
            }
            for digest in sorted(new)
        ]
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        with self._database.write() as session:
            # Another worker may have been first.
            session.execute(insert(PluginSource).on_conflict_do_nothing(), rows)


def _outcome(row: PluginTrial) -> Outcome:
    return Outcome(Text(row.zh, row.en) if row.zh else None, row.written, row.conditions)


class KnownSource(NamedTuple):
    """A plugin's text that was in force."""

    name: str
    source: str
    first_seen: datetime


def plugin_source(context: Context, digest: str) -> KnownSource | None:
    """The plugin with that SHA-256, which verdicts and steps of filings name; None where it never was in force here."""
    with context.database.read() as session:
        row = session.get(PluginSource, digest)
        return None if row is None else KnownSource(row.name, row.source, row.first_seen)
