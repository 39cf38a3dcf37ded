"""Answers that staff give to the authority's tasks: what was done about an unfiled site, what a verification found."""

# ruff: noqa: TC001, TC003  msgspec reads the annotations when it runs
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Never, TypeVar

import msgspec

from beian_plugin.errors import DocumentRefused, InvalidValue, SettingError
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.operations import base_codes, tasks
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.sync.packing import enqueue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.operations.context import Context
    from beian_plugin.operations.tasks import Task

_Answer = TypeVar("_Answer", bound=msgspec.Struct)


class UnfiledSiteAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was done about an unfiled site (`WBACLJG`)."""

    #: Base code `Cljg`.
    outcome: int
    opinion: str
    #: Last day of the term, where it is another than the task's.
    due: date | None = None
    #: Provider that serves it, where it is not this one, and the division code of the province.
    provider: int | None = None
    province: int | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    reporter_email: str = ""


class VerificationAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a verification found (`HSJG`)."""

    passed: bool
    verifier: str
    opinion: str
    #: What is wrong, where it did not pass.
    errors: str = ""
    #: What was verified, put right where that was possible; as the task has it where nothing is given.
    particulars: Particulars | None = None


# Learnt before there are threads, as `filing.particulars` says.
msgspec.json.Decoder(tuple[UnfiledSiteAnswer, VerificationAnswer])


def answer(context: Context, task_id: int, given: Mapping[str, Any], *, actor: str) -> None:
    """Close a task with an answer that goes to the authority with the next run; see `tasks.answer_task`."""
    task = tasks.task(context, task_id, actor=actor)
    provider = _provider(context)
    if task.kind is TaskKind.UNFILED_SITE:
        document, xml = "ICP/WBACLJG", _unfiled(context, task, _read(given, UnfiledSiteAnswer), provider)
    elif task.kind is TaskKind.VERIFICATION:
        document, xml = "ICP/HSJG", _verified(context, task, _read(given, VerificationAnswer), provider)
    else:
        raise InvalidValue(
            f"The authority waits for no answer to task {task_id}: settle it once it was dealt with.",
            what="task",
            reason="settle",
        )
    with context.database.write() as session:
        row = tasks.open_row(session, task_id)
        enqueue(context, session, document, xml, 1)
        tasks.close(context, session, row, actor=actor, action="answer_task", answer=given)


def _provider(context: Context) -> int:
    if not context.settings.isp_id:
        raise SettingError("BEIAN_ISP_ID is empty, but each answer names its provider; set it to the id given to you.")
    return int(context.settings.isp_id)


def _read(given: Mapping[str, Any], kind: type[_Answer]) -> _Answer:
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise InvalidValue(f"The answer cannot be used: {error}.", what="answer") from None


def _unfiled(context: Context, task: Task, given: UnfiledSiteAnswer, provider: int) -> bytes:
    from beian_plugin.authority.answers import UnfiledAnswer, build_unfiled_answers

    base_codes.require(context, "Cljg")
    outcomes = base_codes.table(context, "Cljg")
    if given.outcome not in outcomes:
        known = "; ".join(f"{code} {name}" for code, name in outcomes.items())
        raise InvalidValue(f"{given.outcome} is no outcome of the authority's table: {known}.", what="outcome")
    told = task.document
    listed = task.opened_at.astimezone(CHINA).date()
    value = UnfiledAnswer(
        domain=told["domain"],
        address=told["address"],
        carrier=told["carrier"],
        provider=given.provider or told.get("provider") or provider,
        province=given.province or told.get("province") or _own_province(context),
        outcome=given.outcome,
        opinion=given.opinion,
        listed_on=listed,
        due=given.due or task.due or listed,
        reporter_name=given.reporter_name,
        reporter_phone=given.reporter_phone,
        reporter_email=given.reporter_email,
    )
    try:
        return build_unfiled_answers([value], provider)
    except DocumentRefused as refused:
        _refuse(refused)


def _own_province(context: Context) -> int:
    if not context.settings.province:
        raise InvalidValue(
            "The authority did not name the province: give it with the answer, or set BEIAN_PROVINCE.", what="province"
        )
    return int(context.settings.province) * 10_000


def _verified(context: Context, task: Task, given: VerificationAnswer, provider: int) -> bytes:
    from beian_plugin.authority.answers import VerificationResult, build_verification_results
    from beian_plugin.authority.items import VerificationTask

    if not given.passed and not given.errors:
        raise InvalidValue("Say in errors what is wrong, since it did not pass.", what="errors", reason="missing")
    told = msgspec.convert({"type": "VerificationTask"} | dict(task.document), VerificationTask)
    value = VerificationResult(
        passed=given.passed,
        verifier=given.verifier,
        on=context.now().astimezone(CHINA).date(),
        unit=provider,
        opinion=given.opinion,
        errors=given.errors,
        particulars=given.particulars or told.particulars,
        scans=told.scans,
    )
    try:
        return build_verification_results([value], provider)
    except DocumentRefused as refused:
        _refuse(refused)


def _refuse(refused: DocumentRefused) -> Never:
    """Raise InvalidValue with what the authority would refuse."""
    faults = "; ".join(dict.fromkeys(fault.text.en for fault in refused.faults))
    raise InvalidValue(f"The authority would refuse the answer. {faults}", what="answer", reason="faults") from refused
