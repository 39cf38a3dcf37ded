"""黑龙江省通信管理局 (Heilongjiang, 23).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案注销咨询》 (2025-12-31); 腾讯云《黑龙江省管局要求》
(2021/2023); 腾讯云《黑龙江省管局要求》旧版 (2021/2023); 京东云《各省管局规则·黑龙江》 (2021/2023);
腾讯云《各省管局要求》 (2017-06-05).
Checked on: 2026-11-23.
Limitations: Nothing is newer than 2023 but for shell subjects. Of two versions of one guide the one without
limits on sites and with 16 with proof is taken, which may be wrong; the older limits are advice only. No text
of the authority itself was found; access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Force,
    IndividualChange,
    MaxAge,
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
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
TENCENT = Source(
    "腾讯云《黑龙江省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@098f863a:product/域名与网站/网站备案/备案准备/各省管局要求/东北各省管局要求/黑龙江省管局要求.md",
)
TENCENT_OLD = Source(
    "腾讯云《黑龙江省管局要求》旧版",
    "2021/2023",
    "github:tencentyun/qcloud-documents@6eb0d1e8:product/域名与网站/网站备案/备案准备/各省管局要求/东北各省管局要求/黑龙江省管局要求.md",
)
JD = Source(
    "京东云《各省管局规则·黑龙江》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Heilongjiang.md",
)
TENCENT_2017 = Source(
    "腾讯云《各省管局要求》",
    "2017-06-05",
    "github:tencentyun/qcloud-documents@4ceb7238:product/域名与网站/网站备案/0.弃用文档/各省管局要求20170605.md",
)

HEILONGJIANG = Province(
    code="23",
    authority="黑龙江省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_CANCEL, TENCENT, TENCENT_OLD, JD, TENCENT_2017),
    checked_on=date(2026, 11, 23),
    limitations=(
        "除空壳主体一项外，没有晚于 2023 年的资料；"
        "腾讯云有两份资料：取无网站数量上限、16 周岁凭证明可备案的一份，较早的上限只作提示，可能有误。"
        "未找到管局原文，规则均据接入商的公开资料。"
    ),
    subject_principal_must_be_legal_representative=Rule(
        True,
        TENCENT,
        force=Force.MATERIAL,
        also=(JD,),
        note=Text(
            "原则上是法定代表人；只有股东或高级管理人员可以代任。",
            "As a rule the legal representative; only a shareholder or senior manager may stand in.",
        ),
    ),
    principal_authorization_letter_allowed=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "只限股东或高级管理人员：公司章程或任职证明，加盖公章的委托函。",
            "For a shareholder or senior manager only: articles or proof of office, and a sealed letter of delegation.",
        ),
    ),
    same_principal_for_subject_and_site=Rule(True, TENCENT, Confidence.MEDIUM),
    site_principal_max_age=Rule(MaxAge(male=65, female=65), TENCENT, Confidence.MEDIUM),
    min_age=(
        Rule(16, TENCENT, Confidence.LOW, subject=SubjectKind.INDIVIDUAL),
        Rule(18, TENCENT, subject=SubjectKind.ORGANISATION, also=(JD,)),
    ),
    underage_proof=Rule(
        UnderageProof(18, (YoungProof.EMPLOYMENT_OR_INCOME,)),
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
    ),
    local_id_required=Rule(True, TENCENT, also=(JD,)),
    mobile_must_be_local=Rule(True, JD, Confidence.LOW, also=(TENCENT_2017,)),
    emergency_phone_must_differ=Rule(True, JD, Confidence.LOW),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT_2017, Confidence.LOW),
    multi_domain_note_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("备注说明这些域名指向同一网站。", "The note says that the domains point to the same site."),
    ),
    max_sites_per_filing=(
        Rule(
            2,
            TENCENT_OLD,
            Confidence.LOW,
            subject=SubjectKind.INDIVIDUAL,
            note=Text("见于较早的资料，较新的资料已无此限。", "From an older text; the newer one has no such limit."),
        ),
        Rule(
            4,
            TENCENT_OLD,
            Confidence.LOW,
            subject=SubjectKind.ORGANISATION,
            note=Text("见于较早的资料，较新的资料已无此限。", "From an older text; the newer one has no such limit."),
        ),
    ),
    institution_site_review_form_required=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, also=(JD,)),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Heilongjiang's rules."""
    return [HEILONGJIANG]
