"""江苏省通信管理局 (Jiangsu, 32).

Sources: 华为云《备案材料咨询》 (2025-12-31); 华为云《备案政策咨询》 (2025-12-31); 腾讯云《江苏管局备案要求》
(2021/2023); 京东云《各省管局规则·江苏》 (2021/2023); 腾讯云《各省管局要求》 (2017-06-05).
Checked on: 2026-11-23.
Limitations: Most of it is of 2021 to 2023, years inferred from what the texts mention. Newer text dropped the
local mobile number for organisations: advice only. No text of the authority itself was found; access providers'
guides stand for it.
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
HUAWEI_MATERIAL = Source("华为云《备案材料咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案材料咨询.md")
HUAWEI_POLICY = Source("华为云《备案政策咨询》", "2025-12-31", HUAWEI_KB + "faq/备案政策咨询.md")
TENCENT = Source(
    "腾讯云《江苏管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@1a421bcb:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/江苏管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·江苏》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Jiangsu.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)

JIANGSU = Province(
    code="32",
    authority="江苏省通信管理局",
    sources=(HUAWEI_MATERIAL, HUAWEI_POLICY, TENCENT, JD, TENCENT_2017),
    checked_on=date(2026, 11, 23),
    limitations=(
        "多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "本省手机号码的要求，新旧资料不一，对单位只作提示。未找到管局原文，规则均据接入商的公开资料。"
    ),
    subject_principal_must_be_legal_representative=Rule(False, HUAWEI_POLICY, also=(TENCENT, JD)),
    principal_authorization_letter_allowed=Rule(True, HUAWEI_POLICY, also=(TENCENT,)),
    same_principal_for_subject_and_site=Rule(True, HUAWEI_POLICY, also=(TENCENT, JD)),
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    principal_unique_across_subjects=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("只限网站负责人。", "For a site's principal only."),
    ),
    min_age=(
        Rule(16, HUAWEI_POLICY, subject=SubjectKind.INDIVIDUAL, also=(TENCENT,)),
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
    other_residence_proofs=Rule((ResidenceProof.PROPERTY_DEED,), TENCENT, Confidence.MEDIUM),
    mobile_must_be_local=Rule(
        True,
        JD,
        Confidence.LOW,
        note=Text(
            "较早的资料要求本省号码，较新的资料已取消。", "Older texts demand a local number; the newest dropped it."
        ),
    ),
    domain_min_validity_days=Rule(90, HUAWEI_POLICY, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT_2017, Confidence.LOW),
    site_build_plan=(
        Rule(BuildPlan(9), TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL, also=(HUAWEI_MATERIAL,)),
        Rule(BuildPlan(29), TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION, also=(HUAWEI_MATERIAL,)),
    ),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    correction=Rule(
        Correction(days=10, working_days=True),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.TRANSFER_IN,),
        note=Text(
            "登记的主体负责人不一致的，须在期限内变更。",
            "A principal on record who differs is changed within this time.",
        ),
    ),
    transfer_requires_correct_subject=(
        Rule(
            True,
            TENCENT,
            subject=SubjectKind.ORGANISATION,
            filings=(Kind.ADD_SITE,),
            also=(JD,),
            note=Text(
                "登记的主体负责人不一致的，须先在原接入商处变更。",
                "A principal on record who differs is changed at the old provider first.",
            ),
        ),
        Rule(
            False,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            filings=(Kind.TRANSFER_IN,),
            note=Text(
                "登记的主体负责人不一致的，可在审核通过后变更。",
                "A principal on record who differs may be changed after the approval.",
            ),
        ),
    ),
    change_must_use_combined_type=Rule(True, TENCENT, Confidence.MEDIUM),
    org_subject_change_scope=Rule(
        OrganisationChange.WITH_REGISTRY_CERTIFICATE, TENCENT, force=Force.MATERIAL, also=(JD,)
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, Confidence.MEDIUM),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    truthfulness_commitment_required=Rule(
        True,
        HUAWEI_POLICY,
        since=date(2021, 6, 1),
        also=(TENCENT,),
        note=Text("由网站负责人签署。", "The site's principal signs it."),
    ),
    commitment_video_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("拍摄网站负责人手持已签署的承诺书。", "The site's principal is filmed with the signed commitment."),
    ),
    sole_trader_filing_as=Rule(SoleTraderFiling.BY_REGISTRY_LISTING, TENCENT, Confidence.MEDIUM),
    education_waiver_letter_required=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("指名称中的教育字样。", "Where the name holds education words.")
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Jiangsu's rules."""
    return [JIANGSU]
