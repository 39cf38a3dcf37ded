"""新疆维吾尔自治区通信管理局 (Xinjiang, 65).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案管局咨询》 (2025-12-31); 华为云《备案注销咨询》
(2025-12-31); 腾讯云《新疆管局备案要求》 (2021/2023); 京东云《各省管局规则·新疆》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Coverage is thin. Most of it is of 2021 to 2023, years inferred from what the texts mention. On
what a change of subject needs, sources differ: advice only. No text of the authority itself was found; access
providers' guides stand for it.
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

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
TENCENT = Source(
    "腾讯云《新疆管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@78ae521d:product/域名与网站/网站备案/备案准备/各省管局要求/西北各省管局要求/新疆管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·新疆》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Xinjiang.md",
)

XINJIANG = Province(
    code="65",
    authority="新疆维吾尔自治区通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_AUTHORITIES, HUAWEI_CANCEL, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "资料稀少；多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "变更主体须满足什么条件，来源不一，只作提示。未找到管局原文，规则均据接入商的公开资料。"
    ),
    principal_authorization_letter_allowed=Rule(False, TENCENT, Confidence.MEDIUM),
    principal_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    mobile_must_be_local=Rule(True, TENCENT, force=Force.REJECT, also=(JD,)),
    phone_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM),
    one_domain_per_site=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    org_subject_change_scope=Rule(
        OrganisationChange.FREE,
        TENCENT,
        Confidence.LOW,
        force=Force.ADVICE,
        note=Text(
            "另一来源称多数省份不受理，须注销后重新备案；以管局答复为准。",
            "Another source says that most provinces refuse it and want cancelling and filing anew; ask the authority.",
        ),
    ),
    individual_subject_change_scope=Rule(IndividualChange.FREE, TENCENT, Confidence.LOW, force=Force.ADVICE),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    party_building_letter_required=(
        Rule(True, TENCENT, filings=(Kind.NEW, Kind.TRANSFER_IN, Kind.ADD_SITE), also=(JD,)),
        Rule(False, TENCENT, Confidence.MEDIUM, filings=(Kind.CANCEL_SUBJECT, Kind.CANCEL_SITE, Kind.CANCEL_ACCESS)),
        Rule(
            True,
            TENCENT,
            Confidence.MEDIUM,
            filings=(Kind.CHANGE,),
            note=Text("只在变更涉及域名时需要。", "Only where the change touches a domain."),
        ),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Xinjiang's rules."""
    return [XINJIANG]
