"""E-mails that wait: noted in the transaction that they belong to, written and sent by the background work.

They are written when they are sent, so that a link in one is fresh, and so that whoever asks for one waits the same
time whether there is anybody to write to or not.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, select

from beian_plugin.errors import MailRefused, MailUnavailable
from beian_plugin.models.accounts import WaitingMail
from beian_plugin.notify.mail import Letter, open_mail
from beian_plugin.operations.sync.leases import renew

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context
    from beian_plugin.operations.sync.leases import Lease

    #: Writes the letter from what was noted; None where there is nobody to write to.
    Writer = Callable[[Context, Mapping[str, str]], Letter | None]

logger = logging.getLogger(__name__)

#: As many in one round, and for so many seconds: a slow server must not keep the authority waiting.
_AT_ONCE = 50
_ROUND_SECONDS = 20.0
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
#: After this long nobody waits for it any more.
_GIVEN_UP_AFTER = timedelta(days=3)


def post(context: Context, session: Session, kind: str, **content: str) -> None:
    """Note in the caller's transaction that an e-mail is to be written from `content` and sent."""
    now = context.now()
    sealed = msgspec.json.encode(content).decode()
    session.add(WaitingMail(kind=kind, content=sealed, made_at=now, next_try_at=now))


def send_waiting(context: Context, lease: Lease, writers: Mapping[str, Writer]) -> int:
    """Write and send what is due; how many were sent. Raises MailUnavailable while the server cannot be used."""
    if not context.settings.mail_url:
        return 0
    due = select(WaitingMail.id).where(WaitingMail.next_try_at <= context.now()).order_by(WaitingMail.id)
    with context.database.read() as session:
        waiting = session.scalars(due.limit(_AT_ONCE)).all()
    if not waiting:
        return 0
    left, sent, end = list(waiting), 0, time.monotonic() + _ROUND_SECONDS
    try:
        with open_mail(context.settings) as send:
            while left:
                renew(context, lease)
                sent += _send(context, left[0], send, writers)
                del left[0]
                if time.monotonic() > end:
                    break
    except MailUnavailable:
        _put_off(context, left)
        raise
    return sent


def _send(context: Context, number: int, send: Callable[[Letter], None], writers: Mapping[str, Writer]) -> bool:
    with context.database.read() as session:
        row = session.get_one(WaitingMail, number)
    letter = writers[row.kind](context, msgspec.json.decode(row.content, type=dict[str, str]))
    if letter is not None:
        try:
            send(letter)
        except MailRefused as refusal:
            logger.warning("E-mail %s (%s): %s", number, row.kind, refusal)
            if not refusal.lasting:
                _put_off(context, [number])
                return False
            letter = None
    with context.database.write() as session:
        session.execute(delete(WaitingMail).where(WaitingMail.id == number))
    return letter is not None


def _put_off(context: Context, numbers: Sequence[int]) -> None:
    """Try again later, each time after a longer pause, until nobody waits for it any more."""
    now = context.now()
    with context.database.write() as session:
        for row in session.scalars(select(WaitingMail).where(WaitingMail.id.in_(numbers))).all():
            if now - row.made_at > _GIVEN_UP_AFTER:
                logger.warning("E-mail %s (%s) is given up: it could not be sent for days", row.id, row.kind)
                session.delete(row)
                continue
            pause = min(_FIRST_PAUSE * 2 ** min(row.tries, 10), _LONGEST_PAUSE)
            row.tries, row.next_try_at = row.tries + 1, now + pause
