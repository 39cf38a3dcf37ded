"""Bearer tokens of the API: made, found, listed and revoked; only their hash is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import printable
from beian_plugin.filing.words import Word
from beian_plugin.models.service import AuditEntry, Token

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from beian_plugin.models.database import Database

_BYTES = 32
_FORM = re.compile(r"beian_[A-Za-z0-9_-]{43}").fullmatch
_LONGEST_NAME = 128


class Scope(Word):
    """What a token allows."""

    EVENTS = ("events", "询问事件", "ask about events")
    VERDICTS = ("verdicts", "查阅判定", "read stored verdicts")


class TokenRow(NamedTuple):
    """A token that is in force."""

    id: int
    name: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenInfo:
    """A token as a list shows it."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


def create_token(database: Database, name: str, scopes: Iterable[str], *, actor: str, now: datetime) -> str:
    """A new token, `beian_` and 43 characters; it is shown this once, for only its hash is kept.

    Raises InvalidValue for a name or a scope that cannot be used.
    """
    wanted = sorted({_scope(scope) for scope in scopes})
    if not wanted:
        raise InvalidValue(f"A token needs a scope; give one or more of {', '.join(Scope)}.", what="scope")
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidValue(
            f"A token needs a name of 1 to {_LONGEST_NAME} visible characters, such as the panel that uses it.",
            what="name",
        )
    plain = f"beian_{secrets.token_urlsafe(_BYTES)}"
    with database.write() as session:
        row = Token(name=name, digest=_digest(plain), scopes=" ".join(wanted), created_at=now)
        session.add(row)
        session.flush()
        detail = {"name": name, "scopes": row.scopes}
        session.add(AuditEntry(at=now, actor=actor, action="create_token", target=f"token:{row.id}", detail=detail))
    return plain


_FIND = "SELECT id, name, scopes FROM beian_token WHERE digest = ? AND revoked_at IS NULL"


def find_token(database: Database, plain: str) -> TokenRow | None:
    """The token in force that `plain` spells, or None; one indexed look-up, for every request of the API makes it."""
    if not _FORM(plain):
        return None
    rows = database.fetch(_FIND, (_digest(plain),))
    return TokenRow(rows[0][0], rows[0][1], frozenset(rows[0][2].split())) if rows else None


def list_tokens(database: Database) -> list[TokenInfo]:
    """Every token that was ever made, in that order."""
    with database.read() as session:
        return [
            TokenInfo(
                id=row.id,
                name=row.name,
                scopes=tuple(row.scopes.split()),
                created_at=row.created_at,
                revoked_at=row.revoked_at,
            )
            for row in session.scalars(select(Token).order_by(Token.id))
        ]


def revoke_token(database: Database, token_id: int, *, actor: str, now: datetime) -> bool:
    """Take a token out of force at once, in every worker; answers whether it still was in force.

    Raises InvalidValue where there is no such token.
    """
    with database.write() as session:
        row = session.get(Token, token_id, with_for_update=True)
        if row is None:
            raise InvalidValue(f"There is no token {token_id}; `beian token list` shows them all.", what="token")
        if row.revoked_at is not None:
            return False
        row.revoked_at = now
        session.add(AuditEntry(at=now, actor=actor, action="revoke_token", target=f"token:{row.id}"))
    return True


def _scope(word: str) -> Scope:
    try:
        return Scope(word)
    except ValueError:
        raise InvalidValue(
            f"“{printable(word, 40)}” is no scope; the scopes are {', '.join(Scope)}.", what="scope"
        ) from None


def _digest(plain: str) -> bytes:
    return hashlib.sha256(plain.encode()).digest()
