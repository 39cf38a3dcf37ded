"""青海省通信管理局 (Qinghai, 63).

Sources: the founding FAQ (接入商备案常见问题 58 问), answers 37, 38; 华为云《备案成功后咨询》 (2025-12-31);
华为云《备案管局咨询》 (2025-12-31); 华为云《备案注销咨询》 (2025-12-31); 腾讯云《青海管局备案要求》
(2021/2023); 京东云《各省管局规则·青海》 (2021/2023).
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

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
FAQ_37_38 = Source("FAQ 37, 38")
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
TENCENT = Source(
    "腾讯云《青海管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@71db6367:product/域名与网站/网站备案/备案准备/各省管局要求/西北各省管局要求/青海管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·青海》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Qinghai.md",
)

QINGHAI = Province(
    code="63",
    authority="青海省通信管理局",
    sources=(FAQ_37_38, HUAWEI_AFTER, HUAWEI_AUTHORITIES, HUAWEI_CANCEL, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "资料稀少；多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "变更主体须满足什么条件，来源不一，只作提示。未找到管局原文，规则均据接入商的公开资料。"
    ),
    subject_principal_must_be_legal_representative=Rule(
        True,
        HUAWEI_AUTHORITIES,
        also=(TENCENT, JD),
        note=Text(
            "企业须为法定代表人；事业单位可凭授权书由他人担任。",
            "Companies need the legal representative; public institutions may use a letter.",
        ),
    ),
    principal_authorization_letter_allowed=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("只限事业单位和政府机关。", "For public institutions and government bodies only."),
    ),
    site_principal_authorization_letter_required=Rule(True, JD, Confidence.LOW),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    underage_proof=Rule(
        UnderageProof(22, (YoungProof.STUDY_OR_EMPLOYMENT,)), TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL
    ),
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT, JD)),
    domain_owner_may_be_legal_representative=Rule(False, TENCENT, Confidence.MEDIUM, force=Force.REJECT),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    change_requires_full_materials=Rule(
        True,
        FAQ_37_38,
        also=(HUAWEI_AUTHORITIES,),
        note=Text("须重新上传全套证件图片。", "The complete set of document images again."),
    ),
    change_must_use_combined_type=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
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
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Qinghai's rules."""
    return [QINGHAI]
