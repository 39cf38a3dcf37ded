"""西藏自治区通信管理局 (Tibet, 54).

Sources: 腾讯云《西藏管局备案要求》; 华为云《备案前准备咨询》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import Confidence, Force, Kind, Province, Rule, Source, SubjectKind, Text, hookimpl

TENCENT = Source(
    "腾讯云《西藏管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@c01775e3:product/域名与网站/网站备案/备案准备/各省管局要求/西南各省管局要求/西藏管局备案要求.md",
)
HUAWEI_PREPARE = Source(
    "华为云《备案前准备咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/procedures/备案前准备咨询.md",
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

TIBET = Province(
    code="54",
    authority="西藏自治区通信管理局",
    sources=(TENCENT, HUAWEI_PREPARE, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    min_age=Rule(18, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    local_id_required=Rule(True, HUAWEI_PREPARE, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.REJECT,
        note=Text("TODO", "The domain holder must be the organisation itself."),
    ),
    transfer_requires_correct_subject=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.TRANSFER_IN,),
        note=Text("TODO", "Everything except the subject name may be changed after the transfer."),
    ),
    transfer_requires_same_subject_name=Rule(True, TENCENT, Confidence.MEDIUM),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    party_building_letter_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        filings=(Kind.NEW,),
        note=Text("TODO", "The party building confirmation letter is needed in a first filing."),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Tibet's rules."""
    return [TIBET]
