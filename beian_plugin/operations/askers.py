"""How fast somebody may ask: one limit for all workers and machines, kept in the database.

A limiter in memory would allow each worker its own share and forget at a restart. Here each asker has one row, the
moment at which all they asked has been worked off at the allowed pace, and one statement moves it or refuses.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from beian_plugin.models.database import Database
    from beian_plugin.operations.context import Context

#: What an address may ask of the public query: so many at once, and then one each so many milliseconds.
AT_ONCE = 20
PACE_MS = 3000


class Limit(NamedTuple):
    """How much of something one asker may do."""

    #: Tells the askers of this limit from those of others.
    purpose: str
    at_once: int = AT_ONCE
    #: Milliseconds until one more is allowed.
    pace: int = PACE_MS

    @property
    def longest_ahead(self) -> int:
        """How far ahead of the clock an asker may be, in ms."""
        return (self.at_once - 1) * self.pace


_QUERY = Limit("asker")
#: How many rows that say nothing any more one question takes away: more than one, so that they never pile up.
_PURGED_AT_ONCE = 20

_FIND = "SELECT free_at FROM beian_asker WHERE key = ?"
_TAKE = """
INSERT INTO beian_asker (key, free_at) VALUES (?, ?)
ON CONFLICT (key) DO UPDATE SET
    free_at = CASE WHEN beian_asker.free_at > ? THEN beian_asker.free_at ELSE ? END + ?
    WHERE beian_asker.free_at <= ?
"""
_PURGE = """
DELETE FROM beian_asker WHERE key IN
    (SELECT key FROM beian_asker WHERE free_at < ? ORDER BY free_at LIMIT ? {skip})
"""
#: Two purges at once pass over each other's rows; SQLite has one writer anyway.
_PURGE_ON = {True: _PURGE.format(skip=""), False: _PURGE.format(skip="FOR UPDATE SKIP LOCKED")}


def may_ask(context: Context, address: str) -> int:
    """0 where the public query is allowed, and then it counts; else after how many seconds to try again.

    `address` is the IP address of who asks; of an IPv6 address the network (/64) counts, which one household has.
    """
    return count(context, _QUERY, network(address))


def count(context: Context, limit: Limit, asker: str) -> int:
    """0 where `asker` may go on, and then it counts; else after how many seconds to try again."""
    database, now = context.database, round(context.now().timestamp() * 1000)
    key = database.keys.blind_index(limit.purpose, asker)
    if (wait := _wait(database, limit, key, now)) > 0:
        return wait
    with database.write() as session:
        taken = database.run(session, _TAKE, (key, now + limit.pace, now, now, limit.pace, now + limit.longest_ahead))
        if taken:
            database.run(session, _PURGE_ON[database.is_sqlite], (now, _PURGED_AT_ONCE))
    return 0 if taken else max(1, _wait(database, limit, key, now))


def network(address: str) -> str:
    """The address, or of an IPv6 address its network (/64); what is no address as it is."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed.packed, 64), strict=False))


def _wait(database: Database, limit: Limit, key: bytes, now: int) -> int:
    """For how many seconds the asker has to wait by what is stored."""
    rows = database.fetch(_FIND, (key,))
    return -((now + limit.longest_ahead - rows[0][0]) // 1000) if rows else 0
