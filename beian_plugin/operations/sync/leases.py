"""One at a time, over processes and machines: who holds a lease acts, and who was late finds the fence raised.

A clock decides when a lease may be taken over, never whether somebody may write: clocks jump and processes are
paused. Each transaction of a holder calls `guard`, which locks the lease and compares the fence.
"""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from beian_plugin.errors import LeaseLost
from beian_plugin.models.exchange import Lease as LeaseRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to do alone what `name` says, while nobody has raised the fence."""

    name: str
    holder: str
    fence: int
    #: For how long it holds without a sign of life.
    seconds: float
    now: Callable[[], datetime]


def holder_name() -> str:
    """A name that tells staff who is at it, and that no other round has."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}:{secrets.token_hex(4)}"


def hold(context: Context, name: str, holder: str, *, seconds: float = 180) -> Lease | None:
    """The lease, or None while another holds it; `holder` is a name that nobody else uses."""
    now, length = context.now(), timedelta(seconds=seconds)
    insert = sqlite.insert(LeaseRow) if context.database.is_sqlite else postgresql.insert(LeaseRow)
    with context.database.write() as session:
        session.execute(insert.values(name=name, holder="", fence=0, until=now).on_conflict_do_nothing())
        row = session.scalars(select(LeaseRow).where(LeaseRow.name == name).with_for_update()).one()
        # An end that no holder can have set was set before the clock jumped back: it would last for ever.
        if row.holder != holder and now < row.until <= now + 2 * length:
            return None
        row.holder, row.fence, row.until = holder, row.fence + 1, now + length
        return Lease(name=name, holder=holder, fence=row.fence, seconds=seconds, now=context.now)


def guard(session: Session, lease: Lease) -> None:
    """Let the caller's transaction write under the lease, which it also prolongs: it waits for the transaction's end.

    Raises LeaseLost where another has taken it over.
    """
    until = lease.now() + timedelta(seconds=lease.seconds)
    query = update(LeaseRow).where(LeaseRow.name == lease.name, LeaseRow.fence == lease.fence).values(until=until)
    if session.connection().execute(query).rowcount != 1:
        raise LeaseLost


def renew(context: Context, lease: Lease) -> None:
    """Prolong the lease. Raises LeaseLost where another has taken it over."""
    with context.database.write() as session:
        guard(session, lease)


def release(
    context: Context, lease: Lease, trouble: str | None = None, waits: Mapping[str, object] | None = None
) -> None:
    """Let the next one in at once, and note what held the work up and what waits, where that is known.

    Nothing happens where another has taken the lease over.
    """
    query = update(LeaseRow).where(LeaseRow.name == lease.name, LeaseRow.fence == lease.fence)
    noted = {"trouble": trouble, "waits": waits}
    values = {"until": lease.now(), "holder": ""} | {name: told for name, told in noted.items() if told is not None}
    with context.database.write() as session:
        session.connection().execute(query.values(values))
