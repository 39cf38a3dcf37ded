"""Signing in to an account of our own, and out: what a browser holds, and when it ends."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, or_, select, update
from werkzeug.security import check_password_hash, generate_password_hash

from beian_plugin.errors import AccountRefused
from beian_plugin.filing.verdict import Text
from beian_plugin.models.accounts import Account, AccountLink, AccountSession
from beian_plugin.models.lookup import moment
from beian_plugin.operations.accounts import (
    LONGEST_PASSWORD,
    email_index,
    folded,
    forget_ways_in,
    hashed_password,
    note,
    open_account,
    slow_down,
)
from beian_plugin.operations.askers import Limit, network

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context

#: A browser that asks for nothing is signed out after this; while it is used, it is put off each hour.
LASTS = timedelta(hours=12)
_PUT_OFF_AFTER = timedelta(hours=1)
_BYTES = 32
#: An office behind one address signs in in the morning; a name is tried once a minute after a run of mistakes.
BY_ADDRESS = Limit("sign_in.address", 20, 10_000)
BY_NAME = Limit("sign_in.name", 20, 60_000)
_WRONG = Text(
    "帐号（邮箱）或密码不正确：请核对后再试。",
    "The account (or e-mail) or the password is wrong: check both and try again.",
)
_FIND = """
SELECT a.id, a.name, a.holder, a.roles, s.ends_at FROM beian_account_session s
JOIN beian_account a ON a.id = s.account_id AND a.closed_at IS NULL WHERE s.digest = ?
"""


class SignedIn(NamedTuple):
    """Who is signed in."""

    id: int
    name: str
    holder: str
    roles: frozenset[str]


def sign_in(context: Context, login: str, password: str, *, address: str) -> str:
    """What the browser keeps from now on, 43 characters, for the account of that name or e-mail and password.

    Raises AccountRefused, which says the same and takes the same work whether there is such an account or not.
    """
    wanted = folded(login)
    slow_down(context, (BY_ADDRESS, network(address)), (BY_NAME, wanted))
    named = or_(Account.name == wanted, Account.email_index == email_index(context.database.keys, wanted))
    with context.database.read() as session:
        row = session.scalar(select(Account).where(named, Account.closed_at.is_(None), Account.password != ""))
    if not _is_right(row, password) or row is None:
        raise AccountRefused(_WRONG)
    with context.database.write() as session:
        if open_account(session, row.name).password != row.password:  # changed while this one was held against it
            raise AccountRefused(_WRONG)
        note(context, session, row.name, "sign_in", row.id)
        return begin(context, session, row.id)


def begin(context: Context, session: Session, account_id: int) -> str:
    """What a browser keeps that is signed in to the account from now on; only its hash is stored."""
    plain = secrets.token_urlsafe(_BYTES)
    session.add(AccountSession(digest=digest(plain), account_id=account_id, ends_at=context.now() + LASTS))
    return plain


def who_is(context: Context, plain: str) -> SignedIn | None:
    """Who is signed in with what the browser keeps; one indexed look-up, for every page makes it."""
    key, now = digest(plain), context.now()
    rows = context.database.fetch(_FIND, (key,))
    ends_at = moment(rows[0][4]) if rows else None
    if ends_at is None or ends_at <= now:
        return None
    if ends_at < now + LASTS - _PUT_OFF_AFTER:
        query = update(AccountSession).where(AccountSession.digest == key).values(ends_at=now + LASTS)
        with context.database.write() as session:
            session.execute(query)
    number, name, holder, roles, _ = rows[0]
    return SignedIn(number, name, holder, frozenset(roles.split()))


def sign_out(context: Context, plain: str) -> None:
    """End what the browser keeps; nothing happens where it had ended."""
    with context.database.write() as session:
        session.execute(delete(AccountSession).where(AccountSession.digest == digest(plain)))


def change_password(context: Context, name: str, old: str, new: str) -> str:
    """Give the account another password, end all its sessions, and begin the one whose secret comes back.

    Raises AccountRefused for a wrong old password and for a new one that cannot be used.
    """
    slow_down(context, (BY_NAME, name))
    with context.database.read() as session:
        row = open_account(session, name)
        before, about = row.password, (row.name, row.email or "")
    if not check_password_hash(before, old[:LONGEST_PASSWORD]):
        raise AccountRefused(Text("当前密码不正确：请核对后再试。", "The present password is wrong: try again."))
    fresh = hashed_password(new, about=about)
    with context.database.write() as session:
        row = open_account(session, name)
        if row.password != before:
            raise AccountRefused(
                Text("密码刚刚已被更改：请重新登录。", "The password has just been changed: sign in again.")
            )
        row.password = fresh
        forget_ways_in(session, row.id)
        note(context, session, row.name, "change_password", row.id)
        return begin(context, session, row.id)


def forget_ended(context: Context) -> int:
    """Remove sessions and links whose time is over; how many."""
    with context.database.write() as session:
        connection = session.connection()
        return sum(
            connection.execute(delete(table).where(table.ends_at <= context.now())).rowcount
            for table in (AccountSession, AccountLink)
        )


def digest(plain: str) -> bytes:
    """What is kept of a secret of many random bytes."""
    return hashlib.sha256(plain.encode()).digest()


def _is_right(row: Account | None, password: str) -> bool:
    """Whether the password is the account's; where there is none, it is held against one that nobody knows."""
    decoy = _decoy()
    return check_password_hash(row.password if row else decoy, password[:LONGEST_PASSWORD])


@cache
def _decoy() -> str:
    return generate_password_hash(secrets.token_urlsafe(_BYTES))
