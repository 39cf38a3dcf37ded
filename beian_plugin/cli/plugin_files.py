"""What can be said of one plugin file without loading it here: what it registers, what differs, what looks wrong."""

from __future__ import annotations

import ast
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from beian_plugin.cli.plugin_list import HOOKS, PROVINCES, VERSION, province_name
from beian_plugin.cli.province_rules import differences, rules_json
from beian_plugin.cli.rehearsal import rehearse
from beian_plugin.filing.region import provinces
from beian_plugin.filing.verdict import Text
from beian_plugin.hooks.bundled import package_candidates
from beian_plugin.hooks.problems import Unusable, printable, sentence
from beian_plugin.hooks.reading import read_source
from beian_plugin.hooks.trial import Report, try_out
from beian_plugin.providers.contract import RULE_LABELS
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.rulebook import RuleBook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from beian_plugin.cli.province_rules import Difference, RuleJson
    from beian_plugin.providers.registry import Entry

_RULES, _SOURCES = Text("规则", "Rules"), Text("备案查询来源", "Record sources")
_FITS = Text("{file} 可以使用。", "{file} can be used.")
_WARNINGS = Text(
    "请核对 {count} 处（! 不符合要求；? 可能没有问题）：",
    "{count} to look at (! is against the contract, ? may be right):",
)
_NONE_TO_SEE = Text("没有发现可疑之处。", "Nothing looks wrong.")
_LINE = Text("第 {line} 行", "line {line}")
_SAME = Text("与随包文件的规则没有不同。", "It states the same rules as the file that we ship.")
_FROM_TO = Text("随包文件 {ours} → {theirs}", "ours {ours} → {theirs}")
_UNCHANGED = Text("其余 {count} 条相同。", "The other {count} are the same.")
_NO_RULES_OF = Text(
    "{file} 没有登记 {code} 的规则；它登记的是：{codes}。",
    "{file} registers no rules for {code}; it registers: {codes}.",
)
_NOTHING = Text("无", "none")
#: Names of a rule's fields, as a difference shows them.
_FIELDS = {
    "value": Text("值", "value"),
    "subject": Text("对象", "for whom"),
    "filings": Text("备案种类", "filings"),
    "force": Text("效力", "force"),
    "since": Text("起始日期", "since"),
    "source": Text("来源", "source"),
    "also": Text("其他来源", "other sources"),
    "confidence": Text("把握程度", "confidence"),
    "note": Text("说明", "note"),
}


class Differences(NamedTuple):
    """How a file's rules for a province differ from those that we ship."""

    code: str
    ours: str
    theirs: str
    found: tuple[Difference, ...]
    #: Rules that are the same on both sides.
    same: int

    def as_json(self) -> dict[str, Any]:
        """The differences as a program reads them."""
        return {
            "code": self.code,
            "ours": self.ours,
            "theirs": self.theirs,
            "same": self.same,
            "differences": [one.as_json() for one in self.found],
        }


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of examining a file."""

    report: Report
    #: As `testing.faults` finds them, with the line where it is known.
    faults: tuple[Mapping[str, Any], ...] = ()
    differences: tuple[Differences, ...] = ()

    @property
    def refusal(self) -> Text | None:
        """Why the file cannot be used."""
        return self.report.refusal

    def as_json(self) -> dict[str, Any]:
        """The same as a program reads it."""
        return asdict(self.report) | {
            "refusal": self.refusal and self.refusal._asdict(),
            "warnings": list(self.faults),
            "differences": [one.as_json() for one in self.differences],
        }


def shipped_source(code: str) -> str:
    """The text of the file that we ship for a province."""
    return files("beian_plugin._plugins").joinpath(f"{provinces()[code].slug}.py").read_text("utf-8")


def examine(file: Path, seconds: float, today: date) -> Examined:
    """What FILE registers, how it differs from ours and what looks wrong; it is loaded in child processes only."""
    try:
        source = read_source(file)
        report = try_out(source, file=str(file.absolute()), seconds=seconds)
        if report.refusal:
            return Examined(report)
        seen = rehearse("look", file, source, seconds=seconds, given=today)
    except Unusable as error:
        return Examined(Report(refusal=error.text))
    lines = _lines(source)
    faults = tuple(fault | {"line": lines.get(fault["attribute"])} for fault in seen["faults"])
    compared = tuple(_compared(code, printable(str(file)), rules) for code, rules in seen["provinces"].items())
    return Examined(report, faults, compared)


def _lines(source: str) -> dict[str, int]:
    """The line of each attribute that a province is made with."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {
        keyword.arg: keyword.lineno
        for call in calls
        if ast.unparse(call.func).rpartition(".")[2] == "Province"
        for keyword in call.keywords
        if keyword.arg
    }


