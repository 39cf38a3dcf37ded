"""海南省通信管理局 (Hainan, 46).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案管局咨询》 (2025-12-31); 华为云《备案注销咨询》
(2025-12-31); 腾讯云《海南管局备案要求》 (2021/2023); 腾讯云《各省管局要求》 (2017-06-05).
Checked on: 2026-11-23.
Limitations: Coverage is thin. Most of it is of 2021 to 2023, years inferred from what the texts mention. One
source takes nobody but the legal representative: a letter does here, which may be wrong. No text of the
authority itself was found; access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    IndividualChange,
    Kind,
    OrganisationChange,
    Province,
    Rule,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
TENCENT = Source(
    "腾讯云《海南管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@26660986:product/域名与网站/网站备案/备案准备/各省管局要求/华南各省管局要求/海南管局备案要求.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)

HAINAN = Province(
    code="46",
    authority="海南省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_AUTHORITIES, HUAWEI_CANCEL, TENCENT, TENCENT_2017),
    checked_on=date(2026, 11, 23),
    limitations=(
        "资料稀少；多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "能否凭授权书由他人担任主体负责人，一家称不可，按可以处理，可能有误。"
        "未找到管局原文，规则均据接入商的公开资料。"
    ),
    subject_principal_must_be_legal_representative=Rule(
        False,
        HUAWEI_AUTHORITIES,
        Confidence.MEDIUM,
        also=(TENCENT,),
        note=Text("他人担任的须提供授权书，并符合条件。", "Anybody else needs a letter and meets conditions."),
    ),
    principal_authorization_letter_allowed=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    same_principal_for_subject_and_site=Rule(True, TENCENT, Confidence.MEDIUM),
    min_age=Rule(16, TENCENT, Confidence.MEDIUM),
    temporary_id_accepted=Rule(False, TENCENT_2017, Confidence.LOW),
    emergency_phone_must_differ=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    max_domains_per_filing=Rule(
        1, HUAWEI_AUTHORITIES, subject=SubjectKind.INDIVIDUAL, filings=(Kind.NEW,), also=(TENCENT,)
    ),
    administrative_region_site_name_allowed=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("国家名称同此。", "Names of the state neither."),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.NEVER, TENCENT, Confidence.MEDIUM),
    change_certificate_required=Rule(True, TENCENT, Confidence.MEDIUM),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    licence_issuer_seal_required=Rule("海南省市场监督管理局商事登记专用章", HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    licence_number_prefix_required=Rule("琼", HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    preapproval_note_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "经营范围含前置审批字样的，备注须写明网站的实际用途。",
            "With pre-approval words in the business scope the note states the real use.",
        ),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Hainan's rules."""
    return [HAINAN]
