"""What is known around a filing, gathered for `completeness`, and the task for a name that cannot be sent as it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.filing.certificate import Certificate, refusal
from beian_plugin.filing.completeness import Known, Missing, missing
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.form import label_of, outside_gbk, values
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.rules import certificate_kind
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.filing.verdict import Text
from beian_plugin.models.exchange import BaseCode, TaskRow
from beian_plugin.models.tables import AttachmentRow, FilingDomain, FilingRow, Subject
from beian_plugin.operations import requirements, said_kinds, tasks
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.drafts import filed_elsewhere, subject_of
from beian_plugin.operations.filings import parse_particulars
from beian_plugin.operations.material import latest_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.operations.context import Context

#: The base code tables that the checks of a filing look into.
_TABLES = ("Dwxz", "Zjlx", "Nrlx", "Fwnr", "Yylb", "Fbdd", "Jrfs", "Zxly", "Qy")


def needs_of(context: Context, session: Session, row: FilingRow, *, goes_out: bool = False) -> tuple[Missing, ...]:
    """What the filing still needs; `goes_out` asks as if it were sent to the authority next."""
    known = known_around(context, session, row, goes_out=goes_out)
    particulars = parse_particulars(row.particulars)
    return (
        *missing(Kind(row.kind), particulars, known),
        *requirements.needed(context, session, row, known),
        *_conflicts(session, row),
        *said_kinds.doubts(session, row),
        *(_filed_already(context, session, particulars, known) if row.kind == Kind.NEW else ()),
    )


def known_around(context: Context, session: Session, row: FilingRow, *, goes_out: bool = False) -> Known:
    """What is known around the filing."""
    subject = subject_of(session, row)
    sheet = latest_sheet(session, row.id)
    published = parse_particulars(subject.published) if subject is not None and subject.published else None
    known = Known(
        today=context.now().astimezone(CHINA).date(),
        tables=_tables(session),
        published=published,
        filed_elsewhere=filed_elsewhere(session, subject),
        has_password=bool(row.password),
        attachments=frozenset(session.scalars(select(AttachmentRow.id).where(AttachmentRow.filing_id == row.id))),
        sheet=sheet is not None and sheet.judgement == "valid",
        goes_out=goes_out,
    )
    return replace(known, site_names=requirements.site_name_rules(context, row, known))


def _tables(session: Session) -> dict[str, dict[int, str]]:
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    query = select(BaseCode.table, BaseCode.code, BaseCode.name).where(BaseCode.table.in_(_TABLES), BaseCode.valid)
    for table, code, name in session.execute(query):
        found[table][code] = name
    return dict(found)


#: Filings that the authority does not take beside one of the kind (codes 1027, 1030, 1032, 1042, 1043).
_BESIDE = {
    Kind.CANCEL_SUBJECT: (Kind.CANCEL_SUBJECT, Kind.CANCEL_SITE),
    Kind.CANCEL_SITE: (Kind.CANCEL_SUBJECT, Kind.CANCEL_SITE),
    Kind.CANCEL_ACCESS: (Kind.CANCEL_ACCESS, Kind.CANCEL_SITE, Kind.CANCEL_SUBJECT),
}


def _conflicts(session: Session, row: FilingRow) -> Iterator[Missing]:
    """Cancellations of the same domains that are under way; the authority may have closed them without our knowing."""
    kinds = _BESIDE.get(Kind(row.kind), ())
    if not kinds:
        return
    mine = select(FilingDomain.name).where(FilingDomain.filing_id == row.id)
    query = (
        select(FilingRow)
        .join(FilingDomain, FilingDomain.filing_id == FilingRow.id)
        .where(
            FilingRow.id != row.id,
            FilingDomain.name.in_(mine),
            FilingRow.kind.in_([kind.value for kind in kinds]),
            FilingRow.state.in_([state.value for state in OPEN_STATES - {State.DRAFT}]),
        )
        .order_by(FilingRow.id)
        .distinct()
    )
    for other in session.scalars(query):
        kind = Kind(other.kind)
        text = Text(
            f"备案申请 {other.id}（{kind.zh}）正在办理，管局可能因重复或冲突退回。",
            f"Filing {other.id} ({kind.en}) is under way: the authority may see a conflict and send this one back.",
        )
        yield Missing("", Text(), text, Severity.WARN, "conflict")


def _filed_already(context: Context, session: Session, particulars: Particulars, known: Known) -> Iterator[Missing]:
    """A subject that has a number files no second one (FAQ 25, 27; code 1003), unless the record is out of date."""
    said = particulars.subject
    kind = certificate_kind(said.certificate_type, known) if said is not None else None
    if said is None or kind is None or refusal(kind, said.certificate_number):
        return
    certificate = Certificate.parse(kind, said.certificate_number)
    index = context.database.keys.certificate_index(certificate.kind, certificate.number)
    query = select(Subject.licence_number).where(
        Subject.certificate_index == index, Subject.licence_number.is_not(None), ~Subject.shell
    )
    number = session.scalar(query.order_by(Subject.id).limit(1))
    if number is not None:
        path = "subject.certificate_number"
        text = Text(
            f"当前主体已有备案 {number}，请勿重复上报；请在该主体下新增网站（FAQ 2、25）。",
            f"The subject is filed as {number}: add a site under it instead of filing anew (FAQ 2, 25).",
        )
        yield Missing(path, label_of(path), text, Severity.WARN, "filed_already")


def open_spelling_task(context: Context, session: Session, row: FilingRow, found: Iterable[Missing]) -> None:
    """Open a task where a name holds a character that the interface cannot carry; once for the same characters."""
    wanted = {one.path for one in found if one.code == "gbk"}
    strange = {
        path: outside_gbk(value)
        for path, value in values(parse_particulars(row.particulars))
        if path in wanted and isinstance(value, str)
    }
    if strange:
        key = [row.id, *(f"{path}={characters}" for path, characters in sorted(strange.items()))]
        tasks.open_task(context, session, TaskKind.SPELLING, key, {"characters": strange}, filing=row.id)


def settle_spelling_task(context: Context, session: Session, row: FilingRow, actor: str) -> None:
    """Close the filing's spelling tasks: what it says can be carried now."""
    query = select(TaskRow).where(
        TaskRow.filing_id == row.id, TaskRow.kind == TaskKind.SPELLING.value, TaskRow.done_at.is_(None)
    )
    for task in session.scalars(query.with_for_update()):
        tasks.close(context, session, task, actor=actor, action="settle_task")
