"""吉林省通信管理局 (Jilin, 22).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案注销咨询》 (2025-12-31); 腾讯云《吉林省管局要求》
(2021/2023); 京东云《各省管局规则·吉林》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Coverage is thin. Nothing is newer than 2023 but for shell subjects. No text of the authority
itself was found; access providers' guides stand for it.
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

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
TENCENT = Source(
    "腾讯云《吉林省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@b14e9e58:product/域名与网站/网站备案/备案准备/各省管局要求/东北各省管局要求/吉林省管局要求.md",
)
JD = Source(
    "京东云《各省管局规则·吉林》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Jilin.md",
)

JILIN = Province(
    code="22",
    authority="吉林省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_CANCEL, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations="资料稀少；除空壳主体一项外，没有晚于 2023 年的资料。未找到管局原文，规则均据接入商的公开资料。",
    subject_principal_must_be_legal_representative=Rule(
        True,
        JD,
        force=Force.MATERIAL,
        also=(TENCENT,),
        note=Text(
            "原则上是法定代表人；他人担任的须提供授权书。",
            "As a rule the legal representative; anybody else needs a letter.",
        ),
    ),
    principal_authorization_letter_allowed=Rule(True, TENCENT, also=(JD,)),
    underage_proof=Rule(UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)), TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(False, TENCENT, also=(JD,)),
    residence_permit_accepted=Rule(True, TENCENT, also=(JD,)),
    mobile_must_be_local=Rule(True, JD, Confidence.LOW),
    domain_owner_may_be_legal_representative=Rule(False, TENCENT, Confidence.MEDIUM, force=Force.REJECT),
    org_subject_change_scope=Rule(
        OrganisationChange.WITH_REGISTRY_CERTIFICATE, TENCENT, Confidence.MEDIUM, force=Force.MATERIAL
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, also=(JD,)),
    change_certificate_required=Rule(True, TENCENT, Confidence.MEDIUM),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Jilin's rules."""
    return [JILIN]
