"""宁夏回族自治区通信管理局 (Ningxia, 64).

Sources: 腾讯云《宁夏管局备案要求》; 华为云《备案管局咨询》; 京东云《Ningxia》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import Confidence, Force, Kind, Province, Rule, Source, SubjectKind, Text, hookimpl

TENCENT = Source(
    "腾讯云《宁夏管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@c01775e3:product/域名与网站/网站备案/备案准备/各省管局要求/西北各省管局要求/宁夏管局备案要求.md",
)
HUAWEI_AUTHORITIES = Source(
    "华为云《备案管局咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/topics/备案管局咨询.md",
)
JD = Source(
    "京东云《Ningxia》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Ningxia.md",
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

NINGXIA = Province(
    code="64",
    authority="宁夏回族自治区通信管理局",
    sources=(TENCENT, HUAWEI_AUTHORITIES, JD, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    site_principal_authorization_letter_required=Rule(True, TENCENT, Confidence.MEDIUM),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM, also=(JD,)),
    residence_permit_accepted=Rule(False, HUAWEI_AUTHORITIES, Confidence.LOW, also=(JD,)),
    emergency_phone_must_differ=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    domain_owner_may_be_legal_representative=Rule(
        False,
        HUAWEI_AUTHORITIES,
        force=Force.REJECT,
        also=(TENCENT,),
        note=Text("TODO", "The domain holder must be the organisation itself."),
    ),
    usage_explanation_over_n_sites=Rule(2, TENCENT, Confidence.MEDIUM),
    filed_sites_must_be_reachable=Rule(True, TENCENT, Confidence.MEDIUM, filings=(Kind.ADD_SITE,)),
    transfer_requires_correct_subject=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(
            Kind.ADD_SITE,
            Kind.TRANSFER_IN,
        ),
        note=Text("TODO", "An old certificate on file must be changed or the filing cancelled first."),
    ),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Ningxia's rules."""
    return [NINGXIA]
