"""北京市通信管理局 (Beijing, 11).

Sources: 华为云《备案政策咨询》; 腾讯云《北京管局要求》; 京东云《Beijing》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Correction,
    Force,
    HkMacaoDocument,
    IndividualChange,
    Kind,
    OrganisationChange,
    Province,
    Rule,
    SoleTraderFiling,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

HUAWEI_POLICY = Source(
    "华为云《备案政策咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/faq/备案政策咨询.md",
)
TENCENT = Source(
    "腾讯云《北京管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@e5166dba:product/域名与网站/网站备案/备案准备/各省管局要求/华北各省管局要求/北京管局要求.md",
)
JD = Source(
    "京东云《Beijing》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Beijing.md",
)

BEIJING = Province(
    code="11",
    authority="北京市通信管理局",
    sources=(HUAWEI_POLICY, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    subject_principal_must_be_legal_representative=Rule(
        True,
        HUAWEI_POLICY,
        Confidence.LOW,
        force=Force.ADVICE,
        note=Text(
            "TODO",
            "Named in a general list of provinces that usually want the legal representative; two province pages do not ask for it.",
        ),
    ),
    hk_macao_document=Rule(
        (HkMacaoDocument.HK_MACAO_TRAVEL_PERMIT,),
        HUAWEI_POLICY,
        also=(TENCENT,),
        note=Text("TODO", "A Hong Kong resident files with the mainland travel permit."),
    ),
    min_age=(
        Rule(
            18,
            TENCENT,
            Confidence.MEDIUM,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("TODO", "Persons below 18 cannot file."),
        ),
        Rule(18, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    foreigner_individual_allowed=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("TODO", "A foreign individual files with a valid passport.")
    ),
    emergency_phone_must_differ=(
        Rule(False, TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL),
        Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    min_distinct_phones_when_principals_differ=Rule(
        3,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "With two different heads at least three different mobile numbers are needed."),
    ),
    address_needs_house_number=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    address_no_municipal_district_placeholder=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    domain_min_validity_days=Rule(90, HUAWEI_POLICY, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_suffix_local_whitelist=Rule(True, TENCENT, Confidence.MEDIUM),
    overseas_registered_domain_accepted=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        filings=(Kind.TRANSFER_IN,),
        note=Text("TODO", "A domain held abroad must first move to a mainland registrar."),
    ),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    individual_blog_type_allowed=Rule(False, TENCENT, Confidence.MEDIUM),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    correction=Rule(
        Correction(days=10, working_days=True),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(
            Kind.ADD_SITE,
            Kind.TRANSFER_IN,
        ),
    ),
    transfer_requires_correct_subject=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        filings=(
            Kind.ADD_SITE,
            Kind.TRANSFER_IN,
        ),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(
        IndividualChange.NEVER,
        TENCENT,
        also=(JD,),
        note=Text("TODO", "An individual's filing cannot be changed to another subject; cancel and refile."),
    ),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    multiple_filing_numbers_must_merge=Rule(True, TENCENT, Confidence.MEDIUM),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, TENCENT, Confidence.MEDIUM),
    sole_trader_seal_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Beijing's rules."""
    return [BEIJING]
