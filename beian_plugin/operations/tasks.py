"""What staff have to look at (任务): opened by what the authority sends, shown masked, answered or settled by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import TaskRow
from beian_plugin.models.service import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context

#: Names of values that belong to a person or tell where one is found.
_PERSONAL = frozenset(
    {
        "certificate_number",
        "certificate_address",
        "office_phone",
        "mobile",
        "phone",
        "email",
        "msn",
        "qq",
        "detail",
        "investor",
        "verifier",
        "reporter",
        "reporter_name",
        "reporter_phone",
        "reporter_email",
        "reviewer",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task; `document` and `answer` are masked unless it was asked for whole."""

    id: int
    kind: TaskKind
    #: Punycode, or empty.
    domain: str
    filing: int | None
    due: date | None
    opened_at: datetime
    #: What has to be known: plain JSON values.
    document: Mapping[str, Any] = field(repr=False)
    #: What somebody answered; None where nothing was answered.
    answer: Mapping[str, Any] | None = field(default=None, repr=False)
    done_at: datetime | None = None
    done_by: str = ""


def open_tasks(
    context: Context, kind: TaskKind | None = None, *, skip: int = 0, limit: int | None = None
) -> list[Task]:
    """The tasks that are not done, the most urgent first, then the oldest; masked; at most `limit` if it is given."""
    query = select(TaskRow).where(TaskRow.done_at.is_(None))
    if kind is not None:
        query = query.where(TaskRow.kind == kind.value)
    query = query.order_by(TaskRow.due.is_(None), TaskRow.due, TaskRow.id).offset(skip).limit(limit)
    with context.database.read() as session:
        return [_value(row, whole=False) for row in session.scalars(query)]


def count_open(context: Context) -> dict[TaskKind, int]:
    """How many tasks are not done, by kind; kinds of which there are none are left out."""
    query = select(TaskRow.kind, func.count()).where(TaskRow.done_at.is_(None)).group_by(TaskRow.kind)
    with context.database.read() as session:
        counts = {TaskKind(kind): count for kind, count in session.execute(query)}
    return {kind: counts[kind] for kind in TaskKind if kind in counts}


def task(context: Context, task_id: int, *, actor: str = "") -> Task:
    """The task, done or not: masked, or whole for the `actor` whom the audit log then names.

    Raises InvalidValue where there is none of that number.
    """
    with context.database.write() as session:
        row = _row(session, task_id)
        if actor:
            session.add(AuditEntry(at=context.now(), actor=actor, action="view_task", target=f"task:{row.id}"))
        return _value(row, whole=bool(actor))


def settle(context: Context, task_id: int, *, actor: str) -> None:
    """Note that a task was dealt with and the authority wants no answer. Raises InvalidValue for one that is not open.

    A task that the authority wants an answer to is closed by the answer alone.
    """
    with context.database.write() as session:
        row = open_row(session, task_id)
        if TaskKind(row.kind) in ANSWERED:
            raise InvalidValue(
                f"Task {task_id} waits for an answer that goes to the authority: give it with `beian tasks answer`.",
                what="task",
                reason="answer",
            )
        close(context, session, row, actor=actor, action="settle_task")


def answer_task(context: Context, task_id: int, answer: Mapping[str, Any], *, actor: str) -> None:
    """Close a task with an answer that goes to the authority with the next run.

    `answer` holds the fields of `task_answers.UnfiledSiteAnswer` or `VerificationAnswer`, by the task's kind. Raises
    InvalidValue for a task that waits for none, for one that is done, and for what the authority would refuse.
    """
    from beian_plugin.operations import task_answers  # what it needs for sending opens tasks itself

    task_answers.answer(context, task_id, answer, actor=actor)


#: Kinds that are closed by an answer which is sent: `WBACLJG` and `HSJG`.
ANSWERED = frozenset({TaskKind.UNFILED_SITE, TaskKind.VERIFICATION})


def close(
    context: Context,
    session: Session,
    row: TaskRow,
    *,
    actor: str,
    action: str,
    answer: Mapping[str, Any] | None = None,
) -> None:
    """Close an open task within the caller's transaction, with the answer where one was given."""
    now = context.now()
    row.done_at, row.done_by = now, actor
    if answer is not None:
        row.answer = msgspec.json.encode(answer).decode()
    session.add(AuditEntry(at=now, actor=actor, action=action, target=f"task:{row.id}"))


