"""安徽省通信管理局 (Anhui, 34).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案管局咨询》 (2025-12-31); 华为云《备案注销咨询》
(2025-12-31); 腾讯云《安徽省管局要求》 (2021/2023); 京东云《各省管局规则·安徽》 (2021/2023);
腾讯云《各省管局要求》 (2017-06-05).
Checked on: 2026-11-23.
Limitations: One source takes nobody but the legal representative: a letter does here, which may be wrong. That
the legal representative may hold the domain stands in a text of 2017 only. No text of the authority itself was
found; access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    IndividualChange,
    OrganisationChange,
    Province,
    Rule,
    SoleTraderFiling,
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
    "腾讯云《安徽省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@d3973542:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/安徽省管局要求.md",
)
JD = Source(
    "京东云《各省管局规则·安徽》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Anhui.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)

ANHUI = Province(
    code="34",
    authority="安徽省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_AUTHORITIES, HUAWEI_CANCEL, TENCENT, JD, TENCENT_2017),
    checked_on=date(2026, 11, 23),
    limitations=(
        "能否凭授权书由他人担任主体负责人，一家称不可，按可以处理，可能有误；"
        "域名由法定代表人持有只见于 2017 年的资料。未找到管局原文，规则均据接入商的公开资料。"
    ),
    subject_principal_must_be_legal_representative=Rule(False, HUAWEI_AUTHORITIES, Confidence.MEDIUM, also=(TENCENT,)),
    principal_authorization_letter_allowed=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    same_principal_for_subject_and_site=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.GUARDIAN,)), TENCENT, Confidence.MEDIUM, subject=SubjectKind.INDIVIDUAL
    ),
    local_id_required=Rule(False, TENCENT, Confidence.MEDIUM),
    residence_permit_accepted=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, TENCENT, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT_2017, Confidence.LOW),
    org_subject_change_scope=Rule(
        OrganisationChange.RENAME_ONLY, HUAWEI_AUTHORITIES, Confidence.MEDIUM, also=(TENCENT,)
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, Confidence.MEDIUM),
    name_change_by_new_uscc_requires_cancel=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    sole_trader_seal_required=Rule(
        False,
        HUAWEI_AUTHORITIES,
        also=(TENCENT,),
        note=Text("无字号、无公章的加以备注后可以备案。", "Without trade name and seal it files with a note."),
    ),
    sole_trader_trade_name_required=Rule(
        False,
        HUAWEI_AUTHORITIES,
        also=(TENCENT,),
        note=Text(
            "无字号的填写法定代表人姓名，并加以备注。",
            "Without a trade name the legal representative's name is filed, with a note.",
        ),
    ),
    preapproval_waiver_letter_accepted=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "须先电话咨询主管部门，并备注答复。", "The competent office is asked by phone first, and its answer noted."
        ),
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Anhui's rules."""
    return [ANHUI]
