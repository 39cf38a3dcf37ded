"""Links by which a password is set once: from an e-mail, or handed over by staff (FAQ 40)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from beian_plugin.errors import AccountRefused
from beian_plugin.filing.verdict import Text
from beian_plugin.models.accounts import Account, AccountLink
from beian_plugin.operations.accounts import (
    AccountKind,
    email_index,
    forget_ways_in,
    hashed_password,
    new_customer_account,
    note,
    open_account,
)
from beian_plugin.operations.accounts_sessions import begin, digest

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context

#: How long a link may be used.
LASTS = timedelta(hours=1)
_BYTES = 32
GONE = Text(
    "链接已失效：已用过，或已超过 1 小时。请重新申请。",
    "The link is no longer valid: it was used, or is more than an hour old. Ask for a new one.",
)


class LinkedAccount(NamedTuple):
    """Whose password a link sets."""

    #: Empty where the link makes an account.
    name: str
    email: str


class Opened(NamedTuple):
    """The account whose password was just set, and what the browser keeps that is signed in to it."""

    name: str
    is_staff: bool
    secret: str


def make_link(context: Context, session: Session, *, account_id: int | None = None, email: str | None = None) -> str:
    """What stands in a new link, 43 characters, for that account, or for one that is made for the e-mail address."""
    plain = secrets.token_urlsafe(_BYTES)
    ends_at = context.now() + LASTS
    session.add(AccountLink(digest=digest(plain), account_id=account_id, email=email, ends_at=ends_at))
    return plain


def link_address(context: Context, plain: str, root: str = "") -> str:
    """Where the link leads, beginning with BEIAN_PUBLIC_URL; where that is empty, with `root`."""
    return f"{context.settings.public_url or root}{context.settings.url_prefix}/account/link/{plain}"


def reset_account(context: Context, name: str, *, actor: str, staff: bool = False) -> str:
    """What stands in a new link to an account of a customer, for `actor` to hand over; with `staff` to one of staff.

    Raises AccountRefused where there is none.
    """
    with context.database.write() as session:
        row = open_account(session, name)
        if row.kind == AccountKind.STAFF and not staff:
            raise AccountRefused(
                Text(
                    "备案人员的帐号只能由运维用命令 beian accounts reset 重置。",
                    "Staff's accounts are reset by ops alone, with `beian accounts reset`.",
                )
            )
        note(context, session, actor, "reset_account", row.id)
        return make_link(context, session, account_id=row.id)


def look_at_link(context: Context, plain: str) -> LinkedAccount | None:
    """Whose password the link sets; None where it is no longer valid. Looking does not use it up."""
    with context.database.read() as session:
        link = session.scalar(select(AccountLink).where(*_valid(context, plain)))
        if link is None:
            return None
        row = _account(context, session, link)
        return LinkedAccount(row.name if row else "", (row.email if row else link.email) or "")


def use_link(context: Context, plain: str, password: str) -> Opened:
    """Set the password of the link's account and sign in to it; every other session and link of it ends.

    Of two uses at once one succeeds. Raises AccountRefused for a link that is no longer valid, and for a password that
    cannot be used, which leaves the link as it is.
    """
    about = look_at_link(context, plain)
    if about is None:
        raise AccountRefused(GONE)
    fresh = hashed_password(password, about=about)
    try:
        with context.database.write() as session:
            link = session.scalar(select(AccountLink).where(*_valid(context, plain)).with_for_update())
            if link is None:
                raise AccountRefused(GONE)
            row = _account(context, session, link)
            if row is not None and (row.closed_at is not None or (link.email and row.kind == AccountKind.STAFF)):
                raise AccountRefused(GONE)
            row = row or new_customer_account(context, session, link.email or "")
            session.delete(link)
            session.flush()
            row.password = fresh
            forget_ways_in(session, row.id)
            note(context, session, row.name, "set_password", row.id)
            return Opened(row.name, row.kind == AccountKind.STAFF, begin(context, session, row.id))
    except IntegrityError:  # another link for the same e-mail address made its account meanwhile
        raise AccountRefused(GONE) from None


def _valid(context: Context, plain: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return AccountLink.digest == digest(plain), AccountLink.ends_at > context.now()


def _account(context: Context, session: Session, link: AccountLink) -> Account | None:
    """The account that a link is for; None where it makes one."""
    if link.account_id is not None:
        return session.get(Account, link.account_id)
    index = email_index(context.database.keys, link.email or "")
    return session.scalar(select(Account).where(Account.email_index == index))
