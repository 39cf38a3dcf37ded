"""The steps of a filing as people take them: handed in complete, passed or returned, taken back, withdrawn.

Each is held against what it needs first; the authority's own steps come with its answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from beian_plugin.errors import InvalidValue
from beian_plugin.filing import completeness
from beian_plugin.filing.completeness import refused
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Reporting, reported
from beian_plugin.filing.states import State, Verb, next_state
from beian_plugin.models import standing
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow, FilingStep, Subject
from beian_plugin.operations.drafts import begun, dump_particulars, in_punycode, is_customer, save_row
from beian_plugin.operations.filings import (
    ask_plugins,
    filing_of,
    filing_row,
    filing_value,
    hold_filing,
    parse_particulars,
    refuse_last_access,
    take_step,
)
from beian_plugin.operations.material import refuse_bad_sheet
from beian_plugin.operations.needs import known_around, needs_of, open_spelling_task, settle_spelling_task
from beian_plugin.operations.notices import tell
from beian_plugin.operations.requirements import asked_of, province_of
from beian_plugin.operations.waiting import has_unanswered, take_back_stranded, why_stranded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.completeness import Missing
    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.hooks.calls import Stamp
    from beian_plugin.operations.context import Context
    from beian_plugin.providers.requirement import Requirement

    _Check = Callable[[Session, FilingRow, list[str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why a filing came back."""

    #: The step that brought it back.
    verb: Verb
    reason: str
    #: Reasons by path within the particulars.
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    actor: str
    at: datetime


def missing_of(context: Context, filing_id: int, *, goes_out: bool = False) -> tuple[Missing, ...]:
    """What the filing still needs before it is handed in, or with `goes_out` before staff send it on; warnings too."""
    with context.database.read() as session:
        return needs_of(context, session, _existing(session, filing_id), goes_out=goes_out)


def missing_if(context: Context, filing_id: int, particulars: Particulars) -> tuple[Missing, ...]:
    """What `missing_of` will say once the filing says these particulars; nothing is saved."""
    with context.database.read() as session:
        row = _existing(session, filing_id)
        set_committed_value(row, "particulars", dump_particulars(in_punycode(particulars)))
        return needs_of(context, session, row)


def requirements_of(context: Context, filing_id: int) -> tuple[Requirement, ...]:
    """Everything that the filing's province asks of it, in every form: checks, papers, hints, what staff look at."""
    with context.database.read() as session:
        row = _existing(session, filing_id)
        return asked_of(context, session, row, known_around(context, session, row))


def _existing(session: Session, filing_id: int) -> FilingRow:
    row = session.get(FilingRow, filing_id)
    if row is None:
        raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
    return row


#: The audit line with the step that follows: the customer agreed to the nine prohibitions, or staff who hand in on the
#: customer's behalf say so (FAQ 42).
ACKNOWLEDGED = "acknowledge_prohibitions"
#: The steps that people take.
STEPS = (
    Verb.SUBMIT,
    Verb.RESUBMIT,
    Verb.PROVIDER_PASS,
    Verb.RETURN_TO_CUSTOMER,
    Verb.TAKE_BACK,
    Verb.WITHDRAW,
)


def step(
    context: Context,
    filing_id: int,
    verb: Verb,
    *,
    actor: str,
    reason: str = "",
    fields: Mapping[str, str] | None = None,
    acknowledged: bool = False,
) -> Filing:
    """The filing after any of `STEPS`; raises what that step raises, and InvalidValue for one of the authority's.

    `acknowledged` notes with a filing that is handed in that its customer agreed to the nine prohibitions (FAQ 42).
    """
    match verb:
        case Verb.SUBMIT | Verb.RESUBMIT:
            return _hand_in(context, filing_id, verb, actor, reason, acknowledged=acknowledged)
        case Verb.PROVIDER_PASS:
            return pass_filing(context, filing_id, actor=actor)
        case Verb.RETURN_TO_CUSTOMER:
            return return_filing(context, filing_id, actor=actor, reason=reason, fields=fields)
        case Verb.TAKE_BACK:
            return take_back(context, filing_id, actor=actor, reason=reason)
        case Verb.WITHDRAW:
            return withdraw(context, filing_id, actor=actor, reason=reason)
    raise InvalidValue(f"The step {verb} is the authority's: it comes with its answer.", what="step", reason="not_ours")


def submit(context: Context, filing_id: int, *, actor: str) -> Filing:
    """The filing, handed in to the provider's staff.

    A name with a character that the interface cannot carry opens a task: staff agree on a spelling. Raises
    FilingRefused with all that is missing, or where a plugin denies it; TransitionError where it is no draft.
    """
    return _hand_in(context, filing_id, Verb.SUBMIT, actor)


