"""What every province asks as one Markdown document: Chinese, with English labels beside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.registry import STATUS_WORDS, Status
from beian_plugin.providers.rulebook import RuleBook
from beian_plugin.providers.wording import by_section, rule_views

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from beian_plugin.filing.verdict import Text
    from beian_plugin.providers.contract import Province
    from beian_plugin.providers.registry import Entry
    from beian_plugin.providers.rule import Source
    from beian_plugin.providers.wording import RuleView

_HEAD = """\
<!-- generated file: provinces (scripts/docs.py writes it; do not edit) -->
# 各省规则 What the provinces ask

各省管局的要求，逐条注明来源、效力和把握程度；由 `beian provinces --markdown` 从规则文件生成。各省只写与全国规则
不同之处，未写的按[全国规则](#全国规则-national)；两处都没有的，就是没有人知道，不等于“不要求”。方括号内的数字是该省来源的编号。

Each rule with its source, what happens if it is not met, and how sure it is; printed by `beian provinces --markdown`
from the rule files. A province states what differs from the [national rules](#全国规则-national); what neither states
nobody knows, which is not the same as "not asked". Numbers in brackets are those of the province's sources.
"""
_COLUMNS = "| 规则 Rule | 内容 Value | 适用与效力 For whom, and force | 来源 Sources |\n| --- | --- | --- | --- |"
_NATIONAL = "全国规则 National"


def document(entries: Iterable[Entry]) -> str:
    """The national rules and those of each province, under a table of contents; the same text for the same rules."""
    entries = tuple(entries)
    national = RuleBook(NATIONAL, NATIONAL, NATIONAL.authority)
    views = [replace(view, own=True) for view in rule_views(national, baseline=True)]
    parts = [_HEAD, "\n".join(_contents(entries)), f"## {_NATIONAL}", _about(NATIONAL, NATIONAL.authority, "")]
    parts += [_rules(NATIONAL, views)]
    for entry in entries:
        parts.append(f"## {_title(entry)}")
        if entry.status is Status.OWN:
            file = f"规则文件 Rule file：`{Path(entry.source).name}`，版本 version {entry.book.own.version}"
            parts += [
                _about(entry.book.own, entry.book.authority, file),
                _rules(entry.book.own, rule_views(entry.book)),
            ]
        else:
            parts.append(f"{entry.book.authority}。{_both(STATUS_WORDS[entry.status])}")
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _title(entry: Entry) -> str:
    return f"{entry.code} {entry.name_zh} {entry.name_en}"


def _contents(entries: Iterable[Entry]) -> Iterator[str]:
    yield "| 代码 Code | 省份 Province | 本省规则 Own rules | 核对日期 Checked on |"
    yield "| --- | --- | --- | --- |"
    yield f"| | [{_NATIONAL}](#{_anchor(_NATIONAL)}) | {_count(NATIONAL)} | {NATIONAL.checked_on} |"
    for entry in entries:
        link = f"[{entry.name_zh} {entry.name_en}](#{_anchor(_title(entry))})"
        own = entry.book.own
        told = (str(_count(own)), str(own.checked_on)) if entry.status is Status.OWN else ("", "")
        yield f"| {entry.code} | {link} | {told[0] or _both(STATUS_WORDS[entry.status])} | {told[1]} |"


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _count(province: Province) -> int:
    return sum(len(rules) for rules in province.stated().values())


def _about(province: Province, authority: str, file: str) -> str:
    lines = [
        f"- 管局 Authority：{authority}",
        f"- 核对日期 Checked on：{province.checked_on}",
        f"- 局限 Limitations：{province.limitations}",
        "- 来源 Sources：",
    ]
    lines += [f"  {number}. {_escaped(_cited(source))}" for number, source in enumerate(province.sources, 1)]
    return "\n".join(([f"- {file}"] if file else []) + lines)


def _cited(source: Source) -> str:
    return f"{source} `{source.where}`" if source.where else str(source)


def _rules(province: Province, views: Iterable[RuleView]) -> str:
    numbers = {source: number for number, source in enumerate(province.sources, 1)}
    parts = []
    for title, rules in by_section(views):
        lines = [f"| {' | '.join(_escaped(cell) for cell in _cells(view, numbers))} |" for view in rules]
        parts.append("\n".join([f"### {_both(title)}\n", _COLUMNS, *lines]))
    return "\n\n".join(parts)


def _cells(view: RuleView, numbers: Mapping[Source, int]) -> tuple[str, ...]:
    note = f"<br>{view.note.zh}" if view.note.zh else ""
    sources = (view.source, *view.also)
    cited = "".join(f"[{numbers[source]}]" if source in numbers else f"{source} " for source in sources)
    return (
        f"{view.label.zh}<br>{view.label.en}<br>`{view.name}`",
        view.value.zh + note,
        view.remarks().zh,
        cited.strip(),
    )


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")


def _both(words: Text) -> str:
    return f"{words.zh} {words.en}"