def open_row(session: Session, task_id: int) -> TaskRow:
    """The row of an open task, held until the transaction ends. Raises InvalidValue for one that is done or missing."""
    row = _row(session, task_id)
    if row.done_at is not None:
        raise InvalidValue(f"Task {task_id} is done already.", what="task", reason="done")
    return row


def open_task(
    context: Context,
    session: Session,
    kind: TaskKind,
    key: Iterable[object],
    document: Mapping[str, Any],
    *,
    filing: int | None = None,
    domain: str = "",
    due: date | None = None,
) -> bool:
    """Open a task within the caller's transaction; False where `key` says that the same news came before.

    One that is done is opened anew where the news differs. `document` holds plain values that JSON can write; it is
    sealed. What it says under `site` and `subject` is where the news points to on record, and no part of it.
    """
    text = msgspec.json.encode(document).decode()
    values = {
        "kind": kind.value,
        "filing_id": filing,
        "domain": domain,
        "document": text,
        "due": due,
        "opened_at": context.now(),
        "done_by": "",
    }
    insert = sqlite.insert(TaskRow) if context.database.is_sqlite else postgresql.insert(TaskRow)
    for name in _keys(context, kind, key):
        added = insert.values(values | {"key": name}).on_conflict_do_nothing(index_elements=[TaskRow.key])
        if session.execute(added.returning(TaskRow.id)).first() is not None:
            return True
        known = session.scalars(select(TaskRow).where(TaskRow.key == name)).one()
        if known.done_at is None or _news(known.document) == _news(text):
            return False
    raise AssertionError("there is always another key")


def put_task(
    context: Context, session: Session, kind: TaskKind, key: Iterable[object], document: Mapping[str, Any]
) -> None:
    """Open a task within the caller's transaction, or let the open one that has the key say what is known now."""
    parts = tuple(key)
    if open_task(context, session, kind, parts, document):
        return
    for name in _keys(context, kind, parts):
        row = session.scalar(select(TaskRow).where(TaskRow.key == name).with_for_update())
        if row is None:
            return  # what is known now was settled before
        if row.done_at is None:
            row.document = msgspec.json.encode(document).decode()
            return


def _news(document: str) -> dict[str, Any]:
    return {name: value for name, value in msgspec.json.decode(document).items() if name not in ("site", "subject")}


def _keys(context: Context, kind: TaskKind, parts: Iterable[object]) -> Iterator[str]:
    """What tells one piece of news from another, for the first task about it and those opened anew.

    The authority's own words may be among the parts, and a person's data in them, so no key can be read.
    """
    text = ":".join(str(part) for part in parts)
    base = f"{kind.value}:{context.database.keys.blind_index('task', text).hex()}"
    yield base
    for times in count(2):
        yield f"{base}#{times}"


def _row(session: Session, task_id: int) -> TaskRow:
    row = session.get(TaskRow, task_id, with_for_update=True)
    if row is None:
        raise InvalidValue(f"There is no task {task_id}.", what="task", reason="missing")
    return row


def _value(row: TaskRow, *, whole: bool) -> Task:
    document = msgspec.json.decode(row.document)
    answer = msgspec.json.decode(row.answer) if row.answer else None
    return Task(
        id=row.id,
        kind=TaskKind(row.kind),
        domain=row.domain,
        filing=row.filing_id,
        due=row.due,
        opened_at=row.opened_at,
        document=MappingProxyType(document if whole else masked(document)),
        answer=None if answer is None else MappingProxyType(answer if whole else masked(answer)),
        done_at=row.done_at,
        done_by=row.done_by,
    )


def masked(value: Any, *, person: bool = False) -> Any:
    """A copy of plain JSON values in which personal ones are mostly stars, without scans.

    A name is personal where the values are a `person`'s.
    """
    if isinstance(value, list | tuple):
        return [masked(item) for item in value]
    if isinstance(value, dict):
        hidden = _PERSONAL | {"name"} if person else _PERSONAL
        return {
            key: _stars(item) if key in hidden and isinstance(item, str) else masked(item, person=key == "principal")
            for key, item in value.items()
            if key != "scans"
        }
    return value


def _stars(text: str) -> str:
    shown = 1 if len(text) > 1 else 0
    return text[:shown] + "*" * (len(text) - shown)
