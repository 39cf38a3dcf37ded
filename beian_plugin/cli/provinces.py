"""`beian provinces`: the 31 provinces, where the rules in force come from, and each rule with its source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from beian_plugin.cli.options import as_json, language
from beian_plugin.cli.plugin_list import loaded, read_settings
from beian_plugin.cli.province_document import document
from beian_plugin.cli.province_rules import rules_json
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.registry import STATUS_WORDS, Status
from beian_plugin.providers.wording import by_section, rule_views

if TYPE_CHECKING:
    from beian_plugin.providers.registry import Entry
    from beian_plugin.providers.rule import Source
    from beian_plugin.providers.wording import RuleView

_OWN_RULES = Text("本省规则 {count} 条", "{count} rules of its own")
_AUTHORITY, _FILE, _VERSION = Text("管局", "Authority"), Text("规则文件", "Rule file"), Text("版本", "version")
_CHECKED, _LIMITS, _SOURCES = Text("核对日期", "Checked on"), Text("局限", "Limitations"), Text("来源", "Sources")
_NOTE = Text("说明", "Note")
_UNKNOWN = Text(
    "没有代码为 {code} 的省份。代码有：{codes}。", "There is no province with the code {code}. The codes: {codes}."
)


@click.command()
@click.argument("code", required=False)
@as_json
@click.option("--markdown", is_flag=True, help="Print all rules as a document, as docs/provinces.md holds it.")
@language
def provinces(*, code: str | None, as_json: bool, markdown: bool, lang: str) -> None:
    """List the 31 provinces with the files their rules come from; with CODE, such as 61, all that is known of one.

    With CODE the national rules that hold there stand beside its own. `--json` is a list in either case.
    """
    if markdown and (code or as_json):
        raise click.UsageError("--markdown prints all provinces; it goes with neither CODE nor --json.")
    entries = loaded(read_settings()).registry.entries()
    if code is not None:
        entries = _only(entries, code, lang)
    if as_json:
        click.echo(json.dumps([_as_json(entry) for entry in entries], ensure_ascii=False, indent=2))
    elif markdown:
        click.echo(document(entries), nl=False)
    elif code is None:
        click.echo("\n".join(line for entry in entries for line in _block(entry, lang)))
    else:
        click.echo("\n".join(_page(entries[0], lang)))


def _only(entries: tuple[Entry, ...], code: str, lang: str) -> tuple[Entry, ...]:
    found = tuple(entry for entry in entries if entry.code == code)
    if not found:
        codes = ", ".join(entry.code for entry in entries)
        raise click.BadParameter(_UNKNOWN.to(lang).format(code=repr(code[:20]), codes=codes), param_hint="CODE")
    return found


def _block(entry: Entry, lang: str) -> list[str]:
    """The province in a list."""
    name = entry.name_en if lang == "en" else entry.name_zh
    line = f"{entry.code}  {name}  {STATUS_WORDS[entry.status].to(lang)}"
    if entry.status is Status.BASELINE:
        return [line]
    if entry.status is Status.OWN:
        line += f"  {_OWN_RULES.to(lang).format(count=len(rule_views(entry.book)))}"
    return [line, f"    {entry.source}"]


def _page(entry: Entry, lang: str) -> list[str]:
    """All that is known of the province."""
    own = entry.book.own
    lines = [
        f"{entry.code}  {entry.name_en if lang == 'en' else entry.name_zh}  {STATUS_WORDS[entry.status].to(lang)}",
        _pair(_AUTHORITY, entry.book.authority, lang),
    ]
    if entry.status is not Status.BASELINE:
        lines.append(_pair(_FILE, f"{entry.source}  {_VERSION.to(lang)} {own.version}", lang))
    lines += [_pair(_CHECKED, str(own.checked_on), lang), _pair(_LIMITS, own.limitations, lang)]
    lines += [_pair(_SOURCES, "", lang), *(line for source in own.sources for line in _source(source))]
    for title, views in by_section(rule_views(entry.book, baseline=True)):
        lines += ["", title.to(lang)]
        lines += [line for view in views for line in _rule(view, lang)]
    return lines


def _source(source: Source) -> list[str]:
    return [f"    {source}", *([f"        {source.where}"] if source.where else [])]


def _rule(view: RuleView, lang: str) -> list[str]:
    """A rule with all that belongs to it; a national one is marked in its remarks and by a dot."""
    sources = ("; " if lang == "en" else "；").join(str(source) for source in (view.source, *view.also))
    lines = [
        f"  {'-' if view.own else '·'} {_pair(view.label, view.value.to(lang), lang)}  ({view.name})",
        f"      {view.remarks().to(lang)}  [{sources}]",
    ]
    return lines + ([f"      {_pair(_NOTE, view.note.to(lang), lang)}"] if view.note.zh else [])


def _pair(label: Text, value: str, lang: str) -> str:
    return f"{label.to(lang)}{': ' if lang == 'en' else '：'}{value}".rstrip()


def _as_json(entry: Entry) -> dict[str, Any]:
    """The province as a program reads it."""
    own = entry.book.own
    return {
        "code": entry.code,
        "name": entry.name_zh,
        "name_en": entry.name_en,
        "source": entry.source,
        "status": entry.status,
        "version": own.version if entry.status is Status.OWN else "",
        "authority": entry.book.authority,
        "sources": [{"title": one.title, "dated": one.dated, "where": one.where} for one in own.sources],
        "checked_on": own.checked_on.isoformat(),
        "limitations": own.limitations,
        "rules": rules_json(entry.book),
    }
