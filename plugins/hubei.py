"""湖北省通信管理局 (Hubei, 42).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案注销咨询》 (2025-12-31); 华为云《备案政策咨询》
(2025-12-31); 腾讯云《湖北管局备案要求》 (2021/2023); 京东云《各省管局规则·湖北》 (2021/2023).
Checked on: 2026-11-23.
Limitations: One source contradicts itself on a sole trader's trade name and seal: advice only. One source lets
an individual's filing become that of the person's own company, another does not: refused here, which may be
wrong. No text of the authority itself was found; access providers' guides stand for it.
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
    SoleTraderFiling,
    Source,
    SubjectKind,
    Text,
    hookimpl,
)

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
HUAWEI_POLICY = Source("华为云《备案政策咨询》", "2025-12-31", HUAWEI_KB + "faq/备案政策咨询.md")
TENCENT = Source(
    "腾讯云《湖北管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@e8ec8d43:product/域名与网站/网站备案/备案准备/各省管局要求/华中各省管局要求/湖北管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·湖北》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Hubei.md",
)

HUBEI = Province(
    code="42",
    authority="湖北省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_CANCEL, HUAWEI_POLICY, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "个体工商户是否须有字号和公章，同一来源自相矛盾，只作提示；"
        "个人能否变更为本人任法定代表人的单位，两份资料不一，按不可以处理，可能有误。"
        "未找到管局原文，规则均据接入商的公开资料。"
    ),
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    min_age=Rule(18, TENCENT, also=(JD,)),
    local_id_required=Rule(False, HUAWEI_POLICY, also=(TENCENT, JD)),
    residence_permit_accepted=Rule(True, HUAWEI_POLICY, also=(TENCENT, JD)),
    temporary_residence_permit_accepted=Rule(True, HUAWEI_POLICY, Confidence.MEDIUM),
    emergency_phone_must_differ=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, TENCENT, also=(JD,)),
    max_sites_per_filing=Rule(1, HUAWEI_POLICY, filings=(Kind.NEW, Kind.ADD_SITE), also=(TENCENT, JD)),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.NEVER, TENCENT, Confidence.LOW),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, TENCENT, Confidence.MEDIUM),
    sole_trader_seal_required=Rule(True, TENCENT, Confidence.LOW),
    preapproval_waiver_letter_accepted=Rule(
        False, TENCENT, Confidence.MEDIUM, note=Text("须缩减经营范围。", "The business scope has to be cut down.")
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Hubei's rules."""
    return [HUBEI]
