"""天津市通信管理局 (Tianjin, 12).

Sources: 华为云《备案政策咨询》 (2025-12-31); 腾讯云《天津管局备案要求》 (2021/2023);
京东云《各省管局规则·天津》 (2021/2023); 腾讯云《各省管局要求》 (2017-06-05).
Checked on: 2026-11-23.
Limitations: Most of it is of 2021 to 2023, years inferred from what the texts mention. Two sources bar
individuals below 18, one below 16 without a guardian: 18, which may be wrong. One source wants a site's
principal other than the legal representative: not taken, which may be wrong. The age of retirement rises step
by step since 2025: the highest age is advice only. No text of the authority itself was found; access providers'
guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Force,
    IndividualChange,
    MaxAge,
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
HUAWEI_POLICY = Source("华为云《备案政策咨询》", "2025-12-31", HUAWEI_KB + "faq/备案政策咨询.md")
TENCENT = Source(
    "腾讯云《天津管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@71db6367:product/域名与网站/网站备案/备案准备/各省管局要求/华北各省管局要求/天津管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·天津》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Tianjin.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)

TIANJIN = Province(
    code="12",
    authority="天津市通信管理局",
    sources=(HUAWEI_POLICY, TENCENT, JD, TENCENT_2017),
    checked_on=date(2026, 11, 23),
    limitations=(
        "多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "个人最低年龄，两家作 18 周岁，一家作 16 周岁且须监护人，按 18 处理，可能有误；"
        "一家要求网站负责人不得是法定代表人，未采用，凭授权书即可，可能有误；"
        "退休年龄自 2025 年起逐步延迟，年龄上限只作提示。未找到管局原文，规则均据接入商的公开资料。"
    ),
    site_principal_authorization_letter_required=Rule(True, TENCENT, Confidence.MEDIUM),
    principal_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    foreign_principal_passport_accepted=Rule(True, HUAWEI_POLICY, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    # 60 and 55 were the ages of retirement when the guide was written; they rise step by step since 2025.
    site_principal_max_age=Rule(
        MaxAge(male=60, female=55),
        TENCENT,
        Confidence.LOW,
        note=Text("来源指退休年龄。", "The source means the age of retirement."),
    ),
    min_age=(
        Rule(18, HUAWEI_POLICY, subject=SubjectKind.INDIVIDUAL, also=(JD,)),
        Rule(16, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.GUARDIAN,)), TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION
    ),
    local_id_required=Rule(
        False,
        HUAWEI_POLICY,
        Confidence.MEDIUM,
        force=Force.ADVICE,
        note=Text(
            "外省个人可以备案，来源未要求居住证明。",
            "Individuals from other provinces may file; the source asks for no proof of residence.",
        ),
    ),
    mobile_must_be_local=Rule(
        True,
        JD,
        Confidence.LOW,
        note=Text("只有一家来源要求，较新的资料未要求。", "One provider asks for it; newer text does not."),
    ),
    phone_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    emergency_phone_must_differ=Rule(True, TENCENT, also=(JD,)),
    emergency_phone_third_person=Rule(
        True,
        TENCENT,
        also=(JD,),
        note=Text("属于本单位另一名员工，并备注其姓名。", "It belongs to a third member of staff, named in the note."),
    ),
    address_needs_house_number=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    address_no_municipal_district_placeholder=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, HUAWEI_POLICY, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT_2017, Confidence.LOW),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    individual_statement_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "备注中须声明是个人网站，不含企业、单位的信息。",
            "The note declares a personal site without company content.",
        ),
    ),
    site_name_min_chars=Rule(
        3, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION, note=Text("指汉字。", "Chinese characters.")
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(
        IndividualChange.WITH_DOMAIN_CERTIFICATE, TENCENT, Confidence.MEDIUM, force=Force.MATERIAL
    ),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    multiple_filing_numbers_must_merge=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("在转接入、新增网站之前注销。", "Before a transfer or a new site.")
    ),
    copies_accepted=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("须为原件的彩色扫描件。", "Only colour scans of the originals."),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Tianjin's rules."""
    return [TIANJIN]
