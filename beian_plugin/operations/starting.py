"""Start the filing that a domain needs, or one about a record that the customer has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from beian_plugin.filing.completeness import refused
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.hostname import parse_host
from beian_plugin.filing.kinds import Kind
from beian_plugin.models.tables import Customer
from beian_plugin.operations import decide, filings
from beian_plugin.operations.choosing import own_domain
from beian_plugin.operations.said_kinds import may_say

if TYPE_CHECKING:
    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.verdict import Verdict
    from beian_plugin.operations.context import Context

#: What a customer may start about a site that is filed already (FAQ 39, 53, 58); the rest the decision picks.
ON_RECORD = (Kind.CHANGE, Kind.MATERIAL, Kind.CANCEL_ACCESS, Kind.CANCEL_SITE, Kind.CANCEL_SUBJECT)
#: Characters of the panel's id of a customer.
_LONGEST_ID = 128


class Started(NamedTuple):
    """What was decided about a domain, and the draft that follows from it."""

    verdict: Verdict
    #: None where no filing is needed, or none is possible; the verdict says which and why.
    filing: Filing | None


def is_known(context: Context, customer: str) -> bool:
    """Whether the panel's user was seen here before. Raises FilingRefused for an id that no user can have."""
    if not 0 < len(customer) <= _LONGEST_ID or not customer.isprintable():
        raise refused(
            f"请填写客户在控制面板中的编号，不超过 {_LONGEST_ID} 个字符。",
            f"Enter the customer's id as the panel has it, at most {_LONGEST_ID} characters.",
            code="customer",
        )
    with context.database.read() as session:
        return session.scalar(select(Customer.id).where(Customer.user == customer)) is not None


def start(context: Context, host: str, *, customer: str, actor: str, address: str = "") -> Started:
    """Decide what the host needs to be served from the mainland, and open the filing where one is missing.

    Starting it twice gives the same draft. Raises InvalidValue for a customer that is no plain text.
    """
    verdict = decide.ask(context, DomainBind(host=host, customer=customer, address=address))
    if verdict.filing_kind is None or verdict.facts.host is None:
        return Started(verdict, None)
    return Started(verdict, start_filing(context, verdict, actor=actor))


def start_as_said(context: Context, kind: Kind, host: str, *, customer: str, actor: str, address: str = "") -> Started:
    """`start`, and where nothing tells which kind it takes, the kind that the customer named, marked for staff.

    What is known goes before what is said.
    """
    started = start(context, host, customer=customer, actor=actor, address=address)
    verdict, name = started.verdict, started.verdict.facts.host
    if started.filing is not None or name is None or kind not in may_say(verdict):
        return started
    filing = filings.open_filing(
        context,
        kind,
        [name.registrable],
        customer=customer,
        actor=actor,
        province=verdict.province,
        kind_said=True,
    )
    return Started(verdict, filing)


def start_filing(context: Context, verdict: Verdict, *, actor: str) -> Filing:
    """A draft of the filing that `verdict` asks for; starting it twice gives the same one.

    Raises ValueError where it asks for none.
    """
    if verdict.filing_kind is None or verdict.facts.host is None:
        raise ValueError("this verdict asks for no filing")
    return filings.open_filing(
        context,
        verdict.filing_kind,
        [verdict.facts.host.registrable],
        customer=verdict.event.customer,
        actor=actor,
        province=verdict.province,
        takes_over=bool(verdict.obligations),
    )


def start_on_record(context: Context, kind: Kind, host: str, *, customer: str, actor: str) -> Filing:
    """A draft of a change, of material or of a cancellation for a domain that is filed for the customer's subject.

    Raises InvalidValue for what is no domain, FilingRefused for another kind, for a record that is not the customer's,
    and for the last access (FAQ 45).
    """
    name = parse_host(host).registrable
    if kind not in ON_RECORD or not _is_mine(context, name, customer):
        if actor != customer:
            raise refused(
                "该域名的备案不在这个客户名下，不能代为变更或注销；请先核实归属，把主体关联到客户的账号（FAQ 25）。",
                "This domain is not filed for a subject of this customer, so nothing of it is changed or cancelled for "
                "them: look up whose it is, and link the subject to the customer's account first (FAQ 25).",
                code="not_theirs",
            )
        raise refused(
            "该域名的备案不在您名下，不能由您变更或注销；如属于您，请联系接入商核实后关联（FAQ 25）。",
            "This domain is not filed for a subject of yours, so you cannot change or cancel it. If it is yours, ask "
            "the provider to link it to your account (FAQ 25).",
            code="not_yours",
        )
    return filings.open_filing(context, kind, [name], customer=customer, actor=actor)


def _is_mine(context: Context, name: str, customer: str) -> bool:
    with context.database.read() as session:
        return own_domain(session, name, customer) is not None
