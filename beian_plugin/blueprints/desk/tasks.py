"""What staff have to look at: tasks of the authority with their answers, and obligations with their days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, request, url_for
from wtforms import DateField, EmailField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.desk.access import READERS, WORKERS, do, only
from beian_plugin.blueprints.desk.task_words import ASKS, said
from beian_plugin.blueprints.web.forms import PageForm
from beian_plugin.blueprints.web.frame import language, me, t, tell
from beian_plugin.blueprints.web.refusals import sentence
from beian_plugin.errors import BeianError, InvalidValue
from beian_plugin.filing.region import provinces
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import base_codes, obligations, tasks
from beian_plugin.operations.consequences import CHINA

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from beian_plugin.operations.tasks import Task

#: As many are listed on a page.
SHOWN = 100
_MOST_PAGES = 10_000
#: What of a task may be looked up in the queue; and kinds about which the link's page tells more.
_SEARCHED = ("domain", "licence_number", "site_number")
_OF_LINK = frozenset({TaskKind.TECHNICAL, TaskKind.UNREADABLE_FILE, TaskKind.UNKNOWN_RESULT})


def overview() -> ResponseReturnValue:
    """Open tasks, the most urgent first, of one kind or all."""
    here = context()
    wanted = next((kind for kind in TaskKind if kind == request.args.get("kind")), None)
    counts, number = tasks.count_open(here), _page_number()
    wanted_count = counts.get(wanted, 0) if wanted else sum(counts.values())
    return render_template(
        "beian_desk/tasks.html",
        tasks=tasks.open_tasks(here, wanted, skip=(number - 1) * SHOWN, limit=SHOWN),
        counts=counts,
        wanted=wanted,
        asks=ASKS,
        due_count=obligations.count_open(here),
        number=number,
        last=_last_page(wanted_count),
        today=_today(),
    )


def due() -> ResponseReturnValue:
    """Obligations that are not settled, the most urgent first."""
    here, number = context(), _page_number()
    count = obligations.count_open(here)
    return render_template(
        "beian_desk/obligations.html",
        obligations=obligations.open_obligations(here, skip=(number - 1) * SHOWN, limit=SHOWN),
        task_count=sum(tasks.count_open(here).values()),
        due_count=count,
        number=number,
        last=_last_page(count),
        today=_today(),
    )


def _page_number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), _MOST_PAGES)


def _last_page(count: int) -> int:
    return max(-(-count // SHOWN), 1)


def _today() -> date:
    return context().now().astimezone(CHINA).date()


def page(number: int) -> ResponseReturnValue:
    """One task in words, personal data masked."""
    return _page(_existing(number))


@only(*READERS)
def opened(number: int) -> ResponseReturnValue:
    """The task with its personal data, this once; the audit log names who looked."""
    _existing(number)
    return _page(tasks.task(context(), number, actor=me().id), whole=True)


def _page(task: Task, *, whole: bool = False, form: PageForm | None = None) -> str:
    return render_template(
        "beian_desk/task.html",
        task=task,
        asks=ASKS[task.kind],
        parts=said(context(), task, language()),
        whole=whole,
        form=form or _form(task),
        answered=task.kind in tasks.ANSWERED,
        search=next((str(value) for name in _SEARCHED if (value := task.document.get(name))), task.domain),
        of_link=task.kind in _OF_LINK,
        today=_today(),
    )


def _existing(number: int) -> Task:
    try:
        return tasks.task(context(), number)
    except InvalidValue:
        abort(404)


@only(*WORKERS)
def answer(number: int) -> ResponseReturnValue:
    """Answer the authority; what was typed stays on the page where that fails."""
    task = _existing(number)
    form = _form(task)
    if form is None:
        abort(400)
    if form.validate():
        try:
            tasks.answer_task(context(), number, _given(form), actor=me().id)
        except BeianError as error:
            tell(sentence(error), "hold")
        else:
            tell(Text("已答复，将随下一轮同步上报管局。", "Answered; it goes to the authority with the next round."))
            return redirect(url_for(".tasks"))
    return _page(task, form=form), 422


@only(*WORKERS)
def close(number: int) -> ResponseReturnValue:
    """Note that a task was dealt with, where the authority wants no answer."""
    task = _existing(number)
    if task.kind in tasks.ANSWERED:
        tell(Text("管局等待答复：请填写答复。", "The authority waits for an answer: give it."), "hold")
        return redirect(url_for(".task", number=number))
    told = Text(f"任务 {number} 已办结。", f"Task {number} is done.")
    return do(lambda: tasks.settle(context(), number, actor=me().id), told, url_for(".tasks"))


@only(*WORKERS)
def settle(number: int) -> ResponseReturnValue:
    """Note that an obligation was met."""
    told = Text("限期事项已办结。", "The obligation is settled.")
    return do(lambda: obligations.settle(context(), number, actor=me().id), told, url_for(".obligations"))


def _given(form: PageForm) -> dict[str, Any]:
    """The answer as the operation reads it: what was left empty is not given."""
    given = {name: value for name, value in form.data.items() if name != "csrf_token" and value not in (None, "")}
    if "errors_found" in given:  # `errors` is taken: a form's own faults
        given["errors"] = given.pop("errors_found")
    if "passed" in given:
        given["passed"] = given["passed"] == "yes"
    if "due" in given:
        given["due"] = given["due"].isoformat()
    return given


def _form(task: Task) -> PageForm | None:
    """The form of the task's answer, in the language of the reader; None where no answer is wanted."""
    if task.done_at is not None or task.kind not in tasks.ANSWERED:
        return None
    return _unfiled_form() if task.kind is TaskKind.UNFILED_SITE else _verification_form()


