"""山东省通信管理局 (Shandong, 37).

Sources: 腾讯云《山东管局备案要求》; 华为云《备案管局咨询》; 京东云《Shandong》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
Checked on: 2026-11-23.
Limitations: TODO
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

TENCENT = Source(
    "腾讯云《山东管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@1a421bcb:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/山东管局备案要求.md",
)
HUAWEI_AUTHORITIES = Source(
    "华为云《备案管局咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/topics/备案管局咨询.md",
)
JD = Source(
    "京东云《Shandong》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Shandong.md",
)
HUAWEI_CANCEL = Source(
    "华为云《备案注销咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案注销咨询.md",
)
HUAWEI_AFTER = Source(
    "华为云《备案成功后咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案成功后咨询.md",
)

SHANDONG = Province(
    code="37",
    authority="山东省通信管理局",
    sources=(TENCENT, HUAWEI_AUTHORITIES, JD, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    principal_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    foreign_principal_must_delegate=Rule(
        True,
        HUAWEI_AUTHORITIES,
        also=(TENCENT,),
        note=Text(
            "TODO", "A legal representative without a mainland ID must delegate a mainland person, with a letter."
        ),
    ),
    min_age=Rule(
        17,
        HUAWEI_AUTHORITIES,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("TODO", "Persons below 17 cannot file."),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.GUARDIAN,)), TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL
    ),
    local_id_required=Rule(False, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    residence_permit_accepted=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    temporary_residence_permit_accepted=Rule(True, TENCENT, Confidence.MEDIUM),
    student_card_accepted=Rule(
        True,
        HUAWEI_AUTHORITIES,
        Confidence.MEDIUM,
        note=Text("TODO", "A valid local student card serves as residence proof."),
    ),
    other_residence_proofs=Rule(
        (
            ResidenceProof.SOCIAL_SECURITY,
            ResidenceProof.PROPERTY_PURCHASE_CONTRACT,
        ),
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "These papers may replace the residence permit."),
    ),
    mobile_must_be_local=Rule(False, TENCENT, Confidence.MEDIUM),
    phone_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    multi_domain_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_statement_required=Rule(True, TENCENT, Confidence.MEDIUM),
    org_subject_change_scope=Rule(
        OrganisationChange.SAME_LEGAL_REPRESENTATIVE,
        HUAWEI_AUTHORITIES,
        also=(TENCENT,),
        note=Text("TODO", "A change from one company to another needs the same legal representative."),
    ),
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
