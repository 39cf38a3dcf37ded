"""天津市通信管理局 (Tianjin, 12).

Sources: 腾讯云《天津管局备案要求》; 华为云《备案政策咨询》; 京东云《Tianjin》; 腾讯云《各省管局要求》.
Checked on: 2026-11-23.
Limitations: TODO
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

TENCENT = Source(
    "腾讯云《天津管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@71db6367:product/域名与网站/网站备案/备案准备/各省管局要求/华北各省管局要求/天津管局备案要求.md",
)
HUAWEI_POLICY = Source(
    "华为云《备案政策咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/faq/备案政策咨询.md",
)
JD = Source(
    "京东云《Tianjin》",
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
    sources=(TENCENT, HUAWEI_POLICY, JD, TENCENT_2017),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    site_principal_authorization_letter_required=Rule(True, TENCENT, Confidence.MEDIUM),
    principal_unique_across_subjects=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("TODO", "Subject and site heads' ID numbers must not appear under another subject."),
    ),
    foreign_principal_passport_accepted=Rule(True, HUAWEI_POLICY, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    site_principal_max_age=Rule(
        MaxAge(male=60, female=55),
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "A site head past retirement age is refused."),
    ),
    min_age=(
        Rule(
            18,
            HUAWEI_POLICY,
            subject=SubjectKind.INDIVIDUAL,
            also=(JD,),
            note=Text("TODO", "Persons below 18 cannot file."),
        ),
        Rule(
            16,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            note=Text("TODO", "Persons below 16 cannot file as heads."),
        ),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.GUARDIAN,)), TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION
    ),
    local_id_required=Rule(
        False,
        HUAWEI_POLICY,
        Confidence.MEDIUM,
        force=Force.ADVICE,
        note=Text("TODO", "Individuals from other provinces may file here."),
    ),
    mobile_must_be_local=Rule(
        True, JD, Confidence.LOW, note=Text("TODO", "One provider asks for a local mobile number; newer text does not.")
    ),
    phone_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    emergency_phone_must_differ=Rule(True, TENCENT, also=(JD,)),
    emergency_phone_third_person=Rule(True, TENCENT, also=(JD,)),
    address_needs_house_number=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    address_no_municipal_district_placeholder=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, HUAWEI_POLICY, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(
        True,
        TENCENT_2017,
        Confidence.LOW,
        note=Text("TODO", "Only a 2017 text speaks on this: the legal representative may hold the domain."),
    ),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    individual_statement_required=Rule(True, TENCENT, Confidence.MEDIUM),
    site_name_min_chars=Rule(
        3,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("TODO", "The site name needs at least three Chinese characters."),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(
        IndividualChange.WITH_DOMAIN_CERTIFICATE,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.MATERIAL,
        note=Text("TODO", "A change to a company needs the certificate showing that the company owns the domain."),
    ),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    multiple_filing_numbers_must_merge=Rule(True, TENCENT, Confidence.MEDIUM),
    copies_accepted=Rule(False, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Tianjin's rules."""
    return [TIANJIN]
