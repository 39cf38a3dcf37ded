"""河南省通信管理局 (Henan, 41).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案管局咨询》 (2025-12-31); 华为云《备案注销咨询》
(2025-12-31); 腾讯云《河南省管局要求》 (2021/2023); 京东云《各省管局规则·河南》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Most of it is of 2021 to 2023, years inferred from what the texts mention. One source bars
individuals below 18, another takes a guardian's proof: the guardian, as advice. Five domains in an
organisation's filing; another source has one site. Whether individuals may choose the blog type, sources
differ: refused here, which may be wrong. No text of the authority itself was found; access providers' guides
stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
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

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
TENCENT = Source(
    "腾讯云《河南省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@e666433d:product/域名与网站/网站备案/备案准备/各省管局要求/华中各省管局要求/河南省管局要求.md",
)
JD = Source(
    "京东云《各省管局规则·河南》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Henan.md",
)

HENAN = Province(
    code="41",
    authority="河南省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_AUTHORITIES, HUAWEI_CANCEL, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "18 周岁以下个人，一家不受理、一家凭监护人证明，按监护人证明处理，只作提示；"
        "单位每次的数量，取 5 个域名（另一来源作 1 个网站）；"
        "个人能否选博客类，来源不一，按不受理处理，可能有误。未找到管局原文，规则均据接入商的公开资料。"
    ),
    principal_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    min_age=Rule(18, TENCENT, subject=SubjectKind.ORGANISATION, also=(JD,)),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.GUARDIAN,)), TENCENT, Confidence.LOW, subject=SubjectKind.INDIVIDUAL
    ),
    local_id_required=Rule(True, TENCENT, also=(JD,)),
    phone_unique_across_subjects=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    cross_city_address_forbidden=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, TENCENT, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    max_domains_per_filing=Rule(5, HUAWEI_AUTHORITIES, subject=SubjectKind.ORGANISATION, also=(TENCENT,)),
    one_domain_per_site=Rule(True, TENCENT, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, TENCENT, also=(JD,)),
    no_dns_record_before_filing=Rule(True, JD, Confidence.LOW),
    max_sites_per_filing=Rule(1, TENCENT, subject=SubjectKind.INDIVIDUAL, also=(JD,)),
    filed_sites_must_be_reachable=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_blog_type_allowed=Rule(False, TENCENT, Confidence.MEDIUM),
    change_must_use_combined_type=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, also=(JD,)),
    change_certificate_required=Rule(True, JD, Confidence.LOW),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    id_min_validity_days=Rule(90, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    preapproval_waiver_letter_accepted=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("金融除外。", "Not for finance.")
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Henan's rules."""
    return [HENAN]
