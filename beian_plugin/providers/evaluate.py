"""What a province asks of one filing: every rule in force, asked in the filing's situation."""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING

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
    """Everything that the province asks of the filing, in the order of the contract."""
    rules = book.in_force(situation.today, kind=situation.kind, subject=situation.subject)
    return tuple(
        requirement for asked in rules if (act := ACTS.get(asked.name)) for requirement in act(asked, situation)
    )
