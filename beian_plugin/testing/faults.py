"""What is wrong or doubtful about a province's rules, beyond what keeps its file from loading."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.region import provinces
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.contract import RULE_LABELS
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.rule import Confidence, SubjectKind
from beian_plugin.providers.rulebook import RuleBook, filings_of, force_of, subject_of
from beian_plugin.testing.acting import acting
from beian_plugin.testing.ranges import out_of_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from beian_plugin.providers.contract import Province
    from beian_plugin.providers.rule import Rule, Source

#: A text that was looked at longer ago is not trusted as it stands, in days.
_STALE_DAYS = 2 * 365
_SUBJECTS = (SubjectKind.INDIVIDUAL, SubjectKind.ORGANISATION)
_HEADINGS = ("Sources:", "Checked on:", "Limitations:")
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?").fullmatch


class Fault(NamedTuple):
    """One thing about a province that its author should look at."""

    #: Name of the check that found it.
    check: str
    #: Attribute of the province it is about; empty for the file as a whole.
    attribute: str
    #: What is wrong and what to do.
    text: Text
    #: Whether it is against the contract; else it may be right, and somebody should make sure.
    wrong: bool = True


class Given(NamedTuple):
    """What the checks look at."""

    province: Province
    #: Docstring of the file; empty where there is none.
    docstring: str
    today: date


def faults_of(province: Province, docstring: str, today: date) -> tuple[Fault, ...]:
    """Everything that the checks find, in their order; none of it keeps the file from loading."""
    given = Given(province, docstring, today)
    return tuple(fault for check in CHECKS.values() for fault in check(given))


def _rules(given: Given) -> Iterator[tuple[str, Rule[Any]]]:
    for name, rules in given.province.stated().items():
        yield from ((name, rule) for rule in rules)


def _of_rule(check: str, name: str, zh: str, en: str, *, wrong: bool = True) -> Fault:
    label = RULE_LABELS[name]
    return Fault(check, name, Text(f"{name}（{label.zh}）：{zh}", f"{name} ({label.en}): {en}"), wrong)


def _named(given: Given) -> Iterator[Fault]:
    expected = provinces()[given.province.code].authority
    if given.province.authority != expected:
        zh = f"authority 不是“{expected}”；请核对代码与管局名称是否相配。"
        en = f"authority is not {expected}: see that code and name belong together."
        yield Fault("named", "authority", Text(zh, en), wrong=False)


def _headings(given: Given) -> Iterator[Fault]:
    for heading in _HEADINGS:
        if not re.search(rf"^{heading} *\S", given.docstring, re.MULTILINE):
            zh = f"文件开头的说明缺少“{heading}”一行；请补上，好让人不读代码就知道依据和局限。"
            en = f"The docstring has no line `{heading}`: add it, so that nobody has to read code to learn it."
            yield Fault("headings", "", Text(zh, en))
    day = re.search(r"^Checked on: *(\d{4}-\d\d-\d\d)", given.docstring, re.MULTILINE)
    if day and day[1] != given.province.checked_on.isoformat():
        zh = "文件开头的 Checked on 与 checked_on 不一致；请改成同一天。"
        en = "Checked on and checked_on differ: say one day."
        yield Fault("headings", "checked_on", Text(zh, en))


def _states(given: Given) -> Iterator[Fault]:
    if not given.province.stated():
        zh = (
            "没有写任何规则：生效后本省只剩全国规则，随包文件的规则全部失效。只改几条的，请从 beian plugins new --ours "
            "的输出改起。"
        )
        en = (
            "It states no rule: with it in force the province has the national rules alone, and what our file states "
            "is gone. To change a few rules, start from what `beian plugins new --ours` prints."
        )
        yield Fault("states", "", Text(zh, en), wrong=False)


def _sources(given: Given) -> Iterator[Fault]:
    listed = given.province.sources
    cited = {source: name for name, rule in _rules(given) for source in (rule.source, *rule.also)}
    for source, name in cited.items():
        if source not in listed:
            zh, en = f"来源“{source}”不在 sources 中；请列入。", f"sources does not list its source {source}: add it."
            yield _of_rule("sources", name, zh, en)
    for source in listed:
        if source not in cited and cited:
            yield _of_source(
                source, "没有规则引用；请删去，或改正引用。", "no rule cites it: drop it, or mend the rule."
            )
        if not (source.where or source.title.startswith("FAQ ")):
            yield _of_source(source, "没有写明在哪里读到（where）。", "it does not say where it was read (where).")
        if not source.dated and not source.title.startswith(("FAQ ", "《")):
            yield _of_source(
                source, "没有日期（dated）；请写明，或确认原文未注日期。", "it has no date: add it if there is one."
            )


def _of_source(source: Source, zh: str, en: str, check: str = "sources") -> Fault:
    return Fault(check, "sources", Text(f"来源“{source}”：{zh}", f"Source {source}: {en}"), wrong=False)


def _repeats(given: Given) -> Iterator[Fault]:
    national = NATIONAL.stated()
    for name, rules in given.province.stated().items():
        for rule in rules:
            others = [other for other in rules if other is not rule]
            if _needed_beside(name, rule, others):
                continue
            if any(
                _says(name, rule) == _says(name, one) and _covers(name, one, rule) for one in national.get(name, ())
            ):
                zh = "与全国规则相同；请删去，或在 note 中写明有何不同。"
                en = "It repeats the national rule: drop it, or say in a note what is different."
                yield _of_rule("repeats", name, zh, en)


def _needed_beside(name: str, rule: Rule[Any], others: list[Rule[Any]]) -> bool:
    """Whether one of the province's other rules would take its place, were it not stated."""
    return any(_covers(name, other, rule) and other.value != rule.value for other in others)


