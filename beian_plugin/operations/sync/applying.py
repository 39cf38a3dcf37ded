"""The inbox is applied: files in the order in which they came, records in batches, each with how far it reaches.

A batch and the file's new position are one transaction, so a process that dies repeats nothing and loses nothing; two
appliers find each other by the position. Plugins are told after the commit, or by `tell_again` where that was lost.
"""

from __future__ import annotations

import logging
from contextlib import closing
from itertools import groupby, islice
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from beian_plugin.authority.items import Unreadable
from beian_plugin.errors import DatabaseUnavailable, DocumentUnreadable
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import InboxContent, InboxFile
from beian_plugin.operations import tasks
from beian_plugin.operations.collecting import seldom_collected
from beian_plugin.operations.notices import tell
from beian_plugin.operations.sync import resync
from beian_plugin.operations.sync.accepting import note_accepted
from beian_plugin.operations.sync.families import Batch, family_of
from beian_plugin.operations.sync.leases import guard
from beian_plugin.operations.sync.meaning import arrived
from beian_plugin.operations.sync.receiving import ACKNOWLEDGED, APPLIED, READ, REFUSED, report_unreadable
from beian_plugin.operations.sync.resync import Age

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from beian_plugin.authority.items import Head, Item
    from beian_plugin.filing.application import FilingChange
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.sync.leases import Lease

log = logging.getLogger(__name__)

#: Records of one transaction: published ones are stored in bulk, the others one by one while other writers wait.
_PUBLISHED, _OTHERS = 1000, 50
#: How many unreadable records a task names.
_MOST_NAMED = 100
#: More would be kept in memory for longer than it saves.
_UNCOLLECTED = 50_000
_TRIES = 3
_DEADLOCK = "40P01"


class Applied(NamedTuple):
    """What came of the inbox."""

    files: int = 0
    records: int = 0
    #: Records that break the schema, and files that are no document at all.
    unreadable: int = 0
    refused: int = 0


class _OvertakenError(Exception):
    """Another process has applied the same records meanwhile."""


def apply_inbox(context: Context, lease: Lease | None = None) -> Applied:
    """Apply every file that is acknowledged. Raises LeaseLost where another applier has taken over."""
    total = Applied()
    while (file_id := _next_file(context)) is not None:
        try:
            with seldom_collected(_UNCOLLECTED):
                done = _apply_file(context, file_id, lease)
        except _OvertakenError:
            break
        total = Applied(*(sum(pair) for pair in zip(total, done, strict=True)))
    resync.finish(context, lease)
    return total


def _next_file(context: Context) -> int | None:
    """The oldest file that is not applied."""
    with context.database.read() as session:
        query = select(InboxFile.id).where(InboxFile.state == ACKNOWLEDGED).order_by(InboxFile.id).limit(1)
        return session.scalar(query)


def _apply_file(context: Context, file_id: int, lease: Lease | None) -> Applied:
    from beian_plugin.authority.download_reader import read_ahead

    with context.database.read() as session:
        position = session.get_one(InboxFile, file_id).position
    records = trouble = 0
    # Closed before the next step, which needs the room that the file's content takes.
    with closing(read_ahead(lambda: _content(context, file_id))) as items:
        try:
            head: Head = next(items)  # type: ignore[assignment]  # the first item always is
            size = _PUBLISHED if head.document.endswith(("BASJ", "SJTB/ICP")) else _OTHERS
            for batch in _batches(islice(items, position, None), size):
                trouble += _apply_once(context, file_id, head, batch, position, lease)
                position += len(batch)
                records += len(batch)
        except DocumentUnreadable as error:
            _refuse(context, file_id, position, error.reason, lease)
            return Applied(0, records, trouble, 1)
    _finish(context, file_id, head, position, lease)
    return Applied(1, records, trouble, 0)


