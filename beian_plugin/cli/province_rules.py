"""A province's rules as programs read them, and what one set of them says otherwise than another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from beian_plugin.providers.contract import RULE_LABELS, RULE_NAMES
from beian_plugin.providers.rulebook import filings_of, force_of, subject_of
from beian_plugin.providers.wording import rule_views

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.providers.rulebook import RuleBook
    from beian_plugin.providers.wording import RuleView

#: A rule as JSON.
RuleJson = dict[str, Any]
#: Fields of it that repeat another one.
_SHOWN_ELSEWHERE = ("text", "label", "remarks")


def rules_json(book: RuleBook) -> dict[str, list[RuleJson]]:
    """The province's own rules by name."""
    rules: dict[str, list[RuleJson]] = {}
    for view in rule_views(book):
        rules.setdefault(view.name, []).append(_rule(view))
    return rules


def _rule(view: RuleView) -> RuleJson:
    """A rule: what it says, in words and as a value, for whom, since when, and from where."""
    rule = view.rule
    return {
        "label": view.label._asdict(),
        "value": msgspec.json.decode(msgspec.json.encode(rule.value)),
        "text": view.value._asdict(),
        "remarks": view.remarks()._asdict(),
        "subject": subject_of(view.name, rule).value,
        "filings": [kind.value for kind in filings_of(view.name, rule)],
        "force": force_of(view.name, rule).value,
        "since": rule.since and rule.since.isoformat(),
        "source": str(rule.source),
        "also": [str(source) for source in rule.also],
        "confidence": rule.confidence.value,
        "note": rule.note and rule.note._asdict(),
    }


class Difference(NamedTuple):
    """One rule that is stated on one side only, or otherwise on both."""

    name: str
    #: None where only the other side states it.
    before: RuleJson | None
    after: RuleJson | None

    def fields(self) -> tuple[str, ...]:
        """What differs, where both sides state the rule."""
        if self.before is None or self.after is None:
            return ()
        return tuple(
            name for name, value in self.before.items() if name not in _SHOWN_ELSEWHERE and value != self.after[name]
        )

    def as_json(self) -> dict[str, Any]:
        """The difference as a program reads it."""
        return {
            "rule": self.name,
            "label": RULE_LABELS[self.name]._asdict(),
            "before": self.before,
            "after": self.after,
            "differs": list(self.fields()),
        }


def differences(before: Mapping[str, list[RuleJson]], after: Mapping[str, list[RuleJson]]) -> tuple[Difference, ...]:
    """What `after` states otherwise than `before`, in the order of the contract."""
    return tuple(
        difference
        for name in RULE_NAMES
        for difference in _paired(name, list(before.get(name, ())), list(after.get(name, ())))
        if difference.before != difference.after
    )


def _paired(name: str, before: list[RuleJson], after: list[RuleJson]) -> Iterator[Difference]:
    """Rules for the same people, filings and days side by side; one against one in any case."""
    if len(before) == len(after) == 1:
        yield Difference(name, before[0], after[0])
        return
    for old in before:
        new = next((one for one in after if _scope(one) == _scope(old)), None)
        if new is not None:
            after.remove(new)
        yield Difference(name, old, new)
    for new in after:
        yield Difference(name, None, new)


def _scope(rule: RuleJson) -> tuple[Any, ...]:
    return rule["subject"], rule["filings"], rule["since"]
