"""Sole traders (个体工商户): as what they file, and what their licence has to show."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.verdict import Text
from beian_plugin.providers.looking import files_subject, is_sole_trader, nature
from beian_plugin.providers.values import SoleTraderFiling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation

_NATURE = "subject.nature"
_NAME = "subject.name"


def _filing_as(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not _concerns(situation):
        return
    text = Text(
        f"{asked.authority}对个体工商户的要求：{asked.value.zh}；请据此选择单位性质。",
        f"{asked.authority} has a sole trader file {asked.value.en}: choose the nature accordingly.",
    )
    as_person = "个人" in nature(situation)
    if as_person and asked.value is SoleTraderFiling.ORGANISATION:
        yield asked.check(_NATURE, text, certain=False)
    else:
        yield asked.hint(_NATURE, text)
    if asked.value is SoleTraderFiling.BY_REGISTRY_LISTING:
        yield asked.checklist(
            Text(
                "请在国家企业信用信息公示系统查询该个体工商户：可查到的按单位备案，查不到的按个人备案。",
                "Look the sole trader up in the public registry: listed ones file as an organisation, others as an "
                "individual.",
            ),
            _NATURE,
        )


def _seal(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not _concerns(situation):
        return
    if not asked.value:
        yield asked.hint(
            "attachments",
            Text(
                f"{asked.authority}允许没有公章的个体工商户备案；请在备注中说明，并由经营者签字按手印。",
                f"{asked.authority} lets a sole trader without a seal file: say so in the note; the owner signs with "
                "a thumb print.",
            ),
        )
        return
    yield asked.hint(
        "attachments",
        Text(
            f"{asked.authority}要求个体工商户有公章；请在核验单等资料上加盖公章。",
            f"{asked.authority} wants a sole trader to own a seal: put it on the verification sheet and the letters.",
        ),
    )
    yield asked.checklist(
        Text("请核对个体工商户的资料已加盖公章。", "Look whether the sole trader's papers bear the official seal.")
    )


def _trade_name(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """A subject that is called as its owner has no trade name, as far as anybody here can see."""
    if not _concerns(situation):
        return
    if not asked.value:
        yield asked.hint(
            _NAME,
            Text(
                f"没有字号的个体工商户，{asked.authority}允许以经营者姓名备案；请在备注中说明。",
                f"{asked.authority} lets a sole trader without a trade name file under the owner's name: say so in the "
                "note.",
            ),
        )
        return
    text = Text(
        f"{asked.authority}要求个体工商户的执照有字号；请填写执照上的字号，没有的请先到登记机关变更。",
        f"{asked.authority} wants a trade name on a sole trader's licence: enter it, or have one put there first.",
    )
    subject = situation.particulars.subject
    if subject and subject.name and subject.name == subject.principal.name:
        yield asked.check(_NAME, text, certain=False)
    else:
        yield asked.hint(_NAME, text)


def _concerns(situation: Situation) -> bool:
    return files_subject(situation) and is_sole_trader(situation)


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "sole_trader_filing_as": _filing_as,
        "sole_trader_seal_required": _seal,
        "sole_trader_trade_name_required": _trade_name,
    }
)
