"""What follows from a row of the decision table: the province's rules, obligations, and advice beside the reason."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.filing.certificate import CertificateKind
from beian_plugin.filing.events import Direction, DomainBind, ServerOrder, SiteTransfer
from beian_plugin.filing.facts import Access, SubjectStanding
from beian_plugin.filing.findings import finding
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.region import Place, provinces
from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Decision, Severity
from beian_plugin.operations.provincial import (
    Proposal,
    after_approval,
    before_filing,
    before_order,
    correct_first,
    domain_owner,
    sourced,
)
from beian_plugin.providers.rule import Confidence

if TYPE_CHECKING:
    from beian_plugin.filing.verdict import Finding, Obligation
    from beian_plugin.operations.rows import Answer, Question
    from beian_plugin.providers.rule import Rule


#: The time zone in which the law counts days.
CHINA = timezone(timedelta(hours=8))


class Consequences(NamedTuple):
    """Findings beside the reason, and the obligations that start when the filing is approved."""

    findings: list[Finding]
    obligations: tuple[Obligation, ...] = ()


def consequences(question: Question, answer: Answer, *, province_broken: bool) -> Consequences:
    """All that follows from `answer` before plugins are asked."""
    facts, event = question.facts, question.event
    found = [_about_place(event.region)] if facts.place is Place.UNKNOWN else []
    if isinstance(event, ServerOrder):
        return Consequences(found + _about_order(question, event, answer))
    found += _about_filing(question, answer)
    if isinstance(event, SiteTransfer) and event.direction is Direction.OUT:
        return Consequences(found)
    terms: tuple[Obligation, ...] = ()
    proposal, takes_over = _proposal(question, answer), _takes_over_a_record(question, answer)
    if proposal is not None and takes_over:
        found += correct_first(question.book, question.today, proposal)
    if answer.kind is not None and takes_over:
        found += _about_password(question, answer)
        mailbox = question.settings.icp_mailbox
        after = after_approval(question.book, question.today, answer.kind, question.subject_kind, mailbox)
        found += after.findings
        terms = after.obligations
    if proposal is not None:
        found += before_filing(question.book, question.today, proposal)
    if province_broken and facts.province and answer.kind is not None:
        name = provinces()[facts.province]
        # What may be served stays online, whatever becomes of a file (FAQ 46).
        weaker = Severity.WARN if answer.decision is Decision.ALLOW else None
        found.append(finding("province_broken", weaker, province_zh=name.name_zh, province_en=name.name_en))
    return Consequences(found, terms)


def _proposal(question: Question, answer: Answer) -> Proposal | None:
    """The filing that has to be begun before the site may open; None where there is none, or one is under way."""
    facts, event, kind = question.facts, question.event, answer.kind
    if kind not in _FIRST_REVIEWED or answer.decision is not Decision.HOLD or facts.running is not None:
        return None
    return Proposal(
        kind,
        question.subject_kind,
        state_suffix=facts.host is None or facts.host.registrable.endswith(_STATE_SUFFIXES),
        local=_is_local(question),
        correct=event.subject_correct if isinstance(event, SiteTransfer) else None,
        shell=facts.subject is SubjectStanding.SHELL,
    )


def _is_local(question: Question) -> bool | None:
    """Whether the resident ID of whoever asks was given in the province that decides; None where nothing tells."""
    subject, province = question.event.subject, question.facts.province
    certificate = subject.certificate if subject else None
    if certificate is None or certificate.kind is not CertificateKind.RESIDENT_ID or not certificate.division:
        return None
    return None if province is None else certificate.division[:2] == province


def _about_place(region: str) -> Finding:
    return finding("region_unknown", region=region) if region.strip() else finding("region_not_given")


def _about_filing(question: Question, answer: Answer) -> list[Finding]:
    """Advice on what is filed here, what is under way, or what is to be filed."""
    facts = question.facts
    if answer.kind is Kind.CHANGE:
        rule = question.rule("change_requires_full_materials", Kind.CHANGE)
        again = [sourced(finding("change_with_material"), rule)] if _yes(rule) and rule else []
        return _about_our_access(question) + again
    if facts.access is Access.OURS and answer.decision is Decision.ALLOW:
        return _about_our_access(question)
    if facts.running is not None:
        return _while_running(question, facts.running.state)
    if answer.kind in _FIRST_REVIEWED and answer.decision is Decision.HOLD:
        if _is_commercial(facts.subject_number):
            return [_commercial(question)]
        return [domain_owner(question.book, question.today, answer.kind, question.subject_kind)]
    return []


def _takes_over_a_record(question: Question, answer: Answer) -> bool:
    """Whether the filing builds on a record that somebody else made, whose data may be wrong (FAQ 37, 38)."""
    from_elsewhere = question.facts.subject in (SubjectStanding.ELSEWHERE, SubjectStanding.SHELL)
    return answer.kind is Kind.TRANSFER_IN or (answer.kind is Kind.ADD_SITE and from_elsewhere)


def _about_password(question: Question, answer: Answer) -> list[Finding]:
    """The filing password is asked for while nothing is filed yet (FAQ 36), unless the customer has it at hand."""
    event = question.event
    at_hand = isinstance(event, SiteTransfer) and event.has_password
    asked = answer.decision is not Decision.ALLOW and question.facts.running is None and not at_hand
    return [finding("password_needed")] if asked else []


#: Standings of a subject whose first site will be a first filing, as far as anybody knows.
_NOT_FILED = frozenset({SubjectStanding.UNKNOWN, SubjectStanding.NEVER_FILED})
#: Suffixes of the state's own, in punycode: every province takes them.
_STATE_SUFFIXES = (".cn", ".xn--fiqs8s", ".xn--fiqz9s")
#: Kinds whose review looks first at who owns the domain (FAQ 20).
_FIRST_REVIEWED = frozenset({Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN})


def _yes(rule: Rule[bool] | None) -> bool:
    """Whether the rule says yes; one of low confidence counts for what asks more of the customer, never for less."""
    return rule is not None and (rule.value or rule.confidence is Confidence.LOW)


def _is_commercial(number: str) -> bool:
    """Whether a subject's number is that of a commercial service (FAQ 29)."""
    return bool(number) and "ICP备" not in number