def _covers(name: str, wide: Rule[Any], narrow: Rule[Any]) -> bool:
    """Whether `wide` is for everybody and every kind of filing that `narrow` is for."""
    whom = subject_of(name, wide) in (SubjectKind.ANY, subject_of(name, narrow))
    kinds = filings_of(name, wide)
    return whom and (not kinds or set(filings_of(name, narrow) or Kind) <= set(kinds))


def _says(name: str, rule: Rule[Any]) -> tuple[object, ...]:
    """What a rule says: less sure, otherwise strict or with a note is another saying."""
    return rule.value, force_of(name, rule), rule.confidence is Confidence.LOW, rule.note


def _used(given: Given) -> Iterator[Fault]:
    book = RuleBook(given.province, NATIONAL, given.province.authority)
    for name, rule in _rules(given):
        day = rule.since or date.min
        scopes = product(filings_of(name, rule) or tuple(Kind), _scope_of(name, rule))
        picked = [asked.rule for kind, who in scopes if (asked := book.pick(name, day, kind=kind, subject=who))]
        if not any(one is rule for one in picked):
            zh = "同一对象、同一备案种类、同一起始日期另有一条规则，这一条永远不会用到；请合并或区分。"
            en = "Another rule is for the same people, filings and days, so this one is never used: join or part them."
            yield _of_rule("used", name, zh, en)
        elif rule.since and any((one.since or date.min) < day for one in picked):
            zh = f"自 {day} 起的规则不能替代对象或备案种类更窄的旧规则，旧规则对它们仍然有效；请按同样的对象和种类写。"
            en = (
                f"The rule from {day} on does not replace an older one that is for fewer people or filings, which "
                "still holds for them: state the new one for the same."
            )
            yield _of_rule("used", name, zh, en, wrong=False)


def _scope_of(name: str, rule: Rule[Any]) -> tuple[SubjectKind, ...]:
    whom = subject_of(name, rule)
    return _SUBJECTS if whom is SubjectKind.ANY else (whom,)


def _notes(given: Given) -> Iterator[Fault]:
    for name, rule in _rules(given):
        if rule.note is None:
            continue
        if not re.search(r"[\u4e00-\u9fff]", rule.note.zh) or not re.search(r"[A-Za-z]", rule.note.en):
            zh, en = (
                'note 须有中文和英文：Text("……。", "....")。',
                'A note stands in both languages: Text("……。", "....").',
            )
            yield _of_rule("notes", name, zh, en)


def _dates(given: Given) -> Iterator[Fault]:
    checked = given.province.checked_on
    if checked > given.today:
        zh, en = (
            "checked_on 在将来；请写实际核对的日期。",
            "checked_on lies in the future: write the day it was checked.",
        )
        yield Fault("dates", "checked_on", Text(zh, en))
    elif (given.today - checked).days > _STALE_DAYS:
        zh = f"上次核对是 {checked}，已过两年；请重新核对来源后更新 checked_on。"
        en = f"It was last checked on {checked}, over two years ago: read the sources again, then set checked_on anew."
        yield Fault("dates", "checked_on", Text(zh, en), wrong=False)
    for name, rule in _rules(given):
        if rule.since and rule.since > given.today:
            zh = f"自 {rule.since} 起才适用；请确认，并写上在此之前适用的规则。"
            en = f"It applies from {rule.since} on: make sure, and state what holds until then."
            yield _of_rule("dates", name, zh, en, wrong=False)
    for source in given.province.sources:
        if source.dated and not _DAY(source.dated):
            zh, en = "日期应写成 2026-01-31、2026 或 2021/2023。", "write its date as 2026-01-31, 2026 or 2021/2023."
            yield _of_source(source, zh, en, "dates")


def _sure(given: Given) -> Iterator[Fault]:
    for name, rule in _rules(given):
        own_words = rule.source.title.startswith("FAQ ") or given.province.authority in rule.source.title
        if rule.confidence is Confidence.HIGH and not rule.also and not own_words:
            zh = "把握程度为 HIGH 而只有一个来源；除非是管局原文，请写 Confidence.MEDIUM。"
            en = "It is HIGH on one source: unless that is the authority's own text, write Confidence.MEDIUM."
            yield _of_rule("sure", name, zh, en, wrong=False)


def _values(given: Given) -> Iterator[Fault]:
    for name, rule in _rules(given):
        if wanted := out_of_range(name, rule.value):
            zh, en = (
                f"值不合理，应为{wanted.zh}；请核对。",
                f"The value cannot be: it should be {wanted.en}. Look it up again.",
            )
            yield _of_rule("values", name, zh, en)


def _acts(given: Given) -> Iterator[Fault]:
    for name, rule in _rules(given):
        if out_of_range(name, rule.value):
            continue
        found = acting(name, rule, given.province, given.today)
        # That something is accepted, or not asked, is worth saying where others ask.
        if not found.asks and not isinstance(rule.value, bool):
            zh = "在任何试算的备案中都没有作用；请核对它的值、对象和备案种类。"
            en = "It asks nothing of any filing that was tried: look at its value, whom it is for and which filings."
            yield _of_rule("acts", name, zh, en)
        elif not found.lets_pass:
            zh, en = (
                "使所有试算的备案都被拒绝；请核对它的值。",
                "It refuses every filing that was tried: look at its value.",
            )
            yield _of_rule("acts", name, zh, en)


#: Each check with its name, in the order in which a file is read.
CHECKS: dict[str, Callable[[Given], Iterator[Fault]]] = {
    "named": _named,
    "headings": _headings,
    "states": _states,
    "sources": _sources,
    "repeats": _repeats,
    "used": _used,
    "notes": _notes,
    "dates": _dates,
    "sure": _sure,
    "values": _values,
    "acts": _acts,
}
