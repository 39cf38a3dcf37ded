"""浙江省通信管理局 (Zhejiang, 33).

Sources: 腾讯云《浙江管局备案要求》; 华为云《备案管局咨询》; 京东云《Zhejiang》; 青云《zhejiang》; FAQ 37, 38; FAQ 39.
Checked on: 2026-11-23.
Limitations: TODO
"""

from __future__ import annotations

from datetime import date

from beian_plugin import (
    Confidence,
    Correction,
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

TENCENT = Source(
    "腾讯云《浙江管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@b88154ca:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/浙江管局备案要求.md",
)
HUAWEI_AUTHORITIES = Source(
    "华为云《备案管局咨询》",
    "2025-12-31",
    "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/topics/备案管局咨询.md",
)
JD = Source(
    "京东云《Zhejiang》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Zhejiang.md",
)
QINGCLOUD = Source(
    "青云《zhejiang》",
    "",
    "github:yunify/qingcloud-docs@3094343b:content/site/record/prepare/policy_requirement/zhejiang.md",
)
FAQ_37_38 = Source("FAQ 37, 38")
FAQ_39 = Source("FAQ 39")

ZHEJIANG = Province(
    code="33",
    authority="浙江省通信管理局",
    sources=(TENCENT, HUAWEI_AUTHORITIES, JD, QINGCLOUD, FAQ_37_38, FAQ_39),
    checked_on=date(2026, 11, 23),
    limitations="TODO",
    principal_authorization_letter_allowed=Rule(False, TENCENT, Confidence.MEDIUM),
    foreign_principal_passport_accepted=Rule(
        True, HUAWEI_AUTHORITIES, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION
    ),
    min_age=(
        Rule(
            18, TENCENT, subject=SubjectKind.INDIVIDUAL, also=(JD,), note=Text("TODO", "Persons below 18 cannot file.")
        ),
        Rule(18, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    local_id_required=Rule(False, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    residence_permit_accepted=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    address_no_municipal_district_placeholder=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, also=(QINGCLOUD,)),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM),
    ip_must_match_resolution=Rule(
        True,
        QINGCLOUD,
        Confidence.LOW,
        subject=SubjectKind.ORGANISATION,
        note=Text("TODO", "The filed IP address must be the one the domain resolves to."),
    ),
    individual_blog_type_allowed=Rule(
        False, TENCENT, Confidence.MEDIUM, note=Text("TODO", "The blog type needs a pre-approval.")
    ),
    correction=(
        Rule(
            Correction(days=5, material_again=False, by_mail=True),
            FAQ_37_38,
            filings=(Kind.ADD_SITE,),
            note=Text(
                "TODO",
                "After an add-site without subject is approved, wrong subject data must be changed within this time.",
            ),
        ),
        Rule(
            Correction(days=5, material_again=False, by_mail=True),
            FAQ_37_38,
            filings=(Kind.TRANSFER_IN,),
            note=Text(
                "TODO",
                "After a transfer of an empty-shell site is approved, wrong subject data must be changed within this time.",
            ),
        ),
    ),
    # The FAQ only sets Zhejiang against the others, where a change brings its material again.
    change_requires_full_materials=Rule(False, FAQ_37_38, Confidence.LOW),
    verification_sheet_resend_on_change=Rule(False, FAQ_37_38),
    verification_sheet_per_domain=Rule(True, QINGCLOUD, Confidence.LOW),
    return_for_modification_on_request=Rule(True, FAQ_39),
    transfer_requires_correct_subject=Rule(
        False,
        FAQ_37_38,
        filings=(
            Kind.ADD_SITE,
            Kind.TRANSFER_IN,
        ),
        also=(TENCENT,),
        note=Text("TODO", "New papers are uploaded and the subject is corrected after approval."),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, also=(JD,)),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    copies_accepted=Rule(False, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    licence_min_validity_days=Rule(
        90,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "The organisation's certificate must stay valid for more than three months."),
    ),
    id_min_validity_days=Rule(90, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    sole_trader_seal_required=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    sole_trader_trade_name_required=Rule(False, HUAWEI_AUTHORITIES, Confidence.MEDIUM),
    preapproval_waiver_letter_accepted=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("TODO", "A letter is accepted when the site has no finance content."),
    ),
    finance_keywords_need_approval=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.MATERIAL,
        note=Text("TODO", "Finance words in name, site name or scope need a finance licence or a letter."),
    ),
    bulletin_board_form=Rule("《浙江省电子公告专项备案表》", Source("FAQ 41")),
    commercial_permit_guide=Rule(
        "http://www.zca.gov.cn/txzf/workOnNet.htm?id=308&method=getWorkOnNetDetail", Source("FAQ 30")
    ),
    commercial_permit_change_guide=Rule(
        "http://www.zca.gov.cn/txzf/workOnNet.htm?id=316&method=getWorkOnNetDetail", Source("FAQ 30")
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Zhejiang's rules."""
    return [ZHEJIANG]
