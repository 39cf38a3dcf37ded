"""山东省通信管理局 (Shandong, 37).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案管局咨询》 (2025-12-31); 华为云《备案注销咨询》
(2025-12-31); 腾讯云《山东管局备案要求》 (2021/2023); 京东云《各省管局规则·山东》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Most of it is of 2021 to 2023, years inferred from what the texts mention. One source has 17,
another a guardian below 18: 17 with proof, which may be wrong. No text of the authority itself was found;
access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    IndividualChange,
    OrganisationChange,
    Province,
    ResidenceProof,
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
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
TENCENT = Source(
    "腾讯云《山东管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@1a421bcb:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/山东管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·山东》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Shandong.md",
)

SHANDONG = Province(
    code="37",
    authority="山东省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_AUTHORITIES, HUAWEI_CANCEL, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "个人最低年龄，来源有 17 周岁和 18 周岁以下须监护人两说，按 17 并须证明处理，可能有误。"
        "未找到管局原文，规则均据接入商的公开资料。"
    ),
    principal_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    foreign_principal_must_delegate=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    min_age=Rule(17, HUAWEI_AUTHORITIES, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.GUARDIAN,)), TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL
    ),
    local_id_required=Rule(False, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    residence_permit_accepted=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    temporary_residence_permit_accepted=Rule(True, TENCENT, Confidence.MEDIUM),
    student_card_accepted=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    other_residence_proofs=Rule(
        (ResidenceProof.SOCIAL_SECURITY, ResidenceProof.PROPERTY_PURCHASE_CONTRACT), TENCENT, Confidence.MEDIUM
    ),
    mobile_must_be_local=Rule(False, TENCENT, Confidence.MEDIUM),
    phone_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    multi_domain_note_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("备注说明这些域名指向同一网站。", "The note says that the domains point to the same site."),
    ),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_statement_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "备注中须声明是个人网站，不含企业、单位的信息。",
            "The note declares a personal site without company content.",
        ),
    ),
    org_subject_change_scope=Rule(OrganisationChange.SAME_LEGAL_REPRESENTATIVE, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, also=(JD,)),
    change_certificate_required=Rule(True, JD, Confidence.LOW),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    sole_trader_seal_required=Rule(True, TENCENT, Confidence.MEDIUM),
    sole_trader_trade_name_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Shandong's rules."""
    return [SHANDONG]
