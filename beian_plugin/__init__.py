"""Keeps a hosting panel within China's website filing law (ICP 备案): the names that panels and plugins use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beian_plugin.blueprints.base import Identity
    from beian_plugin.errors import BeianError, FilingRefused
    from beian_plugin.extension import Beian
    from beian_plugin.filing.application import DueObligation, Filing, FilingChange
    from beian_plugin.filing.certificate import Certificate, CertificateKind
    from beian_plugin.filing.events import Direction, DomainBind, ServerOrder, SiteTransfer, Subject, Use
    from beian_plugin.filing.facts import Access, Facts, Filed, Owner, RunningFiling, SubjectStanding
    from beian_plugin.filing.kinds import Kind
    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.filing.record import Record, RecordSource
    from beian_plugin.filing.region import Place
    from beian_plugin.filing.states import State, Verb
    from beian_plugin.filing.verdict import Actor, Decision, Finding, Obligation, Severity, Text, Verdict
    from beian_plugin.hooks.specs import hookimpl
    from beian_plugin.providers.contract import Province
    from beian_plugin.providers.rule import Confidence, Force, Rule, Source, SubjectKind
    from beian_plugin.providers.values import (
        BuildPlan,
        Correction,
        FooterNumber,
        HkMacaoDocument,
        IndividualChange,
        MaxAge,
        OrganisationChange,
        PlanCount,
        ResidenceProof,
        SoleTraderFiling,
        UnderageProof,
        YoungProof,
    )

__all__ = [
    "Access",
    "Actor",
    "Beian",
    "BeianError",
    "BuildPlan",
    "Certificate",
    "CertificateKind",
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
    "FilingRefused",
    "Finding",
    "FooterNumber",
    "Force",
    "HkMacaoDocument",
    "Identity",
    "IndividualChange",
    "Kind",
    "MaxAge",
    "Obligation",
    "OrganisationChange",
    "Owner",
    "Particulars",
    "Place",
    "PlanCount",
    "Province",
    "Record",
    "RecordSource",
    "ResidenceProof",
    "Rule",
    "RunningFiling",
    "ServerOrder",
    "Severity",
    "SiteTransfer",
    "SoleTraderFiling",
    "Source",
    "State",
    "Subject",
    "SubjectKind",
    "SubjectStanding",
    "Text",
    "UnderageProof",
    "Use",
    "Verb",
    "Verdict",
    "YoungProof",
    "hookimpl",
]

_HOMES = {
    "blueprints.base": ("Identity",),
    "errors": (
        "BeianError",
        "FilingRefused",
    ),
    "extension": ("Beian",),
    "filing.certificate": (
        "Certificate",
        "CertificateKind",
    ),
    "filing.application": (
        "DueObligation",
        "Filing",
        "FilingChange",
    ),
    "filing.events": (
        "Direction",
        "DomainBind",
        "ServerOrder",
        "SiteTransfer",
        "Subject",
        "Use",
    ),
    "filing.facts": (
        "Access",
        "Facts",
        "Filed",
        "Owner",
        "RunningFiling",
        "SubjectStanding",
    ),
    "filing.kinds": ("Kind",),
    "filing.particulars": ("Particulars",),
    "filing.record": (
        "Record",
        "RecordSource",
    ),
    "filing.region": ("Place",),
    "filing.states": (
        "State",
        "Verb",
    ),
    "filing.verdict": (
        "Actor",
        "Decision",
        "Finding",
        "Obligation",
        "Severity",
        "Text",
        "Verdict",
    ),
    "hooks.specs": ("hookimpl",),
    "providers.contract": ("Province",),
    "providers.rule": (
        "Confidence",
        "Force",
        "Rule",
        "Source",
        "SubjectKind",
    ),
    "providers.values": (
        "BuildPlan",
        "Correction",
        "FooterNumber",
        "HkMacaoDocument",
        "IndividualChange",
        "MaxAge",
        "OrganisationChange",
        "PlanCount",
        "ResidenceProof",
        "SoleTraderFiling",
        "UnderageProof",
        "YoungProof",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: a command or a table needs few of them."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
