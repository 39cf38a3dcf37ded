"""北京市通信管理局 (Beijing, 11).

Sources: 华为云《备案政策咨询》 (2025-12-31); 腾讯云《北京管局要求》 (2021/2023); 京东云《各省管局规则·北京》
(2021/2023).
Checked on: 2026-11-23.
Limitations: Most of it is of 2021 to 2023, years inferred from what the texts mention. That the principal is
the legal representative rests on weak evidence: advice only. The list of suffixes is missing. Whether
individuals may choose the blog type, sources differ: refused here, which may be wrong. No text of the authority
itself was found; access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Correction,
    Force,
    HkMacaoDocument,
    IndividualChange,
    Kind,
    OrganisationChange,
    Province,
    Rule,
    SoleTraderFiling,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_POLICY = Source("华为云《备案政策咨询》", "2025-12-31", HUAWEI_KB + "faq/备案政策咨询.md")
TENCENT = Source(
    "腾讯云《北京管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@e5166dba:product/域名与网站/网站备案/备案准备/各省管局要求/华北各省管局要求/北京管局要求.md",
)
JD = Source(
    "京东云《各省管局规则·北京》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Beijing.md",
)

BEIJING = Province(
    code="11",
    authority="北京市通信管理局",
    sources=(HUAWEI_POLICY, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "主体负责人须为法定代表人一项证据薄弱，只作提示；域名后缀清单未取得；"
        "个人能否选博客类，来源不一，按不受理处理，可能有误。未找到管局原文，规则均据接入商的公开资料。"
    ),
    subject_principal_must_be_legal_representative=Rule(
        True,
        HUAWEI_POLICY,
        Confidence.LOW,
        force=Force.ADVICE,
        note=Text(
            "只见于一份泛称的省份名单，另两份省级资料未要求。",
            "Named only in a general list of provinces; two guides to the province do not ask for it.",
        ),
    ),
    hk_macao_document=Rule(
        (HkMacaoDocument.HK_MACAO_TRAVEL_PERMIT,),
        HUAWEI_POLICY,
        also=(TENCENT,),
        note=Text("来源只提到香港居民。", "The source speaks of Hong Kong residents only."),
    ),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    foreigner_individual_allowed=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("凭有效护照。", "With a valid passport.")
    ),
    emergency_phone_must_differ=(
        Rule(
            False,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("两个号码都必填，但可以相同。", "Both numbers are needed, but may be equal."),
        ),
        Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    min_distinct_phones_when_principals_differ=Rule(3, TENCENT, Confidence.MEDIUM),
    address_needs_house_number=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    address_no_municipal_district_placeholder=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    domain_min_validity_days=Rule(90, HUAWEI_POLICY, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_suffix_local_whitelist=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("清单以管局公布的为准，本文件未收录。", "The list is the authority's; it is not in this file."),
    ),
    overseas_registered_domain_accepted=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        filings=(Kind.TRANSFER_IN,),
        note=Text("须先转入境内注册商。", "The domain first moves to a mainland registrar."),
    ),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    individual_blog_type_allowed=Rule(False, TENCENT, Confidence.MEDIUM),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    correction=Rule(
        Correction(days=10, working_days=True),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.TRANSFER_IN, Kind.ADD_SITE),
    ),
    transfer_requires_correct_subject=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.TRANSFER_IN, Kind.ADD_SITE),
        note=Text(
            "核心信息一致的，可在审核通过后变更其余信息。",
            "Where the core fields agree, the rest is changed after the approval.",
        ),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.NEVER, TENCENT, also=(JD,)),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    multiple_filing_numbers_must_merge=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("在转接入、新增网站之前注销。", "Before a transfer or a new site.")
    ),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, TENCENT, Confidence.MEDIUM),
    sole_trader_seal_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Beijing's rules."""
    return [BEIJING]
