"""The authority's results and opinions reach the filings that they are about; what fits none becomes a task.

A result names a report by operation and mark, which is all it tells: a report that waits for an answer comes first,
the newest one otherwise. A filing takes one step for one report, whatever comes late or twice; that is kept as a note.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.authority.items import Opinion, Result
from beian_plugin.filing.codes import Step, explain
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.remedies import field_paths
from beian_plugin.filing.states import TRANSITIONS, State, Verb
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models import standing
from beian_plugin.models.exchange import OutboxFile, ReportRow
from beian_plugin.models.tables import FilingDomain, FilingRow, FilingStep
from beian_plugin.operations import tasks
from beian_plugin.operations.filings import hold_domains, parse_particulars, take_step
from beian_plugin.operations.sync.accepting import accept
from beian_plugin.operations.sync.approvals import approve_record
from beian_plugin.operations.sync.meaning import meant
from beian_plugin.operations.sync.packing import ACCEPTED
from beian_plugin.operations.sync.shells import mark_shell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import FilingChange
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.sync.record_values import Wording

_ACTOR = "authority"
APPROVED = 1001
#: Verification material was taken; the operation has no approval of its own.
MATERIAL_TAKEN = 1060
NOT_OURS = 1048
_PERSONAL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+|[0-9][0-9-]{5,}[0-9Xx]")


class Answers:
    """Applies results and opinions within one transaction; plugins are told of `changes` once that is kept."""

    def __init__(self, context: Context, session: Session, wording: Wording, moment: datetime) -> None:
        """`moment` dates what an approval puts on record: when the file that says so was stored."""
        self._context, self._session, self._wording, self._moment = context, session, wording, moment
        self.changes: list[FilingChange] = []

    def apply(self, items: Sequence[Result | Opinion]) -> None:
        """Take what the items mean, in their order; the gate's columns are right afterwards."""
        names = self._hold(items)
        for item in items:
            if isinstance(item, Result):
                self._take_result(item)
            else:
                self._take_opinion(item)
        standing.refresh(self._session, names)

    def _hold(self, items: Sequence[Result | Opinion]) -> list[str]:
        """Hold every file and filing that the items may change, in the one order that everybody keeps."""
        session = self._session
        rows = [row for item in items for row in self._meant(item)]
        sequences = sorted({row.sequence for row in rows})
        files = select(OutboxFile.sequence).where(OutboxFile.sequence.in_(sequences), OutboxFile.state != ACCEPTED)
        open_files = session.scalars(files.order_by(OutboxFile.sequence).with_for_update()).all()
        shared = select(ReportRow.filing_id).where(ReportRow.sequence.in_(open_files))
        filings = sorted({row.filing_id for row in rows} | set(session.scalars(shared)))
        query = select(FilingDomain.name).where(FilingDomain.filing_id.in_(filings)).distinct()
        names = sorted(session.scalars(query))
        hold_domains(session, names)
        session.expire_all()
        return names

    def _meant(self, item: Result | Opinion) -> list[ReportRow]:
        return meant(self._session, item, self._context.settings.isp_id)

    def _take_result(self, item: Result) -> None:
        reports = self._meant(item)
        if not reports:
            self._unknown(item)
        elif item.mark:
            self._answer(reports[0], item)
        else:
            for report in reports:
                self._answer(report, item)

    def _answer(self, report: ReportRow, item: Result) -> None:
        codes = [code for code, _ in item.codes]
        self._settle(report)
        if report.answered_at is not None:
            self._note_late(report, item, codes)
            return
        approved = _is_approval(report, codes)
        report.message = _joined(report.message, _words(item))
        if approved is None:
            return  # a success on the way, such as 1062: the answer itself is still to come
        report.codes, report.answered_at = codes, self._context.now()
        row = self._session.get_one(FilingRow, report.filing_id, with_for_update=True)
        verb = Verb.APPROVE if approved else Verb.RETURN_TO_PROVIDER
        if (State(row.state), verb) not in TRANSITIONS:
            self._out_of_turn(report, item, row)
        elif approved:
            self._step(report, verb)
            approve_record(self._context, self._session, self._wording, report.filing_id, self._moment)
        else:
            particulars = parse_particulars(row.particulars)
            fields = {path: text.zh for path, text in field_paths(codes, particulars).items()}
            self._step(report, verb, reason=_reason(item, codes), fields=fields)
            if NOT_OURS in codes:
                mark_shell(self._session, row, particulars, self._moment)

    def _settle(self, report: ReportRow) -> None:
        """An answer proves that the file arrived, though the call that sent it may never have come back.

        `meaning.arrived` told of nearly every such file before, and its filings took their steps already.
        """
        query = select(OutboxFile.state).where(OutboxFile.sequence == report.sequence)
        if self._session.scalars(query).one() != ACCEPTED:
            self.changes += accept(self._context, self._session, report.sequence)

    def _step(self, report: ReportRow, verb: Verb, *, reason: str = "", fields: dict[str, str] | None = None) -> None:
        change = take_step(
            self._context, self._session, report.filing_id, verb, actor=_ACTOR, reason=reason, fields=fields
        )
        self.changes.append(change)

    def _note_late(self, report: ReportRow, item: Result, codes: list[int]) -> None:
        """Keep what comes after the answer; only another decision than the one that was taken needs a person."""
        if set(codes) <= set(report.codes):
            return
        report.message = _joined(report.message, f"后来又收到：{_numbers(codes)} {_words(item)}".strip())
        decision = _is_approval(report, codes)
        if decision is not None and decision != _is_approval(report, report.codes):
            row = self._session.get_one(FilingRow, report.filing_id)
            self._out_of_turn(report, item, row)

    def _out_of_turn(self, report: ReportRow, item: Result, row: FilingRow) -> None:
        codes = [code for code, _ in item.codes]
        document = _document(item) | {
            "filing": row.id,
            "state": row.state,
            "problem": "The filing has moved on, so this answer changed nothing: compare with the authority's record.",
        }
        key = ("late", report.id, _numbers(codes))
        tasks.open_task(
            self._context, self._session, TaskKind.UNKNOWN_RESULT, key, document, filing=row.id, domain=_first(row)
        )

    def _unknown(self, item: Result | Opinion) -> None:
        document = _document(item)
        if isinstance(item, Result):
            key: tuple[object, ...] = (item.operation, _numbers([code for code, _ in item.codes]), item.mark)
            key = key if item.mark else (*key, *(words for _, words in item.codes), item.note)
        else:
            key = ("opinion", item.operation, item.mark, item.at, item.passed)
        tasks.open_task(self._context, self._session, TaskKind.UNKNOWN_RESULT, key, document)

    def _take_opinion(self, item: Opinion) -> None:
        reports = self._meant(item)
        if not reports:
            self._unknown(item)
            return
        report = reports[0]
        self._settle(report)
        row = self._session.get_one(FilingRow, report.filing_id, with_for_update=True)
        text = _opinion(item)
        if (State(row.state), Verb.RECORD_OPINION) not in TRANSITIONS:
            report.message = _joined(report.message, text)
            return
        told = select(FilingStep.id).where(
            FilingStep.filing_id == row.id, FilingStep.verb == Verb.RECORD_OPINION.value, FilingStep.reason == text
        )
        if self._session.scalar(told.limit(1)) is None:
            self._step(report, Verb.RECORD_OPINION, reason=text)


