"""广西壮族自治区通信管理局 (Guangxi, 45).

Sources: 京东云《Guangxi》; 腾讯云《广西管局备案要求》; 华为云《备案管局咨询》.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    BuildPlan,
    Confidence,
    Force,
    IndividualChange,
    OrganisationChange,
    PlanCount,
    Province,
    Rule,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

JD = Source(
    "京东云《Guangxi》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Guangxi.md",
)
TENCENT = Source(
    "腾讯云《广西管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@32cdec97:product/域名与网站/网站备案/备案准备/各省管局要求/华南各省管局要求/广西管局备案要求.md",
)
HUAWEI_AUTHORITIES = Source(
    "华为云《备案管局咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/topics/备案管局咨询.md",
)

GUANGXI = Province(
    code="45",
    authority="广西壮族自治区通信管理局",
    sources=(JD, TENCENT, HUAWEI_AUTHORITIES),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    site_principal_authorization_letter_required=Rule(True, JD, Confidence.LOW),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    mobile_must_be_local=Rule(
        True,
        JD,
        Confidence.LOW,
        note=Text("TODO", "One provider asks for local numbers; the newest Tencent text dropped it."),
    ),
    emergency_phone_must_differ=Rule(True, TENCENT, Confidence.MEDIUM),
    address_no_municipal_district_placeholder=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    one_domain_per_site=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    domain_statement_letter_over_n_domains=Rule(
        5,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("TODO", "Above five domains, filed ones included, a sealed statement of ownership is needed."),
    ),
    site_build_plan=Rule(
        BuildPlan(3, PlanCount.SITES_TOTAL),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("TODO", "Above 3 sites the plan and further papers are posted to the authority."),
    ),
    filed_sites_must_be_reachable=Rule(True, HUAWEI_AUTHORITIES, subject=SubjectKind.ORGANISATION, also=(TENCENT,)),
    individual_statement_required=Rule(True, TENCENT, Confidence.MEDIUM),
    org_subject_change_scope=Rule(
        OrganisationChange.WITH_REGISTRY_CERTIFICATE,
        TENCENT,
        force=Force.MATERIAL,
        also=(JD,),
        note=Text("TODO", "A change to another organisation needs the business registry's certificate."),
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, Confidence.MEDIUM),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Guangxi's rules."""
    return [GUANGXI]
