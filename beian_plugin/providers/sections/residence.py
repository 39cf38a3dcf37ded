"""Where an individual comes from: ID cards of the province and what stands for them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated
from beian_plugin.providers.values import ResidenceProof

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.providers.situation import Act


@dataclass(frozen=True, kw_only=True)
class ResidenceRules:
    """The rules of this section."""

    local_id_required: Stated[bool] = stated(
        "个人须持本省身份证",
        "individuals need an ID card of the province",
        Force.REJECT,
        otherwise=Force.MATERIAL,
        subject=SubjectKind.INDIVIDUAL,
    )
    residence_permit_accepted: Stated[bool] = stated(
        "外省身份证可凭居住证备案",
        "a residence permit makes an outside ID card acceptable",
        Force.MATERIAL,
        otherwise=Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
    )
    residence_permit_min_remaining_days: Stated[int] = stated(
        "居住证剩余有效期（天）须超过",
        "days for which the residence permit stays valid, at least",
        Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
    )
    temporary_residence_permit_accepted: Stated[bool] = stated(
        "可用暂住证", "a temporary residence permit serves as well", Force.MATERIAL, subject=SubjectKind.INDIVIDUAL
    )
    student_card_accepted: Stated[bool] = stated(
        "可用学生证",
        "a local student card serves as well",
        Force.MATERIAL,
        otherwise=Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
    )
    other_residence_proofs: Stated[tuple[ResidenceProof, ...]] = stated(
        "可替代居住证的证明", "papers that replace the residence permit", Force.MATERIAL, subject=SubjectKind.INDIVIDUAL
    )
    temporary_id_accepted: Stated[bool] = stated(
        "可用临时身份证",
        "a temporary ID card is accepted",
        Force.REJECT,
        otherwise=Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
    )
    non_local_principal_residence_permit_required: Stated[bool] = stated(
        "外省负责人须提供居住证",
        "principals with an outside ID card add a residence permit",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    foreigner_individual_allowed: Stated[bool] = stated(
        "外籍个人可备案",
        "a foreigner may file as an individual",
        Force.MATERIAL,
        otherwise=Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
    )


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType({})
