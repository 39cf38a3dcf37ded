"""The outbox goes out: one file after the other, in the order of their numbers, each exactly once.

Before anything is sent the authority is asked for the last number that it has: the same number sent twice is
undefined, and after a fault only that answer tells whether a file arrived. A file that it lacks although it had
accepted it goes again from the outbox, with the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from beian_plugin.errors import AuthorityRefused, AuthorityUnreachable, BeianError
from beian_plugin.filing.codes import Step, message_code
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import OutboxFile
from beian_plugin.operations import tasks
from beian_plugin.operations.sync.accepting import note_accepted
from beian_plugin.operations.sync.agreeing import settle
from beian_plugin.operations.sync.leases import guard, renew
from beian_plugin.operations.sync.packing import ACCEPTED, READY, UNSURE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from beian_plugin.authority.client import Authority
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.sync.leases import Lease

#: Waits before the next try, in seconds: doubling between the first two; outside the authority's hours; where only a
#: change of settings or a technician helps.
_FIRST, _LONGEST = 60, 3600
_CLOSED = 3600
_TECHNICAL = 900
_LONGEST_PROBLEM = 1000

_OUT_OF_HOURS = 20
_MISSING_FIRST = 14
#: After these nothing is known of the outcome.
_OTHER = 999
#: How often in one run the authority may ask for earlier files before the same one.
_MOST_DETOURS = 3
#: How many missing files a sentence names: an authority that lost everything lacks years of them.
_MOST_NAMED = 10


class _Lacking(BeianError):
    """The authority wants files that are not kept."""

    def __init__(self, numbers: Sequence[int]) -> None:
        listed = ", ".join(map(str, numbers[:_MOST_NAMED]))
        more = f" and {len(numbers) - _MOST_NAMED} more up to {numbers[-1]}" if len(numbers) > _MOST_NAMED else ""
        super().__init__(
            f"The authority lacks the files {listed}{more}, which this database does not hold: nothing more can be "
            f"sent until its technical support has settled from which number to go on."
        )


@dataclass(frozen=True, slots=True)
class _Head:
    """The file that is next."""

    sequence: int
    next_try_at: datetime


def send(context: Context, authority: Authority, lease: Lease) -> int:
    """Send what waits, oldest first, until one has to wait longer; how many files were accepted.

    What holds a file up is noted at it, with the time of the next try. Raises LeaseLost where another has taken over.
    """
    accepted, detours = 0, 0
    reached: int | None = None
    while (head := _head(context)) is not None and _is_due(context, head):
        try:
            if reached is None:
                reached, arrived = _ask(context, authority, lease)
                accepted += arrived
                continue
            _repeat(context, authority, lease, range(reached + 1, head.sequence))
            _upload(context, authority, lease, head.sequence)
            reached, accepted = head.sequence, accepted + 1
        except AuthorityRefused as refused:
            detours += 1
            if refused.code != _MISSING_FIRST or detours > _MOST_DETOURS:
                _note_refused(context, lease, head.sequence, refused)
                break
            if not _fill_gap(context, authority, lease, head.sequence, refused.missing):
                break
            reached = None
        except (_Lacking, AuthorityUnreachable) as problem:
            _note_problem(context, lease, head.sequence, problem)
            break
    return accepted


def catch_up(context: Context, authority: Authority, lease: Lease) -> int:
    """Send again what the authority has lost of what it accepted; how many files. What waits may be tried at once.

    Raises AuthorityRefused, AuthorityUnreachable, LeaseLost, and BeianError where what it lacks is not kept.
    """
    with context.database.write() as session:
        guard(session, lease)
        session.execute(update(OutboxFile).where(OutboxFile.state != ACCEPTED).values(next_try_at=context.now()))
    reached, _ = _ask(context, authority, lease)
    with context.database.read() as session:
        query = select(OutboxFile.sequence).where(OutboxFile.state == ACCEPTED, OutboxFile.sequence > reached)
        lacking = sorted(session.scalars(query))
    _repeat(context, authority, lease, lacking)
    return len(lacking)


def held_up(context: Context) -> tuple[int | None, str]:
    """Why the file that is next does not go: the authority's code, if it gave one, and the words noted at the file.

    The words are empty where the file goes, or none waits.
    """
    query = select(OutboxFile.code, OutboxFile.problem).where(OutboxFile.state != ACCEPTED)
    with context.database.read() as session:
        found = session.execute(query.order_by(OutboxFile.sequence).limit(1)).first()
    return (None, "") if found is None else (found[0], found[1])


def _head(context: Context) -> _Head | None:
    query = select(OutboxFile.sequence, OutboxFile.next_try_at).where(OutboxFile.state != ACCEPTED)
    with context.database.read() as session:
        found = session.execute(query.order_by(OutboxFile.sequence).limit(1)).first()
    return None if found is None else _Head(*found)


def _is_due(context: Context, head: _Head) -> bool:
    """Whether it may be tried; a time further off than any wait was set before the clock jumped back."""
    now = context.now()
    return not now < head.next_try_at <= now + timedelta(seconds=_LONGEST)


def _ask(context: Context, authority: Authority, lease: Lease) -> tuple[int, int]:
    """The last number that the authority has, and how many files are accepted by that."""
    renew(context, lease)
    previous = authority.previous_upload()
    with context.database.write() as session:
        guard(session, lease)
        arrived = settle(context, session, previous)
    for sequence in arrived:
        note_accepted(context, sequence, lease)
    return previous.sequence, len(arrived)


def _upload(context: Context, authority: Authority, lease: Lease, sequence: int) -> None:
    """Send one file for the first time, or again after it is known not to have arrived."""
    with context.database.write() as session:
        guard(session, lease)
        row = session.get_one(OutboxFile, sequence)
        row.state = UNSURE
        content = row.content or b""
    try:
        authority.upload(sequence, content)
    except AuthorityRefused as refused:
        if refused.code != _OTHER:
            _note_not_taken(context, lease, sequence)
        raise
    note_accepted(context, sequence, lease)


def _note_not_taken(context: Context, lease: Lease, sequence: int) -> None:
    with context.database.write() as session:
        guard(session, lease)
        session.get_one(OutboxFile, sequence).state = READY


def _fill_gap(context: Context, authority: Authority, lease: Lease, sequence: int, missing: Iterable[int]) -> bool:
    """Send the files that the authority wants before this one; False where that failed, which is noted."""
    try:
        _repeat(context, authority, lease, sorted(number for number in set(missing) if number < sequence))
    except AuthorityRefused as refused:
        _note_refused(context, lease, sequence, refused)
    except (_Lacking, AuthorityUnreachable) as problem:
        _note_problem(context, lease, sequence, problem)
    else:
        return True
    return False


def _repeat(context: Context, authority: Authority, lease: Lease, numbers: Iterable[int]) -> None:
    """Send accepted files again as they are kept; none where one of them is not kept."""
    numbers = list(numbers)
    if not numbers:
        return
    with context.database.read() as session:
        kept = set(
            session.scalars(
                select(OutboxFile.sequence).where(
                    OutboxFile.sequence.between(numbers[0], numbers[-1]), OutboxFile.content.is_not(None)
                )
            )
        )
    if lacking := [number for number in numbers if number not in kept]:
        raise _Lacking(lacking)
    for number in numbers:
        renew(context, lease)
        with context.database.read() as session:
            content = session.scalar(select(OutboxFile.content).where(OutboxFile.sequence == number)) or b""
        authority.upload(number, content)


def _note_refused(context: Context, lease: Lease, sequence: int, refused: AuthorityRefused) -> None:
    """Note the code and the authority's own words, which may name its hours."""
    wait = None if message_code(refused.code).step is Step.WAIT else _TECHNICAL
    if refused.code == _OUT_OF_HOURS:
        wait = _CLOSED
    words = f"{refused.code} {refused.message}".rstrip("。. ")
    _note(context, lease, sequence, words, code=refused.code, wait=wait)


def _note_problem(context: Context, lease: Lease, sequence: int, problem: BeianError) -> None:
    wait = _TECHNICAL if isinstance(problem, _Lacking) else None
    _note(context, lease, sequence, str(problem), code=None, wait=wait)


def _note(context: Context, lease: Lease, sequence: int, problem: str, *, code: int | None, wait: int | None) -> None:
    """Note at a file why it waits; without a `wait` in seconds, longer each time. What does not pass is a task."""
    with context.database.write() as session:
        guard(session, lease)
        row = session.get_one(OutboxFile, sequence)
        if wait == _TECHNICAL:
            document = {"sequence": sequence, "code": code, "problem": problem}
            tasks.open_task(context, session, TaskKind.TECHNICAL, ("outbox", sequence, code), document)
        row.tries += 1
        wait = wait or min(_FIRST * 2 ** min(row.tries - 1, 10), _LONGEST)
        row.code, row.problem = code, problem[:_LONGEST_PROBLEM]
        row.next_try_at = context.now() + timedelta(seconds=wait)
