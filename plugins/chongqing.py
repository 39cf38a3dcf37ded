"""重庆市通信管理局 (Chongqing, 50).

Sources: 腾讯云《重庆管局要求》; 京东云《Chongqing》; 腾讯云《各省管局要求》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    BuildPlan,
    Confidence,
    Force,
    IndividualChange,
    OrganisationChange,
    PlanCount,
    Province,
    Rule,
    Source,
    SubjectKind,
    Text,
    UnderageProof,
    YoungProof,
    hookimpl,
)

TENCENT = Source(
    "腾讯云《重庆管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@4e4812f7:product/域名与网站/网站备案/备案准备/各省管局要求/西南各省管局要求/重庆管局要求.md",
)
JD = Source(
    "京东云《Chongqing》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Chongqing.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
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

CHONGQING = Province(
    code="50",
    authority="重庆市通信管理局",
    sources=(TENCENT, JD, TENCENT_2017, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    principal_unique_across_subjects=Rule(
        True,
        JD,
        Confidence.LOW,
        subject=SubjectKind.ORGANISATION,
        note=Text("TODO", "A site head must not appear under another subject."),
    ),
    min_age=Rule(
        16,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("TODO", "Persons below 16 cannot file."),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
    ),
    local_id_required=Rule(True, JD, Confidence.MEDIUM, also=(TENCENT_2017,)),
    phone_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    emergency_phone_must_differ=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_owner_letter_if_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    one_domain_per_site=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    site_build_plan=(
        Rule(
            BuildPlan(5, PlanCount.SITES_TOTAL),
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("TODO", "Above 5 sites a plan for every domain and a guarantee are needed."),
        ),
        Rule(
            BuildPlan(34, PlanCount.SITES_TOTAL),
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            note=Text("TODO", "From 35 sites on a plan for every domain is needed."),
        ),
    ),
    filed_sites_must_be_reachable=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    site_name_english_allowed=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("TODO", "English in the site name is refused."),
    ),
    org_subject_change_scope=Rule(
        OrganisationChange.FREE,
        TENCENT,
        Confidence.LOW,
        force=Force.ADVICE,
        note=Text("TODO", "The source allows a change of subject without naming conditions."),
    ),
    individual_subject_change_scope=Rule(
        IndividualChange.FREE,
        TENCENT,
        Confidence.LOW,
        force=Force.ADVICE,
        note=Text("TODO", "The source allows a change of subject without naming conditions."),
    ),
    change_certificate_required=Rule(True, JD, Confidence.LOW),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Chongqing's rules."""
    return [CHONGQING]
