"""Whether a rule asks anything of anybody, tried on invented filings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from beian_plugin.filing.doubt import Severity
from beian_plugin.providers.evaluate import ACTS
from beian_plugin.providers.requirement import Asked
from beian_plugin.providers.rulebook import force_of
from beian_plugin.testing.situations import situations

if TYPE_CHECKING:
    from datetime import date

    from beian_plugin.filing.kinds import Kind
    from beian_plugin.providers.contract import Province
    from beian_plugin.providers.rule import Rule, SubjectKind


class Acting(NamedTuple):
    """What a rule did with the filings that were tried."""

    #: It asked something of at least one of them.
    asks: bool
    #: It refused not all of them, of no subject and no kind of filing.
    lets_pass: bool


def acting(name: str, rule: Rule[Any], province: Province, today: date) -> Acting:
    """What the rule does with invented filings in the province; one that works elsewhere than in filings is fine."""
    act = ACTS.get(name)
    if act is None:
        return Acting(asks=True, lets_pass=True)
    asked = Asked(name, rule, force_of(name, rule), province.authority)
    asks = False
    refused: dict[tuple[SubjectKind, Kind], bool] = {}
    for situation in situations(name, rule, province.code, today):
        group = situation.subject, situation.kind
        if asks and refused.get(group) is False:
            continue
        found = tuple(act(asked, situation))
        asks = asks or bool(found)
        refused[group] = refused.get(group, True) and any(one.severity is Severity.REFUSE for one in found)
    return Acting(asks, not any(refused.values()))
