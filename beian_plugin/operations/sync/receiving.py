"""The inbox: each file from the authority is stored, then acknowledged, and only then applied.

Until a file is acknowledged the authority hands out the same one again, so a crash at any point asks for it once more
and finds it known by its name and digest.

A file whose envelope does not open (wrong hash, broken zip, wrong key), or whose document is broken, may have been hurt
on the way: it is asked for again, `ARRIVALS` times in all, then acknowledged, since it would block everything behind
it. Nothing is lost by that: what came is kept as it came, staff get a task, `read_again` opens an envelope later, and
of a broken document what stands before the break is applied.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from beian_plugin.errors import DocumentUnreadable, InvalidValue
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import InboxFile
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import Mirror
from beian_plugin.operations import tasks
from beian_plugin.operations.sync.leases import guard

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.authority.client import Authority, Downloaded
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.sync.leases import Lease

#: How often a file that cannot be read is taken before it is acknowledged: the way may have hurt it.
ARRIVALS = 3

#: States of an inbox file, as `InboxFile.state` explains them.
STORED, ACKNOWLEDGED, READ, APPLIED, REFUSED = "stored", "acknowledged", "read", "applied", "refused"


def receive(context: Context, authority: Authority, lease: Lease | None = None) -> int:
    """Take every file that waits at the authority into the inbox; how many new ones came.

    Raises LeaseLost where another receiver has taken over, AuthorityRefused (902 and the like: try later) and
    AuthorityUnreachable; what came until then is kept.
    """
    new = 0
    handed_out: Counter[str] = Counter()
    while (came := authority.download()) is not None:
        handed_out[came.name] += 1
        problem = _problem(came)
        if handed_out[came.name] > 2 * ARRIVALS:
            # It is acknowledged and comes all the same: ask again with the next run.
            return new
        with context.database.write() as session:
            _alone(session, lease)
            _settle_older(context, session, came.name)
            row, is_new = _store(context, session, came, problem)
            file_id, acknowledge = row.id, _is_enough(session, row)
        new += is_new
        if acknowledge:
            authority.acknowledge(came.name)
            _note_acknowledged(context, file_id, lease, opened=came.content is not None)
            if not came.more:
                break
    with context.database.write() as session:
        _alone(session, lease)
        _settle_older(context, session, "" if came is None else came.name)
        _note_last(session)
    return new


def _alone(session: Session, lease: Lease | None) -> None:
    """Let one receiver at a time look what is known and add to it."""
    session.get_one(Mirror, 1, with_for_update=True)
    if lease:
        guard(session, lease)


def _problem(came: Downloaded) -> str:
    """Why the file cannot be read: its envelope does not open, or what is in it is no document; empty where it can."""
    from beian_plugin.authority.download import check_download

    if came.content is None:
        return str(came.problem)
    try:
        check_download(came.content)
    except DocumentUnreadable as unreadable:
        return unreadable.reason
    return ""


def _store(context: Context, session: Session, came: Downloaded, problem: str) -> tuple[InboxFile, bool]:
    """The row of a file that came, and whether it was not known before."""
    content = came.raw if came.content is None else came.content
    digest = sha256(content).digest()
    known = select(InboxFile).where(InboxFile.name == came.name, InboxFile.digest == digest)
    row = session.scalar(known.order_by(InboxFile.id.desc()).limit(1))
    is_new = row is None or (row.state == REFUSED and row.content is None)  # purged: it is kept anew
    if row is None or is_new:
        row = InboxFile(
            name=came.name,
            digest=digest,
            content=content,
            state=STORED,
            document="",
            last=False,
            position=0,
            trouble=0,
            problem="",
            stored_at=_moment(session, context.now()),
        )
        session.add(row)
    if problem:
        row.state, row.problem = REFUSED, problem
        row.trouble += 1
    session.flush()
    return row, is_new


def _moment(session: Session, now: datetime) -> datetime:
    """Now, but later than every file before, whatever the clock does: files date what they tell with it."""
    latest = session.scalar(select(func.max(InboxFile.stored_at)))
    return max(now, latest + timedelta(microseconds=1)) if latest else now


def _settle_older(context: Context, session: Session, name: str) -> None:
    """Note as acknowledged what must have been, since the authority hands out another file, or none."""
    waiting = select(InboxFile).where(InboxFile.state == STORED, InboxFile.name != name)
    for row in session.scalars(waiting.with_for_update()):
        row.state, row.acknowledged_at = ACKNOWLEDGED, context.now()


def _is_enough(session: Session, row: InboxFile) -> bool:
    """Whether the file may be acknowledged: it can be read, or came broken often enough."""
    if row.state != REFUSED:
        return True
    arrivals = select(func.sum(InboxFile.trouble)).where(
        InboxFile.name == row.name, InboxFile.state == REFUSED, InboxFile.acknowledged_at.is_(None)
    )
    return (session.scalar(arrivals) or 0) >= ARRIVALS


def _note_acknowledged(context: Context, file_id: int, lease: Lease | None, *, opened: bool) -> None:
    with context.database.write() as session:
        _alone(session, lease)
        row = session.get_one(InboxFile, file_id, with_for_update=True)
        row.acknowledged_at = row.acknowledged_at or context.now()
        if row.state == STORED:
            row.state = ACKNOWLEDGED
        broken = select(InboxFile).where(
            InboxFile.name == row.name, InboxFile.state == REFUSED, InboxFile.acknowledged_at.is_(None)
        )
        for other in session.scalars(broken):
            other.acknowledged_at = row.acknowledged_at
        if row.state == REFUSED and opened:
            row.state, row.problem, row.trouble = ACKNOWLEDGED, "", 0
        elif row.state == REFUSED:
            report_unreadable(context, session, row)


def report_unreadable(context: Context, session: Session, row: InboxFile) -> None:
    """Open the task for a file that cannot be read at all."""
    document = {"file": row.name, "inbox": row.id, "problem": row.problem}
    tasks.put_task(context, session, TaskKind.UNREADABLE_FILE, (row.id,), document)


def _note_last(session: Session) -> None:
    """Note that nothing waits behind the newest file."""
    row = session.scalar(select(InboxFile).order_by(InboxFile.id.desc()).limit(1).with_for_update())
    if row is not None:
        row.last = True


def read_again(context: Context, authority: Authority, file_id: int, *, actor: str) -> None:
    """Open a file once more that was kept as it came, after what kept it closed was put right, such as the AES key.

    It is applied with the next run, unless it came whole since then. Raises InvalidValue for a file that is no such
    one, EnvelopeRefused while it does not open.
    """
    with context.database.read() as session:
        row = session.get(InboxFile, file_id)
        if row is None or row.state != REFUSED or row.content is None:
            raise InvalidValue(f"There is no refused file {file_id} to read again.", what="file", reason="missing")
        content = authority.open_return(row.content)
    with context.database.write() as session:
        row = session.get_one(InboxFile, file_id, with_for_update=True)
        if row.state != REFUSED:
            return
        digest = sha256(content).digest()
        whole = select(InboxFile.id).where(
            InboxFile.name == row.name, InboxFile.digest == digest, InboxFile.state != REFUSED
        )
        if session.scalar(whole.limit(1)) is None:
            row.state = ACKNOWLEDGED
        else:
            row.state, row.applied_at = APPLIED, context.now()
        row.content, row.digest = content, digest
        row.problem, row.trouble, row.position = "", 0, 0
        row.acknowledged_at = row.acknowledged_at or context.now()
        session.add(AuditEntry(at=context.now(), actor=actor, action="read_again", target=f"inbox:{row.id}"))
