"""江西省通信管理局 (Jiangxi, 36).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案管局咨询》 (2025-12-31); 华为云《备案注销咨询》
(2025-12-31); 腾讯云《江西管局备案要求》 (2021/2023); 京东云《各省管局规则·江西》 (2021/2023);
腾讯云《各省管局要求》 (2017-06-05).
Checked on: 2026-11-23.
Limitations: Most of it is of 2021 to 2023, years inferred from what the texts mention. One newer source takes a
residence permit for an outside ID card, two older ones do not: advice only. One source lets an individual's
filing become that of the person's own company, another does not: refused here, which may be wrong. No text of
the authority itself was found; access providers' guides stand for it.
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
    "腾讯云《江西管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@15f8b1a8:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/江西管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·江西》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Jiangxi.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)

JIANGXI = Province(
    code="36",
    authority="江西省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_AUTHORITIES, HUAWEI_CANCEL, TENCENT, JD, TENCENT_2017),
    checked_on=date(2026, 11, 23),
    limitations=(
        "多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "外省身份证能否凭居住证备案，新资料称可以，两份旧资料称不可，只作提示；"
        "个人能否变更为本人任法定代表人的单位，两份资料不一，按不可以处理，可能有误。"
        "未找到管局原文，规则均据接入商的公开资料。"
    ),
    principal_unique_across_subjects=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("只限网站负责人。", "For a site's principal only."),
    ),
    min_age=Rule(16, TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
    local_id_required=Rule(False, HUAWEI_AUTHORITIES, Confidence.LOW),
    residence_permit_accepted=Rule(True, HUAWEI_AUTHORITIES, Confidence.LOW),
    non_local_principal_residence_permit_required=Rule(True, JD, Confidence.LOW, also=(TENCENT_2017,)),
    foreigner_individual_allowed=Rule(False, JD, Confidence.LOW),
    phone_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    single_domain_filing_over_n_filed_sites=(
        Rule(7, HUAWEI_AUTHORITIES, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
        Rule(15, HUAWEI_AUTHORITIES, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    institution_site_review_form_required=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    filed_sites_must_be_reachable=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.NEVER, TENCENT, Confidence.LOW),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    preapproval_waiver_letter_accepted=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("只限“文化”字样。", "For the word 文化 (culture) only.")
    ),
    preapproval_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    education_waiver_letter_required=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("指名称中的教育字样。", "Where the name holds education words.")
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Jiangxi's rules."""
    return [JIANGXI]
