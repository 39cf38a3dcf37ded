"""What a province is: plain attributes, each a rule with its source; the rest is as the national baseline has it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date  # noqa: TC003  the annotations are read when a province is checked
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from beian_plugin.providers.rule import Source, Usual, as_tuple
from beian_plugin.providers.sections.changes import ChangeRules
from beian_plugin.providers.sections.contacts import ContactRules
from beian_plugin.providers.sections.domains import DomainRules
from beian_plugin.providers.sections.materials import MaterialRules
from beian_plugin.providers.sections.permits import PermitRules
from beian_plugin.providers.sections.principals import PrincipalRules
from beian_plugin.providers.sections.residence import ResidenceRules
from beian_plugin.providers.sections.sites import SiteRules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.filing.verdict import Text
    from beian_plugin.providers.rule import Rule


# Each section names its rules and what they do; here they are put together. The last comes first on screens.
@dataclass(frozen=True, kw_only=True)
class Province(
    PermitRules, MaterialRules, ChangeRules, SiteRules, DomainRules, ContactRules, ResidenceRules, PrincipalRules
):
    """The rules of one provincial administration.

    A province file sets what differs from the national baseline and leaves out the rest: what is left out is as the
    baseline has it, and where that is silent too nobody knows.
    """

    #: Two-digit GB/T 2260 code, such as `33`.
    code: str
    #: Name of the administration (管局).
    authority: str
    #: Where the rules stand.
    sources: tuple[Source, ...]
    checked_on: date
    #: What these rules do not cover, said plainly, in the language of who reads the file.
    limitations: str
    version: str = "1"

    def stated(self) -> dict[str, tuple[Rule[Any], ...]]:
        """The rules that this province states itself, by name."""
        return {name: rules for name in RULE_NAMES if (rules := as_tuple(getattr(self, name)))}


#: Each rule with what it usually is about, by its name, in the order of the sections.
RULES: Mapping[str, Usual] = MappingProxyType(
    {item.name: item.metadata["usual"] for item in fields(Province) if "usual" in item.metadata}
)
#: Name of each rule to its name on screens.
RULE_LABELS: Mapping[str, Text] = MappingProxyType({name: usual.label for name, usual in RULES.items()})
RULE_NAMES = tuple(RULES)
