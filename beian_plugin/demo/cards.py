"""What a page shows of a verdict: plain values in both languages, which the panel keeps with its own objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from beian_plugin import Actor, Decision, DomainBind, ServerOrder, Text

if TYPE_CHECKING:
    from beian_plugin import Finding, Obligation, Verdict

Both = dict[str, str]


class FindingCard(TypedDict):
    """One reason, with the step that follows from it."""

    severity: str
    message: Both
    step: Both
    #: None where nobody has to act.
    actor: Both | None
    source: str


class ObligationCard(TypedDict):
    """Something that somebody must do within a term."""

    text: Both
    actor: Both
    days: int
    working_days: bool
    source: str


class Card(TypedDict):
    """A verdict as the page shows it."""

    verdict: str
    decision: str
    effective: str
    enforced: bool
    reason: FindingCard
    others: list[FindingCard]
    obligations: list[ObligationCard]
    #: The filing that would settle it.
    kind: Both | None
    #: The filing that is running already, with its state.
    running: int | None
    can_start: bool
    province: str | None
    #: As its owner writes it; empty for a server order.
    host: str
    #: The site's licence number, for its footer.
    number: str


def question_of(verdict: Verdict) -> str:
    """Which of the panel's questions the verdict answers."""
    event = verdict.event
    if isinstance(event, DomainBind):
        return "domain_bind"
    if isinstance(event, ServerOrder):
        return "server_order"
    return f"transfer_{event.direction}"


def card_of(verdict: Verdict) -> Card:
    """The card of `verdict`."""
    facts, kind = verdict.facts, verdict.filing_kind
    startable = kind is not None and facts.host is not None and facts.running is None
    return Card(
        verdict=verdict.id,
        decision=verdict.decision.value,
        effective=verdict.effective.value,
        enforced=verdict.enforced,
        reason=_finding(verdict.reason),
        others=[_finding(found) for found in verdict.findings[1:]],
        obligations=[_obligation(one) for one in verdict.obligations],
        kind={"zh": kind.zh, "en": kind.en} if kind else None,
        running=facts.running.id if facts.running else None,
        can_start=startable and verdict.decision is not Decision.DENY,
        province=verdict.province,
        host=facts.host.unicode if facts.host else "",
        number=facts.site_number,
    )


def _finding(found: Finding) -> FindingCard:
    return FindingCard(
        severity=found.severity.value,
        message={"zh": found.message("zh"), "en": found.message("en")},
        step={"zh": found.step("zh"), "en": found.step("en")},
        actor=None if found.actor is Actor.NOBODY else _both(found.actor),
        source=found.source,
    )


def _obligation(one: Obligation) -> ObligationCard:
    return ObligationCard(
        text=_both(one.text),
        actor=_both(one.actor),
        days=one.days,
        working_days=one.working_days,
        source=one.source,
    )


def _both(words: Text | Actor) -> Both:
    return {"zh": words.zh, "en": words.en}
