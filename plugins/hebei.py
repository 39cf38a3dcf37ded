"""河北省通信管理局 (Hebei, 13).

Sources: 华为云《备案成功后咨询》 (2025-12-31); 华为云《备案管局咨询》 (2025-12-31); 华为云《备案注销咨询》
(2025-12-31); 华为云《迁移备案咨询》 (2025-12-31); 腾讯云《河北管局备案要求》 (2021/2023);
京东云《各省管局规则·河北》 (2021/2023).
Checked on: 2026-11-23.
Limitations: One city for both addresses rests on one text whose example is from Henan, and may be wrong.
Foreigners: individuals refused, organisations delegate; another source refuses both, and may be right. On what
a change of subject needs, sources differ: advice only. No text of the authority itself was found; access
providers' guides stand for it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Force,
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
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
HUAWEI_CANCEL = Source("华为云《备案注销咨询》", "2025-12-31", HUAWEI_KB + "procedures/备案注销咨询.md")
HUAWEI_MIGRATE = Source("华为云《迁移备案咨询》", "2025-12-31", HUAWEI_KB + "procedures/迁移备案咨询.md")
TENCENT = Source(
    "腾讯云《河北管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@ffc5955f:product/域名与网站/网站备案/备案准备/各省管局要求/华北各省管局要求/河北管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·河北》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Hebei.md",
)

HEBEI = Province(
    code="13",
    authority="河北省通信管理局",
    sources=(HUAWEI_AFTER, HUAWEI_AUTHORITIES, HUAWEI_CANCEL, HUAWEI_MIGRATE, TENCENT, JD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "通信地址须在同一市只见于一份资料，其例子是河南的，可能有误；"
        "外籍人员，按个人不受理、单位须授权处理（另一来源称一概不受理），可能有误；"
        "变更主体须满足什么条件，来源不一，只作提示。未找到管局原文，规则均据接入商的公开资料。"
    ),
    foreign_principal_must_delegate=Rule(
        True, TENCENT, Confidence.MEDIUM, note=Text("须授权中国公民。", "A Chinese citizen is delegated.")
    ),
    min_age=(
        Rule(18, HUAWEI_AUTHORITIES, subject=SubjectKind.INDIVIDUAL, also=(TENCENT,)),
        Rule(18, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    local_id_required=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.ADVICE,
        note=Text(
            "外省个人可以备案，来源未要求居住证明。",
            "Individuals from other provinces may file; the source asks for no proof of residence.",
        ),
    ),
    foreigner_individual_allowed=Rule(False, HUAWEI_AUTHORITIES, also=(JD,)),
    mobile_must_be_local=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
        note=Text("只限外省个人。", "For individuals from another province only."),
    ),
    cross_city_address_forbidden=Rule(True, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    domain_owner_may_be_legal_representative=Rule(True, TENCENT, Confidence.MEDIUM),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    individual_note_required=Rule(True, TENCENT, Confidence.MEDIUM),
    transfer_requires_correct_subject=Rule(
        True, HUAWEI_AUTHORITIES, filings=(Kind.TRANSFER_IN, Kind.ADD_SITE), also=(TENCENT,)
    ),
    change_and_add_must_be_separate=Rule(
        True, HUAWEI_AUTHORITIES, Confidence.MEDIUM, filings=(Kind.TRANSFER_IN, Kind.ADD_SITE)
    ),
    org_subject_change_scope=Rule(
        OrganisationChange.FREE,
        TENCENT,
        Confidence.LOW,
        force=Force.ADVICE,
        note=Text(
            "另一来源称多数省份不受理，须注销后重新备案；以管局答复为准。",
            "Another source says that most provinces refuse it and want cancelling and filing anew; ask the authority.",
        ),
    ),
    individual_subject_change_scope=Rule(IndividualChange.FREE, TENCENT, Confidence.LOW, force=Force.ADVICE),
    migrate_between_subjects_supported=Rule(True, HUAWEI_MIGRATE, Confidence.MEDIUM),
    shell_subject_can_add_site=Rule(False, HUAWEI_CANCEL, Confidence.MEDIUM, also=(HUAWEI_AFTER,)),
    sole_trader_filing_as=Rule(SoleTraderFiling.BY_TRADE_NAME, TENCENT, Confidence.MEDIUM),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Hebei's rules."""
    return [HEBEI]
