"""How the synchronisation stands: what was sent, what waits and why, who is at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from beian_plugin.filing.states import State
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import InboxFile, OutboxFile, TaskRow, Unnumbered
from beian_plugin.models.exchange import Lease as LeaseRow
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.sync.engine import LEASE
from beian_plugin.operations.sync.packing import ACCEPTED
from beian_plugin.operations.sync.patience import Wait, passes, waits_of
from beian_plugin.operations.sync.receiving import ACKNOWLEDGED, REFUSED, STORED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFile:
    """A file that the authority does not have yet, or of which that is not known."""

    sequence: int
    #: Element below the root that it carries, such as `ICP/XZBA`.
    document: str
    records: int
    #: `ready` or `unsure`.
    state: str
    made_at: datetime
    next_try_at: datetime
    tries: int
    #: `msg_code` of the last answer, and what went wrong in words; only the file that is next has them.
    code: int | None
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The synchronisation at one moment."""

    #: False while BEIAN_AUTHORITY_URL is empty.
    linked: bool
    #: The last `dataSequence` that was given out, and the last that the authority accepted; 0 where there is none.
    last_number: int
    last_accepted: int
    accepted_at: datetime | None
    #: In the order in which they go.
    waiting: tuple[WaitingFile, ...]
    #: Documents such as answers to tasks that have no number yet.
    unnumbered: int
    #: Downloaded files that are not applied yet, and those that cannot be read.
    downloads_waiting: int
    downloads_refused: int
    #: When the newest file came.
    downloaded_at: datetime | None
    #: Open tasks by kind, filings by state; only those of which there are any.
    tasks: Mapping[str, int]
    filings: Mapping[str, int]
    #: Who is at it, and until when without a sign of life; empty where nobody is.
    holder: str
    held_until: datetime | None
    #: What held up the last round, a line for each stage; empty where nothing did.
    trouble: str
    #: Stages that the authority put off, and that go on by themselves; `overdue` where one does so for long.
    waits: Mapping[str, Wait]
    overdue: bool

    @property
    def troubled(self) -> bool:
        """Whether something is held up that does not pass by itself, or broke and nobody has settled it yet."""
        broken = {TaskKind.TECHNICAL.value, TaskKind.UNREADABLE_FILE.value}
        stuck = any(file.problem and not passes(file.code) for file in self.waiting)
        return stuck or self.overdue or bool(self.trouble) or not broken.isdisjoint(self.tasks)


def status(context: Context) -> Status:
    """How the synchronisation stands now."""
    with context.database.read() as session:
        last_number, last_accepted, accepted_at = _sent(session)
        row = session.get(LeaseRow, LEASE)
        holder, until, trouble = (row.holder, row.until, row.trouble) if row else ("", None, "")
        waits = waits_of(row)
        held = until is not None and context.now() < until and bool(holder)
        return Status(
            linked=bool(context.settings.authority_url),
            last_number=last_number,
            last_accepted=last_accepted,
            accepted_at=accepted_at,
            waiting=_waiting(session),
            unnumbered=session.scalar(select(func.count()).select_from(Unnumbered)) or 0,
            downloads_waiting=_files(session, STORED, ACKNOWLEDGED),
            downloads_refused=_files(session, REFUSED),
            downloaded_at=session.scalar(select(func.max(InboxFile.stored_at))),
            tasks=_tasks(session),
            filings=_filings(session),
            holder=holder if held else "",
            held_until=until if held else None,
            trouble=trouble,
            waits=waits,
            overdue=any(wait.is_long(context.now()) for wait in waits.values()),
        )


def _sent(session: Session) -> tuple[int, int, datetime | None]:
    accepted = OutboxFile.state == ACCEPTED
    last = session.scalar(select(func.max(OutboxFile.sequence)))
    newest = select(OutboxFile.sequence, OutboxFile.accepted_at).where(accepted).order_by(OutboxFile.sequence.desc())
    found = session.execute(newest.limit(1)).first()
    return last or 0, found[0] if found else 0, found[1] if found else None


def _waiting(session: Session) -> tuple[WaitingFile, ...]:
    columns = [getattr(OutboxFile, name) for name in WaitingFile.__slots__]
    query = select(*columns).where(OutboxFile.state != ACCEPTED).order_by(OutboxFile.sequence)
    return tuple(WaitingFile(**row) for row in session.execute(query).mappings())


def _files(session: Session, *states: str) -> int:
    query = select(func.count()).select_from(InboxFile).where(InboxFile.state.in_(states))
    return session.scalar(query) or 0


def _tasks(session: Session) -> dict[str, int]:
    query = select(TaskRow.kind, func.count().label("number")).where(TaskRow.done_at.is_(None)).group_by(TaskRow.kind)
    return {row.kind: row.number for row in session.execute(query.order_by(TaskRow.kind))}


def _filings(session: Session) -> dict[str, int]:
    query = select(FilingRow.state, func.count().label("number")).group_by(FilingRow.state)
    counted = {row.state: row.number for row in session.execute(query)}
    return {state.value: counted[state.value] for state in State if state.value in counted}
