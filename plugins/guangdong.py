"""广东省通信管理局 (Guangdong, 44).

Sources: 华为云《备案政策咨询》; 腾讯云《广东省管局要求》; 京东云《Guangdong》; 华为云《备案成功后咨询》; 华为云《迁移备案咨询》; 华为云《备案注销咨询》; 华为云《备案材料咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    BuildPlan,
    Confidence,
    FooterNumber,
    Force,
    HkMacaoDocument,
    IndividualChange,
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
    "腾讯云《广东省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@1a421bcb:product/域名与网站/网站备案/备案准备/各省管局要求/华南各省管局要求/广东省管局要求.md",
)
JD = Source(
    "京东云《Guangdong》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Guangdong.md",
)
HUAWEI_AFTER = Source(
    "华为云《备案成功后咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案成功后咨询.md",
)
HUAWEI_MIGRATE = Source(
    "华为云《迁移备案咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/迁移备案咨询.md",
)
HUAWEI_CANCEL = Source(
    "华为云《备案注销咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案注销咨询.md",
)
HUAWEI_MATERIAL = Source(
    "华为云《备案材料咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案材料咨询.md",
)

GUANGDONG = Province(
    code="44",
    authority="广东省通信管理局",
    sources=(HUAWEI_POLICY, TENCENT, JD, HUAWEI_AFTER, HUAWEI_MIGRATE, HUAWEI_CANCEL, HUAWEI_MATERIAL),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    principal_authorization_letter_allowed=Rule(
        False,
        HUAWEI_POLICY,
        Confidence.MEDIUM,
        note=Text("TODO", "A head who is not the legal representative is refused."),
    ),
    hk_macao_document=Rule(
        (
            HkMacaoDocument.HK_MACAO_TRAVEL_PERMIT,
            HkMacaoDocument.HK_MACAO_TW_RESIDENCE_PERMIT,
        ),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("TODO", "Either document serves for a Hong Kong head."),
    ),
    min_age=Rule(
        16,
        HUAWEI_POLICY,
        subject=SubjectKind.ORGANISATION,
        also=(TENCENT,),
        note=Text("TODO", "Persons below 16 cannot file as heads."),
    ),
    underage_proof=(
        Rule(
            UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)), TENCENT, subject=SubjectKind.INDIVIDUAL, also=(JD,)
        ),
        Rule(
            UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)),
            TENCENT,
            Confidence.LOW,
            subject=SubjectKind.ORGANISATION,
        ),
    ),
    local_id_required=Rule(False, HUAWEI_POLICY, also=(TENCENT, JD)),
    residence_permit_accepted=Rule(True, HUAWEI_POLICY, also=(TENCENT, JD)),
    temporary_residence_permit_accepted=Rule(True, HUAWEI_POLICY, also=(TENCENT,)),
    student_card_accepted=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "A student card is no residence proof; students file at home and from age 18."),
    ),
    other_residence_proofs=Rule(
        (
            ResidenceProof.PROPERTY_DEED,
            ResidenceProof.SOCIAL_SECURITY,
            ResidenceProof.RENTAL_CONTRACT,
            ResidenceProof.EMPLOYMENT_CERTIFICATE,
        ),
        TENCENT,
        also=(JD,),
        note=Text("TODO", "Any one of these may replace the residence permit; change filings need none."),
    ),
    emergency_phone_must_differ=Rule(True, TENCENT, also=(JD,)),
    min_distinct_phones_when_principals_differ=Rule(
        2,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "At least two different mobile numbers must appear in the filing."),
    ),
    cross_city_address_forbidden=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "Contact address and document address must lie in the same prefecture-level area."),
    ),
    domain_owner_may_be_legal_representative=Rule(True, HUAWEI_POLICY, Confidence.MEDIUM),
    distinct_prefix_separate_sites=Rule(True, TENCENT, Confidence.MEDIUM),
    multi_domain_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    site_build_plan=(
        Rule(
            BuildPlan(5, PlanCount.DOMAINS_DISTINCT_PREFIX_TOTAL),
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.INDIVIDUAL,
            note=Text(
                "TODO", "Above 5 domains with different names the plan and further papers are posted to the authority."
            ),
        ),
        Rule(
            BuildPlan(31, PlanCount.DOMAINS_DISTINCT_PREFIX_TOTAL),
            TENCENT,
            subject=SubjectKind.ORGANISATION,
            also=(JD,),
            note=Text(
                "TODO", "Above 31 domains with different names the plan and further papers are posted to the authority."
            ),
        ),
    ),
    filed_sites_must_be_reachable=Rule(True, JD, Confidence.LOW),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    footer_number_kind=Rule(
        FooterNumber.SUBJECT,
        HUAWEI_AFTER,
        Confidence.MEDIUM,
        note=Text("TODO", "The site footer shows the subject's filing number, without the site suffix."),
    ),
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
    migrate_between_subjects_supported=Rule(True, HUAWEI_MIGRATE, Confidence.MEDIUM),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    filing_commitment_letter_required=Rule(
        True,
        HUAWEI_MATERIAL,
        also=(TENCENT, JD),
        note=Text("TODO", "The province's commitment letter is needed in every filing since 21 June 2021."),
    ),
    copies_accepted=(
        Rule(
            True,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("TODO", "A copy of the ID card with a thumb print is accepted."),
        ),
        Rule(
            True,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            note=Text("TODO", "A copy with the official seal is accepted."),
        ),
    ),
    sole_trader_filing_as=Rule(
        SoleTraderFiling.BY_TRADE_NAME,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "A sole trader with a trade name files as an organisation, without one as an individual."),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Guangdong's rules."""
    return [GUANGDONG]
