"""What a province asks, as the answer's page shows it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin import Correction, Province, Text
from beian_plugin.demo.extensions import beian

if TYPE_CHECKING:
    from beian_plugin import Rule

_LABELS: dict[str, Text] = {
    item.name: item.metadata["usual"].label for item in fields(Province) if "usual" in item.metadata
}
_YES, _NO = Text("是", "yes"), Text("否", "no")


class Ask(NamedTuple):
    """One rule of a province."""

    label: Text
    value: Text
    source: str


class ProvinceView(NamedTuple):
    """A province with what it asks beyond the national rules."""

    name: Text
    authority: str
    asks: list[Ask]


def province_view(code: str) -> ProvinceView:
    """The province with that code."""
    entry = next(one for one in beian.context.plugins.registry.entries() if one.code == code)
    asks = [
        Ask(_LABELS[name], _value(rule), str(rule.source))
        for name, rules in entry.book.differences().items()
        for rule in rules
    ]
    return ProvinceView(Text(entry.name_zh, entry.name_en), entry.book.authority, asks)


def _value(rule: Rule[object]) -> Text:
    value = rule.value
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, Correction):
        return _correction(value)
    return Text(str(value), str(value))


def _correction(value: Correction) -> Text:
    zh = ["没有固定期限" if value.days is None else f"{value.days} {'个工作日' if value.working_days else '天'}内"]
    en = ["no fixed term" if value.days is None else f"within {value.days} {'working ' * value.working_days}days"]
    zh.append("需重新提交材料" if value.material_again else "不必重新提交材料")
    en.append("with new material" if value.material_again else "without new material")
    if value.by_mail:
        zh.append("可发邮件办理")
        en.append("by mail to us")
    return Text("，".join(zh), ", ".join(en))
