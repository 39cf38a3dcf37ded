"""What follows from a row of the decision table: the province's rules, obligations, and advice beside the reason."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.filing.events import DomainBind, ServerOrder, SiteTransfer
from beian_plugin.filing.facts import Access, SubjectStanding
from beian_plugin.filing.findings import finding
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.region import Place, provinces
from beian_plugin.filing.verdict import Actor, Decision, Obligation, Severity, Text
from beian_plugin.providers.contract import Confidence

if TYPE_CHECKING:
    from datetime import date

    from beian_plugin.filing.verdict import Finding
    from beian_plugin.operations.rows import Answer, Question
    from beian_plugin.providers.contract import Correction, Rule


#: The time zone in which the law counts days.
CHINA = timezone(timedelta(hours=8))


class Consequences(NamedTuple):
    """Findings beside the reason, and the obligations that start when the filing is approved."""

    findings: list[Finding]
    obligations: tuple[Obligation, ...] = ()


def consequences(question: Question, answer: Answer, today: date, *, province_broken: bool) -> Consequences:
    """All that follows from `answer` before plugins are asked."""
    facts = question.facts
    found: list[Finding] = []
    if facts.place is Place.UNKNOWN:
        found.append(finding("region_unknown", region=question.event.region[:80]))
    if isinstance(question.event, ServerOrder):
        found += _about_order(question)
        return Consequences(found)
    if facts.access is Access.OURS and answer.decision is Decision.ALLOW:
        found += _about_our_access(question)
    if answer.kind is Kind.TRANSFER_IN and answer.decision is not Decision.ALLOW:
        found += _before_transfer(question, today)
    if answer.kind is Kind.TRANSFER_IN or (
        answer.kind is Kind.ADD_SITE and facts.subject in (SubjectStanding.ELSEWHERE, SubjectStanding.SHELL)
    ):
        if answer.decision is not Decision.ALLOW and facts.running is None:
            found.append(finding("password_needed"))
        obligation = correction_obligation(question.rules.correction, today)
        found.append(_correction_notice(question, obligation))
        if obligation:
            return Consequences(_with_province(question, found, broken=province_broken), (obligation,))
    return Consequences(_with_province(question, found, broken=province_broken and answer.kind is not None))


def correction_obligation(rule: Rule[Correction] | None, today: date) -> Obligation | None:
    """The term in which wrong subject data is put right after an approval, where the province sets one (FAQ 37, 38)."""
    if rule is None or rule.value.days is None or not _in_force(rule.since, today):
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
        source=rule.source,
    )


def _about_our_access(question: Question) -> list[Finding]:
    facts, found = question.facts, []
    if isinstance(question.event, DomainBind) and facts.host and facts.host.is_subdomain:
        found.append(finding("subdomain_covered", host=facts.host.unicode, domain=question.domain))
    if facts.address_differs:
        found.append(finding("address_differs"))
    return found


def _before_transfer(question: Question, today: date) -> list[Finding]:
    """Whether the province takes a transfer only with right subject data (FAQ 38, Shaanxi)."""
    rule = question.rules.transfer_requires_correct_subject
    if rule is None or not rule.value or not _in_force(rule.since, today):
        return []
    event = question.event
    stated = event.subject_correct if isinstance(event, SiteTransfer) else None
    if stated is True:
        return []
    code = "subject_data_unchecked" if stated is None else "subject_data_wrong"
    weaker = Severity.WARN if rule.confidence is Confidence.LOW else None
    return [finding(code, weaker, authority=question.rules.authority)]


def _correction_notice(question: Question, obligation: Obligation | None) -> Finding:
    rule = question.rules.correction
    if obligation is None or rule is None:
        return finding("correction_with_material")
    mailbox = question.settings.icp_mailbox
    by_mail = rule.value.by_mail
    return finding(
        "correction_in_time",
        days_zh=f"{obligation.days} {'个工作' if obligation.working_days else ''}",
        days_en=f"{obligation.days} {'working' if obligation.working_days else 'calendar'}",
        sheet_zh="" if rule.value.material_again else "，不必重新寄送核验单",
        sheet_en="" if rule.value.material_again else "; the verification sheet need not be sent again",
        how_zh=f"在系统中提交变更，并发邮件到 {mailbox or '我们的 ICP 邮箱'}，由我们提交管局。"
        if by_mail
        else "在系统中提交变更。",
        how_en=f"File the change and write to {mailbox or 'our ICP mailbox'}; we pass it to the authority."
        if by_mail
        else "File the change here.",
    )


def _with_province(question: Question, found: list[Finding], *, broken: bool) -> list[Finding]:
    if broken and question.facts.province:
        name = provinces()[question.facts.province]
        found.append(finding("province_broken", province_zh=name.name_zh, province_en=name.name_en))
    return found


def _about_order(question: Question) -> list[Finding]:
    order, found = question.event, []
    if not isinstance(order, ServerOrder) or question.facts.place is Place.OUTSIDE:
        return []
    if order.addresses and all(":" in address for address in order.addresses):
        found.append(finding("ipv6_only"))
    if not order.subject and question.facts.subject is SubjectStanding.UNKNOWN:
        found.append(finding("subject_not_given"))
    return found


def _in_force(since: date | None, today: date) -> bool:
    return since is None or since <= today
