"""内蒙古自治区通信管理局 (Inner Mongolia, 15).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案管局咨询》 (2025-12-31); 华为云《备案注销咨询》
(2025-12-31); 腾讯云《内蒙古管局备案要求》 (2021/2023); 京东云《各省管局规则·内蒙古》 (2021/2023);
腾讯云《各省管局要求》 (2017-06-05).
Checked on: 2026-11-23.
Limitations: Older texts accept a residence permit for an outside ID card: refused here, which may be wrong. One
source lets an individual's filing become that of the person's own company, another does not: refused here,
which may be wrong. Whether individuals may choose the blog type, sources differ: refused here, which may be
wrong. No text of the authority itself was found; access providers' guides stand for it.
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

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
TENCENT = Source(
    "腾讯云《内蒙古管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@4e4812f7:product/域名与网站/网站备案/备案准备/各省管局要求/华北各省管局要求/内蒙古管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·内蒙古》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Neimenggu.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)

INNER_MONGOLIA = Province(
    code="15",
    authority="内蒙古自治区通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_AUTHORITIES, HUAWEI_CANCEL, TENCENT, JD, TENCENT_2017),
    checked_on=date(2026, 11, 23),
    limitations=(
        "外省身份证能否凭居住证备案，较早的资料称可以，按不可以处理，可能有误；"
        "个人能否变更为本人任法定代表人的单位，两份资料不一，按不可以处理，可能有误；"
        "个人能否选博客类，来源不一，按不受理处理，可能有误。未找到管局原文，规则均据接入商的公开资料。"
    ),
    site_principal_authorization_letter_required=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    min_age=(
        Rule(18, HUAWEI_AUTHORITIES, subject=SubjectKind.INDIVIDUAL, also=(TENCENT, JD)),
        Rule(18, TENCENT, subject=SubjectKind.ORGANISATION, also=(JD,)),
    ),
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM, also=(TENCENT,)),
    residence_permit_accepted=Rule(False, HUAWEI_AUTHORITIES, Confidence.LOW, also=(TENCENT,)),
    temporary_id_accepted=Rule(False, HUAWEI_AUTHORITIES, Confidence.MEDIUM, also=(TENCENT_2017,)),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_certificate_required=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
    institution_site_review_form_required=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    individual_blog_type_allowed=Rule(
        False, TENCENT, Confidence.MEDIUM, note=Text("须先取得前置审批。", "It needs a pre-approval first.")
    ),
    individual_note_min_chars=Rule(30, TENCENT, Confidence.MEDIUM),
    individual_statement_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "备注中须声明是个人网站，不含企业、单位的信息。",
            "The note declares a personal site without company content.",
        ),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.NEVER, TENCENT, Confidence.LOW),
    change_certificate_required=Rule(True, TENCENT, Confidence.MEDIUM),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Inner Mongolia's rules."""
    return [INNER_MONGOLIA]
