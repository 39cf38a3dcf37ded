"""How fast one address may use the public query: one limit for all workers and machines, kept in the database.

A limiter in memory would allow each worker its own share and forget at a restart. Here each address has one row, the
moment at which all it asked has been worked off at the allowed pace, and one statement moves it or refuses.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beian_plugin.models.database import Database
    from beian_plugin.operations.context import Context

#: So many at once, and then one each so many milliseconds.
AT_ONCE = 20
PACE_MS = 3000
_LONGEST_AHEAD = (AT_ONCE - 1) * PACE_MS
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
    """0 where the question is allowed, and then it counts; else after how many seconds to try again.

    `address` is the IP address of who asks; of an IPv6 address the network (/64) counts, which one household has.
    """
    database, now = context.database, round(context.now().timestamp() * 1000)
    key = database.keys.blind_index("asker", _network(address))
    if (wait := _wait(database, key, now)) > 0:
        return wait
    with database.write() as session:
        taken = database.run(session, _TAKE, (key, now + PACE_MS, now, now, PACE_MS, now + _LONGEST_AHEAD))
        if taken:
            database.run(session, _PURGE_ON[database.is_sqlite], (now, _PURGED_AT_ONCE))
    return 0 if taken else max(1, _wait(database, key, now))


def _wait(database: Database, key: bytes, now: int) -> int:
    """For how many seconds the address has to wait by what is stored."""
    rows = database.fetch(_FIND, (key,))
    return -((now + _LONGEST_AHEAD - rows[0][0]) // 1000) if rows else 0


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed.packed, 64), strict=False))
