"""上海市通信管理局 (Shanghai, 31).

Sources: 华为云《备案管局咨询》 (2025-12-31); 华为云备案规则文件 (2026-08-23); 腾讯云《上海管局备案要求》
(2021/2023); 京东云《各省管局规则·上海》 (2021/2023); 腾讯云《各省管局要求》 (2017-06-05).
Checked on: 2026-11-23.
Limitations: An older text takes students with proof of study: refused here, which may be wrong. The electronic
licence rests on one rule file of 2026-08-23. No text of the authority itself was found; access providers'
guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    BuildPlan,
    Confidence,
    HkMacaoDocument,
    IndividualChange,
    Kind,
    Province,
    Rule,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
HUAWEI_RULES = Source(
    "华为云备案规则文件",
    "2026-08-23",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-rule-consult/references/filing-rules.yml",
)
TENCENT = Source(
    "腾讯云《上海管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@0b751f36:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/上海管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·上海》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Shanghai.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)

SHANGHAI = Province(
    code="31",
    authority="上海市通信管理局",
    sources=(HUAWEI_AUTHORITIES, HUAWEI_RULES, TENCENT, JD, TENCENT_2017),
    checked_on=date(2026, 11, 23),
    limitations=(
        "外地学生，较早的资料接受在读证明，按不受理处理，可能有误；"
        "电子营业执照见于 2026-08-23 的规则文件，只此一处。未找到管局原文，规则均据接入商的公开资料。"
    ),
    site_principal_authorization_letter_required=Rule(
        True, HUAWEI_AUTHORITIES, also=(TENCENT, JD), note=Text("用上海市规定的样式。", "On Shanghai's own form.")
    ),
    foreign_principal_passport_accepted=Rule(
        True, HUAWEI_AUTHORITIES, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION
    ),
    hk_macao_document=Rule(
        (HkMacaoDocument.HK_MACAO_TW_RESIDENCE_PERMIT, HkMacaoDocument.HK_MACAO_TRAVEL_PERMIT),
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "优先用居住证，没有的用通行证；香港身份证和护照不受理。",
            "The residence permit first, else the travel permit; Hong Kong ID cards and passports are refused.",
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
        note=Text(
            "外地学生回户籍所在省备案。",
            "Students from elsewhere file in the province of their household registration.",
        ),
    ),
    temporary_id_accepted=Rule(False, TENCENT_2017, Confidence.LOW),
    foreigner_individual_allowed=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "须同时提供护照、本市居住证和居住单。",
            "Passport, local residence permit and residence registration together.",
        ),
    ),
    address_needs_house_number=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
    address_no_municipal_district_placeholder=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    site_build_plan=Rule(BuildPlan(29), HUAWEI_AUTHORITIES, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    site_name_english_allowed=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("指纯英文的名称。", "A name in English only."),
    ),
    transfer_requires_correct_subject=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.TRANSFER_IN, Kind.ADD_SITE),
        note=Text(
            "登记的主体负责人不是法定代表人的，可在审核通过后变更。",
            "A principal on record who is not the legal representative is changed after the approval.",
        ),
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, also=(JD,)),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    filing_commitment_letter_required=Rule(True, JD, Confidence.LOW),
    electronic_licence_accepted=Rule(
        False,
        HUAWEI_RULES,
        Confidence.MEDIUM,
        note=Text("须为原件的彩色照片或扫描件。", "The original is photographed or scanned."),
    ),
    licence_min_validity_days=Rule(365, TENCENT, Confidence.MEDIUM),
    id_min_validity_days=Rule(90, TENCENT, Confidence.MEDIUM),
    sole_trader_seal_required=Rule(True, TENCENT, Confidence.MEDIUM),
    finance_keywords_need_approval=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "名称或经营范围含金融字样的，须有金融主管部门的审批文件。",
            "Finance words in name or business scope need the finance office's approval.",
        ),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Shanghai's rules."""
    return [SHANGHAI]
