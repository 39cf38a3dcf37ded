"""What follows from a row of the decision table: the province's rules, obligations, and advice beside the reason."""

from __future__ import annotations

from datetime import timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.filing.events import Direction, DomainBind, ServerOrder, SiteTransfer
from beian_plugin.filing.facts import Access, SubjectStanding
from beian_plugin.filing.findings import finding
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.region import Place, provinces
from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Actor, Decision, Obligation, Severity, Text
from beian_plugin.providers.rule import Confidence, SubjectKind

if TYPE_CHECKING:
    from beian_plugin.filing.facts import Facts
    from beian_plugin.filing.verdict import Finding
    from beian_plugin.operations.rows import Answer, Question
    from beian_plugin.providers.rule import Rule
    from beian_plugin.providers.values import Correction


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
        return Consequences(found + _about_order(event, facts))
    found += _about_filing(question, answer)
    leaves = isinstance(event, SiteTransfer) and event.direction is Direction.OUT
    if leaves:
        return Consequences(found)
    if answer.kind is Kind.TRANSFER_IN and answer.decision is not Decision.ALLOW and facts.running is None:
        found += _before_transfer(question)
    obligation = None
    if _takes_over_a_record(question, answer):
        rule = question.rule("correction", answer.kind)
        obligation = correction_obligation(rule)
        found += _about_password(question, answer)
        found.append(_correction_notice(rule, obligation, question.settings.icp_mailbox))
    if province_broken and facts.province and answer.kind is not None:
        name = provinces()[facts.province]
        # What may be served stays online, whatever becomes of a file (FAQ 46).
        weaker = Severity.WARN if answer.decision is Decision.ALLOW else None
        found.append(finding("province_broken", weaker, province_zh=name.name_zh, province_en=name.name_en))
    return Consequences(found, (obligation,) if obligation else ())


def _about_place(region: str) -> Finding:
    return finding("region_unknown", region=region) if region.strip() else finding("region_not_given")


def _about_filing(question: Question, answer: Answer) -> list[Finding]:
    """Advice on what is filed here, what is under way, or what is to be filed."""
    facts = question.facts
    if answer.kind is Kind.CHANGE and _yes(question.rule("change_requires_full_materials", Kind.CHANGE)):
        return [*_about_our_access(question), finding("change_with_material")]
    if facts.access is Access.OURS and answer.decision is Decision.ALLOW:
        return _about_our_access(question)
    if facts.running is not None:
        return _while_running(question, facts.running.state)
    if answer.kind in _FIRST_REVIEWED and answer.decision is Decision.HOLD:
        return [_commercial(question) if _is_commercial(facts.subject_number) else _domain_owner(question)]
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


@lru_cache(maxsize=256)
def correction_obligation(rule: Rule[Correction] | None) -> Obligation | None:
    """The term in which wrong subject data is put right after an approval, where the province sets one (FAQ 37, 38)."""
    if rule is None or rule.value.days is None:
        return None
    correction, days = rule.value, rule.value.days
    kind_zh, kind_en = ("个工作日", "working days") if correction.working_days else ("日", "days")
    sheet_zh = "" if correction.material_again else "，不必重新寄送核验单"
    sheet_en = "" if correction.material_again else "; the verification sheet need not be sent again"
    return Obligation(
        code="correct_subject",
        text=Text(
            f"主体信息有误的，{days}{kind_zh}内提交变更{sheet_zh}。",
            f"If the subject's data is wrong, file the change within {days} {kind_en}{sheet_en}.",
        ),
        actor=Actor.CUSTOMER,
        days=days,
        working_days=correction.working_days,
        source=str(rule.source),
    )


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


def _domain_owner(question: Question) -> Finding:
    rule = question.rule("domain_owner_may_be_legal_representative", subject=SubjectKind.ORGANISATION)
    if rule is not None and rule.value:
        return finding("domain_owner_or_representative", authority=question.book.authority)
    return finding("domain_owner_matches")


def _while_running(question: Question, state: State) -> list[Finding]:
    """Whether a filing at the authority can be had back (FAQ 39)."""
    rule = question.rule("return_for_modification_on_request")
    possible = state is State.AUTHORITY_REVIEW and rule is not None and rule.value
    return [finding("return_on_request")] if possible else []


def _about_our_access(question: Question) -> list[Finding]:
    facts, found = question.facts, []
    if isinstance(question.event, DomainBind) and facts.host and facts.host.is_subdomain:
        found.append(finding("subdomain_covered", host=facts.host.unicode, domain=question.domain))
    if facts.address_differs:
        found.append(finding("address_differs"))
    return found


def _before_transfer(question: Question) -> list[Finding]:
    """Whether the province takes a transfer only with right subject data (FAQ 38, Shaanxi)."""
    rule = question.rule("transfer_requires_correct_subject", Kind.TRANSFER_IN)
    if rule is None or not rule.value:
        return []
    event = question.event
    stated = event.subject_correct if isinstance(event, SiteTransfer) else None
    if stated is True:
        return []
    code = "subject_data_unchecked" if stated is None else "subject_data_wrong"
    weaker = Severity.WARN if rule.confidence is Confidence.LOW else None
    return [finding(code, weaker, authority=question.book.authority)]


@lru_cache(maxsize=256)
def _correction_notice(rule: Rule[Correction] | None, obligation: Obligation | None, mailbox: str) -> Finding:
    if obligation is None or rule is None:
        return finding("correction_with_material")
    by_mail = rule.value.by_mail
    return finding(
        "correction_in_time",
        days_zh=f"{obligation.days} {'个工作日' if obligation.working_days else '日'}",
        days_en=f"{obligation.days} {'working' if obligation.working_days else 'calendar'}",
        sheet_zh="" if rule.value.material_again else "，不必重新寄送核验单",
        sheet_en="" if rule.value.material_again else "; the verification sheet need not be sent again",
        how_zh=f"在系统中提交变更，并发邮件到{f' {mailbox}' if mailbox else '我们的 ICP 邮箱'}，由我们提交管局。"
        if by_mail
        else "在系统中提交变更。",
        how_en=f"File the change and write to {mailbox or 'our ICP mailbox'}; we pass it to the authority."
        if by_mail
        else "File the change here.",
    )


def _about_order(order: ServerOrder, facts: Facts) -> list[Finding]:
    if facts.place is Place.OUTSIDE:
        return []
    found = []
    if order.addresses and all(":" in address for address in order.addresses):
        found.append(finding("ipv6_only"))
    if not order.subject and facts.subject is SubjectStanding.UNKNOWN:
        found.append(finding("subject_not_given"))
    return found
