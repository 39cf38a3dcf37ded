"""Keeps a hosting panel within China's website filing law (ICP 备案): the names that panels and plugins use."""

from __future__ import annotations

from beian_plugin.filing.application import DueObligation, Filing, FilingChange
from beian_plugin.filing.events import Direction, DomainBind, ServerOrder, SiteTransfer, Subject, Use
from beian_plugin.filing.facts import Access, Facts, Filed, Owner, RunningFiling, SubjectStanding
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.record import Record, RecordSource
from beian_plugin.filing.region import Place
from beian_plugin.filing.states import State, Verb
from beian_plugin.filing.verdict import Actor, Decision, Finding, Obligation, Severity, Text, Verdict
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.providers.contract import Confidence, Correction, Province, Rule

__all__ = [
    "Access",
    "Actor",
    "Confidence",
    "Correction",
    "Decision",
    "Direction",
    "DomainBind",
    "DueObligation",
    "Facts",
    "Filed",
    "Filing",
    "FilingChange",
    "Finding",
    "Kind",
    "Obligation",
    "Owner",
    "Place",
    "Province",
    "Record",
    "RecordSource",
    "Rule",
    "RunningFiling",
    "ServerOrder",
    "Severity",
    "SiteTransfer",
    "State",
    "Subject",
    "SubjectStanding",
    "Text",
    "Use",
    "Verb",
    "Verdict",
    "hookimpl",
]
