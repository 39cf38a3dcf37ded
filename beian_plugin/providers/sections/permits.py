"""Commercial filings, bulletin boards and subjects from outside: what the founding FAQ says of provinces besides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.commercial import has_commercial_number, is_commercial
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
    """A subject from outside files with a mainland certificate and its address (FAQ 48); what tells is where it lives.

    The name of a certificate is only a sign: those of mainland offices of foreign companies name foreign parts, too.
    """
    subject = situation.particulars.subject
    if subject is None or not files_subject(situation):
        return
    shown = certificate_name(situation, subject.certificate_type)
    lives_outside = bool(_ADDRESS_OUTSIDE.match(subject.certificate_address.strip()))
    from_outside = any(word in shown for word in _OUTSIDE) and not any(word in shown for word in _OFFICES)
    if situation.is_individual and not lives_outside:
        return
    path = "subject.certificate_address" if lives_outside else "subject.certificate_type"
    if not (lives_outside or from_outside):
        return
    if asked.value:
        yield asked.hint(
            path,
            Text(
                f"{asked.authority}接受没有内地证件的境外主体；请备好其要求的材料。",
                f"{asked.authority} admits a subject from outside without a mainland certificate: have its papers "
                "ready.",
            ),
        )
    else:
        yield asked.check(
            path,
            Text(
                f"{asked.authority}不接受没有内地证件的境外主体；请以内地分公司或办事处的证件和地址备案，内地没有证件的无法备案，"
                "网站必须关闭（FAQ 48）。",
                f"{asked.authority} admits no subject from outside without a mainland certificate: file through a "
                "mainland branch or office with its certificate and address; without one nothing can be filed, and "
                "the site has to be closed (FAQ 48).",
            ),
            certain=lives_outside,
        )


def _bulletin_board(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not describes(situation) or is_commercial(situation.particulars, situation.published):
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
    """A site that is filed as commercial, or becomes so: the errand, the papers for it, and what staff compare."""
    if not is_commercial(situation.particulars, situation.published) or situation.is_individual:
        return
    becomes = situation.kind is Kind.CHANGE and not has_commercial_number(situation.particulars, situation.published)
    if not becomes and situation.kind not in (Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN):
        return
    yield asked.hint(
        "",
        Text(
            f"经营性备案在系统提交后，还须到{asked.authority}窗口办理（FAQ 30）；办理说明：{asked.value}",
            f"A commercial filing is handed in here and then at the counter of {asked.authority} (FAQ 30); see "
            f"{asked.value}",
        ),
    )
    yield from _counter(asked, situation)


def _change_guide(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    commercial = has_commercial_number(situation.particulars, situation.published)
    if not commercial or situation.kind not in (Kind.CHANGE, Kind.CANCEL_SUBJECT, Kind.CANCEL_SITE):
        return
    yield asked.hint(
        "",
        Text(
            f"经营性备案变更和注销还须到{asked.authority}窗口办理，且不可转让（FAQ 30、55）；说明：{asked.value}",
            f"A commercial filing is changed or cancelled here and then at the counter of {asked.authority}, and "
            f"is never passed on (FAQ 30, 55); see {asked.value}",
        ),
    )
    if situation.kind is Kind.CHANGE:
        yield from _counter(asked, situation)


def _counter(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """The papers for the counter, and what has to agree before they go there (FAQ 30)."""
    permit = situation.permit_number
    zh, en = permit or "请向我们索取", permit or "ask us for it"
    yield asked.material(
        Text(
            f"到{asked.authority}窗口提交的纸质材料要写明接入商的许可证编号（{zh}），内容与系统信息一致；有几家接入商的，"
            "每家都要一致（FAQ 30）。",
            f"The papers for the counter of {asked.authority} name the provider's permit ({en}) and agree with what is "
            "handed in here, for each provider where there are several (FAQ 30).",
        )
    )
    yield asked.checklist(
        Text(
            "经营性网站：核对域名证书所有人与主办单位名称完全一致（法定代表人名下的不可以），以及每个接入与纸质材料一致。",
            "A commercial site: see that the domain's owner is the organisation under exactly its name, not its legal "
            "representative, and that each access agrees with the papers.",
        ),
        "sites",
    )


_OUTSIDE = ("境外", "外国", "港澳台", "香港", "澳门", "台湾")
#: What mainland offices of theirs are called, on certificates that the mainland gave out.
_OFFICES = ("代表机构", "代表处", "办事处", "分公司", "在华", "驻")
#: How an address begins that surely is none in the mainland; `香港中路` is a street in Qingdao.
_ADDRESS_OUTSIDE = re.compile(r"(?:中华人民共和国|中国)?(?:香港特别行政区|澳门特别行政区|台湾省)")

#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "overseas_subject_admitted": _overseas,
        "bulletin_board_form": _bulletin_board,
        "commercial_permit_guide": _guide,
        "commercial_permit_change_guide": _change_guide,
    }
)
