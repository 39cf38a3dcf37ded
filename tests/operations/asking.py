"""Short ways to ask and to read what was answered."""

from __future__ import annotations

from beian_plugin.filing.events import DomainBind

REGION = "cn-hangzhou"


def bind(host, **more):
    return DomainBind(host=host, region=REGION, **more)


def codes(verdict):
    return [found.code for found in verdict.findings]


def outcome(verdict):
    return verdict.row, verdict.decision.value, verdict.filing_kind
