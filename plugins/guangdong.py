"""广东省通信管理局 (Guangdong, 44).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案注销咨询》 (2025-12-31); 华为云《备案材料咨询》
(2025-12-31); 华为云《迁移备案咨询》 (2025-12-31); 华为云《备案政策咨询》 (2025-12-31); 腾讯云《广东省管局要求》
(2021/2023); 京东云《各省管局规则·广东》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Most of it is of 2021 to 2023, years inferred from what the texts mention. An older text only
advises the legal representative in transfers and changes: always here, which may be wrong. On what a change of
subject needs, sources differ: advice only. No text of the authority itself was found; access providers' guides
stand for it.
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

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
HUAWEI_MATERIAL = Source("华为云《备案材料咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案材料咨询.md")
HUAWEI_MIGRATE = Source("华为云《迁移备案咨询》", "2025-12-31", HUAWEI_KB + "procedures/迁移备案咨询.md")
HUAWEI_POLICY = Source("华为云《备案政策咨询》", "2025-12-31", HUAWEI_KB + "faq/备案政策咨询.md")
TENCENT = Source(
    "腾讯云《广东省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@1a421bcb:product/域名与网站/网站备案/备案准备/各省管局要求/华南各省管局要求/广东省管局要求.md",
)
JD = Source(
    "京东云《各省管局规则·广东》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Guangdong.md",
)

GUANGDONG = Province(
    code="44",
    authority="广东省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_CANCEL, HUAWEI_MATERIAL, HUAWEI_MIGRATE, HUAWEI_POLICY, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "转接入和变更时主体负责人是否也须为法定代表人，较早的资料只作建议，按一律须为处理，可能有误；"
        "变更主体须满足什么条件，来源不一，只作提示。未找到管局原文，规则均据接入商的公开资料。"
    ),
    principal_authorization_letter_allowed=Rule(False, HUAWEI_POLICY, Confidence.MEDIUM),
    hk_macao_document=Rule(
        (HkMacaoDocument.HK_MACAO_TRAVEL_PERMIT, HkMacaoDocument.HK_MACAO_TW_RESIDENCE_PERMIT),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text(
            "任选其一；来源只提到香港负责人。", "Either serves; the source speaks of principals from Hong Kong only."
        ),
    ),
    min_age=Rule(16, HUAWEI_POLICY, subject=SubjectKind.ORGANISATION, also=(TENCENT,)),
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
        note=Text("学生回户籍地备案，并须满 18 周岁。", "Students file at home, and from age 18."),
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
        note=Text("任选其一；变更备案无须提供。", "Any one of them; a change needs none."),
    ),
    emergency_phone_must_differ=Rule(True, TENCENT, also=(JD,)),
    min_distinct_phones_when_principals_differ=Rule(2, TENCENT, Confidence.MEDIUM),
    cross_city_address_forbidden=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("以地级行政区为准。", "One prefecture-level area is meant.")
    ),
    domain_owner_may_be_legal_representative=Rule(True, HUAWEI_POLICY, Confidence.MEDIUM),
    distinct_prefix_separate_sites=Rule(True, TENCENT, Confidence.MEDIUM),
    multi_domain_note_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("备注说明这些域名指向同一网站。", "The note says that the domains point to the same site."),
    ),
    site_build_plan=(
        Rule(
            BuildPlan(5, PlanCount.DOMAINS_DISTINCT_PREFIX_TOTAL),
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("方案及其他资料须邮寄给管局。", "The plan and further papers are posted to the authority."),
        ),
        Rule(
            BuildPlan(31, PlanCount.DOMAINS_DISTINCT_PREFIX_TOTAL),
            TENCENT,
            subject=SubjectKind.ORGANISATION,
            also=(JD,),
            note=Text("方案及其他资料须邮寄给管局。", "The plan and further papers are posted to the authority."),
        ),
    ),
    filed_sites_must_be_reachable=Rule(True, JD, Confidence.LOW),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    footer_number_kind=Rule(FooterNumber.SUBJECT, HUAWEI_AFTER, Confidence.MEDIUM),
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
    migrate_between_subjects_supported=Rule(True, HUAWEI_MIGRATE, Confidence.MEDIUM),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    filing_commitment_letter_required=Rule(True, HUAWEI_MATERIAL, since=date(2021, 6, 21), also=(TENCENT, JD)),
    copies_accepted=(
        Rule(
            True,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("身份证复印件须按手印。", "A copy of the ID card bears a thumb print."),
        ),
        Rule(
            True,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            note=Text("复印件须盖公章。", "A copy bears the official seal."),
        ),
    ),
    sole_trader_filing_as=Rule(SoleTraderFiling.BY_TRADE_NAME, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Guangdong's rules."""
    return [GUANGDONG]
