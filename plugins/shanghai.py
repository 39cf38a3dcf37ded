"""上海市通信管理局 (Shanghai, 31).

Sources: 华为云《备案管局咨询》; 腾讯云《上海管局备案要求》; 京东云《Shanghai》; 腾讯云《各省管局要求》; 华为云《filing-rules》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    BuildPlan,
    Confidence,
    HkMacaoDocument,
    IndividualChange,
    Kind,
    PlanCount,
    Province,
    Rule,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

HUAWEI_AUTHORITIES = Source(
    "华为云《备案管局咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/topics/备案管局咨询.md",
)
TENCENT = Source(
    "腾讯云《上海管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@0b751f36:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/上海管局备案要求.md",
)
JD = Source(
    "京东云《Shanghai》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Shanghai.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)
HUAWEI_RULES = Source(
    "华为云《filing-rules》",
    "2026-08-23",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-rule-consult/references/filing-rules.yml",
)

SHANGHAI = Province(
    code="31",
    authority="上海市通信管理局",
    sources=(HUAWEI_AUTHORITIES, TENCENT, JD, TENCENT_2017, HUAWEI_RULES),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    site_principal_authorization_letter_required=Rule(
        True,
        HUAWEI_AUTHORITIES,
        also=(TENCENT, JD),
        note=Text(
            "TODO",
            "A site head who is not the legal representative needs an authorisation letter, on Shanghai's own form.",
        ),
    ),
    foreign_principal_passport_accepted=Rule(
        True, HUAWEI_AUTHORITIES, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION
    ),
    hk_macao_document=Rule(
        (
            HkMacaoDocument.HK_MACAO_TW_RESIDENCE_PERMIT,
            HkMacaoDocument.HK_MACAO_TRAVEL_PERMIT,
        ),
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "TODO",
            "The mainland residence permit comes first, else the travel permit; Hong Kong ID cards and passports are refused.",
        ),
    ),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(False, HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    residence_permit_accepted=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    residence_permit_min_remaining_days=Rule(30, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    temporary_residence_permit_accepted=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    student_card_accepted=Rule(
        False,
        HUAWEI_AUTHORITIES,
        also=(TENCENT,),
        note=Text("TODO", "Students from elsewhere are sent to the province of their household registration."),
    ),
    temporary_id_accepted=Rule(False, TENCENT_2017, Confidence.LOW),
    foreigner_individual_allowed=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "Passport, local residence permit and residence registration are needed together."),
    ),
    address_needs_house_number=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
    address_no_municipal_district_placeholder=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    site_build_plan=Rule(
        BuildPlan(29, PlanCount.SITES_TOTAL), HUAWEI_AUTHORITIES, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION
    ),
    site_name_english_allowed=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("TODO", "A name in English only is refused."),
    ),
    transfer_requires_correct_subject=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(
            Kind.ADD_SITE,
            Kind.TRANSFER_IN,
        ),
        note=Text("TODO", "A head who is not the legal representative may be changed afterwards."),
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, also=(JD,)),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    filing_commitment_letter_required=Rule(
        True, JD, Confidence.LOW, note=Text("TODO", "The city's own commitment letter is needed.")
    ),
    electronic_licence_accepted=Rule(False, HUAWEI_RULES, Confidence.MEDIUM),
    licence_min_validity_days=Rule(
        365, TENCENT, Confidence.MEDIUM, note=Text("TODO", "The business licence must stay valid for more than a year.")
    ),
    id_min_validity_days=Rule(90, TENCENT, Confidence.MEDIUM),
    sole_trader_seal_required=Rule(True, TENCENT, Confidence.MEDIUM),
    finance_keywords_need_approval=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "Finance words in name or scope need the finance office's approval."),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Shanghai's rules."""
    return [SHANGHAI]
