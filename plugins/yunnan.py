"""云南省通信管理局 (Yunnan, 53).

Sources: 腾讯云《云南管局备案要求》 (2021/2023); 京东云《各省管局规则·云南》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Coverage is thin. Nothing is newer than 2023 but for shell subjects. Whether a residence permit
does for an outside ID card, sources differ: it does, as advice. No text of the authority itself was found;
access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    HkMacaoDocument,
    IndividualChange,
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
    "腾讯云《云南管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@152ce3d7:product/域名与网站/网站备案/备案准备/各省管局要求/西南各省管局要求/云南管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·云南》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Yunnan.md",
)

YUNNAN = Province(
    code="53",
    authority="云南省通信管理局",
    sources=(TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "资料稀少；除空壳主体一项外，没有晚于 2023 年的资料；"
        "外省身份证能否凭居住证备案，来源不一，按可以处理，只作提示。"
        "未找到管局原文，规则均据接入商的公开资料。"
    ),
    foreign_principal_passport_accepted=Rule(True, TENCENT, Confidence.MEDIUM),
    hk_macao_document=Rule((HkMacaoDocument.HK_MACAO_TRAVEL_PERMIT,), TENCENT, Confidence.MEDIUM),
    min_age=Rule(16, TENCENT, Confidence.MEDIUM, also=(JD,)),
    underage_proof=Rule(UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)), TENCENT, also=(JD,)),
    local_id_required=Rule(False, TENCENT, Confidence.LOW),
    residence_permit_accepted=Rule(True, TENCENT, Confidence.LOW),
    foreigner_individual_allowed=Rule(True, TENCENT, Confidence.MEDIUM, note=Text("凭护照。", "With a passport.")),
    phone_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    org_document_address_must_be_local=Rule(True, TENCENT, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM),
    administrative_region_site_name_allowed=Rule(
        False, TENCENT, Confidence.MEDIUM, note=Text("须经许可。", "It needs permission.")
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, Confidence.MEDIUM),
    change_certificate_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Yunnan's rules."""
    return [YUNNAN]
