"""What edges go by: the state of every registrable domain on record, and which of them changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, select

from beian_plugin.filing.gate import GateRow, GateState, Policy, state_of
from beian_plugin.models.service import GateChange
from beian_plugin.models.tables import Mirror
from beian_plugin.settings import Elsewhere, Mode, OnError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from beian_plugin.models.database import Database
    from beian_plugin.settings import Settings

_STATES = """
SELECT d.name, d.site_id IS NOT NULL, d.access, d.blacklisted, coalesce(f.state <> 'draft', false),
       coalesce(f.kind = 'transfer_in' AND f.verified, false)
FROM beian_domain d LEFT JOIN beian_filing f ON f.id = d.running_filing_id
"""
_PORTION = 500
_CHANGES = "SELECT id, name FROM beian_gate_change WHERE id > ? ORDER BY id LIMIT ?"
_MOST_CHANGES = 10_000
#: How many changes stay on record for edges that were away.
_KEPT = 100_000


class Changes(NamedTuple):
    """What changed behind an id."""

    #: Of each change its id and the domain; empty for what concerns all.
    found: tuple[tuple[int, str], ...]
    #: Whether everything has to be read anew, for the changes behind that id are not all there any more, or too many.
    gap: bool
    #: How far the mirror reaches: `partial`, `own` or `all`.
    coverage: str


def policy_of(settings: Settings, coverage: str) -> Policy:
    """How this host's edges go on, by its settings and how far the mirror reaches."""
    return Policy(
        enforces=settings.mode is Mode.ENFORCE or (settings.mode is Mode.AUTO and coverage != "partial"),
        subdomain_elsewhere=settings.subdomain_elsewhere is Elsewhere.ALLOW,
        unknown=settings.on_error is OnError.ALLOW,
    )


def every_state(database: Database) -> Iterator[tuple[str, GateState]]:
    """Each registrable domain on record in punycode, with its state; a million of them in flat memory."""
    with database.read() as session:
        connection = session.connection().execution_options(stream_results=True, max_row_buffer=10_000)
        yield from _with_states(connection.exec_driver_sql(_STATES))


def states_of(database: Database, names: Collection[str]) -> dict[str, GateState]:
    """The states of some domains; unknown for those that are not on record."""
    found = dict.fromkeys(names, GateState.UNKNOWN)
    wanted = list(names)
    for start in range(0, len(wanted), _PORTION):
        portion = tuple(wanted[start : start + _PORTION])
        places = ", ".join("?" * len(portion))
        found |= dict(_with_states(database.fetch(f"{_STATES} WHERE d.name IN ({places})", portion)))
    return found


def _with_states(rows: Iterable[Any]) -> Iterator[tuple[str, GateState]]:
    """A few dozen different records make up a million, so each is worked out once."""
    known: dict[Any, GateState] = {}
    for name, *record in rows:
        key = tuple(record)
        state = known.get(key)
        if state is None:
            state = known[key] = state_of(GateRow(*key))
        yield name, state


def last_change(database: Database) -> int:
    """The id of the latest change; 0 before the first."""
    with database.read() as session:
        return session.scalar(select(func.max(GateChange.id))) or 0


def coverage_of(database: Database) -> str:
    """How far the mirror reaches: `partial`, `own` or `all`."""
    with database.read() as session:
        return session.get_one(Mirror, 1).coverage


def changes_since(database: Database, last: int) -> Changes:
    """What changed after the change with the id `last`."""
    with database.read() as session:
        first = session.scalar(select(func.min(GateChange.id)))
        coverage = session.get_one(Mirror, 1).coverage
    rows = tuple(database.fetch(_CHANGES, (last, _MOST_CHANGES)))
    gap = len(rows) == _MOST_CHANGES or (first is not None and last + 1 < first)
    return Changes(tuple((number, name) for number, name in rows), gap, coverage)


def forget_old_changes(database: Database) -> None:
    """Remove changes that every edge has read long since."""
    with database.write() as session:
        newest = session.scalar(select(func.max(GateChange.id))) or 0
        session.execute(delete(GateChange).where(GateChange.id <= newest - _KEPT))