def _commercial(question: Question) -> Finding:
    """What a commercial filing asks besides (FAQ 30); the legal representative's domain does not pass there."""
    permit = question.settings.permit_number
    return finding(
        "commercial_counter",
        number=question.facts.subject_number,
        permit_zh=permit or "请向我们索取",
        permit_en=permit or "ask us for it",
    )


def _while_running(question: Question, state: State) -> list[Finding]:
    """Whether a filing at the authority can be had back (FAQ 39)."""
    if state is not State.AUTHORITY_REVIEW:
        return []
    rule = question.rule("return_for_modification_on_request")
    return [sourced(finding("return_on_request"), rule)] if rule is not None and rule.value else []


def _about_our_access(question: Question) -> list[Finding]:
    facts, found = question.facts, []
    if isinstance(question.event, DomainBind) and facts.host and facts.host.is_subdomain:
        found.append(finding("subdomain_covered", host=facts.host.unicode, domain=question.domain))
    if facts.address_differs:
        found.append(finding("address_differs"))
    return found


def _about_order(question: Question, order: ServerOrder, answer: Answer) -> list[Finding]:
    facts = question.facts
    if facts.place is Place.OUTSIDE:
        return []
    found = []
    if order.addresses and all(":" in address for address in order.addresses):
        found.append(finding("ipv6_only"))
    if not order.subject and facts.subject is SubjectStanding.UNKNOWN:
        found.append(finding("subject_not_given"))
    if answer.decision is Decision.ALLOW:
        kind = Kind.NEW if facts.subject in _NOT_FILED else Kind.ADD_SITE
        shell = facts.subject is SubjectStanding.SHELL
        proposal = Proposal(kind, question.subject_kind, local=_is_local(question), shell=shell)
        found += before_order(question.book, question.today, proposal)
    return found
