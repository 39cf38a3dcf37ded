"""What a province's rules say of the filing that an event proposes: the part of a verdict that a person needs at once.

The rest of a province's rules comes with the filing itself.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from beian_plugin.filing.findings import finding
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Actor, Obligation, Severity, Text
from beian_plugin.providers.contract import RULE_LABELS
from beian_plugin.providers.rule import Confidence, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from beian_plugin.filing.verdict import Finding
    from beian_plugin.providers.requirement import Asked
    from beian_plugin.providers.rule import Rule
    from beian_plugin.providers.rulebook import RuleBook
    from beian_plugin.providers.values import Correction

_KINDS = (SubjectKind.ORGANISATION, SubjectKind.INDIVIDUAL)
#: Before a text that is not for everybody.
_WHOM = {
    SubjectKind.ANY: Text(),
    SubjectKind.ORGANISATION: Text("单位备案：", "For organisations: "),
    SubjectKind.INDIVIDUAL: Text("个人备案：", "For individuals: "),
}
#: Before a text that rests on a weak source.
_WEAK = Text("据较弱的来源，", "By a weak source, ")
#: Papers that only some provinces want, which take a customer time to make.
_PAPERS = (
    "filing_commitment_letter_required",
    "truthfulness_commitment_required",
    "commitment_video_required",
    "party_building_letter_required",
)


class Proposal(NamedTuple):
    """The filing that an event proposes, as far as a province's rules tell proposals apart."""

    kind: Kind
    #: ANY where the event does not tell who files.
    subject: SubjectKind
    #: Whether the filing's domain ends in a suffix of the state's own, which every province takes.
    state_suffix: bool = True
    #: Whether the resident ID of an individual was given in the province; None where nothing tells.
    local: bool | None = None
    #: Whether the subject's filed data is right, as the customer says (FAQ 38); None where nobody asked.
    correct: bool | None = None
    #: Whether the subject's number stands without sites (FAQ 37).
    shell: bool = False


class Addressed(NamedTuple):
    """A rule, and whom it is for; ANY where it is for whoever asks."""

    asked: Asked
    subject: SubjectKind

    @property
    def is_certain(self) -> bool:
        """Whether the rule is for whoever asks, and not only a weak source's word."""
        return self.subject is SubjectKind.ANY and self.asked.rule.confidence is not Confidence.LOW


def addressed(book: RuleBook, name: str, today: date, kind: Kind | None, subject: SubjectKind) -> tuple[Addressed, ...]:
    """The rules `name` that hold on `today` for the subject, each with whom it is for where nobody knows who asks."""
    if subject is not SubjectKind.ANY:
        found = book.pick(name, today, kind=kind, subject=subject)
        return (Addressed(found, SubjectKind.ANY),) if found else ()
    each = {one: book.pick(name, today, kind=kind, subject=one) for one in _KINDS}
    rules = {id(asked.rule) for asked in each.values() if asked}
    if len(rules) == 1 and all(each.values()):
        return tuple(Addressed(asked, SubjectKind.ANY) for asked in each.values() if asked)[:1]
    return tuple(Addressed(asked, one) for one, asked in each.items() if asked)


def sourced(found: Finding, rule: Rule[Any]) -> Finding:
    """The finding with the source of the rule behind it."""
    return replace(found, source=str(rule.source))


@lru_cache(maxsize=4096)
def before_filing(book: RuleBook, today: date, proposal: Proposal) -> tuple[Finding, ...]:
    """What has to be known before the filing is begun; none of it worsens a decision."""
    return tuple(_before_filing(book, today, proposal))


def _before_filing(book: RuleBook, today: date, proposal: Proposal) -> Iterator[Finding]:
    def rules(name: str, value: object) -> Iterator[Addressed]:
        found = addressed(book, name, today, proposal.kind, proposal.subject)
        return (one for one in found if one.asked.value is value)

    if proposal.kind is Kind.TRANSFER_IN:
        for one in rules("transfer_requires_same_subject_name", value=True):
            yield _told("subject_name_must_match", one)
    else:
        for one in rules("site_closed_before_filing", value=True):
            yield _told("closed_until_approval", one)
        for one in rules("no_dns_record_before_filing", value=True):
            yield _told("no_dns_until_approval", one)
    yield from _local_id(book, today, proposal)
    yield from _shell(book, today, proposal)
    for one in rules("overseas_registered_domain_accepted", value=False):
        yield _told("registrar_abroad", one)
    if not proposal.state_suffix:
        for one in rules("domain_suffix_local_whitelist", value=True):
            yield _told("suffix_on_list", one)
    yield from _papers(book, today, proposal)


@lru_cache(maxsize=1024)
def before_order(book: RuleBook, today: date, proposal: Proposal) -> tuple[Finding, ...]:
    """What a customer has to know before a server is bought: whether a filing is possible, and what takes time."""
    parts = (_local_id, _shell, _papers)
    return tuple(found for part in parts for found in part(book, today, proposal))


def _shell(book: RuleBook, today: date, proposal: Proposal) -> Iterator[Finding]:
    if proposal.shell and proposal.kind is Kind.ADD_SITE:
        for one in addressed(book, "shell_subject_can_add_site", today, proposal.kind, proposal.subject):
            if not one.asked.value:
                yield _told("shell_subject_first", one)


