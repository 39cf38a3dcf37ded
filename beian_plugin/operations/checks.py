"""What is checked by itself before staff pass a filing: what it lacks, blacklists, and who has filed already."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import or_, select

from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.filing.verdict import Text
from beian_plugin.models.findable import subject_indexes
from beian_plugin.models.tables import BlacklistEntry, FilingRow, Subject
from beian_plugin.operations.filings import parse_particulars
from beian_plugin.operations.needs import needs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context

#: As many others are named; a subject with more is a case for a search.
_MOST = 5
#: Kinds that say who files, so that somebody may have filed already.
NAMES_SUBJECT = frozenset({Kind.NEW, Kind.CHANGE})


class Check(NamedTuple):
    """One thing that was found."""

    #: Whether the authority refuses it for certain.
    severity: Severity
    text: Text
    #: Path within the particulars, or empty.
    path: str = ""
    #: Another filing that it is about.
    filing: int | None = None
    #: Stable, machine-readable; see `BLACKLISTED`, `DUPLICATE`, and the codes of `Missing`.
    code: str = ""


#: The authority bars the subject or a domain.
BLACKLISTED = "blacklisted"
#: Somebody has filed, or files, what may be the same.
DUPLICATE = "duplicate"


def findings(context: Context, session: Session, row: FilingRow) -> list[Check]:
    """Everything that speaks against passing the filing; empty where nothing does."""
    needs = needs_of(context, session, row, goes_out=True)
    return [
        *_blacklisted(context, session, row),
        *(Check(one.severity, one.text, one.path, code=one.code) for one in needs),
        *_duplicates(context, session, row),
    ]


def _blacklisted(context: Context, session: Session, row: FilingRow) -> Iterator[Check]:
    """What the authority bars (FAQ 26)."""
    names = [domain.name for domain in row.domains]
    barred = or_(
        BlacklistEntry.domain.in_(names),
        BlacklistEntry.certificate_index.in_(_subjects_indexes(context, row)),
    )
    for entry in session.scalars(select(BlacklistEntry).where(barred).order_by(BlacklistEntry.id)):
        zh, en = (to_unicode(entry.domain), to_unicode(entry.domain)) if entry.domain else ("主体", "The subject")
        yield Check(
            Severity.REFUSE,
            Text(
                f"{zh} 在管局黑名单中，请联系当地管局处理（FAQ 26）。",
                f"{en} is blacklisted: the local authority decides (FAQ 26).",
            ),
            "" if entry.domain else "subject.certificate_number",
            code=BLACKLISTED,
        )


def _duplicates(context: Context, session: Session, row: FilingRow) -> Iterator[Check]:
    """Others who file under the same certificate, and the same name on record under another one (FAQ 2, 27)."""
    if row.kind not in NAMES_SUBJECT:
        return
    if row.certificate_index is not None:
        yield from _running(session, row)
    yield from _namesakes(session, row, _subjects_indexes(context, row))


def _running(session: Session, row: FilingRow) -> Iterator[Check]:
    others = select(FilingRow).where(
        FilingRow.certificate_index == row.certificate_index,
        FilingRow.id != row.id,
        FilingRow.state.in_([state.value for state in OPEN_STATES]),
    )
    for other in session.scalars(others.order_by(FilingRow.id).limit(_MOST)):
        kind, state = Kind(other.kind), State(other.state)
        yield Check(
            Severity.WARN,
            Text(
                f"同一证件另有申请 {other.id}（{kind.zh}，{state.zh}），请核对是否重复（FAQ 27）。",
                f"Filing {other.id} ({kind.en}, {state.en}) has the same certificate: is it a duplicate? (FAQ 27)",
            ),
            "subject.certificate_number",
            other.id,
            DUPLICATE,
        )


def _namesakes(session: Session, row: FilingRow, indexes: list[bytes]) -> Iterator[Check]:
    if not row.subject_name or not indexes:
        return
    query = select(Subject).where(
        Subject.name == row.subject_name,
        Subject.certificate_index.not_in(indexes),
        Subject.id != (row.subject_id or 0),
    )
    for subject in session.scalars(query.order_by(Subject.id).limit(_MOST)):
        number = subject.licence_number or ""
        yield Check(
            Severity.WARN,
            Text(
                f"同名主体以另一证件备案：{number or '备案号未知'}；如为换证，应变更备案（FAQ 2）。",
                f"The same name is filed under another certificate ({number or 'number unknown'}): if the certificate "
                f"was replaced, it is a change (FAQ 2).",
            ),
            "subject.name",
            code=DUPLICATE,
        )


def _subjects_indexes(context: Context, row: FilingRow) -> list[bytes]:
    """What stands in the indexes for the subject's certificate, as any type that it may be."""
    subject = parse_particulars(row.particulars).subject
    return subject_indexes(context.database.keys, subject.certificate_number) if subject else []
