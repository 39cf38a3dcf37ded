"""One verdict for one question, however often a panel sends it: answers kept by Idempotency-Key for a day."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.errors import InvalidValue
from beian_plugin.operations import decide

if TYPE_CHECKING:
    from datetime import datetime

    from beian_plugin.filing.events import Event
    from beian_plugin.operations.context import Context

KEPT_FOR = timedelta(hours=24)
#: How many expired answers one new answer takes away: more than one, so that they never pile up.
_PURGED_AT_ONCE = 50
_SUCCESS = 200


class Request(NamedTuple):
    """What makes two requests the same: who asks, under which key, and what."""

    token_id: int
    key: str
    #: Keyed hash of the endpoint and the body, which may hold a certificate number.
    digest: bytes


class Answer(NamedTuple):
    """The document of a verdict, and whether it was given before."""

    document: str
    replayed: bool


def identify(context: Context, token_id: int, key: str, endpoint: str, body: bytes) -> Request:
    """The request that a token makes under `key`."""
    digest = hmac.digest(context.database.keys.index_key, f"idempotency\0{endpoint}\0".encode() + body, hashlib.sha256)
    return Request(token_id, key, digest)


def ask_once(context: Context, event: Event, request: Request) -> Answer:
    """The verdict on `event`, or the one that was given to the same request within a day.

    The verdict and its key are stored together: of two requests at once one is decided, the other gets its answer.
    Raises InvalidValue with reason `key_reused` where the key belongs to another request.
    """
    now = context.now()
    earlier = _earlier(context, request, now)
    if earlier is not None:
        return earlier
    kept = decide.identified(decide.decide(context, event))
    database = context.database
    with database.write() as session:
        taken = database.run(
            session,
            _TAKE,
            (request.token_id, request.key, request.digest, _SUCCESS, kept.document, _raw(now), _raw(now - KEPT_FOR)),
        )
        if taken:
            database.run(session, decide.INSERT, decide.insert_values(kept))
            database.run(session, _PURGE_ON[database.is_sqlite], (_raw(now - KEPT_FOR), _PURGED_AT_ONCE))
    if not taken:
        # Another request with this key was stored while this one was being decided.
        return _earlier(context, request, now) or ask_once(context, event, request)
    decide.tell(context, kept.verdict)
    return Answer(kept.document, replayed=False)


_FIND = 'SELECT request_digest, body FROM beian_idempotency_key WHERE token_id = ? AND key = ? AND "at" >= ?'

#: Takes a key that is free or has expired.
_TAKE = """
INSERT INTO beian_idempotency_key (token_id, key, request_digest, status, body, "at") VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (token_id, key) DO UPDATE SET request_digest = excluded.request_digest, status = excluded.status,
    body = excluded.body, "at" = excluded."at" WHERE beian_idempotency_key."at" < ?
"""

_PURGE = """
DELETE FROM beian_idempotency_key WHERE (token_id, key) IN
    (SELECT token_id, key FROM beian_idempotency_key WHERE "at" < ? ORDER BY "at" LIMIT ? {skip})
"""
#: Two purges at once pass over each other's rows; SQLite has one writer anyway.
_PURGE_ON = {True: _PURGE.format(skip=""), False: _PURGE.format(skip="FOR UPDATE SKIP LOCKED")}


def _earlier(context: Context, request: Request, now: datetime) -> Answer | None:
    rows = context.database.fetch(_FIND, (request.token_id, request.key, _raw(now - KEPT_FOR)))
    if not rows:
        return None
    digest, document = rows[0]
    if not hmac.compare_digest(bytes(digest), request.digest):
        raise InvalidValue(
            "This Idempotency-Key was used for another request within the last 24 hours; take a new key for each "
            "new request.",
            what="Idempotency-Key",
            reason="key_reused",
        )
    return Answer(document, replayed=True)


def _raw(moment: datetime) -> str:
    """A moment as both databases take and compare it in a raw statement."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
