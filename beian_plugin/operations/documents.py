"""A verdict as JSON: for the database, the API and the command line. No personal data is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from beian_plugin.filing.events import EVENT_NAMES, SiteTransfer

if TYPE_CHECKING:
    from beian_plugin.filing.facts import Facts
    from beian_plugin.filing.verdict import Finding, Obligation, Verdict

_encode = msgspec.json.Encoder().encode


def verdict_document(verdict: Verdict) -> str:
    """The whole verdict as JSON text: enough to explain it later from what was known then."""
    return _encode(verdict_fields(verdict)).decode()


def verdict_fields(verdict: Verdict) -> dict[str, Any]:
    """The whole verdict as plain values, in both languages."""
    event = verdict.event
    return {
        "id": verdict.id,
        "event": EVENT_NAMES[type(event)],
        "decision": verdict.decision,
        "enforced": verdict.enforced,
        "effective": verdict.effective,
        "row": verdict.row,
        "decided_at": verdict.decided_at,
        "about": _event_fields(verdict),
        "findings": [finding_fields(found) for found in verdict.findings],
        "filing_kind": verdict.filing_kind,
        "obligations": [obligation_fields(one) for one in verdict.obligations],
        "province": verdict.province,
        "plugins": [{"name": name, "version": version, "sha256": digest} for name, version, digest in verdict.plugins],
        "facts": _facts_fields(verdict.facts),
    }


def finding_fields(found: Finding) -> dict[str, Any]:
    """One finding as plain values."""
    return {
        "code": found.code,
        "severity": found.severity,
        "message": {"zh": found.message("zh"), "en": found.message("en")},
        "next_step": {"zh": found.step("zh"), "en": found.step("en")},
        "actor": found.actor,
        "source": found.source,
    }


def obligation_fields(one: Obligation) -> dict[str, Any]:
    """One obligation as plain values; `due` stays empty until its term has started."""
    return {
        "code": one.code,
        "text": {"zh": one.text.zh, "en": one.text.en},
        "actor": one.actor,
        "days": one.days,
        "working_days": one.working_days,
        "starts": one.starts,
        "due": one.due,
        "source": one.source,
    }


def _event_fields(verdict: Verdict) -> dict[str, Any]:
    event, host = verdict.event, verdict.facts.host
    fields: dict[str, Any] = {
        "region": event.region,
        "customer": event.customer,
        "subject_given": event.subject is not None,
    }
    if host is not None:
        fields |= {"host": host.ascii, "domain": host.registrable}
    elif hasattr(event, "host"):
        fields["host"] = event.host[:253]
    if isinstance(event, SiteTransfer):
        fields["direction"] = event.direction
    return fields


def _facts_fields(facts: Facts) -> dict[str, Any]:
    running = facts.running
    return {
        "place": facts.place,
        "filed": facts.filed,
        "access": facts.access,
        "other_access": facts.other_access,
        "shares_site": facts.shares_site,
        "owner": facts.owner,
        "subject": facts.subject,
        "address_differs": facts.address_differs,
        "domain_blacklisted": facts.domain_blacklisted,
        "subject_blacklisted": facts.subject_blacklisted,
        "running": running
        and {"id": running.id, "kind": running.kind, "state": running.state, "verified": running.verified},
        "subject_number": facts.subject_number,
        "site_number": facts.site_number,
        "source": facts.source,
        "known_at": facts.known_at,
    }
