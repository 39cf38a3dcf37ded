"""贵州省通信管理局 (Guizhou, 52).

Sources: 华为云《备案管局咨询》 (2025-12-31); 华为云《备案变更咨询》 (2025-11-19); 腾讯云《贵州管局备案要求》
(2021/2023); 京东云《各省管局规则·贵州》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Most of it is of 2021 to 2023, years inferred from what the texts mention. Whether individuals may
choose the blog type, sources differ: refused here, which may be wrong. No text of the authority itself was
found; access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    IndividualChange,
    OrganisationChange,
    Province,
    Rule,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
HUAWEI_CHANGE = Source("华为云《备案变更咨询》", "2025-11-19", HUAWEI_KB + "procedures/备案变更咨询.md")
TENCENT = Source(
    "腾讯云《贵州管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@89742253:product/域名与网站/网站备案/备案准备/各省管局要求/西南各省管局要求/贵州管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·贵州》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Guizhou.md",
)

GUIZHOU = Province(
    code="52",
    authority="贵州省通信管理局",
    sources=(HUAWEI_AUTHORITIES, HUAWEI_CHANGE, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "个人能否选博客类，来源不一，按不受理处理，可能有误。未找到管局原文，规则均据接入商的公开资料。"
    ),
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    min_age=Rule(18, TENCENT, also=(JD,)),
    local_id_required=Rule(False, TENCENT, also=(JD,)),
    residence_permit_accepted=Rule(True, TENCENT, also=(JD,)),
    cross_city_address_forbidden=Rule(
        True,
        HUAWEI_AUTHORITIES,
        Confidence.MEDIUM,
        note=Text(
            "单位地址须与证件住所一致，不得在其他城市。",
            "The organisation's address agrees with its certificate; no other city.",
        ),
    ),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    max_sites_per_filing=Rule(5, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    individual_blog_type_allowed=Rule(False, TENCENT, Confidence.MEDIUM),
    change_must_use_combined_type=Rule(True, TENCENT, Confidence.MEDIUM),
    principal_change_needs_new_letter=Rule(
        True, HUAWEI_CHANGE, Confidence.MEDIUM, note=Text("须按变更备案办理。", "As a change of the whole filing.")
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.NEVER, TENCENT, Confidence.MEDIUM),
    change_certificate_required=Rule(True, TENCENT, Confidence.MEDIUM),
    sole_trader_seal_required=Rule(True, TENCENT, Confidence.MEDIUM),
    sole_trader_trade_name_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Guizhou's rules."""
    return [GUIZHOU]
