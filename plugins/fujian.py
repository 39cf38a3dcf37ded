"""福建省通信管理局 (Fujian, 35).

Sources: 腾讯云《福建管局备案要求》; 京东云《Fujian》; 华为云《备案政策咨询》; 华为云《备案注销咨询》; 华为云《备案成功后咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    IndividualChange,
    Kind,
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

TENCENT = Source(
    "腾讯云《福建管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@b88154ca:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/福建管局备案要求.md",
)
JD = Source(
    "京东云《Fujian》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Fujian.md",
)
HUAWEI_POLICY = Source(
    "华为云《备案政策咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/faq/备案政策咨询.md",
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

FUJIAN = Province(
    code="35",
    authority="福建省通信管理局",
    sources=(TENCENT, JD, HUAWEI_POLICY, HUAWEI_CANCEL, HUAWEI_AFTER),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    foreign_site_principal_must_delegate=Rule(True, TENCENT, Confidence.MEDIUM),
    foreign_principal_passport_accepted=Rule(True, HUAWEI_POLICY, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    min_age=(
        Rule(
            16,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("TODO", "Persons below 16 cannot file."),
        ),
        Rule(18, HUAWEI_POLICY, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.GUARDIAN,)), TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL
    ),
    local_id_required=Rule(False, HUAWEI_POLICY, also=(TENCENT, JD)),
    residence_permit_accepted=Rule(True, HUAWEI_POLICY, also=(TENCENT, JD)),
    temporary_residence_permit_accepted=Rule(True, HUAWEI_POLICY, Confidence.MEDIUM),
    foreigner_individual_allowed=Rule(
        False, TENCENT, Confidence.LOW, note=Text("TODO", "Only a resident ID card is accepted from individuals.")
    ),
    domain_owner_may_be_legal_representative=Rule(True, HUAWEI_POLICY, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, TENCENT, also=(JD,)),
    transfer_requires_correct_subject=(
        Rule(
            False,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            filings=(Kind.ADD_SITE,),
            note=Text("TODO", "An old certificate number may be used and changed afterwards."),
        ),
        Rule(
            False,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.ORGANISATION,
            filings=(Kind.TRANSFER_IN,),
            note=Text("TODO", "An old certificate number may be used and changed after the transfer."),
        ),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(
        IndividualChange.NEVER,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "An individual's filing cannot be changed to another subject; cancel and refile."),
    ),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    sole_trader_seal_required=Rule(True, TENCENT, Confidence.MEDIUM),
    sole_trader_trade_name_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Fujian's rules."""
    return [FUJIAN]
