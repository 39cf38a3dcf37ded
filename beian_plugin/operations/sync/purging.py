"""What was sent and what came is kept for three months, and then only known by its digest."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from beian_plugin.models.exchange import InboxContent, InboxFile, OutboxFile
from beian_plugin.operations.sync.receiving import APPLIED, READ, REFUSED

if TYPE_CHECKING:
    from beian_plugin.operations.context import Context

#: Three months are 92 days at most (interface, "Methods").
KEPT = timedelta(days=92)


def purge(context: Context) -> int:
    """Drop the contents of files whose three months are over: sent, applied, or never readable; how many.

    A task keeps its words about a file that nobody could read; what waits to be applied is kept however long it takes.
    """
    before = context.now() - KEPT
    sent = update(OutboxFile).where(OutboxFile.content.is_not(None), OutboxFile.accepted_at < before)
    read = InboxFile.state.in_((READ, APPLIED)) & (InboxFile.applied_at < before)
    refused = (InboxFile.state == REFUSED) & (InboxFile.stored_at < before)
    done = delete(InboxContent).where(InboxContent.inbox_id.in_(select(InboxFile.id).where(read | refused)))
    with context.database.write() as session:
        connection = session.connection()
        return sum(connection.execute(query).rowcount for query in (sent.values(content=None), done))
