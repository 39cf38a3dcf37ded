"""A province's rules in words, as pages, commands and documents show them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from beian_plugin.filing.verdict import Text
from beian_plugin.filing.words import Word
from beian_plugin.providers.contract import RULE_LABELS
from beian_plugin.providers.rule import Confidence, Force, SubjectKind
from beian_plugin.providers.rulebook import filings_of, force_of, subject_of
from beian_plugin.providers.sections.changes import ChangeRules
from beian_plugin.providers.sections.contacts import ContactRules
from beian_plugin.providers.sections.domains import DomainRules
from beian_plugin.providers.sections.materials import MaterialRules
from beian_plugin.providers.sections.permits import PermitRules
from beian_plugin.providers.sections.principals import PrincipalRules
from beian_plugin.providers.sections.residence import ResidenceRules
from beian_plugin.providers.sections.sites import SiteRules
from beian_plugin.providers.values import BuildPlan, Correction, MaxAge, UnderageProof

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from beian_plugin.providers.rule import Rule, Source
    from beian_plugin.providers.rulebook import RuleBook

_SECTIONS: tuple[tuple[Text, type], ...] = (
    (Text("负责人", "Principals"), PrincipalRules),
    (Text("本地证件与居住", "Residence"), ResidenceRules),
    (Text("电话与地址", "Phones and addresses"), ContactRules),
    (Text("域名", "Domains"), DomainRules),
    (Text("网站", "Sites"), SiteRules),
    (Text("变更、转接入与新增网站", "Changes, transfers and added sites"), ChangeRules),
    (Text("资料", "Papers"), MaterialRules),
    (Text("经营性与专项", "Permits"), PermitRules),
)
#: Title of the section of each rule.
SECTION_OF: Mapping[str, Text] = MappingProxyType(
    {item.name: title for title, section in _SECTIONS for item in fields(section)}
)

_FORCE: Mapping[Force, Text] = MappingProxyType(
    {
        Force.REJECT: Text("不符则退回", "refused otherwise"),
        Force.MATERIAL: Text("需提供资料", "a paper is wanted"),
        Force.ADVICE: Text("提示", "advice"),
    }
)
_CONFIDENCE: Mapping[Confidence, Text] = MappingProxyType(
    {
        Confidence.HIGH: Text(),
        Confidence.MEDIUM: Text("来源有限", "few sources"),
        Confidence.LOW: Text("来源较弱，仅供提示", "weak source: a hint only"),
    }
)
_SUBJECT: Mapping[SubjectKind, Text] = MappingProxyType(
    {
        SubjectKind.ANY: Text(),
        SubjectKind.INDIVIDUAL: Text("个人", "individuals"),
        SubjectKind.ORGANISATION: Text("单位", "organisations"),
    }
)
_YES, _NO = Text("是", "yes"), Text("否", "no")
_FROM, _NATIONAL = Text("自 {since} 起", "from {since} on"), Text("全国规则", "national rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One rule in words."""

    name: str
    section: Text
    label: Text
    value: Text
    #: For whom and for which kinds of filing; empty where it is for all.
    scope: Text
    force: Text
    source: Source
    also: tuple[Source, ...]
    confidence: Text
    since: date | None
    note: Text
    #: Whether it is the province's own; else the baseline's.
    own: bool
    rule: Rule[Any]

    def remarks(self) -> Text:
        """Whose the rule is where it is not the province's own, whom it is for, since when, and how sure it is."""
        since = Text(*(part.format(since=self.since) for part in _FROM)) if self.since else Text()
        parts = [self.scope, since, self.force, self.confidence]
        return _listed([part for part in (Text() if self.own else _NATIONAL, *parts) if part.zh], "; ", "；")


def rule_views(book: RuleBook, *, baseline: bool = False) -> tuple[RuleView, ...]:
    """The province's own rules in the order of the contract, with `baseline` those of the nation beside them."""
    own = book.differences()
    found = [_view(name, rule, own=True) for name, rules in own.items() for rule in rules]
    if baseline:
        found += [
            _view(name, rule, own=False)
            for name, rules in book.baseline.stated().items()
            if name not in own
            for rule in rules
        ]
        order = list(RULE_LABELS)
        found.sort(key=lambda view: order.index(view.name))
    return tuple(found)


def by_section(views: Iterable[RuleView]) -> tuple[tuple[Text, tuple[RuleView, ...]], ...]:
    """The views, which come in the order of the contract, under the titles of their sections."""
    return tuple((title, tuple(rules)) for title, rules in groupby(views, key=lambda view: view.section))


def _view(name: str, rule: Rule[Any], *, own: bool) -> RuleView:
    return RuleView(
        name=name,
        section=SECTION_OF[name],
        label=RULE_LABELS[name],
        value=value_text(rule.value),
        scope=_scope(name, rule),
        force=_FORCE[force_of(name, rule)],
        source=rule.source,
        also=rule.also,
        confidence=_CONFIDENCE[rule.confidence],
        since=rule.since,
        note=rule.note or Text(),
        own=own,
        rule=rule,
    )


def _scope(name: str, rule: Rule[Any]) -> Text:
    whom, kinds = _SUBJECT[subject_of(name, rule)], filings_of(name, rule)
    return Text(
        "；".join(filter(None, (whom.zh, "、".join(kind.zh for kind in kinds)))),
        "; ".join(filter(None, (whom.en, ", ".join(kind.en for kind in kinds)))),
    )


def value_text(value: object) -> Text:
    """The value of a rule in words."""
    match value:
        case bool():
            return _YES if value else _NO
        case Word():
            return Text(value.zh, value.en)
        case tuple():
            return _listed([value_text(part) for part in value])
        case Correction():
            return _correction(value)
        case UnderageProof():
            proofs = _listed([value_text(proof) for proof in value.proofs], " or ")
            return Text(f"未满 {value.below} 周岁：{proofs.zh}", f"below {value.below}: {proofs.en}")
        case MaxAge():
            return Text(f"男 {value.male}，女 {value.female}", f"men {value.male}, women {value.female}")
        case BuildPlan():
            return Text(f"{value.counts.zh}超过 {value.over} 个", f"more than {value.over}: {value.counts.en}")
    return Text(str(value), str(value))


def _listed(parts: Iterable[Text], between: str = ", ", between_zh: str = "、") -> Text:
    parts = list(parts)
    return Text(between_zh.join(part.zh for part in parts), between.join(part.en for part in parts))


def _correction(value: Correction) -> Text:
    zh = ["无固定期限" if value.days is None else f"{value.days} {'个工作日' if value.working_days else '天'}内"]
    en = ["no fixed term" if value.days is None else f"within {value.days} {'working ' * value.working_days}days"]
    zh.append("需重新提交资料" if value.material_again else "不必重新提交资料")
    en.append("with its material again" if value.material_again else "without its material again")
    if value.by_mail:
        zh.append("可发邮件到接入商的 ICP 邮箱办理")
        en.append("told by mail to the provider's ICP mailbox")
    return Text("，".join(zh), ", ".join(en))
