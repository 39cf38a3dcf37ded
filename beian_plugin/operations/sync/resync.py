"""The end of a full resync (`SJTB`): what it left out is ours no more, and the record counts as complete.

A resync may come in several files, with other news in between. It has ended once the authority said that nothing waits
behind the newest file and all of them are applied.

A part that could not be opened for days tells what was true when it came: it changes no record of which newer news
has come since, and nothing where another resync has.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import aliased

from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import InboxFile
from beian_plugin.models.tables import Mirror, SiteAccess
from beian_plugin.operations import tasks
from beian_plugin.operations.mirror_cover import retire_own
from beian_plugin.operations.sync.leases import guard
from beian_plugin.operations.sync.receiving import ACKNOWLEDGED, APPLIED, READ, REFUSED, STORED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from beian_plugin.authority.items import Head
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.sync.leases import Lease


#: What a file of a full resync of filings holds.
DOCUMENT = "SJTB/ICP"


class Age(Enum):
    """Whether the records of a file are the newest that came."""

    IN_TURN = "in turn"
    #: A part of a resync that could not be opened until newer files were applied.
    LATE = "late"
    #: A part of a resync after which another one came, which alone tells what is on record.
    OVERTAKEN = "overtaken"


def age_of(session: Session, head: Head, file: InboxFile) -> Age:
    """How old the file's records are."""
    if not is_part(head):
        return Age.IN_TURN
    later = (InboxFile.id > file.id, InboxFile.state.in_((READ, APPLIED)))
    newest = session.scalar(select(func.max(InboxFile.id)).where(*later, InboxFile.document == DOCUMENT))
    if newest is not None and _begin(session, newest) >= file.id:
        return Age.OVERTAKEN
    return Age.IN_TURN if session.scalar(select(InboxFile.id).where(*later).limit(1)) is None else Age.LATE


def is_part(head: Head) -> bool:
    """Whether the file belongs to a full resync of filings."""
    return head.document == DOCUMENT


def finish(context: Context, lease: Lease | None = None) -> bool:
    """Retire what a resync that has ended left out; whether there was one.

    Each step may be repeated, and the last one alone notes that it is done. A resync with a record or a file that
    could not be read says nothing by what it leaves out: staff get a task, and nothing is retired.
    """
    with context.database.read() as session:
        parts = _ended(session)
        if not parts:
            return False
        problem = _problem(session, parts)
    if not problem:
        retire_own(context.database, parts[0].stored_at)
    with context.database.write() as session:
        if lease:
            guard(session, lease)
        done = update(InboxFile).where(InboxFile.state == READ, InboxFile.id <= parts[-1].id)
        session.execute(done.values(state=APPLIED))
        if problem:
            document = {"files": [part.name for part in parts], "problem": problem}
            tasks.open_task(context, session, TaskKind.TECHNICAL, ("resync", parts[0].id), document)
            return True
        mirror = session.get_one(Mirror, 1, with_for_update=True)
        if mirror.coverage != "all":
            mirror.coverage = "own"
        mirror.completed_at = context.now()
    return True


def _ended(session: Session) -> Sequence[InboxFile]:
    """The files of a resync that has ended; none while one runs.

    One that was read again later ends the resync anew with which it came, so those count that were applied then.
    """
    waiting = select(InboxFile.id).where(InboxFile.state.in_((STORED, ACKNOWLEDGED))).limit(1)
    newest = session.scalar(select(InboxFile.last).order_by(InboxFile.id.desc()).limit(1))
    read = session.scalars(select(InboxFile.id).where(InboxFile.state == READ).order_by(InboxFile.id)).all()
    if not newest or not read or session.scalar(waiting) is not None:
        return ()
    begin, newest_begin = _begin(session, read[0]), _begin(session, read[-1])
    part = InboxFile.state.in_((READ, APPLIED)) & (InboxFile.document == DOCUMENT)
    before = select(InboxFile.id).where(InboxFile.id > begin, InboxFile.id <= newest_begin, part)
    if session.scalar(before.where(InboxFile.state == APPLIED).limit(1)) is not None:
        # That resync had ended already, so the newest part belongs to another one, which alone tells what is ours.
        begin = newest_begin
    query = select(InboxFile).where(InboxFile.id > begin, part)
    return session.scalars(query.order_by(InboxFile.id)).all()


def _begin(session: Session, file_id: int) -> int:
    """The file behind which the resync came that `file_id` belongs to: the last one before it with nothing behind."""
    before = select(func.max(InboxFile.id)).where(InboxFile.last, InboxFile.id < file_id)
    return session.scalar(before) or 0


def _problem(session: Session, parts: Sequence[InboxFile]) -> str:
    """Why the resync cannot count as complete; empty where it can."""
    whole = aliased(InboxFile)
    came_whole = exists().where(whole.name == InboxFile.name, whole.state != REFUSED)
    broken = select(InboxFile.id).where(
        InboxFile.state == REFUSED, InboxFile.id > _begin(session, parts[0].id), ~came_whole
    )
    if any(part.trouble for part in parts) or session.scalar(broken.limit(1)) is not None:
        return "Some of it could not be read, so nothing was retired: have the authority send it again."
    ours = select(SiteAccess.id).where(SiteAccess.ours, SiteAccess.updated_at >= parts[0].stored_at).limit(1)
    if session.scalar(ours) is None:
        return "No record of it names this provider: check BEIAN_ISP_ID, then have the authority send it again."
    return ""
