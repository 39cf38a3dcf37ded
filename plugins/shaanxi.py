"""陕西省通信管理局 (Shaanxi, 61).

Sources: 腾讯云《陕西管局备案要求》; 京东云《Shaanxi》; 华为云《备案政策咨询》; FAQ 37, 38; 华为云《备案变更咨询》; 华为云《迁移备案咨询》; 华为云《备案变更咨询》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Force,
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
    "腾讯云《陕西管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@39220639:product/域名与网站/网站备案/备案准备/各省管局要求/西北各省管局要求/陕西管局备案要求.md",
)
JD = Source(
    "京东云《Shaanxi》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Shaanxi.md",
)
HUAWEI_POLICY = Source(
    "华为云《备案政策咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/faq/备案政策咨询.md",
)
FAQ_37_38 = Source("FAQ 37, 38")
HUAWEI_CHANGE = Source(
    "华为云《备案变更咨询》",
    "2025-11-19",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案变更咨询.md",
)
HUAWEI_MIGRATE = Source(
    "华为云《迁移备案咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/迁移备案咨询.md",
)
HUAWEI_CHANGE_2 = Source(
    "华为云《备案变更咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案变更咨询.md",
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

SHAANXI = Province(
    code="61",
    authority="陕西省通信管理局",
    sources=(
        TENCENT,
        JD,
        HUAWEI_POLICY,
        FAQ_37_38,
        HUAWEI_CHANGE,
        HUAWEI_MIGRATE,
        HUAWEI_CHANGE_2,
        HUAWEI_CANCEL,
        HUAWEI_AFTER,
    ),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    local_id_required=Rule(
        False,
        HUAWEI_POLICY,
        Confidence.MEDIUM,
        force=Force.ADVICE,
        note=Text("TODO", "Individuals from other provinces may file here."),
    ),
    mobile_must_be_local=(
        Rule(True, TENCENT, force=Force.REJECT, subject=SubjectKind.INDIVIDUAL, also=(JD,)),
        Rule(
            True,
            JD,
            Confidence.LOW,
            subject=SubjectKind.ORGANISATION,
            note=Text(
                "TODO", "One provider asks for local numbers; the newest Tencent text dropped it for organisations."
            ),
        ),
    ),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, JD, Confidence.LOW),
    max_sites_total=(
        Rule(5, TENCENT, subject=SubjectKind.INDIVIDUAL, also=(JD,)),
        Rule(30, HUAWEI_POLICY, subject=SubjectKind.ORGANISATION, also=(TENCENT, JD)),
    ),
    individual_blog_type_allowed=Rule(
        False, TENCENT, Confidence.MEDIUM, note=Text("TODO", "The blog type needs a special approval first.")
    ),
    transfer_requires_correct_subject=(
        Rule(
            True,
            TENCENT,
            Confidence.MEDIUM,
            filings=(Kind.ADD_SITE,),
            note=Text("TODO", "Changed subject data must be corrected at the old provider before adding a site."),
        ),
        Rule(
            True,
            FAQ_37_38,
            filings=(Kind.TRANSFER_IN,),
            note=Text("TODO", "Subject data must be correct before the transfer."),
        ),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, HUAWEI_CHANGE, also=(TENCENT,)),
    change_certificate_required=Rule(True, HUAWEI_CHANGE, also=(TENCENT, JD)),
    migrate_between_subjects_supported=Rule(True, HUAWEI_MIGRATE, Confidence.MEDIUM, also=(HUAWEI_CHANGE_2,)),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, TENCENT, Confidence.MEDIUM),
    sole_trader_trade_name_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Shaanxi's rules."""
    return [SHAANXI]
