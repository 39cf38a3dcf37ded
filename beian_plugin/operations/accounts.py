"""Accounts of our own, for hosts whose panel has none (FAQ 18, 19): who has one, and what their passwords must be."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from werkzeug.security import generate_password_hash

from beian_plugin.errors import AccountRefused
from beian_plugin.filing.verdict import Text
from beian_plugin.filing.words import Word
from beian_plugin.models.accounts import Account, AccountLink, AccountSession
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import Customer
from beian_plugin.operations.askers import Limit, count

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.models.crypto import KeyRing
    from beian_plugin.operations.context import Context

#: How many accounts a list shows; a search narrows it down.
MOST_SHOWN = 50
_SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 128
_FEWEST_SIGNS = 5
LONGEST_HOLDER = 128
LONGEST_EMAIL = 254
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}").fullmatch
_EMAIL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?=.{4,189}$)[a-z0-9-]+(\.[a-z0-9-]+)+").fullmatch


class AccountKind(Word):
    """Who has the account; customers choose between the first two when they sign in (FAQ 18)."""

    HOSTED = ("hosted", "主机托管用户", "customer with a server")
    REGISTERED = ("registered", "虚拟主机用户|网站备案用户", "web space or filing customer")
    STAFF = ("staff", "备案人员", "staff")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInfo:
    """An account as staff see it: the e-mail address mostly stars."""

    id: int
    name: str
    kind: AccountKind
    roles: tuple[str, ...]
    holder: str
    email: str
    has_password: bool
    created_at: datetime
    closed_at: datetime | None


def add_account(
    context: Context, name: str, *, actor: str, roles: Iterable[str] = (), holder: str = "", email: str = ""
) -> AccountInfo:
    """A new account without a password: with roles staff's, else of a customer of the host; a link sets its password.

    Raises AccountRefused for a name or an e-mail address that cannot be used or is somebody's.
    """
    granted = " ".join(sorted(set(roles)))
    row = Account(
        name=_checked_name(name),
        kind=(AccountKind.STAFF if granted else AccountKind.HOSTED).value,
        roles=granted,
        holder=" ".join(holder.split())[:LONGEST_HOLDER],
        created_at=context.now(),
    )
    give_email(context.database.keys, row, checked_email(email) if email.strip() else "")
    try:
        with context.database.write() as session:
            session.add(row)
            session.flush()
            note(context, session, actor, "add_account", row.id, {"name": row.name, "roles": granted})
    except IntegrityError:
        raise AccountRefused(
            Text(
                "该帐号名或邮箱已有帐号使用；请查找该帐号，或换一个。",
                "An account has that name or that e-mail address: look for it, or choose another.",
            )
        ) from None
    return _info(row)


def new_customer_account(context: Context, session: Session, email: str) -> Account:
    """An account that registered itself, under a name that nobody has."""
    while True:
        name = f"b{secrets.randbelow(10**8):08d}"
        taken = select(Account.id).where(Account.name == name), select(Customer.id).where(Customer.user == name)
        if not any(session.scalar(query) for query in taken):
            break
    row = Account(name=name, kind=AccountKind.REGISTERED.value, created_at=context.now())
    give_email(context.database.keys, row, email)
    session.add(row)
    session.flush()
    note(context, session, name, "register_account", row.id)
    return row


def close_account(context: Context, name: str, *, actor: str) -> None:
    """Let nobody sign in to the account any more, and end where somebody is; its name stays in the histories.

    Raises AccountRefused where there is none.
    """
    with context.database.write() as session:
        row = open_account(session, name)
        row.closed_at = context.now()
        forget_ways_in(session, row.id)
        note(context, session, actor, "close_account", row.id)


def open_account(session: Session, name: str) -> Account:
    """The account of that name, locked. Raises AccountRefused where there is none, or it was closed."""
    query = select(Account).where(Account.name == folded(name), Account.closed_at.is_(None))
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise AccountRefused(
            Text(
                "没有这个帐号，或已停用：请核对帐号名。", "There is no such account, or it was closed: check the name."
            )
        )
    return row


def list_accounts(context: Context, search: str = "", *, staff: bool = False) -> list[AccountInfo]:
    """The newest accounts of customers, or of `staff`, whose name or holder has the words, or whose e-mail it is."""
    is_staff = Account.kind == AccountKind.STAFF.value
    query = select(Account).where(is_staff if staff else ~is_staff).order_by(Account.id.desc()).limit(MOST_SHOWN + 1)
    wanted = folded(search)
    if wanted:
        found = [
            Account.name.contains(wanted, autoescape=True),
            Account.holder.icontains(search.strip(), autoescape=True),
            Account.email_index == email_index(context.database.keys, wanted),
        ]
        query = query.where(or_(*found))
    with context.database.read() as session:
        return [_info(row) for row in session.scalars(query)]


def customer_account(context: Context, account_id: int) -> AccountInfo | None:
    """The customer's account of that number; None for staff's, and where there is none."""
    with context.database.read() as session:
        row = session.get(Account, account_id)
        return _info(row) if row is not None and row.kind != AccountKind.STAFF else None


def hashed_password(password: str, *, about: Iterable[str]) -> str:
    """The salted hash of a password. Raises AccountRefused for one that is short, or easy to guess from `about`."""
    lowered = password.lower()
    if not _SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountRefused(
            Text(
                f"密码须为 {_SHORTEST_PASSWORD} 至 {LONGEST_PASSWORD} 个字符，例如几个不相干的词连在一起。",
                f"A password needs {_SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, such as a few words that "
                f"have nothing to do with one another.",
            )
        )
    known = {part.lower() for text in about for part in (text, text.partition("@")[0]) if part}
    if len(set(lowered)) < _FEWEST_SIGNS or any(lowered.replace(part, "") == "" for part in known) or lowered in known:
        raise AccountRefused(
            Text(
                "密码太容易猜：不能与帐号或邮箱相同，也不能只是几个字符的重复。",
                "The password is easy to guess: it must not be the account's name or e-mail, nor a few signs repeated.",
            )
        )
    return generate_password_hash(password)


def forget_ways_in(session: Session, account_id: int) -> None:
    """End every session of the account and every link to it."""
    for table in (AccountSession, AccountLink):
        session.execute(delete(table).where(table.account_id == account_id))


def note(
    context: Context, session: Session, actor: str, action: str, account_id: int, detail: dict[str, str] | None = None
) -> None:
    """Write into the audit log what was done to an account."""
    target = f"account:{account_id}"
    session.add(AuditEntry(at=context.now(), actor=actor, action=action, target=target, detail=detail or {}))


def slow_down(context: Context, *limits: tuple[Limit, str]) -> None:
    """Count one try of each asker. Raises AccountRefused with `wait` where one of them has to wait."""
    for limit, asker in limits:
        if wait := count(context, limit, asker):
            raise AccountRefused(
                Text(
                    f"操作太频繁，本次没有处理；请过 {wait} 秒再试。",
                    f"Too many tries in a short time: this one was not looked at. Try again in {wait} s.",
                ),
                wait=wait,
            )


def folded(login: str) -> str:
    """A name or an e-mail address as it is compared."""
    return login.strip().lower()[:LONGEST_EMAIL]


def checked_email(text: str) -> str:
    """The e-mail address in the form in which it is kept. Raises AccountRefused for what is none."""
    email = folded(text)
    if not _EMAIL(email):
        raise AccountRefused(
            Text(
                "邮箱写法不正确：请核对，例如 name@example.cn。", "This is no e-mail address: such as name@example.cn."
            )
        )
    return email


def email_index(keys: KeyRing, email: str) -> bytes:
    """What stands in the index for an e-mail address of an account."""
    return keys.blind_index("account.email", email)


def give_email(keys: KeyRing, row: Account, email: str) -> None:
    """Keep the e-mail address with the account, sealed and findable; an empty one is none."""
    row.email = email or None
    row.email_index = email_index(keys, email) if email else None


def masked_email(email: str | None) -> str:
    """The address mostly stars: `m***@example.cn`."""
    name, _, domain = (email or "").partition("@")
    return f"{name[:1]}***@{domain}" if domain else ""


def _checked_name(text: str) -> str:
    name = folded(text)
    if not _NAME(name):
        raise AccountRefused(
            Text(
                "帐号名须为 2 至 63 个字母、数字或 . _ -，以字母或数字开头，例如 c10023。",
                "A name has 2 to 63 letters, digits or . _ - and begins with a letter or digit, such as c10023.",
            )
        )
    return name


def _info(row: Account) -> AccountInfo:
    return AccountInfo(
        id=row.id,
        name=row.name,
        kind=AccountKind(row.kind),
        roles=tuple(row.roles.split()),
        holder=row.holder,
        email=masked_email(row.email),
        has_password=bool(row.password),
        created_at=row.created_at,
        closed_at=row.closed_at,
    )
