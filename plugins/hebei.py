"""河北省通信管理局 (Hebei, 13).

Sources: 腾讯云《河北管局备案要求》; 华为云《备案管局咨询》; 京东云《Hebei》; 华为云《迁移备案咨询》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
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

TENCENT = Source(
    "腾讯云《河北管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@ffc5955f:product/域名与网站/网站备案/备案准备/各省管局要求/华北各省管局要求/河北管局备案要求.md",
)
HUAWEI_AUTHORITIES = Source(
    "华为云《备案管局咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/topics/备案管局咨询.md",
)
JD = Source(
    "京东云《Hebei》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Hebei.md",
)
HUAWEI_MIGRATE = Source(
    "华为云《迁移备案咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/迁移备案咨询.md",
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

HEBEI = Province(
    code="13",
    authority="河北省通信管理局",
    sources=(TENCENT, HUAWEI_AUTHORITIES, JD, HUAWEI_MIGRATE, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    foreign_principal_must_delegate=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "A foreign legal representative must delegate a Chinese citizen."),
    ),
    min_age=(
        Rule(
            18,
            HUAWEI_AUTHORITIES,
            subject=SubjectKind.INDIVIDUAL,
            also=(TENCENT,),
            note=Text("TODO", "Persons below 18 cannot file."),
        ),
        Rule(18, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    local_id_required=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.ADVICE,
        note=Text("TODO", "Individuals from other provinces may file here."),
    ),
    foreigner_individual_allowed=Rule(False, HUAWEI_AUTHORITIES, also=(JD,)),
    mobile_must_be_local=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("TODO", "Individuals from another province need a local mobile number."),
    ),
    cross_city_address_forbidden=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    transfer_requires_correct_subject=(
        Rule(
            True,
            HUAWEI_AUTHORITIES,
            filings=(Kind.ADD_SITE,),
            also=(TENCENT,),
            note=Text("TODO", "Data must be changed first, then the new site."),
        ),
        Rule(
            True,
            HUAWEI_AUTHORITIES,
            filings=(Kind.TRANSFER_IN,),
            also=(TENCENT,),
            note=Text("TODO", "Data must be changed first, then the transfer."),
        ),
    ),
    change_and_add_must_be_separate=(
        Rule(
            True,
            HUAWEI_AUTHORITIES,
            Confidence.MEDIUM,
            filings=(Kind.ADD_SITE,),
            note=Text("TODO", "No data change inside an add-site order."),
        ),
        Rule(
            True,
            HUAWEI_AUTHORITIES,
            Confidence.MEDIUM,
            filings=(Kind.TRANSFER_IN,),
            note=Text("TODO", "No data change inside a transfer order."),
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
    migrate_between_subjects_supported=Rule(True, HUAWEI_MIGRATE, Confidence.MEDIUM),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    sole_trader_filing_as=Rule(
        SoleTraderFiling.BY_TRADE_NAME,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "A sole trader with a trade name files as an organisation, without one as an individual."),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Hebei's rules."""
    return [HEBEI]
