"""The national baseline: what holds wherever a province says nothing else."""

from __future__ import annotations

from datetime import date

from beian_plugin.providers.contract import Province
from beian_plugin.providers.rule import Confidence, Rule, Source
from beian_plugin.providers.values import Correction, FooterNumber

#: Not the code of a province: the rules under all of them.
NATIONAL_CODE = "00"

_FAQ = Source("接入商备案常见问题 58 问")
_PERMITS = "《电信业务经营许可管理办法》（工业和信息化部令第5号）"
#: Made public on 15 May 2024, in force since 1 July.
_GOVERNMENT_SITES = Source("《互联网政务应用安全管理规定》", "2024-05-15")
_HUAWEI_KB = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
_AFTER_APPROVAL = Source("华为云《备案成功后咨询》", "2025-12-31", _HUAWEI_KB + "procedures/备案成功后咨询.md")
_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", _HUAWEI_KB + "topics/备案管局咨询.md")
_POLICY = Source("华为云《备案政策咨询》", "2025-12-31", _HUAWEI_KB + "faq/备案政策咨询.md")
_JD = Source(
    "京东云《各省管局规则》",
    "2021/2023",
    "github:yicenzzn/cn:documentation/Domain-Name-&-License/ICP-License-Service/the-rules",
)


def _faq(*numbers: str) -> Source:
    return Source(f"FAQ {', '.join(numbers)}")


NATIONAL = Province(
    code=NATIONAL_CODE,
    authority="工业和信息化部",
    sources=(
        Source("《互联网信息服务管理办法》（国务院令第292号）"),
        Source("《非经营性互联网信息服务备案管理办法》（信息产业部令第33号）"),
        _FAQ,
        _GOVERNMENT_SITES,
        _AUTHORITIES,
        _POLICY,
        _AFTER_APPROVAL,
        _JD,
    ),
    checked_on=date(2026, 11, 23),
    limitations=(
        "常见问题、国家规定和多数省份相同的要求；各省文件只写与此不同之处。"
        "统一社会信用代码证件一项，北京、天津、江苏、山东、西藏的资料未提，仍按各地相同处理；"
        "事业单位和党政机关的域名后缀，据转述国家规定的资料，未核对原文。"
    ),
    # 23 of the 31 want nobody else and one only advises it; the other seven let somebody stand in.
    subject_principal_must_be_legal_representative=Rule(value=True, source=_AUTHORITIES, confidence=Confidence.MEDIUM),
    # FAQ 20 adds that some provinces accept the legal representative, and names none.
    domain_owner_may_be_legal_representative=Rule(value=False, source=_faq("20")),
    institution_domain_suffix=Rule(
        (".cn", ".公益"), _GOVERNMENT_SITES, Confidence.MEDIUM, since=date(2024, 7, 1), also=(_AUTHORITIES, _POLICY)
    ),
    party_government_domain_suffix=Rule(
        (".gov.cn", ".政务"), _GOVERNMENT_SITES, Confidence.MEDIUM, since=date(2024, 7, 1), also=(_AUTHORITIES, _POLICY)
    ),
    footer_number_kind=Rule(FooterNumber.SITE, _AFTER_APPROVAL, Confidence.MEDIUM),
    correction=Rule(Correction(), _faq("37", "38")),
    change_requires_full_materials=Rule(value=True, source=_faq("37", "38")),
    verification_sheet_resend_on_change=Rule(value=True, source=_faq("37", "38")),
    return_for_modification_on_request=Rule(value=False, source=_faq("39")),
    transfer_requires_correct_subject=Rule(value=False, source=_faq("37", "38")),
    shell_subject_can_add_site=Rule(value=True, source=_faq("37 B")),
    # 26 provinces' guides name it; companies have had no other licence since 2018, so the rest are asked for it, too.
    unified_licence_required=Rule(value=True, source=_JD, confidence=Confidence.MEDIUM),
    overseas_subject_admitted=Rule(value=False, source=_faq("48")),
    bulletin_board_form=Rule("电子公告专项备案材料", _faq("41")),
    commercial_permit_guide=Rule(_PERMITS, _faq("30")),
    commercial_permit_change_guide=Rule(_PERMITS, _faq("30")),
)
