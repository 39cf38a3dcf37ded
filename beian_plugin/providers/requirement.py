"""What a rule asks of one filing: where the person meets it, how grave it is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.verdict import Text
from beian_plugin.filing.words import Word
from beian_plugin.providers.rule import Confidence, Force

if TYPE_CHECKING:
    from beian_plugin.providers.rule import Rule, Source


class Form(Word):
    """How a requirement meets whom it concerns."""

    #: A value, or a number of things, is against the rule.
    CHECK = ("check", "需更正", "to be corrected")
    #: A paper has to be handed in.
    MATERIAL = ("material", "需提供的资料", "papers to hand in")
    #: What to observe while a field is filled in; nobody here can check it.
    HINT = ("hint", "填写说明", "to observe")
    #: What staff look at before they pass the filing.
    CHECKLIST = ("checklist", "备案专员核实", "staff check")
    #: What has to be done once the filing is approved.
    AFTERWARDS = ("afterwards", "审核通过后", "once approved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing that a province asks of one filing (管局要求)."""

    #: Name of the rule behind it.
    rule: str
    form: Form
    #: What is asked and why; it never repeats a number, a phone or an address.
    text: Text
    #: Path within the particulars where it belongs, such as `sites.0.name`; empty for the filing as a whole.
    path: str = ""
    #: Only a check refuses, and only where the authority would for certain.
    severity: Severity = Severity.WARN
    source: Source
    confidence: Confidence
    #: What the rule says beyond its value.
    note: Text | None = None

    def sentence(self) -> Text:
        """What is asked, with what the rule adds and where it stands, as screens show it."""
        note = self.note or Text()
        unsure = (
            Text("来源较弱，仅供参考", "a weak source, so only a hint") if self.confidence is Confidence.LOW else Text()
        )
        zh = "；".join(filter(None, (note.zh.rstrip("。"), f"来源：{self.source}", unsure.zh)))
        en = "; ".join(filter(None, (note.en.rstrip("."), f"source: {self.source}", unsure.en)))
        return Text(f"{self.text.zh}（{zh}）", f"{self.text.en} ({en})")


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule in force, as its act asks it: builds requirements that carry where the rule comes from."""

    name: str
    rule: Rule[Any]
    force: Force
    #: Name of the administration whose rule it is.
    authority: str

    @property
    def value(self) -> Any:
        """The rule's value."""
        return self.rule.value

    def check(self, path: str, text: Text, *, certain: bool = True) -> Requirement:
        """A value at `path` is against the rule; refuses only where that is `certain`, and the rule sure and strict."""
        refuses = certain and self.force is Force.REJECT and self.rule.confidence is not Confidence.LOW
        return self._requirement(Form.CHECK, path, text, Severity.REFUSE if refuses else Severity.WARN)

    def material(self, text: Text, path: str = "attachments") -> Requirement:
        """A paper is wanted."""
        return self._requirement(Form.MATERIAL, path, text)

    def hint(self, path: str, text: Text) -> Requirement:
        """Something to observe at `path`."""
        return self._requirement(Form.HINT, path, text)

    def checklist(self, text: Text, path: str = "") -> Requirement:
        """Something that staff look at."""
        return self._requirement(Form.CHECKLIST, path, text)

    def afterwards(self, text: Text) -> Requirement:
        """Something to do once the filing is approved."""
        return self._requirement(Form.AFTERWARDS, "", text)

    def _requirement(self, form: Form, path: str, text: Text, severity: Severity = Severity.WARN) -> Requirement:
        return Requirement(
            rule=self.name,
            form=form,
            text=text,
            path=path,
            severity=severity,
            source=self.rule.source,
            confidence=self.rule.confidence,
            note=self.rule.note,
        )
