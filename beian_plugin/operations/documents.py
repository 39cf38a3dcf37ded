"""A verdict as JSON: for the database, the API and the command line. No personal data is in it.

The classes are the schema as well: the API's OpenAPI document is generated from them.
"""

# ruff: noqa: TC001, TC003  msgspec reads the annotations when it runs
from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from beian_plugin.filing.events import EVENT_NAMES, Direction, SiteTransfer
from beian_plugin.filing.facts import Access, Filed, Owner, SubjectStanding
from beian_plugin.filing.findings import catalogue
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.region import Place
from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Actor, Decision, Severity

if TYPE_CHECKING:
    from beian_plugin.filing.facts import Facts
    from beian_plugin.filing.verdict import Finding, Obligation, Verdict


class Sentence(Struct, frozen=True, gc=False):
    """One sentence in both languages."""

    zh: str
    en: str


class FindingDocument(Struct, frozen=True, gc=False):
    """One reason behind a verdict, and the step that follows from it."""

    code: str
    severity: Severity
    message: Sentence
    next_step: Sentence
    actor: Actor
    source: str


class ObligationDocument(Struct, frozen=True, gc=False):
    """Something that somebody must do by a date; `due` stays empty until its term has started."""

    code: str
    text: Sentence
    actor: Actor
    days: int
    working_days: bool
    starts: str
    due: date | None
    source: str


class AboutDocument(Struct, frozen=True, gc=False):
    """What was asked, without anything that is personal."""

    region: str
    customer: str
    subject_given: bool
    host: str | UnsetType = UNSET
    domain: str | UnsetType = UNSET
    direction: Direction | UnsetType = UNSET


class RunningDocument(Struct, frozen=True, gc=False):
    """The filing that was under way."""

    id: int
    kind: Kind
    state: State
    verified: bool


class FactsDocument(Struct, frozen=True, gc=False):
    """What was known when the event was decided."""

    place: Place
    filed: Filed
    access: Access
    other_access: bool
    shares_site: bool
    owner: Owner
    subject: SubjectStanding
    address_differs: bool
    domain_blacklisted: bool
    subject_blacklisted: bool
    running: RunningDocument | None
    subject_number: str
    site_number: str
    source: str
    known_at: datetime | None


class PluginDocument(Struct, frozen=True, gc=False):
    """A plugin that had a say, and the hash of its content."""

    name: str
    version: str
    sha256: str


class VerdictDocument(Struct, frozen=True, gc=False):
    """What was decided about an event, why, and what to do next; kept whole, so that it can be explained later."""

    id: str
    event: str
    decision: Decision
    enforced: bool
    effective: Decision
    row: str
    decided_at: datetime
    about: AboutDocument
    findings: tuple[FindingDocument, ...]
    filing_kind: Kind | None
    obligations: tuple[ObligationDocument, ...]
    province: str | None
    plugins: tuple[PluginDocument, ...]
    facts: FactsDocument


_encode = msgspec.json.Encoder().encode


def verdict_document(verdict: Verdict) -> str:
    """The whole verdict as JSON text: enough to explain it later from what was known then."""
    return _encode(verdict_struct(verdict)).decode()


def obligation_fields(one: Obligation) -> dict[str, Any]:
    """One obligation as plain values; `due` stays empty until its term has started."""
    fields: dict[str, Any] = msgspec.to_builtins(_obligation(one))
    return fields


def verdict_struct(verdict: Verdict) -> VerdictDocument:
    """The whole verdict as the classes above."""
    return VerdictDocument(
        id=verdict.id,
        event=EVENT_NAMES[type(verdict.event)],
        decision=verdict.decision,
        enforced=verdict.enforced,
        effective=verdict.effective,
        row=verdict.row,
        decided_at=verdict.decided_at,
        about=_about(verdict),
        findings=tuple([_finding(found) for found in verdict.findings]),
        filing_kind=verdict.filing_kind,
        obligations=tuple([_obligation(one) for one in verdict.obligations]),
        province=verdict.province,
        plugins=tuple([PluginDocument(*stamp) for stamp in verdict.plugins]),
        facts=_facts(verdict.facts),
    )


def _finding(found: Finding) -> FindingDocument:
    if found.values is None and (fixed := _fixed().get(found.code)) and fixed[0] is found:
        return fixed[1]
    return _written_out(found)


@cache
def _fixed() -> dict[str, tuple[Finding, FindingDocument]]:
    """What is always written the same: the findings of the catalogue, of which most verdicts have some."""
    return {code: (found, _written_out(found)) for code, found in catalogue().items()}


def _written_out(found: Finding) -> FindingDocument:
    return FindingDocument(
        code=found.code,
        severity=found.severity,
        message=Sentence(found.message("zh"), found.message("en")),
        next_step=Sentence(found.step("zh"), found.step("en")),
        actor=found.actor,
        source=found.source,
    )


def _obligation(one: Obligation) -> ObligationDocument:
    return ObligationDocument(
        code=one.code,
        text=Sentence(one.text.zh, one.text.en),
        actor=one.actor,
        days=one.days,
        working_days=one.working_days,
        starts=one.starts,
        due=one.due,
        source=one.source,
    )


def _about(verdict: Verdict) -> AboutDocument:
    event, host = verdict.event, verdict.facts.host
    name: str | UnsetType = UNSET
    if host is not None:
        name = host.ascii
    elif hasattr(event, "host"):
        # Panels hand over what their users typed, which may hold half a character.
        name = event.host[:253].encode(errors="replace").decode()
    return AboutDocument(
        region=event.region,
        customer=event.customer,
        subject_given=event.subject is not None,
        host=name,
        domain=UNSET if host is None else host.registrable,
        direction=event.direction if isinstance(event, SiteTransfer) else UNSET,
    )


def _facts(facts: Facts) -> FactsDocument:
    running = facts.running
    return FactsDocument(
        place=facts.place,
        filed=facts.filed,
        access=facts.access,
        other_access=facts.other_access,
        shares_site=facts.shares_site,
        owner=facts.owner,
        subject=facts.subject,
        address_differs=facts.address_differs,
        domain_blacklisted=facts.domain_blacklisted,
        subject_blacklisted=facts.subject_blacklisted,
        running=None if running is None else RunningDocument(running.id, running.kind, running.state, running.verified),
        subject_number=facts.subject_number,
        site_number=facts.site_number,
        source=facts.source,
        known_at=facts.known_at,
    )
