"""青海省通信管理局 (Qinghai, 63).

Sources: 华为云《备案管局咨询》; 腾讯云《青海管局备案要求》; 京东云《Qinghai》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Force,
    OrganisationChange,
    Province,
    Rule,
    Source,
    SubjectKind,
    Text,
    UnderageProof,
    YoungProof,
    hookimpl,
)

HUAWEI_AUTHORITIES = Source(
    "华为云《备案管局咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/topics/备案管局咨询.md",
)
TENCENT = Source(
    "腾讯云《青海管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@71db6367:product/域名与网站/网站备案/备案准备/各省管局要求/西北各省管局要求/青海管局备案要求.md",
)
JD = Source(
    "京东云《Qinghai》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Qinghai.md",
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

QINGHAI = Province(
    code="63",
    authority="青海省通信管理局",
    sources=(HUAWEI_AUTHORITIES, TENCENT, JD, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    subject_principal_must_be_legal_representative=Rule(
        True,
        HUAWEI_AUTHORITIES,
        also=(TENCENT, JD),
        note=Text("TODO", "Companies need the legal representative as subject head; institutions may use a letter."),
    ),
    principal_authorization_letter_allowed=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "Only public institutions and government bodies may use a letter."),
    ),
    site_principal_authorization_letter_required=Rule(True, JD, Confidence.LOW),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    underage_proof=Rule(
        UnderageProof(22, (YoungProof.STUDY_OR_EMPLOYMENT,)),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("TODO", "Below 22 extra proof has to be uploaded."),
    ),
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    domain_owner_may_be_legal_representative=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.REJECT,
        note=Text("TODO", "The domain holder must be the organisation itself."),
    ),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    change_must_use_combined_type=Rule(
        True, HUAWEI_AUTHORITIES, Confidence.MEDIUM, note=Text("TODO", "Only the full change order is accepted.")
    ),
    org_subject_change_scope=Rule(
        OrganisationChange.FREE,
        TENCENT,
        Confidence.LOW,
        force=Force.ADVICE,
        note=Text("TODO", "The source allows a change of subject without naming conditions."),
    ),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Qinghai's rules."""
    return [QINGHAI]