def _content(context: Context, file_id: int) -> bytes:
    with context.database.read() as session:
        # Not by its row, which would keep it until the garbage collector comes.
        return session.scalar(select(InboxContent.content).where(InboxContent.inbox_id == file_id)) or b""


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    """The items in portions; the code tables of a file stay together, for each replaces a whole table.

    Where the file ends in the middle, what came until then is a portion too.
    """
    batch: list[Item] = []
    try:
        for item in items:
            if len(batch) >= size and not family_of(item).whole:
                yield batch
                batch = []
            batch.append(item)
    except DocumentUnreadable:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _apply_once(
    context: Context, file_id: int, head: Head, items: Sequence[Item], position: int, lease: Lease | None
) -> int:
    """Apply a batch, tried again where another writer was in the way; how many of its records could not be applied.

    A record that cannot be stored is found by halving the batch and left out, for it must not hold up the others.
    """
    for left in reversed(range(_TRIES)):
        try:
            _note_arrived(context, items, lease)
            trouble, changes = _apply_batch(context, file_id, head, items, position, lease)
        except (IntegrityError, DatabaseUnavailable) as error:
            if left and _passes(error):
                continue
            if isinstance(error, DatabaseUnavailable):
                raise
            return _halve(context, file_id, head, items, position, lease, error)
        except (SQLAlchemyError, ValueError, LookupError, TypeError, AttributeError) as error:
            return _halve(context, file_id, head, items, position, lease, error)
        tell(context, changes)
        return trouble
    raise AssertionError("the last try raises or returns")


def _note_arrived(context: Context, items: Sequence[Item], lease: Lease | None) -> None:
    """Note which files the answers prove to have arrived, before one transaction would take a whole file's steps."""
    with context.database.read() as session:
        sequences = arrived(session, items, context.settings.isp_id)
    for sequence in sequences:
        note_accepted(context, sequence, lease)


def _halve(
    context: Context,
    file_id: int,
    head: Head,
    items: Sequence[Item],
    position: int,
    lease: Lease | None,
    error: Exception,
) -> int:
    if len(items) == 1:
        log.warning("record %s of inbox file %s could not be applied: %s", position + 1, file_id, type(error).__name__)
        left_out = Unreadable(position=position + 1, path=head.document, reason=type(error).__name__)
        return _apply_batch(context, file_id, head, [left_out], position, lease)[0]
    half = len(items) // 2
    first = _apply_once(context, file_id, head, items[:half], position, lease)
    return first + _apply_once(context, file_id, head, items[half:], position + half, lease)


def _passes(error: Exception) -> bool:
    """Whether the fault is over once the other writer is done."""
    cause = error.__cause__ or error
    return isinstance(error, IntegrityError) or getattr(getattr(cause, "orig", None), "sqlstate", "") == _DEADLOCK


def _apply_batch(
    context: Context, file_id: int, head: Head, items: Sequence[Item], position: int, lease: Lease | None
) -> tuple[int, list[FilingChange]]:
    with context.database.write() as session:
        row = _hold(session, file_id, position, lease)
        batch = Batch(context, session, head, row.stored_at, resync.age_of(session, head, row))
        for family, members in groupby(items, key=family_of):
            family.apply(batch, list(members))
        unreadable = [item for item in items if isinstance(item, Unreadable)]
        row = session.get_one(InboxFile, file_id)
        row.position = position + len(items)
        if unreadable:
            row.trouble += len(unreadable)
            _report(context, session, row, unreadable)
    return len(unreadable), batch.changes


def _hold(session: Session, file_id: int, position: int, lease: Lease | None) -> InboxFile:
    """The file, held; raises where another process has moved it on."""
    if lease:
        guard(session, lease)
    row = session.get_one(InboxFile, file_id, with_for_update=True)
    if row.state != ACKNOWLEDGED or row.position != position:
        raise _OvertakenError
    return row


def _report(context: Context, session: Session, row: InboxFile, unreadable: Sequence[Unreadable]) -> None:
    """One task for all such records of a file: how many, and the first of them by position."""
    lines = [*row.problem.splitlines(), *(f"{one.position} {one.path}: {one.reason}" for one in unreadable)]
    row.problem = "\n".join(lines[:_MOST_NAMED])
    document = {
        "file": row.name,
        "inbox": row.id,
        "count": row.trouble,
        "records": lines[:_MOST_NAMED],
    }
    tasks.put_task(context, session, TaskKind.UNREADABLE_FILE, (row.id,), document)


def _refuse(context: Context, file_id: int, position: int, reason: str, lease: Lease | None) -> None:
    """Keep a file that is no document, or none from `position` on, for a person to look at."""
    with context.database.write() as session:
        row = _hold(session, file_id, position, lease)
        row.state, row.applied_at = REFUSED, context.now()
        row.problem = "\n".join(filter(None, (row.problem, reason)))
        report_unreadable(context, session, row)


def _finish(context: Context, file_id: int, head: Head, position: int, lease: Lease | None) -> None:
    with context.database.write() as session:
        row = _hold(session, file_id, position, lease)
        row.document = head.document
        ends_one = resync.is_part(head) and resync.age_of(session, head, row) is not Age.OVERTAKEN
        row.state = READ if ends_one else APPLIED
        row.applied_at = context.now()
