"""The life of a filing: its states, the verbs that move it, and the one table that says which may."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.errors import TransitionError
from beian_plugin.filing.words import Word

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(Word):
    """Where a filing stands, in the words of FAQ 44."""

    #: The customer is still filling it in.
    DRAFT = ("draft", "报备阶段-信息提交", "being filled in")
    #: Handed in; the provider's staff check it.
    PROVIDER_REVIEW = ("provider_review", "报备阶段-接入者核实", "in review at the provider")
    #: Passed by staff; waits to be sent, perhaps behind another filing.
    QUEUED = ("queued", "待上报", "waiting to be sent")
    #: The authority took the upload; until a result comes nothing tells more.
    AUTHORITY_REVIEW = ("authority_review", "管局审核", "in review at the authority")
    #: The authority agreed; closed.
    APPROVED = ("approved", "审核通过", "approved")
    #: Staff gave it back, with reasons; the customer mends it.
    RETURNED_TO_CUSTOMER = (
        "returned_to_customer",
        "备案阶段-退回网站主办者修改",
        "returned to the customer for correction",
    )
    #: The authority gave it back; staff mend it or pass it on to the customer.
    RETURNED_TO_PROVIDER = (
        "returned_to_provider",
        "报备阶段-退回接入商修改",
        "returned to the provider for correction",
    )
    #: Given up before the authority agreed; closed.
    WITHDRAWN = ("withdrawn", "已撤回", "withdrawn")


class Verb(Word):
    """A step that somebody takes with a filing."""

    #: The customer, or staff on the customer's behalf, hands the draft in.
    SUBMIT = ("submit", "提交", "submit")
    #: Staff find it in order.
    PROVIDER_PASS = ("provider_pass", "接入商核实通过", "pass the provider's review")
    #: Staff give it back to the customer, with reasons by field.
    RETURN_TO_CUSTOMER = ("return_to_customer", "退回网站主办者", "return to the customer")
    #: Staff take it out of the queue before it was sent: the filing it waits for failed, or it cannot be sent.
    TAKE_BACK = ("take_back", "撤出待上报", "take out of the queue")
    #: The authority accepted the upload.
    UPLOAD = ("upload", "上报", "upload")
    #: The authority's opinion arrived; the result alone moves the filing.
    RECORD_OPINION = ("record_opinion", "记录管局审核意见", "record the authority's opinion")
    #: The authority's result says yes.
    APPROVE = ("approve", "管局审核通过", "approve")
    #: The authority's result says no, or the authority gave it back on request (Zhejiang, FAQ 39).
    RETURN_TO_PROVIDER = ("return_to_provider", "退回接入商", "return to the provider")
    #: Whoever it was returned to sends it on again, mended.
    RESUBMIT = ("resubmit", "再次提交", "submit again")
    #: The customer gives it up.
    WITHDRAW = ("withdraw", "撤回", "withdraw")


#: From (state, verb) to the state that follows. The customer withdraws until the filing is queued, and again once it
#: came back; in between only the authority returns it (FAQ 39). Opinions may arrive before or after the result.
TRANSITIONS: Mapping[tuple[State, Verb], State] = MappingProxyType(
    {
        (State.DRAFT, Verb.SUBMIT): State.PROVIDER_REVIEW,
        (State.DRAFT, Verb.WITHDRAW): State.WITHDRAWN,
        (State.PROVIDER_REVIEW, Verb.PROVIDER_PASS): State.QUEUED,
        (State.PROVIDER_REVIEW, Verb.RETURN_TO_CUSTOMER): State.RETURNED_TO_CUSTOMER,
        (State.PROVIDER_REVIEW, Verb.WITHDRAW): State.WITHDRAWN,
        (State.QUEUED, Verb.UPLOAD): State.AUTHORITY_REVIEW,
        (State.QUEUED, Verb.TAKE_BACK): State.PROVIDER_REVIEW,
        (State.AUTHORITY_REVIEW, Verb.APPROVE): State.APPROVED,
        (State.AUTHORITY_REVIEW, Verb.RETURN_TO_PROVIDER): State.RETURNED_TO_PROVIDER,
        (State.AUTHORITY_REVIEW, Verb.RECORD_OPINION): State.AUTHORITY_REVIEW,
        (State.APPROVED, Verb.RECORD_OPINION): State.APPROVED,
        (State.RETURNED_TO_PROVIDER, Verb.RESUBMIT): State.QUEUED,
        (State.RETURNED_TO_PROVIDER, Verb.RETURN_TO_CUSTOMER): State.RETURNED_TO_CUSTOMER,
        (State.RETURNED_TO_PROVIDER, Verb.WITHDRAW): State.WITHDRAWN,
        (State.RETURNED_TO_PROVIDER, Verb.RECORD_OPINION): State.RETURNED_TO_PROVIDER,
        (State.RETURNED_TO_CUSTOMER, Verb.RESUBMIT): State.PROVIDER_REVIEW,
        (State.RETURNED_TO_CUSTOMER, Verb.WITHDRAW): State.WITHDRAWN,
        (State.RETURNED_TO_CUSTOMER, Verb.RECORD_OPINION): State.RETURNED_TO_CUSTOMER,
    }
)

#: A filing that is not closed: somebody still has a step to take.
OPEN_STATES = frozenset(State) - {State.APPROVED, State.WITHDRAWN}

#: With the authority and not answered: at most one filing for each operation and mark, since a result names no more.
IN_FLIGHT_STATES = frozenset({State.AUTHORITY_REVIEW})


def allowed(state: State) -> tuple[Verb, ...]:
    """The verbs that may be used in `state`, in the order of `Verb`."""
    return tuple(verb for verb in Verb if (state, verb) in TRANSITIONS)


def next_state(state: State, verb: Verb) -> State:
    """The state that `verb` leads to from `state`.

    Raises TransitionError, which names the verbs that are allowed.
    """
    try:
        return TRANSITIONS[state, verb]
    except KeyError:
        raise TransitionError(state, verb, allowed(state)) from None
