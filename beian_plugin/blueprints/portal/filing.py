"""The page of one filing: where it stands, by when, what the authority said, what comes next and who does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import redirect, render_template, request, url_for

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.form.fields import label
from beian_plugin.blueprints.form.steps import step_at, steps_of
from beian_plugin.blueprints.form.words import KINDS
from beian_plugin.blueprints.form.wrong import sentences
from beian_plugin.blueprints.portal.own import PLACE, own_or_404
from beian_plugin.blueprints.web.forms import codes_in
from beian_plugin.blueprints.web.frame import me, t, tell
from beian_plugin.errors import BeianError, TransitionError
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.offers import Way
from beian_plugin.filing.states import OPEN_STATES, State, Verb, allowed
from beian_plugin.filing.today import ONCE_FILED, Next, next_of
from beian_plugin.filing.verdict import Actor, Text
from beian_plugin.operations import customer_filing, drafts, material, remedies, review, terms, waiting
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.history import history_of
from beian_plugin.operations.obligations import obligations_of
from beian_plugin.operations.paper_work import paper_work_of
from beian_plugin.providers.requirement import Form

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from flask.typing import ResponseReturnValue

    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.offers import Offer
    from beian_plugin.operations.history import Taken

#: The stages of FAQ 44, in the order in which a filing passes them.
_STAGES = (State.DRAFT, State.PROVIDER_REVIEW, State.QUEUED, State.AUTHORITY_REVIEW, State.APPROVED)
#: Where a filing that came back stands among them.
_BESIDE = {State.RETURNED_TO_CUSTOMER: State.DRAFT, State.RETURNED_TO_PROVIDER: State.PROVIDER_REVIEW}
#: What a customer may agree to; what mends the filing or queues it again goes through staff (FAQ 39).
_CUSTOMERS = frozenset({Way.WITHDRAW, Way.REPLACE, Way.PASSWORD})
#: What comes next where there is such a way.
_AGREE = Next(
    Text(
        "管局已退回：请看下面的“怎样处理”，同意后即可继续办理。",
        "The authority gave it back: read below what can be done, and agree to it to go on.",
    ),
    Actor.CUSTOMER,
)


#: Kinds whose approval gives a site its number, or brings one that has a number to this host.
_NUMBERED = frozenset({Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN})


class Stage(NamedTuple):
    """One stage on the way to the approval."""

    state: State
    #: The day on which the filing last came to it; None where it has not.
    on: date | None
    past: bool
    here: bool


def page(filing_id: int) -> str:
    """Everything about one filing of whoever asks."""
    filing, here = own_or_404(filing_id), context()
    history, offers = history_of(here, filing_id), _offers(filing)
    back = review.last_reasons(here, filing_id) if filing.state in _BESIDE else None
    open_now, after = filing.state in OPEN_STATES, next_of(filing.state, on_behalf=filing.on_behalf)
    if any(map(_is_mine, offers)):
        after = _AGREE
    return render_template(
        "beian_portal/filing.html",
        filing=filing,
        place=PLACE,
        stages=_stages(filing, history),
        history=history,
        who=_who,
        china=CHINA,
        after=after,
        clock=terms.clock_of(here, filing_id),
        waits=waiting.why_waiting(here, filing_id) if open_now else None,
        back=back,
        offers=offers,
        editable=filing.state in drafts.CUSTOMER_EDITS and not filing.on_behalf,
        first=_first_step(filing, back.fields if back else ()),
        may_withdraw=Verb.WITHDRAW in allowed(filing.state),
        papers=paper_work_of(here, filing_id),
        sheets=material.sheets_of(here, filing_id),
        password=customer_filing.password_asked(here, filing_id) if open_now else None,
        opinion=next((one for one in history if one.verb is Verb.RECORD_OPINION and one.reason), None),
        now=customer_filing.version_of(here, filing_id),
        waiting=open_now and after.actor is not Actor.CUSTOMER,
        numbers=customer_filing.numbers_of(here, filing) if filing.state is State.APPROVED else {},
        once_filed=ONCE_FILED if filing.state is State.APPROVED and filing.kind in _NUMBERED else (),
        afterwards=_afterwards(filing),
        due=[one for one in obligations_of(here, me().id) if set(one.domains) == set(filing.domains)],
        why=KINDS[filing.kind],
        label=label,
    )


def withdraw(filing_id: int) -> ResponseReturnValue:
    """Give the filing up; a second click finds it given up already."""
    filing = own_or_404(filing_id)
    if filing.state is not State.WITHDRAWN:
        try:
            review.withdraw(context(), filing_id, actor=me().id)
            tell(Text("已撤回；填过的备案密码已删除。", "It was withdrawn; its filing password is erased."))
        except TransitionError as refusal:
            _refuse(refusal)
    return redirect(url_for("beian_portal.filing", filing_id=filing_id), 303)


def remedy(filing_id: int) -> ResponseReturnValue:
    """Do what is offered about the codes with which the authority gave the filing back."""
    filing = own_or_404(filing_id)
    codes = codes_in(request.form.get("codes", ""))
    goes_on = filing_id
    if any(_is_mine(offer) and set(offer.codes) == set(codes) for offer in _offers(filing)):
        try:
            goes_on = remedies.accept(context(), filing_id, codes, actor=me().id).id
            tell(Text("已按您的同意办理。", "It is done as you agreed."))
        except BeianError as refusal:
            _refuse(refusal)
    else:
        tell(Text("这个办法已不适用，请看最新状态。", "This is not offered any more; look at where it stands."), "hold")
    return redirect(url_for("beian_portal.filing", filing_id=goes_on), 303)


def _refuse(refusal: BeianError) -> None:
    words = t("", " ").join(sentences(refusal))
    tell(Text(words, words), "hold")


def _offers(filing: Filing) -> tuple[Offer, ...]:
    """What is offered, with the ways that only staff may take left to them."""
    return remedies.offers(context(), filing.id) if filing.state is State.RETURNED_TO_PROVIDER else ()


def _is_mine(offer: Offer) -> bool:
    return offer.way in _CUSTOMERS


def _stages(filing: Filing, history: Iterable[Taken]) -> list[Stage]:
    reached: dict[State, date] = {}
    for step in reversed(list(history)):
        reached[step.after] = step.at.astimezone(CHINA).date()
    now = _BESIDE.get(filing.state, filing.state)
    place = _STAGES.index(now) if now in _STAGES else -1
    return [
        Stage(filing.state, reached.get(filing.state), past=False, here=True)
        if number == place
        else Stage(state, reached.get(state), past=number < place, here=False)
        for number, state in enumerate(_STAGES)
    ]


def _who(step: Taken) -> str:
    """Who took a step, without the names of staff."""
    if step.actor == me().id:
        return t("您", "you")
    if step.verb in (Verb.APPROVE, Verb.RETURN_TO_PROVIDER, Verb.RECORD_OPINION):
        return Actor.AUTHORITY.to(t("zh", "en"))
    return t("系统", "by itself") if step.verb is Verb.UPLOAD else t("接入商", "the provider")


def _first_step(filing: Filing, wrong: Iterable[str]) -> str:
    """Where filling it in begins, or goes on with the first of the paths for which it came back."""
    steps = steps_of(filing.kind, drafts.particulars_of(context(), filing.id), password=True)
    named = {step.slug for path in wrong if (step := step_at(path, steps))}
    return next((step.slug for step in steps if step.slug in named), steps[0].slug)


def _afterwards(filing: Filing) -> list[str]:
    """What the province asks once it is approved."""
    if filing.state is not State.APPROVED:
        return []
    found = review.requirements_of(context(), filing.id)
    return [one.sentence().to(t("zh", "en")) for one in found if one.form is Form.AFTERWARDS]
