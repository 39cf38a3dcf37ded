"""Commercial filings, bulletin boards and subjects from outside: what the founding FAQ says of provinces besides."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.looking import certificate_name, files_subject
from beian_plugin.providers.rule import Force, Stated, stated
from beian_plugin.providers.trades import BULLETIN_BOARD, describes, words_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation


@dataclass(frozen=True, kw_only=True)
class PermitRules:
    """The rules of this section."""

    #: Subjects from abroad, Hong Kong, Macau and Taiwan may file without a mainland certificate (FAQ 48).
    overseas_subject_admitted: Stated[bool] = stated(
        "接受无内地证件的境外主体", "subject from outside without a mainland certificate", Force.REJECT
    )
    #: The form that a non-commercial bulletin board hands in (FAQ 41).
    bulletin_board_form: Stated[str] = stated(
        "非经营性电子公告材料", "form for a non-commercial bulletin board", Force.MATERIAL
    )
    #: Where the way to a commercial permit is described (FAQ 30).
    commercial_permit_guide: Stated[str] = stated("经营许可证申请指南", "guide to a commercial permit", Force.ADVICE)
    #: Where the change and the end of a commercial permit are described (FAQ 30).
    commercial_permit_change_guide: Stated[str] = stated(
        "经营许可证变更和注销指南", "guide to changing or ending a commercial permit", Force.ADVICE
    )


def _overseas(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """What is known only from a certificate's name: a subject from outside shows one from there (FAQ 48)."""
    subject = situation.particulars.subject
    shown = certificate_name(situation, subject.certificate_type) if subject else ""
    if not files_subject(situation) or situation.is_individual or not any(word in shown for word in _OUTSIDE):
        return
    if asked.value:
        yield asked.hint(
            "subject.certificate_type",
            Text(
                f"{asked.authority}接受没有内地证件的境外主体；请备好其要求的材料。",
                f"{asked.authority} admits a subject from outside without a mainland certificate: have its papers "
                "ready.",
            ),
        )
    else:
        yield asked.check(
            "subject.certificate_type",
            Text(
                f"{asked.authority}不接受没有内地证件的境外主体；请以内地分公司或办事处的证件备案（FAQ 48）。",
                f"{asked.authority} admits no subject from outside without a mainland certificate: file through a "
                "mainland branch or office with its certificate (FAQ 48).",
            ),
            certain=False,
        )


def _bulletin_board(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not describes(situation) or _is_commercial(situation):
        return
    form, said = str(asked.value).strip("《》"), _what_sites_are(situation)
    if situation.is_individual and any("博客" in name for name in said):
        yield asked.hint(
            "sites",
            Text(
                f"个人博客也可能需要专项备案；请先核对{asked.authority}是否要求《{form}》（FAQ 41）。",
                f"A personal blog may need the form {form} too: find out first whether {asked.authority} wants it "
                "(FAQ 41).",
            ),
        )
    if any(word in name for word in BULLETIN_BOARD for name in said) or any(words_said(situation, BULLETIN_BOARD)):
        yield asked.material(
            Text(
                f"网站有论坛等电子公告服务的，{asked.authority}要求提交《{form}》；请填好上传（FAQ 41）。",
                f"For a bulletin board {asked.authority} wants the form {form}: fill it in and hand it in (FAQ 41).",
            )
        )


def _what_sites_are(situation: Situation) -> list[str]:
    """The names of the sites' contents and pre-approvals in the authority's tables."""
    contents, categories = situation.tables.get("Fwnr", {}), situation.tables.get("Nrlx", {})
    sites = situation.particulars.sites
    said = [contents.get(code, "") for site in sites for code in site.contents]
    return said + [categories.get(one.category, "") for site in sites for one in site.pre_approvals]


def _guide(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if _is_commercial(situation) and situation.kind in (Kind.ADD_SITE, Kind.TRANSFER_IN):
        yield asked.hint(
            "",
            Text(
                f"经营性备案在系统提交后，还须到{asked.authority}窗口办理（FAQ 30）；办理说明：{asked.value}",
                f"A commercial filing is handed in here and then at the counter of {asked.authority} (FAQ 30); see "
                f"{asked.value}",
            ),
        )


def _change_guide(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if _is_commercial(situation) and situation.kind in (Kind.CHANGE, Kind.CANCEL_SUBJECT, Kind.CANCEL_SITE):
        yield asked.hint(
            "",
            Text(
                f"经营性备案变更和注销还须到{asked.authority}窗口办理，且不可转让（FAQ 30、55）；说明：{asked.value}",
                f"A commercial filing is changed or cancelled here and then at the counter of {asked.authority}, and "
                f"is never passed on (FAQ 30, 55); see {asked.value}",
            ),
        )


def _is_commercial(situation: Situation) -> bool:
    """Whether the filing is about a commercial number (FAQ 29)."""
    filing, record = situation.particulars, situation.published
    numbers = [one.subject.licence_number for one in (filing, record) if one and one.subject]
    numbers += [site.licence_number for site in filing.sites]
    return any(number and "ICP备" not in number for number in numbers)


_OUTSIDE = ("境外", "外国", "港澳台", "香港", "澳门", "台湾")

#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "overseas_subject_admitted": _overseas,
        "bulletin_board_form": _bulletin_board,
        "commercial_permit_guide": _guide,
        "commercial_permit_change_guide": _change_guide,
    }
)
