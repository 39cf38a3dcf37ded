"""湖南省通信管理局 (Hunan, 43).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案管局咨询》 (2025-12-31); 华为云《备案注销咨询》
(2025-12-31); 华为云《备案变更咨询》 (2025-11-19); 腾讯云《湖南管局备案要求》 (2021/2023);
京东云《各省管局规则·湖南》 (2021/2023).
Checked on: 2026-11-23.
Limitations: On what a change of subject needs, sources differ: advice only. Whether individuals may choose the
blog type, sources differ: refused here, which may be wrong. No text of the authority itself was found; access
providers' guides stand for it.
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

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
HUAWEI_CHANGE = Source("华为云《备案变更咨询》", "2025-11-19", HUAWEI_KB + "procedures/备案变更咨询.md")
TENCENT = Source(
    "腾讯云《湖南管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@71db6367:product/域名与网站/网站备案/备案准备/各省管局要求/华中各省管局要求/湖南管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·湖南》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Hunan.md",
)

HUNAN = Province(
    code="43",
    authority="湖南省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_AUTHORITIES, HUAWEI_CANCEL, HUAWEI_CHANGE, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "变更主体须满足什么条件，来源不一，只作提示；个人能否选博客类，来源不一，按不受理处理，可能有误。"
        "未找到管局原文，规则均据接入商的公开资料。"
    ),
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    min_age=(
        Rule(18, HUAWEI_AUTHORITIES, subject=SubjectKind.INDIVIDUAL, also=(TENCENT, JD)),
        Rule(18, TENCENT, subject=SubjectKind.ORGANISATION, also=(JD,)),
    ),
    mobile_must_be_local=Rule(True, HUAWEI_AUTHORITIES, force=Force.REJECT, subject=SubjectKind.INDIVIDUAL, also=(JD,)),
    domain_owner_may_be_legal_representative=Rule(False, TENCENT, Confidence.MEDIUM, force=Force.REJECT),
    overseas_registered_domain_accepted=Rule(False, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    domain_certificate_required=Rule(True, TENCENT, also=(JD,)),
    max_domains_per_filing=Rule(1, HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    site_closed_before_filing=Rule(True, JD, Confidence.LOW),
    ip_must_match_resolution=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("指已备案的网站。", "For sites already filed.")
    ),
    max_sites_per_filing=Rule(1, HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    site_build_plan=Rule(BuildPlan(1, PlanCount.SITES_ALREADY_FILED), HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    individual_blog_type_allowed=Rule(False, TENCENT, Confidence.MEDIUM),
    transfer_requires_correct_subject=Rule(
        True,
        TENCENT,
        filings=(Kind.TRANSFER_IN, Kind.ADD_SITE),
        also=(JD,),
        note=Text(
            "须与原备案一致，否则先变更或注销。",
            "The data equals the old filing, else it is changed or cancelled first.",
        ),
    ),
    principal_change_needs_new_letter=Rule(
        True, HUAWEI_CHANGE, Confidence.MEDIUM, note=Text("须按变更备案办理。", "As a change of the whole filing.")
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
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Hunan's rules."""
    return [HUNAN]
