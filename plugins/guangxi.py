"""广西壮族自治区通信管理局 (Guangxi, 45).

Sources: 华为云《备案管局咨询》 (2025-12-31); 腾讯云《广西管局备案要求》 (2021/2023);
京东云《各省管局规则·广西》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Coverage is thin. Most of it is of 2021 to 2023, years inferred from what the texts mention. That
outside ID cards are refused stands in one text only. Newer text dropped the local mobile number for
organisations: advice only. No text of the authority itself was found; access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    BuildPlan,
    Confidence,
    Force,
    IndividualChange,
    OrganisationChange,
    Province,
    Rule,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
TENCENT = Source(
    "腾讯云《广西管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@32cdec97:product/域名与网站/网站备案/备案准备/各省管局要求/华南各省管局要求/广西管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·广西》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Guangxi.md",
)

GUANGXI = Province(
    code="45",
    authority="广西壮族自治区通信管理局",
    sources=(HUAWEI_AUTHORITIES, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "资料稀少；多数规则见于 2021 至 2023 年的资料（年份据内容推断）；外省身份证不受理只见于一份资料；"
        "本省手机号码的要求，新旧资料不一，对单位只作提示。未找到管局原文，规则均据接入商的公开资料。"
    ),
    site_principal_authorization_letter_required=Rule(True, JD, Confidence.LOW),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    mobile_must_be_local=Rule(
        True,
        JD,
        Confidence.LOW,
        note=Text("只有一家来源要求，较新的资料已取消。", "One provider asks for it; the newest text dropped it."),
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
        note=Text("已备案的域名计算在内；声明须盖章。", "Filed domains count; the statement is sealed."),
    ),
    site_build_plan=Rule(
        BuildPlan(3),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("方案及其他资料须邮寄给管局。", "The plan and further papers are posted to the authority."),
    ),
    filed_sites_must_be_reachable=Rule(True, HUAWEI_AUTHORITIES, subject=SubjectKind.ORGANISATION, also=(TENCENT,)),
    individual_statement_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "备注中须声明是个人网站，不含企业、单位的信息。",
            "The note declares a personal site without company content.",
        ),
    ),
    org_subject_change_scope=Rule(
        OrganisationChange.WITH_REGISTRY_CERTIFICATE, TENCENT, force=Force.MATERIAL, also=(JD,)
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, Confidence.MEDIUM),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Guangxi's rules."""
    return [GUANGXI]
