"""Papers that a province wants, and how they have to look."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated
from beian_plugin.providers.values import SoleTraderFiling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.providers.situation import Act


@dataclass(frozen=True, kw_only=True)
class MaterialRules:
    """The rules of this section."""

    filing_commitment_letter_required: Stated[bool] = stated(
        "须提供本省备案承诺书", "the province's own commitment letter", Force.MATERIAL
    )
    truthfulness_commitment_required: Stated[bool] = stated(
        "须提供真实性责任告知书", "notice and commitment of truthfulness", Force.MATERIAL
    )
    commitment_video_required: Stated[bool] = stated("须提供承诺视频", "video of the commitment", Force.MATERIAL)
    party_building_letter_required: Stated[bool] = stated(
        "须提供党建确认函", "confirmation letter about party building", Force.MATERIAL
    )
    copies_accepted: Stated[bool] = stated(
        "可用盖章（按手印）的复印件",
        "sealed or thumb-printed copies are accepted",
        Force.MATERIAL,
        otherwise=Force.REJECT,
    )
    unified_licence_required: Stated[bool] = stated(
        "须用统一社会信用代码证件",
        "the certificate with the unified credit code",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    electronic_licence_accepted: Stated[bool] = stated(
        "可用电子营业执照",
        "the electronic business licence is accepted",
        Force.REJECT,
        otherwise=Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    licence_min_validity_days: Stated[int] = stated(
        "单位证件剩余有效期（天）须超过",
        "days for which the organisation's certificate stays valid, more than",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    id_min_validity_days: Stated[int] = stated(
        "负责人证件剩余有效期（天）须超过",
        "days for which a principal's certificate stays valid, more than",
        Force.REJECT,
    )
    licence_issuer_seal_required: Stated[str] = stated(
        "营业执照须有的发证印章",
        "seal of the issuing office on the licence",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    licence_number_prefix_required: Stated[str] = stated(
        "营业执照编号须含的字", "character in the licence's serial", Force.REJECT, subject=SubjectKind.ORGANISATION
    )
    sole_trader_filing_as: Stated[SoleTraderFiling] = stated(
        "个体工商户的备案性质", "how a sole trader files", Force.ADVICE, subject=SubjectKind.ORGANISATION
    )
    sole_trader_seal_required: Stated[bool] = stated(
        "个体工商户须有公章", "a sole trader owns a seal", Force.REJECT, subject=SubjectKind.ORGANISATION
    )
    sole_trader_trade_name_required: Stated[bool] = stated(
        "个体工商户执照须有字号",
        "a sole trader's licence carries a trade name",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    preapproval_waiver_letter_accepted: Stated[bool] = stated(
        "涉前置审批字样可凭不涉及承诺书",
        "letter of non-involvement for pre-approval words",
        Force.MATERIAL,
        otherwise=Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    preapproval_note_required: Stated[bool] = stated(
        "须备注是否涉及前置审批", "a note about pre-approval business", Force.MATERIAL, subject=SubjectKind.ORGANISATION
    )
    finance_keywords_need_approval: Stated[bool] = stated(
        "涉金融字样须提供金融主管部门文件",
        "the finance regulator's paper for finance words",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    education_waiver_letter_required: Stated[bool] = stated(
        "涉教育字样须承诺不从事校外培训",
        "letter for education words that no off-campus training is offered",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType({})