def entry_differences(entry: Entry) -> Differences:
    """How the rules in force differ from those that we ship."""
    return _compared(entry.code, entry.source, rules_json(entry.book))


def file_differences(code: str, file: Path, seconds: float) -> Differences:
    """How FILE's rules for the province differ from those that we ship; raises Unusable."""
    seen = rehearse("rules", file, read_source(file), seconds=seconds)
    name = printable(str(file))
    if code not in seen:
        codes = [", ".join(seen) or words for words in _NOTHING]
        texts = (words.format(file=name, code=code, codes=one) for words, one in zip(_NO_RULES_OF, codes, strict=True))
        raise Unusable(Text(*texts), file=name)
    return _compared(code, name, seen[code])


def _compared(code: str, theirs: str, rules: Mapping[str, list[RuleJson]]) -> Differences:
    ours = _shipped_rules(code)
    found = differences(ours, rules)
    same = sum(len(each) for each in rules.values()) - sum(one.after is not None for one in found)
    return Differences(code, f"{provinces()[code].slug}.py", theirs, found, same)


def _shipped_rules(code: str) -> dict[str, list[RuleJson]]:
    """The rules that we ship for a province; raises Unusable where the package is damaged."""
    for candidate in package_candidates():
        for province in candidate.plugin.provinces if candidate.plugin else ():
            if province.code == code:
                return rules_json(RuleBook(province, NATIONAL, province.authority))
    raise Unusable(sentence("package"))


def report_lines(file: Path, examined: Examined, lang: str) -> Iterator[str]:
    """What a person reads of a file that can be used."""
    report, colon = examined.report, _colon(lang)
    yield _FITS.to(lang).format(file=printable(str(file)))
    if report.version:
        yield f"    {VERSION.to(lang)}{colon}{report.version}"
    yield f"    {HOOKS.to(lang)}{colon}{', '.join(report.hooks)}"
    if report.record_sources:
        yield f"    {_SOURCES.to(lang)}{colon}{', '.join(report.record_sources)}"
    for code, rules in report.provinces.items():
        yield f"    {PROVINCES.to(lang)}{colon}{province_name(code, lang)}"
        for name in rules:
            yield f"        {_RULES.to(lang)}{colon}{RULE_LABELS[name].to(lang)} ({name})"
    for one in examined.differences:
        yield from difference_lines(one, lang)
    yield (_WARNINGS.to(lang).format(count=len(examined.faults)) if examined.faults else _NONE_TO_SEE.to(lang))
    for fault in examined.faults:
        where = f"{_LINE.to(lang).format(line=fault['line'])}{colon}" if fault["line"] else ""
        yield f"  {'!' if fault['wrong'] else '?'} {where}{fault['text'][lang]}"


def difference_lines(compared: Differences, lang: str) -> Iterator[str]:
    """The differences as a person reads them: `-` is ours alone, `+` theirs alone, `~` both and otherwise."""
    if not compared.found:
        yield _SAME.to(lang)
        return
    yield _FROM_TO.to(lang).format(ours=compared.ours, theirs=compared.theirs)
    for one in compared.found:
        yield from _difference(one, lang)
    yield _UNCHANGED.to(lang).format(count=compared.same)


def _difference(one: Difference, lang: str) -> Iterator[str]:
    label = f"{RULE_LABELS[one.name].to(lang)} ({one.name}){_colon(lang)}"
    if one.before is None or one.after is None:
        rule = one.before or one.after or {}
        where = f"[{rule['remarks'][lang]}{'; ' if lang == 'en' else '；'}{rule['source']}]"
        yield f"  {'-' if one.before else '+'} {label}{rule['text'][lang]}  {where}"
        return
    fields = one.fields()
    if "value" in fields:
        yield f"  ~ {label}{one.before['text'][lang]} → {one.after['text'][lang]}"
    else:
        yield f"  ~ {label}{one.after['text'][lang]}"
    for name in fields:
        if name != "value":
            before, after = (_told(side[name], lang) for side in (one.before, one.after))
            yield f"      {_FIELDS[name].to(lang)}{_colon(lang)}{before} → {after}"


def _told(value: Any, lang: str) -> str:
    if isinstance(value, dict):
        return str(value[lang])
    if isinstance(value, list):
        value = ", ".join(value)
    return str(value or _NOTHING.to(lang))


def _colon(lang: str) -> str:
    return ": " if lang == "en" else "："
