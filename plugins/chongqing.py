"""重庆市通信管理局 (Chongqing, 50).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案注销咨询》 (2025-12-31); 腾讯云《重庆管局要求》
(2021/2023); 京东云《各省管局规则·重庆》 (2021/2023); 腾讯云《各省管局要求》 (2017-06-05).
Checked on: 2026-11-23.
Limitations: Nothing is newer than 2023 but for shell subjects. That outside ID cards are refused stands in
older texts; the newer one is silent, so it may be wrong. On what a change of subject needs, sources differ:
advice only. No text of the authority itself was found; access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    BuildPlan,
    Confidence,
    Force,
    IndividualChange,
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
TENCENT = Source(
    "腾讯云《重庆管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@4e4812f7:product/域名与网站/网站备案/备案准备/各省管局要求/西南各省管局要求/重庆管局要求.md",
)
JD = Source(
    "京东云《各省管局规则·重庆》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Chongqing.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)

CHONGQING = Province(
    code="50",
    authority="重庆市通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_CANCEL, TENCENT, JD, TENCENT_2017),
    checked_on=date(2026, 11, 23),
    limitations=(
        "除空壳主体一项外，没有晚于 2023 年的资料；外省身份证不受理见于较早的资料，较新的未提，可能有误；"
        "变更主体须满足什么条件，来源不一，只作提示。未找到管局原文，规则均据接入商的公开资料。"
    ),
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    principal_unique_across_subjects=Rule(
        True,
        JD,
        Confidence.LOW,
        subject=SubjectKind.ORGANISATION,
        note=Text("只限网站负责人。", "For a site's principal only."),
    ),
    min_age=Rule(16, TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
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
    domain_owner_letter_if_legal_representative=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("由单位出具授权书。", "The organisation writes it.")
    ),
    one_domain_per_site=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    site_build_plan=(
        Rule(
            BuildPlan(5),
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("每个域名一份，并附保证书。", "A plan for every domain, and a guarantee."),
        ),
        Rule(
            BuildPlan(34),
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            note=Text("每个域名一份。", "A plan for every domain."),
        ),
    ),
    filed_sites_must_be_reachable=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    site_name_english_allowed=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("名称中不得含英文。", "No English within the name."),
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
    change_certificate_required=Rule(True, JD, Confidence.LOW),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Chongqing's rules."""
    return [CHONGQING]
