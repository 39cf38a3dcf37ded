"""One rule of an authority: its value, where it stands, for whom and since when it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003  the annotations are read when a province is checked
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from beian_plugin.filing.kinds import Kind  # noqa: TC001  as above
from beian_plugin.filing.verdict import Text

T = TypeVar("T")


class Confidence(StrEnum):
    """How sure the rule is; what is low warns and never refuses."""

    #: The authority's or the founding FAQ's own words, or two publishers agree.
    HIGH = "high"
    #: One current source, or a conflict between sources that is settled.
    MEDIUM = "medium"
    #: One weak, old or contradicted source.
    LOW = "low"


class Force(StrEnum):
    """What the authority does about it."""

    #: It refuses a filing that is against the rule.
    REJECT = "reject"
    #: It wants a paper.
    MATERIAL = "needs_material"
    #: It says so, and refuses nothing.
    ADVICE = "advice"


class SubjectKind(StrEnum):
    """Whom a rule is for."""

    ANY = "any"
    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands."""

    #: As a person would cite it, such as `FAQ 38` or 腾讯云《北京管局要求》.
    title: str
    #: Date of the text as far as it is known, such as `2025-12-31` or `2021/2023`.
    dated: str = ""
    #: Where the text was read: an address, or repository, commit and path.
    where: str = ""

    def __str__(self) -> str:
        """The source in one line, as lists show it."""
        return f"{self.title}（{self.dated}）" if self.dated else self.title


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One rule of an authority."""

    value: T
    source: Source
    confidence: Confidence = Confidence.HIGH
    #: None where it is as the contract has it for this rule.
    force: Force | None = None
    #: None where it is as the contract has it for this rule.
    subject: SubjectKind | None = None
    #: Kinds of filing it is about; empty where it is as the contract has it for this rule.
    filings: tuple[Kind, ...] = ()
    #: First day the rule applies; None means it applied before anybody wrote it down.
    since: date | None = None
    #: Sources that say the same.
    also: tuple[Source, ...] = ()
    #: What the rule says beyond its value, shown with it.
    note: Text | None = None


#: What a province states about one rule: nothing, one rule, or several that differ in whom, what or when they are for.
Stated = Rule[T] | tuple[Rule[T], ...] | None


class Usual(NamedTuple):
    """What a rule is called, and what it means where a province says no more."""

    label: Text
    force: Force
    #: The force where the value is False.
    otherwise: Force
    subject: SubjectKind
    filings: tuple[Kind, ...]


def stated(
    zh: str,
    en: str,
    force: Force = Force.REJECT,
    *,
    otherwise: Force = Force.ADVICE,
    subject: SubjectKind = SubjectKind.ANY,
    filings: tuple[Kind, ...] = (),
) -> Any:
    """A rule that a province may leave out, with its name on screens and what it usually is about."""
    return field(default=None, metadata={"usual": Usual(Text(zh, en), force, otherwise, subject, filings)})


def as_tuple(rules: Stated[T]) -> tuple[Rule[T], ...]:
    """The rules one by one, however many are stated."""
    if rules is None:
        return ()
    return rules if isinstance(rules, tuple) else (rules,)
