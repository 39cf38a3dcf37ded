"""One filing as staff review it: what it says, its material, what is asked and found; and the steps they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, abort, redirect, render_template, request, url_for

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.desk.access import READERS, WORKERS, do, existing, only
from beian_plugin.blueprints.desk.fill import why_not
from beian_plugin.blueprints.desk.lines import mode_words, parts, switch_words
from beian_plugin.blueprints.web.forms import codes_in
from beian_plugin.blueprints.web.frame import me, tell
from beian_plugin.blueprints.web.refusals import sentence
from beian_plugin.errors import BeianError
from beian_plugin.filing.particulars import Reporting
from beian_plugin.filing.states import State, Verb
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import (
    base_codes,
    claims,
    drafts,
    history,
    material,
    personal,
    remedies,
    review,
    terms,
    waiting,
)
from beian_plugin.operations.check_table import table_of
from beian_plugin.operations.queue import line_of
from beian_plugin.providers.requirement import Form

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from beian_plugin.filing.particulars import Particulars

#: What staff may do with a filing in a state by one button; returning it takes reasons.
STEPS = {
    State.PROVIDER_REVIEW: (Verb.PROVIDER_PASS,),
    State.QUEUED: (Verb.TAKE_BACK,),
    State.RETURNED_TO_PROVIDER: (Verb.RESUBMIT,),
}
_RETURNABLE = frozenset({State.PROVIDER_REVIEW, State.RETURNED_TO_PROVIDER})
#: Where the reporting mode may be switched: while staff may edit, and on the record (FAQ 57).
_SWITCHABLE = drafts.STAFF_EDIT | {State.APPROVED}
_ASKED = (Form.CHECK, Form.CHECKLIST, Form.MATERIAL, Form.AFTERWARDS)
_LONGEST_REASON = 2000


def page(number: int) -> ResponseReturnValue:
    """The filing, its personal data masked."""
    existing(number)
    return _page(number, personal.masked_particulars(context(), number))


@only(*READERS)
def opened(number: int) -> ResponseReturnValue:
    """The filing with its personal data, this once; the audit log names who looked."""
    existing(number)
    return _page(number, personal.open_particulars(context(), number, actor=me().id), whole=True)


def _page(number: int, said: Particulars, *, whole: bool = False, **typed: Any) -> str:
    here, filing = context(), existing(number)
    mode = Reporting.ON_BEHALF if filing.on_behalf else Reporting.SELF
    asked = review.requirements_of(here, number)
    values = {"reasons": {}, "reason": ""} | typed
    return render_template(
        "beian_desk/filing.html",
        filing=filing,
        line=line_of(here, number),
        parts=parts(here, said),
        whole=whole,
        steps=STEPS.get(filing.state, ()),
        fill_first=why_not(filing),
        steps_of_customer=filing.state in drafts.CUSTOMER_EDITS and mode is Reporting.SELF,
        returnable=filing.state in _RETURNABLE,
        editable=filing.state in drafts.STAFF_EDIT,
        mode=mode,
        switchable=filing.state in _SWITCHABLE,
        modes=Reporting,
        mode_words=mode_words,
        switch_words=switch_words,
        beside=claims.beside(here, number, actor=me().id),
        asked=[(form, found) for form in _ASKED if (found := [one for one in asked if one.form is form])],
        checks=table_of(here, number) if filing.state in drafts.STAFF_EDIT else None,
        asks_registries=here.settings.rdap,
        attachments=material.attachments_of(here, number),
        purposes=base_codes.table(here, "Fjyt"),
        sheets=material.sheets_of(here, number),
        extra=material.extra_sheet_note(here, number),
        clock=terms.clock_of(here, number),
        waits=waiting.why_waiting(here, number),
        offers=remedies.offers(here, number),
        history=history.history_of(here, number),
        **values,
    )


@only(*WORKERS)
def step(number: int) -> ResponseReturnValue:
    """Pass the filing, send it on again, or take it out of the queue."""
    filing = existing(number)
    verb = next((one for (one,) in STEPS.values() if one == request.form.get("verb")), None)
    if verb is None:
        abort(400)
    if verb is Verb.RESUBMIT and filing.state in drafts.CUSTOMER_EDITS:
        # Handed in on the customer's behalf it is from the form, with what the customer acknowledged (FAQ 42).
        return redirect(url_for(".check", filing_id=number))
    told = Text(f"已办理：{verb.zh}。", f"Done: {verb.en}.")
    return do(lambda: review.step(context(), filing.id, verb, actor=me().id), told, _address(number))


@only(*WORKERS)
def give_back(number: int) -> ResponseReturnValue:
    """Return the filing to its customer with the reasons; what was typed stays on the page where that fails."""
    existing(number)
    reason = request.form.get("reason", "").strip()[:_LONGEST_REASON]
    fields = {
        name.removeprefix("at:"): text.strip()[:_LONGEST_REASON]
        for name, text in request.form.items()
        if name.startswith("at:") and text.strip()
    }
    try:
        if not (reason or fields):
            tell(
                Text("请说明退回原因，客户会在相应字段看到。", "Say why: the customer reads it at the fields."), "hold"
            )
        else:
            review.return_filing(context(), number, actor=me().id, reason=reason, fields=fields)
            tell(Text("已退回客户，原因已列在相应字段。", "Returned; the customer sees the reasons at the fields."))
            return redirect(_address(number))
    except BeianError as error:
        tell(sentence(error), "hold")
    said = personal.masked_particulars(context(), number)
    return _page(number, said, reasons=fields, reason=reason), 422


@only(*WORKERS)
def remedy(number: int) -> ResponseReturnValue:
    """Accept what is offered about codes of the authority; go on with the filing that goes on."""
    existing(number)
    codes = codes_in(request.form.get("codes", ""))
    choice = request.form.get("choice", "")
    try:
        filing = remedies.accept(context(), number, codes, choice=choice, actor=me().id)
    except BeianError as error:
        tell(sentence(error), "hold")
        return redirect(_address(number))
    tell(Text("已按处理办法办理。", "The remedy was carried out."))
    return redirect(_address(filing.id))


@only(*WORKERS)
def reporting(number: int) -> ResponseReturnValue:
    """Switch who fills the filing in (FAQ 57)."""
    existing(number)
    wanted = {str(mode.value): mode for mode in Reporting}.get(request.form.get("mode", ""))
    if wanted is None:
        abort(400)
    words = mode_words(wanted)
    told = Text(f"报备类型已改为{words.zh}。", f"Reporting mode: {words.en}.")
    return do(lambda: review.switch_reporting(context(), number, wanted, actor=me().id), told, _address(number))


@only(*READERS)
def picture(number: int, attachment: int) -> ResponseReturnValue:
    """A picture of the filing's material; the audit log names who looked."""
    existing(number)
    if attachment not in {one.id for one in material.attachments_of(context(), number)}:
        abort(404)
    content = material.attachment_content(context(), attachment, actor=me().id)
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def _address(number: int) -> str:
    return url_for(".filing", number=number)