def _needed() -> InputRequired:
    return InputRequired(t("请填写。", "Fill this in."))


def _unfiled_form() -> PageForm:
    outcomes = [SelectChoice(str(code), name) for code, name in base_codes.table(context(), "Cljg").items()]
    places = [SelectChoice(str(int(one.code) * 10_000), t(one.name_zh, one.name_en)) for one in provinces().values()]

    class UnfiledForm(PageForm):
        outcome = SelectField(t("处理结果", "Outcome"), coerce=int, choices=outcomes)
        opinion = TextAreaField(t("处理意见", "Opinion"), [_needed(), Length(max=1000)])
        due = DateField(
            t("处理期限", "Term"),
            [Optional()],
            description=t(
                "与任务期限不同时填写，如 2026-06-30。", "Where it is another than the task's, such as 2026-06-30."
            ),
        )
        provider = IntegerField(
            t("实际接入商编号", "Provider that serves it"),
            [Optional()],
            description=t("不是我们接入时填写，如 100001。", "Where it is not us, such as 100001."),
        )
        province = SelectField(
            t("所在省份", "Province"),
            coerce=lambda value: int(value) if value else None,
            choices=[SelectChoice("", t("按任务", "as the task has it")), *places],
        )
        reporter_name = StringField(t("处理人", "Reporter"), [Length(max=128)])
        reporter_phone = StringField(t("处理人电话", "Reporter's phone"), [Length(max=128)])
        reporter_email = EmailField(t("处理人邮箱", "Reporter's e-mail"), [Length(max=128)])

    return UnfiledForm()


def _verification_form() -> PageForm:
    class VerificationForm(PageForm):
        passed = RadioField(
            t("核实结果", "Result"),
            [_needed()],
            choices=[SelectChoice("yes", t("通过", "passed")), SelectChoice("no", t("不通过", "not passed"))],
        )
        verifier = StringField(t("核实人", "Verified by"), [_needed(), Length(max=128)])
        opinion = TextAreaField(t("核实意见", "Opinion"), [_needed(), Length(max=1000)])
        errors_found = TextAreaField(
            t("错误内容", "What is wrong"),
            [Length(max=1000)],
            description=t("不通过时填写。", "Where it did not pass."),
        )

    return VerificationForm()
