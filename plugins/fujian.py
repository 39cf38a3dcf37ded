"""福建省通信管理局 (Fujian, 35).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案注销咨询》 (2025-12-31); 华为云《备案政策咨询》
(2025-12-31); 腾讯云《福建管局备案要求》 (2021/2023); 京东云《各省管局规则·福建》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Most of it is of 2021 to 2023, years inferred from what the texts mention. An older text lets only
the organisation hold the domain: the legal representative may here, which may be wrong. An older text has no
age of 18 for principals: 18 here, which may be wrong. No text of the authority itself was found; access
providers' guides stand for it.
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
    Source,
    SubjectKind,
    Text,
    UnderageProof,
    YoungProof,
    hookimpl,
)

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
HUAWEI_POLICY = Source("华为云《备案政策咨询》", "2025-12-31", HUAWEI_KB + "faq/备案政策咨询.md")
TENCENT = Source(
    "腾讯云《福建管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@b88154ca:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/福建管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·福建》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Fujian.md",
)

FUJIAN = Province(
    code="35",
    authority="福建省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_CANCEL, HUAWEI_POLICY, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "域名可否由法定代表人持有，较早的资料称不可，按可以处理，可能有误；"
        "单位负责人年龄，较早的资料未限 18 周岁，按 18 处理，可能有误。"
        "未找到管局原文，规则均据接入商的公开资料。"
    ),
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    foreign_site_principal_must_delegate=Rule(True, TENCENT, Confidence.MEDIUM),
    foreign_principal_passport_accepted=Rule(True, HUAWEI_POLICY, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    min_age=(
        Rule(16, TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
        Rule(18, HUAWEI_POLICY, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.GUARDIAN,)), TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL
    ),
    local_id_required=Rule(False, HUAWEI_POLICY, also=(TENCENT, JD)),
    residence_permit_accepted=Rule(True, HUAWEI_POLICY, also=(TENCENT, JD)),
    temporary_residence_permit_accepted=Rule(True, HUAWEI_POLICY, Confidence.MEDIUM),
    foreigner_individual_allowed=Rule(
        False,
        TENCENT,
        Confidence.LOW,
        note=Text("个人只接受居民身份证。", "Only a resident ID card is accepted from individuals."),
    ),
    domain_owner_may_be_legal_representative=Rule(True, HUAWEI_POLICY, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, TENCENT, also=(JD,)),
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
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.NEVER, TENCENT, Confidence.MEDIUM),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    sole_trader_seal_required=Rule(True, TENCENT, Confidence.MEDIUM),
    sole_trader_trade_name_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Fujian's rules."""
    return [FUJIAN]
