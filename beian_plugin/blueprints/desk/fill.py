"""Filings that staff open and fill in for a customer (代为备案, FAQ 50, 57): the form's pages at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from beian_plugin.blueprints.base import address_of, context
from beian_plugin.blueprints.desk.access import WORKERS, do, existing, only
from beian_plugin.blueprints.form.place import Place
from beian_plugin.blueprints.form.wrong import sentences
from beian_plugin.blueprints.web.frame import me, tell
from beian_plugin.errors import BeianError
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import drafts, editing, passwords, said_kinds, starting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from beian_plugin.filing.application import Filing

#: Why staff cannot fill a filing in where it stands, and what they do first.
_FIRST = {
    State.QUEUED: Text(
        "正在等待上报，不能修改：需要修改的，先撤出待上报。",
        "It waits to be sent: to change it, first take it out of the queue.",
    ),
    State.AUTHORITY_REVIEW: Text(
        "管局正在审核，不能修改：等管局的结果，退回后再修改（FAQ 39）。",
        "The authority has it: wait for its result; what comes back can be mended (FAQ 39).",
    ),
    State.APPROVED: Text(
        "已审核通过，不能再修改：备案信息有变化的，代客户新建一项变更备案。",
        "It is approved and stays as it is: where something has changed, open a change for the customer.",
    ),
    State.WITHDRAWN: Text(
        "已撤回，不能再修改：仍要办理的，代客户新建一项申请。",
        "It was withdrawn and stays as it is: to go on after all, open a new filing for the customer.",
    ),
}


def why_not(filing: Filing) -> Text | None:
    """Why staff cannot fill the filing in now, with what to do first; None where they can."""
    return None if filing.state in drafts.STAFF_EDIT else _FIRST[filing.state]


def _workers_filing(number: int) -> Filing:
    """The filing, for those of the staff who work on filings; 403 for everybody else."""
    if not me().has(*WORKERS):
        abort(403)
    return existing(number)


DESK = Place(
    filing=_workers_filing,
    address=lambda number: url_for("beian_desk.filing", number=number),
    overview=Text("备案申请", "Filings"),
    endpoint=".queue",
    staff=True,
)


@only(*WORKERS)
def new() -> str:
    """The form that opens a filing for a customer; host and kind may stand in the address."""
    return _new(request.args, [])


@only(*WORKERS)
def open_filing() -> ResponseReturnValue:
    """Open the filing for the customer; one who was never seen is shown back first, so that a typo makes no ghost."""
    form = request.form
    customer, host = form.get("customer", "").strip(), form.get("host", "").strip()
    try:
        unknown = not starting.is_known(context(), customer)
        if unknown and form.get("confirmed") != customer:
            return _new(form, [], unknown=customer)
        if form.get("kind") in set(starting.ON_RECORD):
            kind = Kind(form["kind"])
            return _go_on(starting.start_on_record(context(), kind, host, customer=customer, actor=me().id))
        started = _start(form.get("said", ""), host, customer)
    except BeianError as refusal:
        return _new(form, sentences(refusal)), 422
    if started.filing is None:
        sayable = {one: said_kinds.SAID[one] for one in said_kinds.may_say(started.verdict)}
        values = {"verdict": started.verdict, "host": host, "customer": customer}
        return render_template("beian_desk/verdict.html", place=DESK, sayable=sayable, **values)
    return _go_on(started.filing)


def _start(said: str, host: str, customer: str) -> starting.Started:
    """What is decided about the host, or else what staff found out of it themselves."""
    here, address = context(), address_of(customer, host)
    if said in set(said_kinds.SAID):
        return starting.start_as_said(here, Kind(said), host, customer=customer, actor=me().id, address=address)
    return starting.start(here, host, customer=customer, actor=me().id, address=address)


@only(*WORKERS)
def allow_tries(number: int) -> ResponseReturnValue:
    """Let the filing password be tried anew, once the customer has recovered it (FAQ 36)."""
    existing(number)
    told = Text("已重新开放，请填写新的备案密码。", "It may be tried again: enter the new filing password.")
    address = url_for(".password", filing_id=number)
    return do(lambda: passwords.allow_tries(context(), number, actor=me().id), told, address)


def _new(said: Mapping[str, str], wrong: list[str], *, unknown: str = "") -> str:
    return render_template(
        "beian_desk/new.html",
        customer=said.get("customer", ""),
        host=said.get("host", ""),
        kind=said.get("kind", ""),
        kinds=starting.ON_RECORD,
        wrong=wrong,
        unknown=unknown,
    )


def _go_on(filing: Filing) -> ResponseReturnValue:
    """To the first step of what is new; to the page of a filing that somebody has begun already."""
    if editing.file_on_behalf(context(), filing.id, actor=me().id):
        tell(
            Text(
                f"已代客户新建：{filing.kind.zh}，报备类型为代为备案。",
                f"Opened for the customer: {filing.kind.en}, reporting mode “on behalf”.",
            )
        )
        return redirect(url_for(".fill", filing_id=filing.id), 303)
    tell(
        Text(
            f"该客户已有这项申请（{filing.kind.zh}，{filing.state.zh}），没有另建；报备类型未改。",
            f"The customer has this filing already ({filing.kind.en}, {filing.state.en}): none was added, and its "
            "reporting mode stays.",
        ),
        "hold",
    )
    return redirect(url_for(".filing", number=filing.id), 303)
