"""Principals (负责人): who may be one, and at what age."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated
from beian_plugin.providers.values import HkMacaoDocument, MaxAge, UnderageProof

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.providers.situation import Act


@dataclass(frozen=True, kw_only=True)
class PrincipalRules:
    """The rules of this section."""

    subject_principal_must_be_legal_representative: Stated[bool] = stated(
        "主体负责人须为法定代表人",
        "the subject's principal is the legal representative",
        Force.REJECT,
        otherwise=Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    principal_authorization_letter_allowed: Stated[bool] = stated(
        "凭授权书可由他人担任主体负责人",
        "a letter lets another person be the subject's principal",
        Force.MATERIAL,
        otherwise=Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    same_principal_for_subject_and_site: Stated[bool] = stated(
        "主体负责人非法定代表人时，网站负责人须为同一人",
        "one principal for subject and site where it is not the legal representative",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    site_principal_authorization_letter_required: Stated[bool] = stated(
        "网站负责人非法定代表人须提供授权书",
        "letter for a site's principal who is not the legal representative",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    principal_unique_across_subjects: Stated[bool] = stated(
        "负责人证件号码不得用于其他主体", "a principal stands under one subject only", Force.REJECT
    )
    foreign_principal_must_delegate: Stated[bool] = stated(
        "外籍法定代表人须授权境内人员担任主体负责人",
        "a foreign legal representative delegates the subject's principal",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    foreign_site_principal_must_delegate: Stated[bool] = stated(
        "外籍法定代表人的网站负责人须持居民身份证",
        "with a foreign legal representative the site's principal holds a resident ID card",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    foreign_principal_passport_accepted: Stated[bool] = stated(
        "外籍法定代表人可凭护照担任负责人",
        "a foreign legal representative may be principal with a passport",
        Force.MATERIAL,
    )
    hk_macao_document: Stated[tuple[HkMacaoDocument, ...]] = stated(
        "港澳负责人可用的证件", "certificates for principals from Hong Kong and Macao", Force.MATERIAL
    )
    site_principal_max_age: Stated[MaxAge] = stated(
        "网站负责人年龄上限", "highest age of a site's principal", Force.REJECT, subject=SubjectKind.ORGANISATION
    )
    min_age: Stated[int] = stated("最低年龄（周岁）", "lowest age in years", Force.REJECT)
    underage_proof: Stated[UnderageProof] = stated("低龄须提供证明", "proof from young people", Force.MATERIAL)


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType({})