def resubmit(context: Context, filing_id: int, *, actor: str, reason: str = "") -> Filing:
    """The filing, sent on again: by the customer to the provider's staff, by staff to the queue.

    Raises what `submit` and `pass_filing` raise.
    """
    return _hand_in(context, filing_id, Verb.RESUBMIT, actor, reason)


def _hand_in(
    context: Context, filing_id: int, verb: Verb, actor: str, reason: str = "", *, acknowledged: bool = False
) -> Filing:
    context = context.held()
    reason = " ".join(filter(None, (reason, ask_plugins(context, filing_id))))

    def check(session: Session, row: FilingRow, names: list[str]) -> None:
        if State(row.state) is State.RETURNED_TO_PROVIDER:
            if is_customer(row, actor):
                raise refused(
                    "备案申请已退回接入商，由接入商修改后再次上报；如需自行修改，请联系接入商退回给您。",
                    "The filing is back with the provider, whose staff mend it; ask them to return it to you.",
                    code="not_yours",
                )
            _check_for_queue(context, session, row, names, actor)
            return
        _refuse_last(session, row, names)
        found = needs_of(context, session, row)
        completeness.refuse(found)
        open_spelling_task(context, session, row, found)
        if acknowledged:
            target = f"filing:{row.id}"
            detail = {} if is_customer(row, actor) else {"on_behalf": True}
            session.add(AuditEntry(at=context.now(), actor=actor, action=ACKNOWLEDGED, target=target, detail=detail))

    return _step(context, filing_id, verb, actor=actor, reason=reason, check=check)


def pass_filing(context: Context, filing_id: int, *, actor: str) -> Filing:
    """The filing, found in order by staff and queued for the authority.

    Raises FilingRefused with all that is missing, where the verification sheet is invalid or lists other domains (FAQ
    47), or where what it waits for failed; TransitionError where it is not in review.
    """
    context = context.held()

    def check(session: Session, row: FilingRow, names: list[str]) -> None:
        _check_for_queue(context, session, row, names, actor)

    return _step(context, filing_id, Verb.PROVIDER_PASS, actor=actor, check=check)


def _check_for_queue(context: Context, session: Session, row: FilingRow, names: list[str], actor: str) -> None:
    _refuse_last(session, row, names)
    completeness.refuse(needs_of(context, session, row, goes_out=True))
    refuse_bad_sheet(session, row)
    if stranded := why_stranded(session, row):
        raise refused(*stranded, code="stranded")
    settle_spelling_task(context, session, row, actor)


def _refuse_last(session: Session, row: FilingRow, names: list[str]) -> None:
    if row.kind == Kind.CANCEL_ACCESS:
        refuse_last_access(session, names)


def return_filing(
    context: Context, filing_id: int, *, actor: str, reason: str = "", fields: Mapping[str, str] | None = None
) -> Filing:
    """The filing, given back to the customer with the reasons, also by field; what waits for it leaves the queue.

    Raises InvalidValue without any reason, TransitionError where it is not with staff.
    """
    if not (reason or fields):
        raise InvalidValue("Say why it is returned: the customer reads it.", what="reason", reason="empty")
    filing = _step(context, filing_id, Verb.RETURN_TO_CUSTOMER, actor=actor, reason=reason, fields=fields)
    take_back_stranded(context)
    return filing


def withdraw(context: Context, filing_id: int, *, actor: str, reason: str = "") -> Filing:
    """The filing, given up, its password erased; what waits for it leaves the queue.

    Raises TransitionError from the queue on: then only the authority returns it (FAQ 39).
    """
    filing = _step(context, filing_id, Verb.WITHDRAW, actor=actor, reason=reason)
    take_back_stranded(context)
    return filing


def take_back(context: Context, filing_id: int, *, actor: str, reason: str = "") -> Filing:
    """The filing, out of the queue and in review again.

    Raises FilingRefused while a file that may reach the authority holds it, TransitionError where it is not queued.
    """

    def check(session: Session, row: FilingRow, names: list[str]) -> None:  # noqa: ARG001  every check's signature
        if has_unanswered(session, row.id):
            raise refused(
                "备案申请已编入上报文件，可能已到管局，不能撤出；请等待管局的结果（FAQ 39）。",
                "The filing is in a file that may have reached the authority: wait for its result (FAQ 39).",
                code="in_file",
            )

    return _step(context, filing_id, Verb.TAKE_BACK, actor=actor, reason=reason, check=check)


