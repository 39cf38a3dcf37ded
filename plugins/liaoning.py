"""辽宁省通信管理局 (Liaoning, 21).

Sources: 腾讯云《辽宁省管局要求》 (2021/2023); 腾讯云《辽宁省管局要求》另一版 (2021/2023);
京东云《各省管局规则·辽宁》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Coverage is thin. Nothing is newer than 2023 but for shell subjects. Two undated versions of one
guide bar individuals below 18 or below 16: 16 with proof, which may be wrong. A local mobile number is a must
or advised: advice only. No text of the authority itself was found; access providers' guides stand for it.
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

TENCENT = Source(
    "腾讯云《辽宁省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@1ff437ca:product/域名与网站/网站备案/备案准备/各省管局要求/东北各省管局要求/辽宁省管局要求.md",
)
TENCENT_OTHER = Source(
    "腾讯云《辽宁省管局要求》另一版",
    "2021/2023",
    "github:tencentyun/qcloud-documents@136dd2f8:product/域名与网站/网站备案/备案准备/各省管局要求/东北各省管局要求/辽宁省管局要求.md",
)
JD = Source(
    "京东云《各省管局规则·辽宁》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Liaoning.md",
)

LIAONING = Province(
    code="21",
    authority="辽宁省通信管理局",
    sources=(TENCENT, TENCENT_OTHER, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "资料稀少；除空壳主体一项外，没有晚于 2023 年的资料；"
        "腾讯云有两份先后不明的资料，个人最低年龄一作 18、一作 16 周岁，按 16 并须证明处理，可能有误；"
        "本省手机号码一家要求、一家建议，只作提示。未找到管局原文，规则均据接入商的公开资料。"
    ),
    subject_principal_must_be_legal_representative=Rule(True, JD, Confidence.LOW),
    min_age=(
        Rule(16, TENCENT_OTHER, Confidence.LOW, subject=SubjectKind.INDIVIDUAL),
        Rule(18, JD, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION, also=(TENCENT,)),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)),
        TENCENT_OTHER,
        Confidence.LOW,
        subject=SubjectKind.INDIVIDUAL,
    ),
    mobile_must_be_local=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        also=(JD,),
        note=Text(
            "建议使用本省号码；另一来源要求必须使用。", "A local number is advised; another source makes it a must."
        ),
    ),
    emergency_phone_must_differ=Rule(True, TENCENT, also=(JD,)),
    min_distinct_phones_when_principals_differ=Rule(3, TENCENT, Confidence.MEDIUM),
    transfer_requires_correct_subject=Rule(
        True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION, filings=(Kind.TRANSFER_IN, Kind.ADD_SITE)
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, also=(JD,)),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, TENCENT, Confidence.MEDIUM),
    preapproval_waiver_letter_accepted=Rule(
        False,
        TENCENT_OTHER,
        Confidence.LOW,
        note=Text(
            "经营范围含广播电视节目制作的，承诺书不能替代审批。",
            "For broadcast programme production in the business scope.",
        ),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Liaoning's rules."""
    return [LIAONING]
