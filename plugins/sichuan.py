"""四川省通信管理局 (Sichuan, 51).

Sources: 京东云《Sichuan》; 腾讯云《四川管局备案要求》; 腾讯云《各省管局要求》; 华为云《备案变更咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Force,
    IndividualChange,
    Kind,
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

JD = Source(
    "京东云《Sichuan》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Sichuan.md",
)
TENCENT = Source(
    "腾讯云《四川管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@ca8d1eff:product/域名与网站/网站备案/备案准备/各省管局要求/西南各省管局要求/四川管局备案要求.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)
HUAWEI_CHANGE = Source(
    "华为云《备案变更咨询》",
    "2025-11-19",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案变更咨询.md",
)

SICHUAN = Province(
    code="51",
    authority="四川省通信管理局",
    sources=(JD, TENCENT, TENCENT_2017, HUAWEI_CHANGE),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    subject_principal_must_be_legal_representative=Rule(
        True,
        JD,
        force=Force.MATERIAL,
        also=(TENCENT,),
        note=Text("TODO", "The legal representative is the default; another person needs a letter."),
    ),
    principal_authorization_letter_allowed=Rule(True, TENCENT, also=(JD,)),
    site_principal_authorization_letter_required=Rule(True, TENCENT, Confidence.MEDIUM),
    principal_unique_across_subjects=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("TODO", "A head's ID number must not appear under another subject.")
    ),
    min_age=(
        Rule(
            16,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("TODO", "Persons below 16 cannot file."),
        ),
        Rule(18, TENCENT, subject=SubjectKind.ORGANISATION, also=(JD,)),
    ),
    underage_proof=Rule(
        UnderageProof(
            18,
            (
                YoungProof.EMPLOYMENT_OR_INCOME,
                YoungProof.GUARDIAN,
            ),
        ),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
    ),
    local_id_required=Rule(False, TENCENT, also=(JD,)),
    residence_permit_accepted=Rule(True, TENCENT, also=(JD,)),
    student_card_accepted=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("TODO", "A student card serves as proof of study in the province.")
    ),
    other_residence_proofs=Rule(
        (
            ResidenceProof.SOCIAL_SECURITY,
            ResidenceProof.EMPLOYMENT_CONTRACT,
        ),
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "Proof of study, life or work in the province is enough."),
    ),
    foreigner_individual_allowed=Rule(
        True,
        JD,
        Confidence.MEDIUM,
        also=(TENCENT_2017,),
        note=Text("TODO", "Allowed with proof of study, life or work in the province."),
    ),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_statement_letter_over_n_domains=Rule(
        5,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "Above five domains a sealed (or thumb-printed) statement of ownership is needed."),
    ),
    filed_sites_must_be_reachable=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(
            Kind.ADD_SITE,
            Kind.CHANGE,
        ),
    ),
    site_name_min_chars=Rule(
        3,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("TODO", "The site name needs at least three characters."),
    ),
    site_name_english_allowed=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("TODO", "English, digits, a domain or a person's name are refused as site name."),
    ),
    transfer_requires_correct_subject=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        filings=(
            Kind.ADD_SITE,
            Kind.TRANSFER_IN,
        ),
        note=Text("TODO", "The data must equal the old filing, else change it at the old provider."),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, HUAWEI_CHANGE, also=(TENCENT,)),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, Confidence.MEDIUM),
    change_certificate_required=Rule(True, HUAWEI_CHANGE, also=(TENCENT,)),
    copies_accepted=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.ADVICE,
        subject=SubjectKind.ORGANISATION,
        note=Text("TODO", "Originals are the rule; a sealed copy passes in special cases."),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Sichuan's rules."""
    return [SICHUAN]
