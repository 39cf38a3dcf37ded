"""What stands in the outbox, and what the authority has of it."""

from __future__ import annotations

from sqlalchemy import select

from beian_plugin.authority.upload_reader import parse_upload
from beian_plugin.models.exchange import OutboxFile, TaskRow
from beian_plugin.models.tables import FilingRow


def file(context, sequence):
    """The file of that number, or None."""
    with context.database.read() as session:
        return session.get(OutboxFile, sequence)


def states(context):
    """The state of each file, in sequence."""
    with context.database.read() as session:
        return list(session.scalars(select(OutboxFile.state).order_by(OutboxFile.sequence)))


def filing_states(context):
    """The state of each filing, the oldest first."""
    with context.database.read() as session:
        return list(session.scalars(select(FilingRow.state).order_by(FilingRow.id)))


def tasks(context):
    """Every task that was opened."""
    with context.database.read() as session:
        return list(session.scalars(select(TaskRow).order_by(TaskRow.id)))


def companies(remote):
    """The names of the subjects that the authority has, file by file."""
    return [
        record.particulars.subject.name
        for _, xml in sorted(remote.files.items())
        for record in parse_upload(xml).records
    ]
