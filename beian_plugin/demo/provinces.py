"""What a province asks beyond the national rules, as an answer shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from beian_plugin import Text
from beian_plugin.demo.extensions import beian
from beian_plugin.providers.wording import rule_views

if TYPE_CHECKING:
    from beian_plugin.providers.wording import RuleView


class ProvinceView(NamedTuple):
    """A province with what it asks beyond the national rules."""

    name: Text
    authority: str
    rules: tuple[RuleView, ...]


def province_view(code: str) -> ProvinceView:
    """The province with that code."""
    entry = next(one for one in beian.context.plugins.registry.entries() if one.code == code)
    return ProvinceView(Text(entry.name_zh, entry.name_en), entry.book.authority, rule_views(entry.book))
