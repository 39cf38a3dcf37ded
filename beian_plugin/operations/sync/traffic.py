"""What went to the authority and came from it lately, and which filings wait to go, each with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State
from beian_plugin.models.exchange import InboxFile, OutboxFile
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.sync.packing import ACCEPTED
from beian_plugin.operations.waiting import why_waiting

if TYPE_CHECKING:
    from datetime import datetime

    from beian_plugin.filing.verdict import Text
    from beian_plugin.operations.context import Context


class SentFile(NamedTuple):
    """A file that the authority accepted."""

    sequence: int
    #: Element below the root that it carries, such as `ICP/XZBA`.
    document: str
    records: int
    accepted_at: datetime | None


class ReceivedFile(NamedTuple):
    """A file that the authority sent."""

    name: str
    #: Empty where it could not be opened.
    document: str
    #: `stored`, `acknowledged`, `read`, `applied` or `refused`.
    state: str
    #: Records that could not be applied, and why the file cannot be read.
    trouble: int
    problem: str
    stored_at: datetime


class QueuedFiling(NamedTuple):
    """A filing that staff passed and that did not go yet."""

    id: int
    kind: Kind
    since: datetime
    #: What it waits for; None where it goes with the next round.
    reason: Text | None


def sent(context: Context, *, limit: int) -> list[SentFile]:
    """The last files that the authority accepted, the newest first."""
    query = select(OutboxFile.sequence, OutboxFile.document, OutboxFile.records, OutboxFile.accepted_at)
    query = query.where(OutboxFile.state == ACCEPTED).order_by(OutboxFile.sequence.desc()).limit(limit)
    with context.database.read() as session:
        return [SentFile(*row) for row in session.execute(query)]


def received(context: Context, *, limit: int) -> list[ReceivedFile]:
    """The last files that the authority sent, the newest first."""
    columns = [getattr(InboxFile, name) for name in ReceivedFile._fields]
    with context.database.read() as session:
        return [
            ReceivedFile(*row) for row in session.execute(select(*columns).order_by(InboxFile.id.desc()).limit(limit))
        ]


def queued(context: Context, *, limit: int) -> list[QueuedFiling]:
    """The filings that wait to be sent, the oldest first."""
    query = select(FilingRow.id, FilingRow.kind, FilingRow.since).where(FilingRow.state == State.QUEUED.value)
    with context.database.read() as session:
        rows = session.execute(query.order_by(FilingRow.since, FilingRow.id).limit(limit)).all()
    return [QueuedFiling(row.id, Kind(row.kind), row.since, why_waiting(context, row.id)) for row in rows]
