"""甘肃省通信管理局 (Gansu, 62).

Sources: 华为云《备案政策咨询》; 腾讯云《甘肃省管局要求》; 京东云《Gansu》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import Confidence, Force, IndividualChange, Province, Rule, Source, SubjectKind, Text, hookimpl

HUAWEI_POLICY = Source(
    "华为云《备案政策咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/faq/备案政策咨询.md",
)
TENCENT = Source(
    "腾讯云《甘肃省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@1b16bbcb:product/域名与网站/网站备案/备案准备/各省管局要求/西北各省管局要求/甘肃省管局要求.md",
)
JD = Source(
    "京东云《Gansu》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Gansu.md",
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

GANSU = Province(
    code="62",
    authority="甘肃省通信管理局",
    sources=(HUAWEI_POLICY, TENCENT, JD, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    subject_principal_must_be_legal_representative=Rule(
        True,
        HUAWEI_POLICY,
        force=Force.MATERIAL,
        also=(TENCENT, JD),
        note=Text("TODO", "The legal representative is the default; another person needs a letter."),
    ),
    principal_authorization_letter_allowed=Rule(
        True,
        HUAWEI_POLICY,
        also=(TENCENT,),
        note=Text("TODO", "A letter plus a remark on the person's post lets another person be subject head."),
    ),
    site_principal_authorization_letter_required=Rule(True, JD, Confidence.LOW),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(True, HUAWEI_POLICY, also=(TENCENT, JD)),
    mobile_must_be_local=(
        Rule(True, TENCENT, force=Force.REJECT, subject=SubjectKind.INDIVIDUAL, also=(JD,)),
        Rule(
            True,
            JD,
            Confidence.LOW,
            subject=SubjectKind.ORGANISATION,
            note=Text("TODO", "One provider asks for local numbers of all heads."),
        ),
    ),
    emergency_phone_third_person=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, HUAWEI_POLICY, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, JD, also=(TENCENT,)),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_statement_required=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, Confidence.LOW),
    change_certificate_required=Rule(True, JD, Confidence.LOW),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Gansu's rules."""
    return [GANSU]
