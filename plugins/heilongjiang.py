"""黑龙江省通信管理局 (Heilongjiang, 23).

Sources: 腾讯云《黑龙江省管局要求》; 京东云《Heilongjiang》; 腾讯云《各省管局要求》; 腾讯云《黑龙江省管局要求》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
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
    Province,
    Rule,
    SoleTraderFiling,
    Source,
    SubjectKind,
    Text,
    UnderageProof,
    YoungProof,
    hookimpl,
)

TENCENT = Source(
    "腾讯云《黑龙江省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@098f863a:product/域名与网站/网站备案/备案准备/各省管局要求/东北各省管局要求/黑龙江省管局要求.md",
)
JD = Source(
    "京东云《Heilongjiang》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Heilongjiang.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)
TENCENT_2 = Source(
    "腾讯云《黑龙江省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@6eb0d1e8:product/域名与网站/网站备案/备案准备/各省管局要求/东北各省管局要求/黑龙江省管局要求.md",
)
HUAWEI_CANCEL = Source(
    "华为云《备案注销咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案注销咨询.md",
)
HUAWEI_AFTER = Source(
    "华为云《备案成功后咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案成功后咨询.md",
)

HEILONGJIANG = Province(
    code="23",
    authority="黑龙江省通信管理局",
    sources=(TENCENT, JD, TENCENT_2017, TENCENT_2, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    subject_principal_must_be_legal_representative=Rule(
        True,
        TENCENT,
        force=Force.MATERIAL,
        also=(JD,),
        note=Text(
            "TODO", "Legal representative by default; only a shareholder or senior manager may stand in, with proof."
        ),
    ),
    principal_authorization_letter_allowed=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "TODO",
            "Only a shareholder or senior manager, with articles or proof of office plus a sealed delegation letter.",
        ),
    ),
    same_principal_for_subject_and_site=Rule(True, TENCENT, Confidence.MEDIUM),
    site_principal_max_age=Rule(
        MaxAge(male=65, female=65),
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "The site head must not be older than this."),
    ),
    min_age=(
        Rule(
            16,
            TENCENT,
            Confidence.LOW,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("TODO", "Persons below 16 cannot file."),
        ),
        Rule(18, TENCENT, subject=SubjectKind.ORGANISATION, also=(JD,)),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
    ),
    local_id_required=Rule(True, TENCENT, also=(JD,)),
    mobile_must_be_local=Rule(
        True,
        JD,
        Confidence.LOW,
        also=(TENCENT_2017,),
        note=Text("TODO", "One provider asks for a local mobile number."),
    ),
    emergency_phone_must_differ=Rule(True, JD, Confidence.LOW),
    domain_owner_may_be_legal_representative=Rule(
        True,
        TENCENT_2017,
        Confidence.LOW,
        note=Text("TODO", "Only a 2017 text speaks on this: the legal representative may hold the domain."),
    ),
    multi_domain_note_required=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
    max_sites_per_filing=(
        Rule(
            2,
            TENCENT_2,
            Confidence.LOW,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("TODO", "Older text: at most two sites per order."),
        ),
        Rule(
            4,
            TENCENT_2,
            Confidence.LOW,
            subject=SubjectKind.ORGANISATION,
            note=Text("TODO", "Older text: at most four sites per order."),
        ),
    ),
    institution_site_review_form_required=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, also=(JD,)),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Heilongjiang's rules."""
    return [HEILONGJIANG]
