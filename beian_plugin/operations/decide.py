"""Decide an event: gather what is known, find the row that fits, let provinces and plugins worsen it, store it."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.events import EVENT_NAMES
from beian_plugin.filing.findings import finding
from beian_plugin.filing.verdict import Decision, Severity, Verdict
from beian_plugin.operations.consequences import CHINA, consequences
from beian_plugin.operations.documents import verdict_document
from beian_plugin.operations.gather import gather
from beian_plugin.operations.rows import Question, table_for
from beian_plugin.settings import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from beian_plugin.filing.events import Event
    from beian_plugin.filing.verdict import Finding
    from beian_plugin.hooks.calls import PluginSet
    from beian_plugin.models.database import Database
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.gather import Gathered
    from beian_plugin.settings import Settings

_RANK = {Decision.ALLOW: 0, Decision.HOLD: 1, Decision.DENY: 2}


#: The hook that is asked about each event.
_GATES = {event: f"beian_check_{name}" for event, name in EVENT_NAMES.items()}


def decide(context: Context, event: Event) -> Verdict:
    """The verdict on `event`, neither stored nor told to anybody: for scans and dry runs.

    Raises DatabaseUnavailable, and InvalidValue for a customer or region that is no plain text. Whatever else is wrong
    with the event is in the verdict.
    """
    _refuse_unstorable(event)
    plugins = context.plugins.current
    return judge(plugins, context.settings, event, gather(context, event), context.now())


def judge(plugins: PluginSet, settings: Settings, event: Event, gathered: Gathered, now: datetime) -> Verdict:
    """The verdict of these plugins on `event`, given what is known about it."""
    facts, coverage = gathered
    registry = plugins.registry
    today = now.astimezone(CHINA).date()
    question = Question(event, facts, registry.book(facts.province), settings, today)
    row, answer = table_for(event).first_fit(question)
    beside, obligations = consequences(question, answer, province_broken=registry.is_broken(facts.province))
    hook = _GATES[type(event)]
    findings = [answer.finding, *beside, *plugins.check(hook, event=event, facts=facts)]
    decision = worst(answer.decision, findings[1:])
    if decision is not answer.decision:
        findings.sort(key=lambda found: found.severity is not _SEVERITY[decision])
    enforced = _enforced(settings.mode, coverage)
    if not enforced and decision is not Decision.ALLOW:
        findings.append(finding("not_enforced"))
    return Verdict(
        event=event,
        decision=decision,
        row=row,
        findings=tuple(findings),
        facts=facts,
        decided_at=now,
        enforced=enforced,
        filing_kind=answer.kind,
        obligations=obligations,
        province=facts.province,
        plugins=(*plugins.province_plugin(facts.province), *plugins.had_a_say(hook)),
    )


def _refuse_unstorable(event: Event) -> None:
    for name, text in (("customer", event.customer), ("region", event.region)):
        if len(text) > _LONGEST_NAME or (not text.isprintable() and _CONTROL(text)):
            raise InvalidValue(
                f"The {name} must be at most {_LONGEST_NAME} characters without control characters.", what=name
            )


_LONGEST_NAME = 128
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]").search


def ask(context: Context, event: Event) -> Verdict:
    """The verdict on `event`, stored under its id and told to plugins: what a panel gets."""
    return ask_document(context, event).verdict


class Kept(NamedTuple):
    """A verdict under its id, and the document that the database keeps of it."""

    verdict: Verdict
    document: str


def ask_document(context: Context, event: Event) -> Kept:
    """`ask`, with the document as it was stored, so that it is written out once."""
    kept = identified(decide(context, event))
    context.database.put(INSERT, insert_values(kept))
    tell(context, kept.verdict)
    return kept


def tell(context: Context, verdict: Verdict) -> None:
    """Tell plugins of a verdict, once it is stored."""
    context.plugins.tell("beian_after_verdict", verdict=verdict)


def store(context: Context, verdict: Verdict) -> Verdict:
    """`verdict` with its id, once it is in the database."""
    kept = identified(verdict)
    context.database.put(INSERT, insert_values(kept))
    return kept.verdict


def identified(verdict: Verdict) -> Kept:
    """`verdict` with an id, and its document; nothing is stored yet."""
    given = replace(verdict, id=f"{int(verdict.decided_at.timestamp() * 1000):012x}{os.urandom(10).hex()}")
    return Kept(given, verdict_document(given))


#: Stores a verdict; takes `insert_values`.
INSERT = (
    'INSERT INTO beian_verdict (id, "at", event, domain, customer, decision, document) VALUES (?, ?, ?, ?, ?, ?, ?)'
)


def insert_values(kept: Kept) -> tuple[str, ...]:
    """What `INSERT` takes for `kept`."""
    verdict, host = kept.verdict, kept.verdict.facts.host
    return (
        verdict.id,
        verdict.decided_at.replace(tzinfo=None).isoformat(" "),
        EVENT_NAMES[type(verdict.event)],
        host.registrable if host else "",
        verdict.event.customer[:128],
        verdict.decision.value,
        kept.document,
    )


def find_document(database: Database, verdict_id: str) -> str | None:
    """The document of a stored verdict, or None where there is none with that id."""
    if not _ID(verdict_id):
        return None
    rows = database.fetch("SELECT document FROM beian_verdict WHERE id = ?", (verdict_id,))
    return rows[0][0] if rows else None


_ID = re.compile(r"[0-9a-f]{32}").fullmatch
_SEVERITY = {Decision.HOLD: Severity.HOLD, Decision.DENY: Severity.DENY}


def worst(decision: Decision, findings: Iterable[Finding]) -> Decision:
    """`decision`, or what the gravest of `findings` makes of it; nothing betters it."""
    for found in findings:
        if found.severity is Severity.DENY:
            return Decision.DENY
        if found.severity is Severity.HOLD and _RANK[decision] < _RANK[Decision.HOLD]:
            decision = Decision.HOLD
    return decision


def _enforced(mode: Mode, coverage: str) -> bool:
    return mode is Mode.ENFORCE or (mode is Mode.AUTO and coverage != "partial")
