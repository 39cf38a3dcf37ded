"""吉林省通信管理局 (Jilin, 22).

Sources: 京东云《Jilin》; 腾讯云《吉林省管局要求》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Force,
    IndividualChange,
    OrganisationChange,
    Province,
    Rule,
    Source,
    Text,
    UnderageProof,
    YoungProof,
    hookimpl,
)

JD = Source(
    "京东云《Jilin》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Jilin.md",
)
TENCENT = Source(
    "腾讯云《吉林省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@b14e9e58:product/域名与网站/网站备案/备案准备/各省管局要求/东北各省管局要求/吉林省管局要求.md",
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

JILIN = Province(
    code="22",
    authority="吉林省通信管理局",
    sources=(JD, TENCENT, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    subject_principal_must_be_legal_representative=Rule(
        True,
        JD,
        force=Force.MATERIAL,
        also=(TENCENT,),
        note=Text("TODO", "The legal representative is the default subject head; another person needs a letter."),
    ),
    principal_authorization_letter_allowed=Rule(
        True,
        TENCENT,
        also=(JD,),
        note=Text("TODO", "A letter from the legal representative lets another person be subject head."),
    ),
    underage_proof=Rule(UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)), TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(False, TENCENT, also=(JD,)),
    residence_permit_accepted=Rule(True, TENCENT, also=(JD,)),
    mobile_must_be_local=Rule(
        True, JD, Confidence.LOW, note=Text("TODO", "One provider asks for a local mobile number.")
    ),
    domain_owner_may_be_legal_representative=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.REJECT,
        note=Text("TODO", "The domain holder must be the organisation itself."),
    ),
    org_subject_change_scope=Rule(
        OrganisationChange.WITH_REGISTRY_CERTIFICATE,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.MATERIAL,
        note=Text("TODO", "A change to another organisation needs the business registry's certificate."),
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, also=(JD,)),
    change_certificate_required=Rule(True, TENCENT, Confidence.MEDIUM),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Jilin's rules."""
    return [JILIN]
