"""西藏自治区通信管理局 (Tibet, 54).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案注销咨询》 (2025-12-31); 华为云《备案前准备咨询》
(2025-12-31); 腾讯云《西藏管局备案要求》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Coverage is very thin: hardly more than one provider's guide. Most of it is of 2021 to 2023, years
inferred from what the texts mention. No text of the authority itself was found; access providers' guides stand
for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import Confidence, Force, Kind, Province, Rule, Source, SubjectKind, Text, hookimpl

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
HUAWEI_PREPARE = Source("华为云《备案前准备咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案前准备咨询.md")
TENCENT = Source(
    "腾讯云《西藏管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@c01775e3:product/域名与网站/网站备案/备案准备/各省管局要求/西南各省管局要求/西藏管局备案要求.md",
)

TIBET = Province(
    code="54",
    authority="西藏自治区通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_CANCEL, HUAWEI_PREPARE, TENCENT),
    checked_on=date(2026, 11, 23),
    limitations=(
        "资料极少，几乎只有腾讯云一家；多数规则见于 2021 至 2023 年的资料（年份据内容推断）。"
        "未找到管局原文，规则均据接入商的公开资料。"
    ),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    local_id_required=Rule(True, HUAWEI_PREPARE, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(False, TENCENT, Confidence.MEDIUM, force=Force.REJECT),
    transfer_requires_correct_subject=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.TRANSFER_IN,),
        note=Text(
            "除主体名称外，可在转接入之后变更。",
            "Everything except the subject's name may be changed after the transfer.",
        ),
    ),
    transfer_requires_same_subject_name=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("否则先变更或注销。", "Else it is changed or cancelled first.")
    ),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    party_building_letter_required=Rule(True, TENCENT, Confidence.MEDIUM, filings=(Kind.NEW,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Tibet's rules."""
    return [TIBET]
