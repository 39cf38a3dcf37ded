"""内蒙古自治区通信管理局 (Inner Mongolia, 15).

Sources: 华为云《备案管局咨询》; 腾讯云《内蒙古管局备案要求》; 京东云《Neimenggu》; 腾讯云《各省管局要求》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
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
    Rule,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

HUAWEI_AUTHORITIES = Source(
    "华为云《备案管局咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/topics/备案管局咨询.md",
)
TENCENT = Source(
    "腾讯云《内蒙古管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@4e4812f7:product/域名与网站/网站备案/备案准备/各省管局要求/华北各省管局要求/内蒙古管局备案要求.md",
)
JD = Source(
    "京东云《Neimenggu》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Neimenggu.md",
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

INNER_MONGOLIA = Province(
    code="15",
    authority="内蒙古自治区通信管理局",
    sources=(HUAWEI_AUTHORITIES, TENCENT, JD, TENCENT_2017, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    site_principal_authorization_letter_required=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
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
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM, also=(TENCENT,)),
    residence_permit_accepted=Rule(False, HUAWEI_AUTHORITIES, Confidence.LOW, also=(TENCENT,)),
    temporary_id_accepted=Rule(False, HUAWEI_AUTHORITIES, Confidence.MEDIUM, also=(TENCENT_2017,)),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_certificate_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("TODO", "Individuals add the domain certificate in every kind of order."),
    ),
    institution_site_review_form_required=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    individual_blog_type_allowed=Rule(
        False, TENCENT, Confidence.MEDIUM, note=Text("TODO", "The blog type needs a pre-approval.")
    ),
    individual_note_min_chars=Rule(30, TENCENT, Confidence.MEDIUM),
    individual_statement_required=Rule(True, TENCENT, Confidence.MEDIUM),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(
        IndividualChange.NEVER,
        TENCENT,
        Confidence.LOW,
        note=Text("TODO", "An individual's filing cannot be changed to another subject; cancel and refile."),
    ),
    change_certificate_required=Rule(True, TENCENT, Confidence.MEDIUM),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Inner Mongolia's rules."""
    return [INNER_MONGOLIA]
