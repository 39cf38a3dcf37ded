"""Trades that need somebody's approval first: what names and notes show, and what staff read on the licence."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.verdict import Text
from beian_plugin.providers.looking import files_subject
from beian_plugin.providers.trades import EDUCATION, FINANCE, PRE_APPROVAL, describes, words_in_names, words_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation


def _waiver(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """A word alone does not tell what the site does: nobody is refused for it."""
    found = list(words_said(situation, PRE_APPROVAL))
    for path, word in [] if asked.value else found:
        yield asked.check(
            path,
            Text(
                f"含有涉及前置审批的“{word}”字样；{asked.authority}不接受以承诺书代替审批，请提供审批文件，或改名、缩减经营范围。",
                f"The word {word} points to a trade that needs a pre-approval, and {asked.authority} takes no letter "
                "instead: hand in the approval, or choose another name and cut the business scope.",
            ),
            certain=False,
        )
    if asked.value and found:
        yield asked.material(
            Text(
                f"名称或备注含有涉及前置审批的“{found[0][1]}”字样；不从事该业务的，请按{asked.authority}的要求上传不涉及前置"
                "审批的承诺书，从事的上传审批文件。",
                f"The word {found[0][1]} points to a trade that needs a pre-approval: hand in a letter that the site "
                f"has none of it, as {asked.authority} accepts, or else the approval.",
            )
        )
    if files_subject(situation):
        yield _scope(asked, Text("前置审批", "trades that need a pre-approval"))


def _note(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not asked.value or not describes(situation):
        return
    for number, site in enumerate(situation.particulars.sites):
        if "审批" not in site.note:
            yield asked.check(
                f"sites.{number}.note",
                Text(
                    f"{asked.authority}要求在备注中说明网站是否涉及前置审批；请写明，例如“本网站不涉及前置审批内容”。",
                    f"{asked.authority} wants the note to say whether the site touches pre-approval business: write "
                    "it down, such as 本网站不涉及前置审批内容.",
                ),
                certain=False,
            )


def _finance(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not asked.value:
        return
    found = list(words_in_names(situation, FINANCE))
    for path, word in found:
        yield asked.check(
            path,
            Text(
                f"含有金融类字样“{word}”，{asked.authority}要求金融主管部门的审批文件；请上传，或改用其他名称。",
                f"The word {word} points to finance, for which {asked.authority} wants the finance regulator's paper: "
                "hand it in, or choose another name.",
            ),
            certain=False,
        )
    if found:
        yield asked.material(
            Text(
                f"请上传金融主管部门的审批文件或金融许可证（{asked.authority}对金融类字样的要求）。",
                f"Hand in the finance regulator's approval or licence ({asked.authority} wants it for finance words).",
            )
        )
    if files_subject(situation):
        yield _scope(asked, Text("金融类", "finance"))


def _education(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    found = list(words_in_names(situation, EDUCATION)) if asked.value else []
    if found:
        yield asked.material(
            Text(
                f"名称含有教育类字样“{found[0][1]}”，{asked.authority}要求承诺不从事校外培训；请上传盖章的承诺书。",
                f"The word {found[0][1]} points to education: {asked.authority} wants a letter that no off-campus "
                "training is offered, so hand it in sealed.",
            )
        )


def _scope(asked: Asked, trade: Text) -> Requirement:
    return asked.checklist(
        Text(
            f"经营范围不在填报内容中：请对照营业执照核实是否含{trade.zh}业务，含有的按{asked.authority}的要求补充材料。",
            f"The business scope is no part of what is filed: read on the licence whether it holds {trade.en}; if it "
            f"does, ask for what {asked.authority} wants.",
        ),
        "subject.name",
    )


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "preapproval_waiver_letter_accepted": _waiver,
        "preapproval_note_required": _note,
        "finance_keywords_need_approval": _finance,
        "education_waiver_letter_required": _education,
    }
)
