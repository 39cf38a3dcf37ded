"""辽宁省通信管理局 (Liaoning, 21).

Sources: 京东云《Liaoning》; 腾讯云《辽宁省管局要求》; 腾讯云《辽宁省管局要求》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    IndividualChange,
    Kind,
    OrganisationChange,
    Province,
    Rule,
    SoleTraderFiling,
    Source,
    SubjectKind,
    Text,
    UnderageProof,
    YoungProof,
    hookimpl,
)

JD = Source(
    "京东云《Liaoning》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Liaoning.md",
)
TENCENT = Source(
    "腾讯云《辽宁省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@136dd2f8:product/域名与网站/网站备案/备案准备/各省管局要求/东北各省管局要求/辽宁省管局要求.md",
)
TENCENT_2 = Source(
    "腾讯云《辽宁省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@1ff437ca:product/域名与网站/网站备案/备案准备/各省管局要求/东北各省管局要求/辽宁省管局要求.md",
)

LIAONING = Province(
    code="21",
    authority="辽宁省通信管理局",
    sources=(JD, TENCENT, TENCENT_2),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    subject_principal_must_be_legal_representative=Rule(
        True, JD, Confidence.LOW, note=Text("TODO", "The subject head has to be the legal representative.")
    ),
    min_age=(
        Rule(
            16,
            TENCENT,
            Confidence.LOW,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("TODO", "Persons below 16 cannot file."),
        ),
        Rule(18, JD, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION, also=(TENCENT_2,)),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)), TENCENT, Confidence.LOW, subject=SubjectKind.INDIVIDUAL
    ),
    mobile_must_be_local=Rule(
        True,
        TENCENT_2,
        Confidence.MEDIUM,
        also=(JD,),
        note=Text("TODO", "A local number is advised; one provider makes it a must."),
    ),
    emergency_phone_must_differ=Rule(True, TENCENT_2, also=(JD,)),
    min_distinct_phones_when_principals_differ=Rule(
        3,
        TENCENT_2,
        Confidence.MEDIUM,
        note=Text("TODO", "With two different heads at least three different numbers are needed."),
    ),
    transfer_requires_correct_subject=(
        Rule(
            True,
            TENCENT_2,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            filings=(Kind.ADD_SITE,),
            note=Text("TODO", "Changing after adding is refused."),
        ),
        Rule(
            True,
            TENCENT_2,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            filings=(Kind.TRANSFER_IN,),
            note=Text("TODO", "Changing after the transfer is refused."),
        ),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT_2, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT_2, also=(JD,)),
    change_certificate_required=Rule(True, TENCENT_2, also=(JD,)),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, TENCENT_2, Confidence.MEDIUM),
    preapproval_waiver_letter_accepted=Rule(
        False,
        TENCENT,
        Confidence.LOW,
        note=Text("TODO", "For broadcast programme production in the business scope no waiver letter helps."),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Liaoning's rules."""
    return [LIAONING]