def _local_id(book: RuleBook, today: date, proposal: Proposal) -> Iterator[Finding]:
    if proposal.kind is not Kind.NEW or proposal.local:
        return
    severity = Severity.WARN if proposal.local is False else Severity.NOTICE
    for one in addressed(book, "local_id_required", today, proposal.kind, proposal.subject):
        if one.asked.value:
            yield _told("local_id_only", one, severity)


def _papers(book: RuleBook, today: date, proposal: Proposal) -> Iterator[Finding]:
    """The papers that only this province and few others want."""
    for name in _PAPERS:
        for one in addressed(book, name, today, proposal.kind, proposal.subject):
            if one.asked.value:
                yield _told("province_paper", one, paper_zh=RULE_LABELS[name].zh, paper_en=RULE_LABELS[name].en)


@lru_cache(maxsize=4096)
def correct_first(book: RuleBook, today: date, proposal: Proposal) -> tuple[Finding, ...]:
    """Whether the province takes over a record only with right subject data, given what the customer says (FAQ 38)."""
    if proposal.correct:
        return ()
    found = addressed(book, "transfer_requires_correct_subject", today, proposal.kind, proposal.subject)
    return tuple(_correct_first(one, proposal) for one in found if one.asked.value)


def _correct_first(one: Addressed, proposal: Proposal) -> Finding:
    if proposal.correct is None:
        code, severity = "subject_data_unchecked", Severity.HOLD
    else:
        code, severity = "subject_data_wrong", Severity.DENY
    # Whether an organisation's rule meets the one who asks may not be known.
    severity = severity if one.is_certain else Severity.WARN
    return _told(code, one, severity, kind_zh=proposal.kind.zh, kind_en=proposal.kind.en)


class AfterApproval(NamedTuple):
    """What has to be done about wrong subject data once the filing is approved (FAQ 37, 38)."""

    findings: tuple[Finding, ...]
    obligations: tuple[Obligation, ...]


@lru_cache(maxsize=1024)
def after_approval(book: RuleBook, today: date, kind: Kind, subject: SubjectKind, mailbox: str = "") -> AfterApproval:
    """How wrong subject data is put right, and the terms for it where the province sets any."""
    found = addressed(book, "correction", today, kind, subject)
    terms = tuple(term for one in found if (term := _correction_term(one)))
    return AfterApproval(tuple(_correction_notice(one, mailbox) for one in found), terms)


def _correction_term(one: Addressed) -> Obligation | None:
    correction: Correction = one.asked.value
    if correction.days is None:
        return None
    days_zh, days_en = ("个工作日", "working days") if correction.working_days else ("日", "days")
    sheet, whom = _sheet(correction), _WHOM[one.subject]
    return Obligation(
        code="correct_subject",
        text=Text(
            f"{whom.zh}主体信息有误的，{correction.days}{days_zh}内提交变更{sheet.zh}。",
            f"{whom.en}If the subject's data is wrong, file the change within {correction.days} {days_en}{sheet.en}.",
        ),
        actor=Actor.CUSTOMER,
        days=correction.days,
        working_days=correction.working_days,
        source=str(one.asked.rule.source),
    )


def _correction_notice(one: Addressed, mailbox: str) -> Finding:
    correction: Correction = one.asked.value
    if correction.days is None:
        return _told("correction_with_material", one)
    sheet = _sheet(correction)
    return _told(
        "correction_in_time",
        one,
        days_zh=f"{correction.days} {'个工作日' if correction.working_days else '日'}",
        days_en=f"{correction.days} {'working' if correction.working_days else 'calendar'}",
        sheet_zh=sheet.zh,
        sheet_en=sheet.en,
        how_zh=f"在系统中提交变更，并发邮件到{f' {mailbox}' if mailbox else '我们的 ICP 邮箱'}，由我们提交管局。"
        if correction.by_mail
        else "在系统中提交变更。",
        how_en=f"File the change and write to {mailbox or 'our ICP mailbox'}; we pass it to the authority."
        if correction.by_mail
        else "File the change here.",
    )


@lru_cache(maxsize=1024)
def domain_owner(book: RuleBook, today: date, kind: Kind, subject: SubjectKind) -> Finding:
    """Whose the domain has to be (FAQ 20)."""
    asked = None
    if subject is not SubjectKind.INDIVIDUAL:
        asked = book.pick(
            "domain_owner_may_be_legal_representative", today, kind=kind, subject=SubjectKind.ORGANISATION
        )
    if asked is None:
        return finding("domain_owner_matches")
    # Of a weak source counts what asks more of the customer, never what asks less.
    if asked.value and asked.rule.confidence is not Confidence.LOW:
        return sourced(finding("domain_owner_or_representative", authority=asked.authority), asked.rule)
    return finding("domain_owner_matches") if asked.value else sourced(finding("domain_owner_matches"), asked.rule)


def _sheet(correction: Correction) -> Text:
    if correction.material_again:
        return Text()
    return Text("，不必重新寄送核验单", "; the verification sheet need not be sent again")


def _told(code: str, one: Addressed, severity: Severity | None = None, **values: str) -> Finding:
    whom, weak = _WHOM[one.subject], one.asked.rule.confidence is Confidence.LOW
    hedge = _WEAK if weak else Text()
    found = finding(
        code, severity, authority=one.asked.authority, whom_zh=whom.zh + hedge.zh, whom_en=whom.en + hedge.en, **values
    )
    return sourced(found, one.asked.rule)
