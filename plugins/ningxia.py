"""宁夏回族自治区通信管理局 (Ningxia, 64).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案管局咨询》 (2025-12-31); 华为云《备案注销咨询》
(2025-12-31); 腾讯云《宁夏管局备案要求》 (2021/2023); 京东云《各省管局规则·宁夏》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Coverage is thin. Most of it is of 2021 to 2023, years inferred from what the texts mention. One
source takes a rental contract or proof of purchase for an outside ID card, two refuse: refused here, which may
be wrong. No text of the authority itself was found; access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import Confidence, Force, Kind, Province, Rule, Source, SubjectKind, Text, hookimpl

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
TENCENT = Source(
    "腾讯云《宁夏管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@c01775e3:product/域名与网站/网站备案/备案准备/各省管局要求/西北各省管局要求/宁夏管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·宁夏》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Ningxia.md",
)

NINGXIA = Province(
    code="64",
    authority="宁夏回族自治区通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_AUTHORITIES, HUAWEI_CANCEL, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "资料稀少；多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "外省身份证，一家接受租房合同或购房证明，两家不受理，按不受理处理，可能有误。"
        "未找到管局原文，规则均据接入商的公开资料。"
    ),
    site_principal_authorization_letter_required=Rule(True, TENCENT, Confidence.MEDIUM),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM, also=(JD,)),
    residence_permit_accepted=Rule(False, HUAWEI_AUTHORITIES, Confidence.LOW, also=(JD,)),
    emergency_phone_must_differ=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    domain_owner_may_be_legal_representative=Rule(False, HUAWEI_AUTHORITIES, force=Force.REJECT, also=(TENCENT,)),
    usage_explanation_over_n_sites=Rule(2, TENCENT, Confidence.MEDIUM),
    filed_sites_must_be_reachable=Rule(True, TENCENT, Confidence.MEDIUM, filings=(Kind.ADD_SITE,)),
    transfer_requires_correct_subject=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.TRANSFER_IN, Kind.ADD_SITE),
        note=Text(
            "原备案用旧证件的，须先变更或注销。",
            "An old certificate on file is changed, or the filing cancelled, first.",
        ),
    ),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Ningxia's rules."""
    return [NINGXIA]