def _step(
    context: Context,
    filing_id: int,
    verb: Verb,
    *,
    actor: str,
    reason: str = "",
    fields: Mapping[str, str] | None = None,
    check: _Check | None = None,
) -> Filing:
    """Take a step whose `check` finds nothing against it, in one transaction; then tell."""
    with context.database.write() as session:
        names = hold_filing(session, filing_id)
        row = filing_row(session, filing_id)
        next_state(State(row.state), verb)
        if check is not None:
            check(session, row, names)
        plugins = _asked(context, row, verb)
        change = take_step(
            context, session, filing_id, verb, actor=actor, reason=reason, fields=fields, plugins=plugins
        )
        standing.refresh(session, names)
    tell(context, [change])
    return change.filing


def _asked(context: Context, row: FilingRow, verb: Verb) -> Iterable[Stamp]:
    """The plugins that are asked before a step: the province's, and those that look at a filing that is handed in."""
    if verb not in (Verb.SUBMIT, Verb.RESUBMIT, Verb.PROVIDER_PASS):
        return ()
    plugins = context.plugins.current
    gates = plugins.had_a_say("beian_check_filing") if verb is not Verb.PROVIDER_PASS else ()
    province = province_of(row, parse_particulars(row.particulars))
    return dict.fromkeys((*plugins.province_plugin(province), *gates))


def last_reasons(context: Context, filing_id: int) -> Reasons | None:
    """Why the filing last came back, also by field; None where it never did."""
    back = (Verb.RETURN_TO_CUSTOMER, Verb.RETURN_TO_PROVIDER, Verb.TAKE_BACK)
    query = select(FilingStep).where(
        FilingStep.filing_id == filing_id, FilingStep.verb.in_([verb.value for verb in back])
    )
    with context.database.read() as session:
        step = session.scalar(query.order_by(FilingStep.id.desc()).limit(1))
    if step is None:
        return None
    return Reasons(
        verb=Verb(step.verb),
        reason=step.reason,
        fields=MappingProxyType(dict(step.fields)),
        actor=step.actor,
        at=step.at,
    )


def switch_reporting(context: Context, filing_id: int, mode: Reporting, *, actor: str) -> Filing:
    """The filing with its reporting mode switched by staff, so that the customer may edit or may not (FAQ 57).

    Where it is approved, its subject's record is switched, for the next change. Where the authority returned it, a
    switch to self touches it and returns it to the customer. Raises FilingRefused while nobody may edit it.
    """
    filing = filing_of(context, filing_id)
    if filing.state is State.APPROVED:
        switch_subject(context, _subject_id(context, filing_id), mode, actor=actor)
        return filing
    if filing.state is not State.RETURNED_TO_PROVIDER or mode is Reporting.ON_BEHALF:
        with context.database.write() as session:
            return filing_value(_switched(context, session, filing_id, mode, actor))
    with context.database.write() as session:
        names = hold_filing(session, filing_id)
        _switched(context, session, filing_id, mode, actor)
        reason = "报备类型已改为自主备案，请自行修改后再次提交（FAQ 57）。"
        change = take_step(context, session, filing_id, Verb.RETURN_TO_CUSTOMER, actor=actor, reason=reason)
        standing.refresh(session, names)
    tell(context, [change])
    take_back_stranded(context)
    return change.filing


def _subject_id(context: Context, filing_id: int) -> int:
    with context.database.read() as session:
        return session.scalar(select(FilingRow.subject_id).where(FilingRow.id == filing_id)) or 0


def switch_subject(context: Context, subject_id: int, mode: Reporting, *, actor: str) -> None:
    """Switch the reporting mode on a subject's record (FAQ 57). Raises InvalidValue where none is published."""
    with context.database.write() as session:
        row = session.get(Subject, subject_id, with_for_update=True)
        published = parse_particulars(row.published if row is not None else None)
        if row is None or published.subject is None:
            raise InvalidValue(
                "The authority has published nothing of this subject yet: there is no mode to switch.",
                what="subject",
                reason="missing",
            )
        row.published = dump_particulars(reported(published, mode))
        detail = {"mode": mode.name.lower()}
        target = f"subject:{subject_id}"
        session.add(AuditEntry(at=context.now(), actor=actor, action="switch_reporting", target=target, detail=detail))


def _switched(context: Context, session: Session, filing_id: int, mode: Reporting, actor: str) -> FilingRow:
    """The filing with the mode in what it says: saved as a touch where it is the same already."""
    row = _existing(session, filing_id)
    said, base = begun(context, session, row), parse_particulars(row.particulars)
    return save_row(context, session, filing_id, reported(said, mode), actor=actor, base=base, unchanged=True)
