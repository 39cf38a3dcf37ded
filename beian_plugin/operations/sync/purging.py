"""What was sent and what came is kept for three months, and then only known by its digest."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from beian_plugin.models.tables import InboxFile, OutboxFile

if TYPE_CHECKING:
    from beian_plugin.operations.context import Context

#: Three months are 92 days at most (interface, "Methods").
KEPT = timedelta(days=92)


def purge(context: Context) -> int:
    """Drop the contents of files that were accepted, or applied, more than three months ago; how many."""
    before = context.now() - KEPT
    sent = update(OutboxFile).where(OutboxFile.content.is_not(None), OutboxFile.accepted_at < before)
    applied = update(InboxFile).where(
        InboxFile.content.is_not(None), InboxFile.state == "applied", InboxFile.applied_at < before
    )
    with context.database.write() as session:
        return sum(session.connection().execute(query.values(content=None)).rowcount for query in (sent, applied))
