"""湖南省通信管理局 (Hunan, 43).

Sources: 腾讯云《湖南管局备案要求》; 京东云《Hunan》; 华为云《备案管局咨询》; 华为云《备案变更咨询》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
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
    Kind,
    OrganisationChange,
    PlanCount,
    Province,
    Rule,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

TENCENT = Source(
    "腾讯云《湖南管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@71db6367:product/域名与网站/网站备案/备案准备/各省管局要求/华中各省管局要求/湖南管局备案要求.md",
)
JD = Source(
    "京东云《Hunan》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Hunan.md",
)
HUAWEI_AUTHORITIES = Source(
    "华为云《备案管局咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/topics/备案管局咨询.md",
)
HUAWEI_CHANGE = Source(
    "华为云《备案变更咨询》",
    "2025-11-19",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案变更咨询.md",
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

HUNAN = Province(
    code="43",
    authority="湖南省通信管理局",
    sources=(TENCENT, JD, HUAWEI_AUTHORITIES, HUAWEI_CHANGE, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    min_age=(
        Rule(
            18,
            HUAWEI_AUTHORITIES,
            subject=SubjectKind.INDIVIDUAL,
            also=(TENCENT, JD),
            note=Text("TODO", "Persons below 18 cannot file."),
        ),
        Rule(18, TENCENT, subject=SubjectKind.ORGANISATION, also=(JD,)),
    ),
    mobile_must_be_local=Rule(True, HUAWEI_AUTHORITIES, force=Force.REJECT, subject=SubjectKind.INDIVIDUAL, also=(JD,)),
    domain_owner_may_be_legal_representative=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.REJECT,
        note=Text("TODO", "The domain holder must be the organisation itself."),
    ),
    overseas_registered_domain_accepted=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("TODO", "Domains registered abroad are refused."),
    ),
    domain_certificate_required=Rule(
        True, TENCENT, also=(JD,), note=Text("TODO", "Every domain needs its certificate.")
    ),
    max_domains_per_filing=Rule(
        1, HUAWEI_AUTHORITIES, also=(TENCENT, JD), note=Text("TODO", "One site or domain per order.")
    ),
    site_closed_before_filing=Rule(True, JD, Confidence.LOW),
    ip_must_match_resolution=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("TODO", "Filed sites must resolve to the IP address in the filing.")
    ),
    max_sites_per_filing=Rule(1, HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    site_build_plan=Rule(
        BuildPlan(1, PlanCount.SITES_ALREADY_FILED),
        HUAWEI_AUTHORITIES,
        also=(TENCENT, JD),
        note=Text("TODO", "More than one site already filed calls for a site construction plan."),
    ),
    individual_blog_type_allowed=Rule(False, TENCENT, Confidence.MEDIUM),
    transfer_requires_correct_subject=Rule(
        True,
        TENCENT,
        filings=(
            Kind.ADD_SITE,
            Kind.TRANSFER_IN,
        ),
        also=(JD,),
    ),
    principal_change_needs_new_letter=Rule(True, HUAWEI_CHANGE, Confidence.MEDIUM),
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
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Hunan's rules."""
    return [HUNAN]
