"""What was sent and what came is kept for three months, and then only known by its digest."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from beian_plugin.models.exchange import InboxContent, InboxFile, OutboxFile

if TYPE_CHECKING:
    from beian_plugin.operations.context import Context

#: Three months are 92 days at most (interface, "Methods").
KEPT = timedelta(days=92)


def purge(context: Context) -> int:
    """Drop the contents of files that were accepted, or applied, more than three months ago; how many."""
    before = context.now() - KEPT
    sent = update(OutboxFile).where(OutboxFile.content.is_not(None), OutboxFile.accepted_at < before)
    done = select(InboxFile.id).where(InboxFile.state == "applied", InboxFile.applied_at < before)
    applied = delete(InboxContent).where(InboxContent.inbox_id.in_(done))
    with context.database.write() as session:
        connection = session.connection()
        return sum(connection.execute(query).rowcount for query in (sent.values(content=None), applied))
