"""The days that run with a filing: the authority's 20 working days (FAQ 43), and the terms that an approval starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from beian_plugin.errors import UnknownYear
from beian_plugin.filing.calendar import REVIEW_DAYS
from beian_plugin.filing.certificate import PERSONAL, CertificateKind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State, Verb
from beian_plugin.filing.verdict import Text
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow, FilingStep, ObligationRow, Subject
from beian_plugin.operations.calendar import working_days
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.documents import obligation_fields
from beian_plugin.operations.provincial import after_approval
from beian_plugin.providers.rule import SubjectKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context

#: The audit line of a change of what a filing says; a modification's 20 days count from the last of them.
SAVED = "save_particulars"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How far the authority's 20 working days have run, on the day on which it was asked for."""

    #: The day after which they count: receipt, or for a modification the last change.
    start: date
    due: date | None = None
    #: Working days since `start`, and those that are left; less than 0 when the authority is late.
    passed: int | None = None
    left: int | None = None
    #: Why the days cannot be told.
    trouble: Text | None = None

    def sentence(self) -> Text:
        """The days in words, or why they cannot be told."""
        if self.trouble is not None or self.left is None:
            return self.trouble or Text()
        if self.left < 0:
            return Text(
                f"管局审核已过 {self.passed} 个工作日，超过法定的 {REVIEW_DAYS} 个工作日（至 {self.due}）。",
                f"The authority has had it for {self.passed} working days; its {REVIEW_DAYS} ended on {self.due}.",
            )
        return Text(
            f"管局审核已过 {self.passed} 个工作日，还剩 {self.left} 个（至 {self.due}）。",
            f"The authority has had it for {self.passed} working days; {self.left} are left (due {self.due}).",
        )


def review_start(session: Session, row: FilingRow, received: datetime) -> date:
    """The day after which the authority's days count: the receipt, for a modification its last change (FAQ 43)."""
    moment = None
    if row.kind == Kind.CHANGE:
        saved = select(AuditEntry.at).where(AuditEntry.target == f"filing:{row.id}", AuditEntry.action == SAVED)
        moment = session.scalar(saved.order_by(AuditEntry.id.desc()).limit(1))
    return (moment or received).astimezone(CHINA).date()


def review_due(session: Session, start: date) -> date | None:
    """The last of the 20 working days after `start`; None while the calendar of a year among them is not known."""
    try:
        return working_days(session).due_date(start)
    except UnknownYear:
        return None


def clock_of(context: Context, filing_id: int) -> Clock | None:
    """How long the authority has had the filing and has left (FAQ 43); None for a filing that is not with it.

    A year whose holidays became known since the upload is counted with them.
    """
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        if row is None or row.state != State.AUTHORITY_REVIEW:
            return None
        steps = select(FilingStep.at).where(FilingStep.filing_id == filing_id, FilingStep.verb == Verb.UPLOAD.value)
        received = session.scalar(steps.order_by(FilingStep.id.desc()).limit(1))
        start = review_start(session, row, received or row.updated_at)
        days = working_days(session)
    try:
        passed = days.between(start, context.now().astimezone(CHINA).date())
        return Clock(start=start, due=days.due_date(start), passed=passed, left=REVIEW_DAYS - passed)
    except UnknownYear as error:
        return Clock(start=start, trouble=_calendar_missing(error.year))


def _calendar_missing(year: int) -> Text:
    return Text(
        f"{year} 年的节假日安排尚未载入，无法计算二十个工作日；公布后请用 beian calendar load 载入。",
        f"The holidays of {year} are not loaded, so the 20 working days cannot be counted; load them with "
        f"`beian calendar load FILE` once they are announced.",
    )


def start_obligations(context: Context, session: Session, row: FilingRow, approved_on: date) -> None:
    """The province's term for wrong subject data starts with the approval (FAQ 37, 38)."""
    if not row.takes_over:
        return
    book = context.plugins.registry.book(row.province)
    after = after_approval(book, approved_on, Kind(row.kind), _subject_kind(session, row))
    if not after.obligations:
        return
    # Where nobody knows who files, the term of the one kind of subject that has any is told.
    obligation = after.obligations[0]
    days = working_days(session)
    try:
        due = days.add_days(approved_on, obligation.days, working=obligation.working_days)
    except UnknownYear:
        # The holidays of next year are not out yet: calendar days end earlier, so nobody is late.
        due = days.add_days(approved_on, obligation.days, working=False)
    document = msgspec.json.encode(obligation_fields(obligation) | {"due": due}).decode()
    session.add(ObligationRow(filing=row, code=obligation.code, document=document, due=due))


def _subject_kind(session: Session, row: FilingRow) -> SubjectKind:
    """Whether a person or an organisation filed, by the certificate on record; ANY where that does not tell."""
    subject = session.get(Subject, row.subject_id) if row.subject_id is not None else None
    if subject is None or not subject.certificate_kind:
        return SubjectKind.ANY
    personal = CertificateKind(subject.certificate_kind) in PERSONAL
    return SubjectKind.INDIVIDUAL if personal else SubjectKind.ORGANISATION
