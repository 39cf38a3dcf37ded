"""What a province asks of one filing: every rule in force, asked in the filing's situation."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import replace
from typing import TYPE_CHECKING

from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.form import values
from beian_plugin.filing.kinds import Kind
from beian_plugin.providers.sections import (
    changes,
    contacts,
    domains,
    materials,
    permits,
    principals,
    residence,
    sites,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.providers.requirement import Requirement
    from beian_plugin.providers.rulebook import RuleBook
    from beian_plugin.providers.situation import Act, Situation

_SECTIONS = (principals, residence, contacts, domains, sites, changes, materials, permits)
#: What each rule does with a filing, by its name; those that are not here act on events or terms alone.
ACTS: Mapping[str, Act] = ChainMap(*(dict(section.ACTS) for section in _SECTIONS))


def requirements(book: RuleBook, situation: Situation) -> tuple[Requirement, ...]:
    """Everything that the province asks of the filing, in the order of the contract.

    A change is warned, not refused, for a value that the authority accepted once: it may pass again.
    """
    rules = book.in_force(situation.today, kind=situation.kind, subject=situation.subject)
    found = [requirement for asked in rules if (act := ACTS.get(asked.name)) for requirement in act(asked, situation)]
    return tuple(replace(one, severity=Severity.WARN) if _stood_before(one, situation) else one for one in found)


def _stood_before(requirement: Requirement, situation: Situation) -> bool:
    """Whether a change leaves what is refused as the authority published it."""
    if situation.kind is not Kind.CHANGE or situation.published is None or requirement.severity is Severity.WARN:
        return False
    value = dict(values(situation.particulars)).get(requirement.path)
    return value is not None and value in {kept for _, kept in values(situation.published)}
