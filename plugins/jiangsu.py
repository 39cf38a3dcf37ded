"""江苏省通信管理局 (Jiangsu, 32).

Sources: 华为云《备案政策咨询》; 腾讯云《江苏管局备案要求》; 京东云《Jiangsu》; 腾讯云《各省管局要求》; 华为云《备案材料咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    BuildPlan,
    Confidence,
    Correction,
    Force,
    IndividualChange,
    Kind,
    OrganisationChange,
    PlanCount,
    Province,
    ResidenceProof,
    Rule,
    SoleTraderFiling,
    Source,
    SubjectKind,
    Text,
    UnderageProof,
    YoungProof,
    hookimpl,
)

HUAWEI_POLICY = Source(
    "华为云《备案政策咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/faq/备案政策咨询.md",
)
TENCENT = Source(
    "腾讯云《江苏管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@1a421bcb:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/江苏管局备案要求.md",
)
JD = Source(
    "京东云《Jiangsu》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Jiangsu.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)
HUAWEI_MATERIAL = Source(
    "华为云《备案材料咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案材料咨询.md",
)

JIANGSU = Province(
    code="32",
    authority="江苏省通信管理局",
    sources=(HUAWEI_POLICY, TENCENT, JD, TENCENT_2017, HUAWEI_MATERIAL),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    subject_principal_must_be_legal_representative=Rule(False, HUAWEI_POLICY, also=(TENCENT, JD)),
    principal_authorization_letter_allowed=Rule(
        True,
        HUAWEI_POLICY,
        also=(TENCENT,),
        note=Text("TODO", "A letter from the legal representative is needed when the head is someone else."),
    ),
    same_principal_for_subject_and_site=Rule(True, HUAWEI_POLICY, also=(TENCENT, JD)),
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    principal_unique_across_subjects=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("TODO", "One person may be site head of one company only."),
    ),
    min_age=(
        Rule(
            16,
            HUAWEI_POLICY,
            subject=SubjectKind.INDIVIDUAL,
            also=(TENCENT,),
            note=Text("TODO", "Persons below 16 cannot file."),
        ),
        Rule(18, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)),
        HUAWEI_POLICY,
        subject=SubjectKind.INDIVIDUAL,
        also=(TENCENT,),
    ),
    local_id_required=Rule(False, TENCENT, also=(JD,)),
    residence_permit_accepted=Rule(True, TENCENT, also=(JD,)),
    other_residence_proofs=Rule(
        (ResidenceProof.PROPERTY_DEED,),
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "A property deed may replace the residence permit."),
    ),
    mobile_must_be_local=Rule(
        True,
        JD,
        Confidence.LOW,
        note=Text("TODO", "Older texts demand a local number; the newest Tencent text dropped it."),
    ),
    domain_min_validity_days=Rule(90, HUAWEI_POLICY, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(
        True,
        TENCENT_2017,
        Confidence.LOW,
        note=Text("TODO", "Only a 2017 text speaks on this: the legal representative may hold the domain."),
    ),
    site_build_plan=(
        Rule(
            BuildPlan(9, PlanCount.SITES_TOTAL),
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.INDIVIDUAL,
            also=(HUAWEI_MATERIAL,),
            note=Text("TODO", "From 10 sites on a site construction plan is needed."),
        ),
        Rule(
            BuildPlan(29, PlanCount.SITES_TOTAL),
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            also=(HUAWEI_MATERIAL,),
        ),
    ),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    correction=Rule(
        Correction(days=10, working_days=True),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.TRANSFER_IN,),
        note=Text("TODO", "A differing subject head must be changed within ten working days after approval."),
    ),
    transfer_requires_correct_subject=(
        Rule(
            True,
            TENCENT,
            subject=SubjectKind.ORGANISATION,
            filings=(Kind.ADD_SITE,),
            also=(JD,),
            note=Text("TODO", "A differing subject head must be changed at the old provider first."),
        ),
        Rule(
            False,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            filings=(Kind.TRANSFER_IN,),
            note=Text("TODO", "A differing subject head may be changed after approval."),
        ),
    ),
    change_must_use_combined_type=Rule(True, TENCENT, Confidence.MEDIUM),
    org_subject_change_scope=Rule(
        OrganisationChange.WITH_REGISTRY_CERTIFICATE,
        TENCENT,
        force=Force.MATERIAL,
        also=(JD,),
        note=Text("TODO", "A change to another organisation needs the business registry's certificate."),
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, Confidence.MEDIUM),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    truthfulness_commitment_required=Rule(True, HUAWEI_POLICY, also=(TENCENT,)),
    commitment_video_required=Rule(True, TENCENT, Confidence.MEDIUM),
    sole_trader_filing_as=Rule(
        SoleTraderFiling.BY_REGISTRY_LISTING,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "TODO", "A sole trader found in the public registry files as an organisation, else as an individual."
        ),
    ),
    education_waiver_letter_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Jiangsu's rules."""
    return [JIANGSU]
