"""`beian provinces`: the 31 provinces, where the rules in force come from, and what differs from the baseline."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from beian_plugin.cli.plugins import as_json, language, loaded, read_settings
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.contract import RULE_LABELS
from beian_plugin.providers.registry import Status
from beian_plugin.providers.rule import Confidence
from beian_plugin.providers.values import Correction

if TYPE_CHECKING:
    from beian_plugin.providers.registry import Entry
    from beian_plugin.providers.rule import Rule

_STATUS = {
    Status.OWN: Text("省份规则", "own rules"),
    Status.BASELINE: Text("全国规则", "national baseline"),
    Status.BROKEN: Text("规则文件有错误，备案由工作人员处理", "its file is broken: its filings wait for staff"),
}
_CONFIDENCE = {
    Confidence.HIGH: Text(),
    Confidence.MEDIUM: Text("，仅一个来源", ", one source only"),
    Confidence.LOW: Text("，来源较弱，仅供提示", ", weak source: a hint only"),
}
_YES, _NO = Text("是", "yes"), Text("否", "no")
_WITHIN = Text("{days} 天内", "within {days} days")
_WITHIN_WORKING = Text("{days} 个工作日内", "within {days} working days")
_NO_TERM = Text("无期限", "no term")
_MATERIAL = Text("需重新提交资料", "with its material again")
_NO_MATERIAL = Text("不需重新提交资料", "without its material again")
_BY_MAIL = Text("发邮件到接入商的 ICP 邮箱", "told by mail to the provider's ICP mailbox")


@click.command()
@as_json
@language
def provinces(*, as_json: bool, lang: str) -> None:
    """List the 31 provinces with the source of their rules and the rules that differ from the national ones."""
    entries = loaded(read_settings()).registry.entries()
    if as_json:
        click.echo(json.dumps([_as_json(entry) for entry in entries], ensure_ascii=False, indent=2, default=str))
        return
    for entry in entries:
        click.echo("\n".join(_lines(entry, lang)))


def _lines(entry: Entry, lang: str) -> list[str]:
    """The province as a person reads it."""
    name = entry.name_en if lang == "en" else entry.name_zh
    lines = [f"{entry.code}  {name}  {_STATUS[entry.status].to(lang)}"]
    if entry.status is not Status.BASELINE:
        lines.append(f"      {entry.source}")
    colon = ": " if lang == "en" else "："
    for rule_name, rules in entry.book.differences().items():
        for rule in rules:
            source = f"[{rule.source}{_CONFIDENCE[rule.confidence].to(lang)}]"
            lines.append(f"    - {RULE_LABELS[rule_name].to(lang)}{colon}{_shown(rule.value, lang)}  {source}")
    return lines


def _shown(value: object, lang: str) -> str:
    if isinstance(value, bool):
        return (_YES if value else _NO).to(lang)
    if not isinstance(value, Correction):
        return str(value)
    term = _NO_TERM if value.days is None else _WITHIN_WORKING if value.working_days else _WITHIN
    parts = [term.to(lang).format(days=value.days), (_MATERIAL if value.material_again else _NO_MATERIAL).to(lang)]
    if value.by_mail:
        parts.append(_BY_MAIL.to(lang))
    return (", " if lang == "en" else "，").join(parts)


def _as_json(entry: Entry) -> dict[str, Any]:
    """The province as a program reads it."""
    return {
        "code": entry.code,
        "name": entry.name_zh,
        "name_en": entry.name_en,
        "source": entry.source,
        "status": entry.status,
        "authority": entry.book.authority,
        "sources": [str(source) for source in entry.book.own.sources],
        "checked_on": entry.book.own.checked_on,
        "limitations": entry.book.own.limitations,
        "rules": {name: [_rule(name, rule) for rule in rules] for name, rules in entry.book.differences().items()},
    }


def _rule(name: str, rule: Rule[Any]) -> dict[str, Any]:
    return {
        "label": RULE_LABELS[name]._asdict(),
        "value": asdict(rule.value) if isinstance(rule.value, Correction) else rule.value,
        "source": str(rule.source),
        "since": rule.since,
        "confidence": rule.confidence,
    }
