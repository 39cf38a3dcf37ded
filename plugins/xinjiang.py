"""新疆维吾尔自治区通信管理局 (Xinjiang, 65).

Sources: 腾讯云《新疆管局备案要求》; 华为云《备案管局咨询》; 京东云《Xinjiang》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
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
    Source,
    Text,
    hookimpl,
)

TENCENT = Source(
    "腾讯云《新疆管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@78ae521d:product/域名与网站/网站备案/备案准备/各省管局要求/西北各省管局要求/新疆管局备案要求.md",
)
HUAWEI_AUTHORITIES = Source(
    "华为云《备案管局咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/topics/备案管局咨询.md",
)
JD = Source(
    "京东云《Xinjiang》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Xinjiang.md",
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

XINJIANG = Province(
    code="65",
    authority="新疆维吾尔自治区通信管理局",
    sources=(TENCENT, HUAWEI_AUTHORITIES, JD, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    principal_authorization_letter_allowed=Rule(False, TENCENT, Confidence.MEDIUM),
    principal_unique_across_subjects=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("TODO", "A head's ID number must not appear under another subject.")
    ),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    mobile_must_be_local=Rule(
        True, TENCENT, force=Force.REJECT, also=(JD,), note=Text("TODO", "Heads' numbers must belong to the region.")
    ),
    phone_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM),
    one_domain_per_site=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
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
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    party_building_letter_required=(
        Rule(
            True,
            TENCENT,
            filings=(
                Kind.ADD_SITE,
                Kind.NEW,
                Kind.TRANSFER_IN,
            ),
            also=(JD,),
        ),
        Rule(
            False,
            TENCENT,
            Confidence.MEDIUM,
            filings=(
                Kind.CANCEL_SUBJECT,
                Kind.CANCEL_SITE,
                Kind.CANCEL_ACCESS,
            ),
        ),
        Rule(
            True,
            TENCENT,
            Confidence.MEDIUM,
            filings=(Kind.CHANGE,),
            note=Text("TODO", "Needed when the change touches a domain; not for other changes or cancelling."),
        ),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Xinjiang's rules."""
    return [XINJIANG]
