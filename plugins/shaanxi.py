"""陕西省通信管理局 (Shaanxi, 61; not Shanxi 山西, 14).

Sources: the founding FAQ (接入商备案常见问题 58 问), answers 37, 38; 华为云《备案成功后咨询》 (2025-12-31);
华为云《备案注销咨询》 (2025-12-31); 华为云《备案变更咨询》 (2025-11-19); 华为云《迁移备案咨询》 (2025-12-31);
华为云《备案政策咨询》 (2025-12-31); 腾讯云《陕西管局备案要求》 (2021/2023); 京东云《各省管局规则·陕西》
(2021/2023).
Checked on: 2026-11-23.
Limitations: One guide lets a transfer come first and the change later; the FAQ says that the data must be right
first and outranks it. Newer text dropped the local mobile number for organisations: advice only. Whether
individuals may choose the blog type, sources differ: refused here, which may be wrong. No text of the authority
itself was found; the FAQ and access providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Force,
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
FAQ_37_38 = Source("FAQ 37, 38")
HUAWEI_AFTER = Source("华为云《备案成功后咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案成功后咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
HUAWEI_CHANGE = Source("华为云《备案变更咨询》", "2025-11-19", HUAWEI_KB + "procedures/备案变更咨询.md")
HUAWEI_MIGRATE = Source("华为云《迁移备案咨询》", "2025-12-31", HUAWEI_KB + "procedures/迁移备案咨询.md")
HUAWEI_POLICY = Source("华为云《备案政策咨询》", "2025-12-31", HUAWEI_KB + "faq/备案政策咨询.md")
TENCENT = Source(
    "腾讯云《陕西管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@39220639:product/域名与网站/网站备案/备案准备/各省管局要求/西北各省管局要求/陕西管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·陕西》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Shaanxi.md",
)

SHAANXI = Province(
    code="61",
    authority="陕西省通信管理局",
    sources=(FAQ_37_38, HUAWEI_AFTER, HUAWEI_CANCEL, HUAWEI_CHANGE, HUAWEI_MIGRATE, HUAWEI_POLICY, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "有来源称可先转接入后变更，与常见问题不一致，以常见问题为准；"
        "本省手机号码的要求，新旧资料不一，对单位只作提示；"
        "个人能否选博客类，来源不一，按不受理处理，可能有误。"
        "未找到管局原文，常见问题以外的规则均据接入商的公开资料。"
    ),
    site_principal_authorization_letter_required=Rule(True, TENCENT, also=(JD,)),
    min_age=Rule(18, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    local_id_required=Rule(
        False,
        HUAWEI_POLICY,
        Confidence.MEDIUM,
        force=Force.ADVICE,
        note=Text(
            "外省个人可以备案，来源未要求居住证明。",
            "Individuals from other provinces may file; the source asks for no proof of residence.",
        ),
    ),
    mobile_must_be_local=(
        Rule(True, TENCENT, force=Force.REJECT, subject=SubjectKind.INDIVIDUAL, also=(JD,)),
        Rule(
            True,
            JD,
            Confidence.LOW,
            subject=SubjectKind.ORGANISATION,
            note=Text(
                "只有一家来源要求，较新的资料对单位已取消。",
                "One provider asks for it; the newest text dropped it for organisations.",
            ),
        ),
    ),
    # FAQ 20 says that some provinces do and names none; the guide names this one.
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, JD, Confidence.LOW),
    max_sites_total=(
        Rule(5, TENCENT, subject=SubjectKind.INDIVIDUAL, also=(JD,)),
        Rule(30, HUAWEI_POLICY, subject=SubjectKind.ORGANISATION, also=(TENCENT, JD)),
    ),
    individual_blog_type_allowed=Rule(
        False, TENCENT, Confidence.MEDIUM, note=Text("须先办理专项审批。", "It needs a special approval first.")
    ),
    # 甚至有些管局必须要主体信息正确才能做转接入操作。比如：陕西
    transfer_requires_correct_subject=(
        Rule(
            True,
            TENCENT,
            Confidence.MEDIUM,
            filings=(Kind.ADD_SITE,),
            note=Text("须先在原接入商处变更。", "Changed data is corrected at the old provider first."),
        ),
        Rule(True, FAQ_37_38, filings=(Kind.TRANSFER_IN,)),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, HUAWEI_CHANGE, also=(TENCENT,)),
    change_certificate_required=Rule(True, HUAWEI_CHANGE, also=(TENCENT, JD)),
    migrate_between_subjects_supported=Rule(True, HUAWEI_MIGRATE, Confidence.MEDIUM, also=(HUAWEI_CHANGE,)),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, TENCENT, Confidence.MEDIUM),
    sole_trader_trade_name_required=Rule(True, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Shaanxi's rules."""
    return [SHAANXI]
