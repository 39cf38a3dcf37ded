"""甘肃省通信管理局 (Gansu, 62).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案注销咨询》 (2025-12-31); 华为云《备案政策咨询》
(2025-12-31); 腾讯云《甘肃省管局要求》 (2021/2023); 京东云《各省管局规则·甘肃》 (2021/2023).
Checked on: 2026-11-23.
Limitations: Coverage is thin. Most of it is of 2021 to 2023, years inferred from what the texts mention. One
source takes nobody but the legal representative: a letter does here, which may be wrong. One source lets an
individual's filing become that of the person's own company, another does not: it may, as advice. No text of the
authority itself was found; access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import Confidence, Force, IndividualChange, Province, Rule, Source, SubjectKind, Text, hookimpl

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
HUAWEI_POLICY = Source("华为云《备案政策咨询》", "2025-12-31", HUAWEI_KB + "faq/备案政策咨询.md")
TENCENT = Source(
    "腾讯云《甘肃省管局要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@1b16bbcb:product/域名与网站/网站备案/备案准备/各省管局要求/西北各省管局要求/甘肃省管局要求.md",
)
JD = Source(
    "京东云《各省管局规则·甘肃》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Gansu.md",
)

GANSU = Province(
    code="62",
    authority="甘肃省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_CANCEL, HUAWEI_POLICY, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "资料稀少；多数规则见于 2021 至 2023 年的资料（年份据内容推断）；"
        "能否凭授权书由他人担任主体负责人，一家称不可，按可以处理，可能有误；"
        "个人能否变更为本人任法定代表人的单位，两份资料不一，按可以处理，只作提示。"
        "未找到管局原文，规则均据接入商的公开资料。"
    ),
    subject_principal_must_be_legal_representative=Rule(
        True,
        HUAWEI_POLICY,
        force=Force.MATERIAL,
        also=(TENCENT, JD),
        note=Text(
            "原则上是法定代表人；他人担任的须提供授权书。",
            "As a rule the legal representative; anybody else needs a letter.",
        ),
    ),
    principal_authorization_letter_allowed=Rule(
        True, HUAWEI_POLICY, also=(TENCENT,), note=Text("并备注该人的职务。", "With a note on the person's post.")
    ),
    site_principal_authorization_letter_required=Rule(True, JD, Confidence.LOW),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM),
    local_id_required=Rule(True, HUAWEI_POLICY, also=(TENCENT, JD)),
    mobile_must_be_local=(
        Rule(True, TENCENT, force=Force.REJECT, subject=SubjectKind.INDIVIDUAL, also=(JD,)),
        Rule(True, JD, Confidence.LOW, subject=SubjectKind.ORGANISATION),
    ),
    emergency_phone_third_person=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, HUAWEI_POLICY, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, JD, also=(TENCENT,)),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    individual_statement_required=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text(
            "备注中须声明是个人网站，不含企业、单位的信息。",
            "The note declares a personal site without company content.",
        ),
    ),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, Confidence.LOW),
    change_certificate_required=Rule(True, JD, Confidence.LOW),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Gansu's rules."""
    return [GANSU]
