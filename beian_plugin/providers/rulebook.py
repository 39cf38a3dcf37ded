"""The rules in force in one province: its own where it states any that fit, else the baseline's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from beian_plugin.providers.contract import RULES
from beian_plugin.providers.requirement import Asked
from beian_plugin.providers.rule import Force, SubjectKind, as_tuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from beian_plugin.filing.kinds import Kind
    from beian_plugin.providers.contract import Province
    from beian_plugin.providers.rule import Rule


@dataclass(frozen=True, eq=False)
class RuleBook:
    """The rules of one province over the national baseline; compared by identity, so results can be cached by it."""

    own: Province
    baseline: Province
    #: Name of the administration (管局).
    authority: str

    def pick(
        self, name: str, today: date, *, kind: Kind | None = None, subject: SubjectKind = SubjectKind.ANY
    ) -> Asked | None:
        """The one rule `name` that holds on `today` for a kind of filing and a subject; None where nobody knows.

        The province's own goes before the baseline's, the one that is for fewer before the one for all, and the newest
        before what it replaced. With ANY as `subject`, or no `kind`, only rules that are for all of them fit.
        """
        for province in (self.own, self.baseline):
            fitting = [rule for rule in as_tuple(getattr(province, name)) if _fits(name, rule, today, kind, subject)]
            if fitting:
                return self._asked(name, max(fitting, key=lambda rule: _precedence(name, rule)))
        return None

    def every(self, name: str, today: date, *, kind: Kind | None = None) -> tuple[Asked, ...]:
        """The rules `name` that hold on `today` for a kind of filing, one for each subject that they tell apart."""
        kinds = (SubjectKind.INDIVIDUAL, SubjectKind.ORGANISATION)
        found = [asked for subject in kinds if (asked := self.pick(name, today, kind=kind, subject=subject))]
        return tuple({id(asked.rule): asked for asked in found}.values())

    def in_force(self, today: date, *, kind: Kind | None, subject: SubjectKind) -> Iterator[Asked]:
        """Each rule that holds on `today` for a kind of filing and a subject, in the order of the contract."""
        for name in RULES:
            if asked := self.pick(name, today, kind=kind, subject=subject):
                yield asked

    def differences(self) -> dict[str, tuple[Rule[Any], ...]]:
        """The rules that are the province's own and not the baseline's, by name."""
        return self.own.stated() if self.own is not self.baseline else {}

    def _asked(self, name: str, rule: Rule[Any]) -> Asked:
        return Asked(name, rule, force_of(name, rule), self.authority)


def subject_of(name: str, rule: Rule[Any]) -> SubjectKind:
    """Whom the rule is for."""
    return rule.subject or RULES[name].subject


def filings_of(name: str, rule: Rule[Any]) -> tuple[Kind, ...]:
    """The kinds of filing that the rule is about; empty for all."""
    return rule.filings or RULES[name].filings


def force_of(name: str, rule: Rule[Any]) -> Force:
    """What the authority does about it."""
    usual = RULES[name]
    return rule.force or (usual.otherwise if rule.value is False else usual.force)


def _fits(name: str, rule: Rule[Any], today: date, kind: Kind | None, subject: SubjectKind) -> bool:
    if rule.since is not None and rule.since > today:
        return False
    kinds = filings_of(name, rule)
    return (not kinds or kind in kinds) and subject_of(name, rule) in (SubjectKind.ANY, subject)


def _precedence(name: str, rule: Rule[Any]) -> tuple[bool, bool, int]:
    narrow = subject_of(name, rule) is not SubjectKind.ANY
    return bool(filings_of(name, rule)), narrow, rule.since.toordinal() if rule.since else 0
