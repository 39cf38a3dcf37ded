"""四川省通信管理局 (Sichuan, 51).

Sources: 华为云《备案变更咨询》 (2025-11-19); 腾讯云《四川管局备案要求》 (2021/2023);
京东云《各省管局规则·四川》 (2021/2023); 腾讯云《各省管局要求》 (2017-06-05).
Checked on: 2026-11-23.
Limitations: Most of it is of 2021 to 2023, years inferred from what the texts mention. No text of the authority
itself was found; access providers' guides stand for it.
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

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_CHANGE = Source("华为云《备案变更咨询》", "2025-11-19", HUAWEI_KB + "procedures/备案变更咨询.md")
TENCENT = Source(
    "腾讯云《四川管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@ca8d1eff:product/域名与网站/网站备案/备案准备/各省管局要求/西南各省管局要求/四川管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·四川》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Sichuan.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)

SICHUAN = Province(
    code="51",
    authority="四川省通信管理局",
    sources=(HUAWEI_CHANGE, TENCENT, JD, TENCENT_2017),
    checked_on=date(2026, 11, 23),
    limitations="多数规则见于 2021 至 2023 年的资料（年份据内容推断）。未找到管局原文，规则均据接入商的公开资料。",
    subject_principal_must_be_legal_representative=Rule(
        True,
        JD,
        force=Force.MATERIAL,
        also=(TENCENT,),
        note=Text(
            "原则上是法定代表人；他人担任的须提供授权书。",
            "As a rule the legal representative; anybody else needs a letter.",
        ),
    ),
    principal_authorization_letter_allowed=Rule(True, TENCENT, also=(JD,)),
    site_principal_authorization_letter_required=Rule(True, TENCENT, Confidence.MEDIUM),
    principal_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM),
    min_age=(
        Rule(16, TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
        Rule(18, TENCENT, subject=SubjectKind.ORGANISATION, also=(JD,)),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME, YoungProof.GUARDIAN)),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
    ),
    local_id_required=Rule(False, TENCENT, also=(JD,)),
    residence_permit_accepted=Rule(True, TENCENT, also=(JD,)),
    student_card_accepted=Rule(True, TENCENT, Confidence.MEDIUM),
    other_residence_proofs=Rule(
        (ResidenceProof.SOCIAL_SECURITY, ResidenceProof.EMPLOYMENT_CONTRACT),
        TENCENT,
        Confidence.MEDIUM,
        note=Text("能证明在本省学习、生活或工作即可。", "Any proof of study, life or work in the province is enough."),
    ),
    foreigner_individual_allowed=Rule(
        True,
        JD,
        Confidence.MEDIUM,
        also=(TENCENT_2017,),
        note=Text("须证明在本省学习、生活或工作。", "With proof of study, life or work in the province."),
    ),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_statement_letter_over_n_domains=Rule(
        5,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("声明须盖章，个人按手印。", "The statement is sealed or bears a thumb print."),
    ),
    filed_sites_must_be_reachable=Rule(
        True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION, filings=(Kind.ADD_SITE, Kind.CHANGE)
    ),
    site_name_min_chars=Rule(3, TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
    site_name_english_allowed=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("数字、域名、人名同此。", "Digits, a domain or a person's name neither."),
    ),
    transfer_requires_correct_subject=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        filings=(Kind.TRANSFER_IN, Kind.ADD_SITE),
        note=Text(
            "须与原备案一致，否则先在原接入商处变更。",
            "The data equals the old filing, else it is changed at the old provider first.",
        ),
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
        note=Text(
            "原则上用原件，特殊情况可用盖章的复印件。", "Originals are the rule; a sealed copy passes in special cases."
        ),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Sichuan's rules."""
    return [SICHUAN]