def _is_approval(report: ReportRow, codes: Sequence[int]) -> bool | None:
    """Whether the codes approve the report; None where they are successes that decide nothing.

    A code that refuses weighs more than an approval beside it: to serve what is refused is worse than to wait.
    """
    remedies = explain(codes)
    if any(remedy.step is not Step.DONE for remedy in remedies):
        return False
    taken = report.operation == Kind.MATERIAL.result_type and MATERIAL_TAKEN in codes
    return True if APPROVED in codes or taken else None


def _reason(item: Result, codes: Sequence[int]) -> str:
    """Why the authority refused and what to do, in Chinese."""
    lines = []
    for remedy in explain(codes):
        if remedy.step is Step.DONE:
            continue
        lines.append(f"{_numbers(remedy.codes)} {remedy.message.zh}。{remedy.next_step.zh}")
    if said := _words(item):
        lines.append(f"管局说明：{said}")
    return "\n".join(lines)


def _words(item: Result) -> str:
    """The authority's own words, where they say more than the codes do."""
    standard = {remedy.message.zh for remedy in explain([code for code, _ in item.codes])}
    said = [words for _, words in item.codes if words and words not in standard] + [item.note]
    return scrubbed("；".join(dict.fromkeys(filter(None, said))))


def _opinion(item: Opinion) -> str:
    """The opinion without its reviewer, who is a person and none of the customer's business."""
    outcome = "通过" if item.passed else "拒绝"
    return f"管局审核意见（{item.at[:10]}）：{outcome}" + (f"，{scrubbed(item.text)}" if item.text else "")


def scrubbed(text: str) -> str:
    """Words of the authority without what looks like a number or an address of a person."""
    return _PERSONAL.sub("***", text)


def _joined(before: str, text: str) -> str:
    return "\n".join(dict.fromkeys(filter(None, (*before.split("\n"), text))))


def _numbers(codes: Sequence[int]) -> str:
    return "、".join(map(str, codes))


def _first(row: FilingRow) -> str:
    return row.domains[0].name if row.domains else ""


def _document(item: Result | Opinion) -> dict[str, object]:
    if isinstance(item, Opinion):
        return {
            "operation": item.operation,
            "mark": item.mark,
            "passed": item.passed,
            "text": item.text,
            "reviewer": item.reviewer,
            "phone": item.phone,
            "at": item.at,
        }
    return {
        "operation": item.operation,
        "mark": item.mark,
        "codes": [list(code) for code in item.codes],
        "note": item.note,
    }
