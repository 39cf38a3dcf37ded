"""云南省通信管理局 (Yunnan, 53).

Sources: 腾讯云《云南管局备案要求》; 京东云《Yunnan》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    HkMacaoDocument,
    IndividualChange,
    Kind,
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
    "京东云《Yunnan》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Yunnan.md",
)

YUNNAN = Province(
    code="53",
    authority="云南省通信管理局",
    sources=(TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    foreign_principal_passport_accepted=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("TODO", "Foreign heads file with a passport.")
    ),
    hk_macao_document=Rule(
        (HkMacaoDocument.HK_MACAO_TRAVEL_PERMIT,),
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "Hong Kong and Macao heads use the travel permit."),
    ),
    min_age=Rule(
        16, TENCENT, Confidence.MEDIUM, also=(JD,), note=Text("TODO", "Persons below 16 cannot file as heads.")
    ),
    underage_proof=Rule(UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)), TENCENT, also=(JD,)),
    local_id_required=Rule(False, TENCENT, Confidence.LOW),
    residence_permit_accepted=Rule(True, TENCENT, Confidence.LOW),
    foreigner_individual_allowed=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("TODO", "A foreign individual files with a passport.")
    ),
    phone_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    org_document_address_must_be_local=Rule(True, TENCENT, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM),
    administrative_region_site_name_allowed=Rule(
        False, TENCENT, Confidence.MEDIUM, note=Text("TODO", "Names of administrative regions need permission.")
    ),
    transfer_requires_correct_subject=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        filings=(Kind.TRANSFER_IN,),
        note=Text("TODO", "Transfer first and change later is allowed."),
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, Confidence.MEDIUM),
    change_certificate_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Yunnan's rules."""
    return [YUNNAN]
