"""山西省通信管理局 (Shanxi, 14).

Sources: 华为云《备案管局咨询》; 腾讯云《山西管局备案要求》; 京东云《Shanxi》.
Checked on: 2026-11-23.
Limitations: TODO
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
    Rule,
    SoleTraderFiling,
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
    "腾讯云《山西管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@e5166dba:product/域名与网站/网站备案/备案准备/各省管局要求/华北各省管局要求/山西管局备案要求.md",
)
JD = Source(
    "京东云《Shanxi》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Shanxi.md",
)

SHANXI = Province(
    code="14",
    authority="山西省通信管理局",
    sources=(HUAWEI_AUTHORITIES, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    foreign_principal_must_delegate=Rule(
        True,
        HUAWEI_AUTHORITIES,
        Confidence.MEDIUM,
        note=Text(
            "TODO",
            "A foreign, Hong Kong, Macao or Taiwan legal representative must delegate a holder of a mainland ID card, with a letter.",
        ),
    ),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    max_domains_per_filing=Rule(
        3,
        HUAWEI_AUTHORITIES,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(
            Kind.ADD_SITE,
            Kind.NEW,
            Kind.TRANSFER_IN,
        ),
    ),
    transfer_requires_correct_subject=(
        Rule(
            False,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            filings=(Kind.ADD_SITE,),
            note=Text("TODO", "An old certificate number may be used and changed afterwards."),
        ),
        Rule(
            False,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            filings=(Kind.TRANSFER_IN,),
            note=Text("TODO", "An old certificate number may be used and changed after the transfer."),
        ),
    ),
    org_subject_change_scope=Rule(
        OrganisationChange.FREE,
        TENCENT,
        Confidence.LOW,
        force=Force.ADVICE,
        note=Text("TODO", "The source allows a change of subject without naming conditions."),
    ),
    individual_subject_change_scope=Rule(
        IndividualChange.FREE,
        TENCENT,
        Confidence.LOW,
        force=Force.ADVICE,
        note=Text("TODO", "The source allows a change of subject without naming conditions."),
    ),
    sole_trader_filing_as=Rule(
        SoleTraderFiling.BY_TRADE_NAME,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "A sole trader with a trade name files as an organisation, without one as an individual."),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Shanxi's rules."""
    return [SHANXI]
