"""山西省通信管理局 (Shanxi, 14; not Shaanxi 陕西, 61).

Sources: 华为云《备案管局咨询》 (2025-12-31); 腾讯云《山西管局备案要求》 (2021/2023);
京东云《各省管局规则·山西》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Coverage is thin. One source takes a letter for another principal: not taken, which may be wrong.
On what a change of subject needs, sources differ: advice only. No text of the authority itself was found;
access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Force,
    IndividualChange,
    Kind,
    OrganisationChange,
    Province,
    Rule,
    SoleTraderFiling,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
TENCENT = Source(
    "腾讯云《山西管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@e5166dba:product/域名与网站/网站备案/备案准备/各省管局要求/华北各省管局要求/山西管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·山西》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Shanxi.md",
)

SHANXI = Province(
    code="14",
    authority="山西省通信管理局",
    sources=(HUAWEI_AUTHORITIES, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "资料稀少；能否凭授权书由他人担任主体负责人，来源不一，按不可以处理，可能有误；"
        "变更主体须满足什么条件，来源不一，只作提示。未找到管局原文，规则均据接入商的公开资料。"
    ),
    foreign_principal_must_delegate=Rule(
        True,
        HUAWEI_AUTHORITIES,
        Confidence.MEDIUM,
        note=Text(
            "港澳台法定代表人同此；须授权持内地身份证的人员，并提供授权书。",
            "Also one from Hong Kong, Macao or Taiwan; the delegate holds a mainland ID card and brings a letter.",
        ),
    ),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    max_domains_per_filing=Rule(
        3,
        HUAWEI_AUTHORITIES,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.NEW, Kind.TRANSFER_IN, Kind.ADD_SITE),
    ),
    transfer_requires_correct_subject=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.TRANSFER_IN, Kind.ADD_SITE),
        note=Text(
            "登记的旧证件号码可以沿用，审核通过后再变更。",
            "An old certificate number may be used and is changed after the approval.",
        ),
    ),
    org_subject_change_scope=Rule(
        OrganisationChange.FREE,
        TENCENT,
        Confidence.LOW,
        force=Force.ADVICE,
        note=Text(
            "另一来源称多数省份不受理，须注销后重新备案；以管局答复为准。",
            "Another source says that most provinces refuse it and want cancelling and filing anew; ask the authority.",
        ),
    ),
    individual_subject_change_scope=Rule(IndividualChange.FREE, TENCENT, Confidence.LOW, force=Force.ADVICE),
    sole_trader_filing_as=Rule(SoleTraderFiling.BY_TRADE_NAME, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Shanxi's rules."""
    return [SHANXI]
