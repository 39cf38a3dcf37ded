"""浙江省通信管理局 (Zhejiang, 33).

Sources: the founding FAQ (接入商备案常见问题 58 问), written by an access provider in Zhejiang, answers 30, 37,
38, 39, 41; 华为云《备案管局咨询》 (2025-12-31); 腾讯云《浙江管局备案要求》 (2021/2023);
京东云《各省管局规则·浙江》 (2021/2023); 青云《备案政策要求·浙江》 (undated).
Checked on: 2026-11-23.
Limitations: The FAQ does not say which papers besides the verification sheet fall away with a change, nor what
makes a request for return justified: staff decide. The addresses in FAQ 30 are as printed there and may have
moved. An older text wants a sole trader's trade name: not taken, which may be wrong. Whether individuals may
choose the blog type, sources differ: refused here, which may be wrong. No text of the authority itself was
found; the FAQ and access providers' guides stand for it.
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

HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
FAQ_30 = Source("FAQ 30")
FAQ_37_38 = Source("FAQ 37, 38")
FAQ_39 = Source("FAQ 39")
FAQ_41 = Source("FAQ 41")
HUAWEI_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", HUAWEI_KB + "topics/备案管局咨询.md")
TENCENT = Source(
    "腾讯云《浙江管局备案要求》",
    "2021/2023",
    "github:tencentyun/qcloud-documents@b88154ca:product/域名与网站/网站备案/备案准备/各省管局要求/华东各省管局要求/浙江管局备案要求.md",
)
JD = Source(
    "京东云《各省管局规则·浙江》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules/Zhejiang.md",
)
QINGCLOUD = Source(
    "青云《备案政策要求·浙江》",
    "",
    "github:yunify/qingcloud-docs@3094343b:content/site/record/prepare/policy_requirement/zhejiang.md",
)

ZHEJIANG = Province(
    code="33",
    authority="浙江省通信管理局",
    sources=(FAQ_30, FAQ_37_38, FAQ_39, FAQ_41, HUAWEI_AUTHORITIES, TENCENT, JD, QINGCLOUD),
    checked_on=date(2026, 11, 23),
    limitations=(
        "常见问题未说明变更时除核验单外哪些资料可免，也未说明何为退回修改的正当理由，由工作人员判断；"
        "第 30 问中的网址为原文所载，可能已变更；"
        "个体工商户无字号，较早的资料不受理，按可以备案处理，可能有误；"
        "个人能否选博客类，来源不一，按不受理处理，可能有误。"
        "未找到管局原文，常见问题以外的规则均据接入商的公开资料。"
    ),
    principal_authorization_letter_allowed=Rule(False, TENCENT, Confidence.MEDIUM),
    foreign_principal_passport_accepted=Rule(
        True, HUAWEI_AUTHORITIES, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION
    ),
    min_age=(
        Rule(18, TENCENT, subject=SubjectKind.INDIVIDUAL, also=(JD,)),
        Rule(18, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    ),
    local_id_required=Rule(False, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    residence_permit_accepted=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    address_no_municipal_district_placeholder=Rule(True, TENCENT, Confidence.MEDIUM),
    domain_min_validity_days=Rule(90, HUAWEI_AUTHORITIES, also=(QINGCLOUD,)),
    site_closed_before_filing=Rule(True, TENCENT, Confidence.MEDIUM),
    ip_must_match_resolution=Rule(True, QINGCLOUD, Confidence.LOW, subject=SubjectKind.ORGANISATION),
    individual_blog_type_allowed=Rule(
        False, TENCENT, Confidence.MEDIUM, note=Text("须先取得前置审批。", "It needs a pre-approval first.")
    ),
    # 在 5 日内变更主体信息，提交我司审核，并发邮件到 ICP 邮箱让我们提交管局审核，可不用重新寄核验单。
    correction=Rule(
        Correction(days=5, material_again=False, by_mail=True),
        FAQ_37_38,
        filings=(Kind.TRANSFER_IN, Kind.ADD_SITE),
        note=Text(
            "适用于空壳主体新增网站、空壳网站转接入审核通过之后。",
            "After a shell subject's new site, or a shell site's transfer, is approved.",
        ),
    ),
    # The FAQ only sets Zhejiang against the others, where a change brings its material again.
    change_requires_full_materials=Rule(False, FAQ_37_38, Confidence.LOW),
    verification_sheet_resend_on_change=Rule(
        False,
        FAQ_37_38,
        note=Text("只指在期限内更正主体信息的变更。", "Only in the change that corrects the subject within the term."),
    ),
    verification_sheet_per_domain=Rule(True, QINGCLOUD, Confidence.LOW),
    # 浙江有正当理由可联系接入商让管局退回修改。
    return_for_modification_on_request=Rule(True, FAQ_39),
    transfer_requires_correct_subject=Rule(
        False,
        FAQ_37_38,
        filings=(Kind.TRANSFER_IN, Kind.ADD_SITE),
        also=(TENCENT,),
        note=Text(
            "上传新证件，审核通过后更正主体信息。",
            "New papers are uploaded, and the subject is corrected after the approval.",
        ),
    ),
    org_subject_change_scope=Rule(OrganisationChange.RENAME_ONLY, TENCENT, Confidence.MEDIUM),
    individual_subject_change_scope=Rule(IndividualChange.OWN_COMPANY, TENCENT, also=(JD,)),
    change_certificate_required=Rule(True, TENCENT, also=(JD,)),
    copies_accepted=Rule(
        False,
        TENCENT,
        Confidence.MEDIUM,
        subject=SubjectKind.ORGANISATION,
        note=Text("须为原件的彩色扫描件。", "Only colour scans of the originals."),
    ),
    licence_min_validity_days=Rule(90, TENCENT, Confidence.MEDIUM),
    id_min_validity_days=Rule(90, TENCENT, Confidence.MEDIUM, subject=SubjectKind.ORGANISATION),
    sole_trader_filing_as=Rule(SoleTraderFiling.ORGANISATION, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    sole_trader_seal_required=Rule(True, HUAWEI_AUTHORITIES, also=(TENCENT,)),
    sole_trader_trade_name_required=Rule(
        False,
        HUAWEI_AUTHORITIES,
        Confidence.MEDIUM,
        note=Text(
            "无字号的填写法定代表人姓名，并加以备注。",
            "Without a trade name the legal representative's name is filed, with a note.",
        ),
    ),
    preapproval_waiver_letter_accepted=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        note=Text("网站无金融内容的才可以。", "Only where the site has no finance content."),
    ),
    finance_keywords_need_approval=Rule(
        True,
        TENCENT,
        Confidence.MEDIUM,
        force=Force.MATERIAL,
        note=Text(
            "名称、网站名称或经营范围含金融字样的，提供金融许可证或承诺书。",
            "Finance words in name, site name or business scope need a finance licence or a letter.",
        ),
    ),
    bulletin_board_form=Rule("《浙江省电子公告专项备案表》", FAQ_41),
    commercial_permit_guide=Rule("http://www.zca.gov.cn/txzf/workOnNet.htm?id=308&method=getWorkOnNetDetail", FAQ_30),
    commercial_permit_change_guide=Rule(
        "http://www.zca.gov.cn/txzf/workOnNet.htm?id=316&method=getWorkOnNetDetail", FAQ_30
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Zhejiang's rules."""
    return [ZHEJIANG]
