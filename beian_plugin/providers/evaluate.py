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
    from collections.abc import Iterator, Mapping

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.rulebook import RuleBook
    from beian_plugin.providers.situation import Act, Situation

_SECTIONS = (principals, residence, contacts, domains, sites, changes, materials, permits)
#: What each rule does with a filing, by its name.
ACTS: Mapping[str, Act] = ChainMap(*(dict(section.ACTS) for section in _SECTIONS))

#: Rules that are for one kind of subject and look for themselves at whom they are about: the subject on record may be
#: a person while an organisation files, and a sole trader may file as either.
_WHOEVER_FILES = ("org_subject_change_scope", "individual_subject_change_scope", "sole_trader_filing_as")


def requirements(book: RuleBook, situation: Situation) -> tuple[Requirement, ...]:
    """Everything that the province asks of the filing, in the order of the contract, what is for whoever files last.

    A change is warned, not refused, for a value that the authority accepted once: it may pass again.
    """
    rules = _in_force(book, situation)
    found = [requirement for asked in rules if (act := ACTS.get(asked.name)) for requirement in act(asked, situation)]
    return tuple(replace(one, severity=Severity.WARN) if _stood_before(one, situation) else one for one in found)


def _in_force(book: RuleBook, situation: Situation) -> Iterator[Asked]:
    for asked in book.in_force(situation.today, kind=situation.kind, subject=situation.subject):
        if asked.name not in _WHOEVER_FILES:
            yield asked
    for name in _WHOEVER_FILES:
        yield from book.every(name, situation.today, kind=situation.kind)


def _stood_before(requirement: Requirement, situation: Situation) -> bool:
    """Whether a change leaves what is refused as the authority published it."""
    if situation.kind is not Kind.CHANGE or situation.published is None or requirement.severity is Severity.WARN:
        return False
    value = dict(values(situation.particulars)).get(requirement.path)
    return value is not None and value in {kept for _, kept in values(situation.published)}
