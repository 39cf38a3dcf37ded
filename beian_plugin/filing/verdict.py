"""The answer to an event: allow, hold or deny, with findings that say why and what to do next."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.filing.words import Word

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from beian_plugin.filing.events import Event
    from beian_plugin.filing.facts import Facts
    from beian_plugin.filing.kinds import Kind


class Decision(StrEnum):
    """What the panel may do."""

    ALLOW = "allow"
    #: The panel may create it but must not serve it yet.
    HOLD = "hold"
    DENY = "deny"

    @property
    def exit_code(self) -> int:
        """Exit status of `beian check`: 0 allow, 10 hold, 20 deny."""
        return _EXIT_CODES[self]


_EXIT_CODES = {Decision.ALLOW: 0, Decision.HOLD: 10, Decision.DENY: 20}


class Severity(StrEnum):
    """How much a finding weighs; the first two worsen the decision."""

    DENY = "deny"
    HOLD = "hold"
    #: Decides nothing, but somebody has to look.
    WARN = "warn"
    NOTICE = "notice"


class Actor(Word):
    """Who has to take the next step."""

    CUSTOMER = ("customer", "网站主办者", "the customer")
    STAFF = ("staff", "备案专员", "filing staff")
    #: Whoever looks after this software and the line to the authority.
    TECHNICIAN = ("technician", "技术人员", "a technician")
    OLD_PROVIDER = ("old_provider", "原接入商", "the old provider")
    AUTHORITY = ("authority", "管局", "the authority")
    NOBODY = ("nobody", "无需处理", "nobody")


class Text(NamedTuple):
    """One sentence in both languages."""

    zh: str = ""
    en: str = ""

    def to(self, lang: str) -> str:
        """The sentence in `lang`: English for `en`, Chinese for everything else."""
        return self.en if lang == "en" else self.zh


_NOTHING = Text()


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason behind a verdict, with the step that follows from it.

    Plugins make their own: `Finding("no_games", Severity.DENY, Text("不接受游戏网站。", "No game sites here."))`.
    """

    #: Stable, machine-readable.
    code: str
    severity: Severity
    text: Text
    next_step: Text = _NOTHING
    #: Who takes the next step.
    actor: Actor = Actor.NOBODY
    #: Where the rule stands: `FAQ 21`, a regulation, a plugin's name.
    source: str = ""
    #: Values that the texts show in braces.
    values: Mapping[str, str] | None = None

    def message(self, lang: str = "zh") -> str:
        """What was found, as one sentence in `lang` (`zh` or `en`)."""
        return self._filled(self.text.to(lang), lang)

    def step(self, lang: str = "zh") -> str:
        """What to do next, as one sentence; empty where nothing is to be done."""
        return self._filled(self.next_step.to(lang), lang)

    def _filled(self, template: str, lang: str) -> str:
        if not self.values:
            return template
        try:
            return template.format_map(self.values)
        except KeyError:
            # A value that differs between the languages stands there twice: {state} shows `state_zh` or `state_en`.
            return template.format_map({key.removesuffix(f"_{lang}"): text for key, text in self.values.items()})


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that somebody must do by a date (限期事项)."""

    code: str
    text: Text
    actor: Actor
    #: Length of the term in days, from the day that `starts` names.
    days: int
    #: Whether only working days count.
    working_days: bool = False
    #: What starts the term: `approval` of the filing that the verdict asks for.
    starts: str = "approval"
    source: str = ""
    #: The last day, once the term has started.
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided about an event, from what was known then."""

    event: Event
    decision: Decision
    #: The row of the decision table that decided, such as `bind-6`.
    row: str
    findings: tuple[Finding, ...]
    facts: Facts
    decided_at: datetime
    #: Whether the panel has to obey; in observe mode it only learns.
    enforced: bool
    #: The filing that would settle it, or None.
    filing_kind: Kind | None = None
    obligations: tuple[Obligation, ...] = ()
    #: Two-digit code of the province whose rules were applied, or None for the national baseline alone.
    province: str | None = None
    #: Plugins that had a say: name, version and hash of their content.
    plugins: tuple[tuple[str, str, str], ...] = ()
    #: Given when the verdict is stored.
    id: str = field(default="")

    @property
    def effective(self) -> Decision:
        """What the panel has to do now: `decision` where it is enforced, else allow."""
        return self.decision if self.enforced else Decision.ALLOW

    @property
    def reason(self) -> Finding:
        """The finding that decided: the first one, which every verdict has."""
        return self.findings[0]
