"""贵州省通信管理局 (Guizhou, 52).

Sources: 腾讯云《贵州管局备案要求》; 京东云《Guizhou》; 华为云《备案管局咨询》; 华为云《备案变更咨询》.
Checked on: 2026-11-23.
Limitations: TODO
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

TENCENT = Source(
    "腾讯云《贵州管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@89742253:product/域名与网站/网站备案/备案准备/各省管局要求/西南各省管局要求/贵州管局备案要求.md",
)
JD = Source(
    "京东云《Guizhou》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Guizhou.md",
)
HUAWEI_AUTHORITIES = Source(
    "华为云《备案管局咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/topics/备案管局咨询.md",
)
HUAWEI_CHANGE = Source(
    "华为云《备案变更咨询》",
    "2025-11-19",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案变更咨询.md",
)

GUIZHOU = Province(
    code="52",
    authority="贵州省通信管理局",
    sources=(TENCENT, JD, HUAWEI_AUTHORITIES, HUAWEI_CHANGE),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    min_age=(
        Rule(
            18, TENCENT, subject=SubjectKind.INDIVIDUAL, also=(JD,), note=Text("TODO", "Persons below 18 cannot file.")
        ),
        Rule(18, TENCENT, subject=SubjectKind.ORGANISATION, also=(JD,)),
    ),
    local_id_required=Rule(False, TENCENT, also=(JD,)),
    residence_permit_accepted=Rule(True, TENCENT, also=(JD,)),
    cross_city_address_forbidden=Rule(
        True,
        HUAWEI_AUTHORITIES,
        Confidence.MEDIUM,
        note=Text("TODO", "The organisation's address must agree with the document address; no other city."),
    ),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    max_sites_per_filing=Rule(
        5,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("TODO", "At most five sites per order."),
    ),
    individual_blog_type_allowed=Rule(False, TENCENT, Confidence.MEDIUM),
    change_must_use_combined_type=Rule(True, TENCENT, Confidence.MEDIUM),
    principal_change_needs_new_letter=Rule(True, HUAWEI_CHANGE, Confidence.MEDIUM),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(
        IndividualChange.NEVER,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "An individual's filing cannot be changed to another subject; cancel and refile."),
    ),
    change_certificate_required=Rule(True, TENCENT, Confidence.MEDIUM),
    sole_trader_seal_required=Rule(True, TENCENT, Confidence.MEDIUM),
    sole_trader_trade_name_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Guizhou's rules."""
    return [GUIZHOU]
