"""The national baseline: what holds wherever a province says nothing else."""

from __future__ import annotations

from datetime import date

from beian_plugin.providers.contract import Province
from beian_plugin.providers.rule import Confidence, Rule, Source
from beian_plugin.providers.values import Correction, FooterNumber

#: Not the code of a province: the rules under all of them.
NATIONAL_CODE = "00"

_FAQ = "接入商备案常见问题 58 问"
_PERMITS = "《电信业务经营许可管理办法》（工业和信息化部令第5号）"
_GOVERNMENT_SITES = Source("《互联网政务应用安全管理规定》", "2024")
_HUAWEI = "github:huaweicloud/huaweicloud-skills@c54c1bcc:skills/cdi/assist/huawei-cloud-icp-process-guidance/kb/"
_AFTER_APPROVAL = Source("华为云《备案成功后咨询》", "2025-12-31", _HUAWEI + "procedures/备案成功后咨询.md")
_AUTHORITIES = Source("华为云《备案管局咨询》", "2025-12-31", _HUAWEI + "topics/备案管局咨询.md")
_RULES_OF_JD = Source(
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
        Source(_FAQ),
        _GOVERNMENT_SITES,
        _AFTER_APPROVAL,
        _AUTHORITIES,
        _RULES_OF_JD,
    ),
    checked_on=date(2026, 11, 23),
    limitations="常见问题、国家规定和多数省份相同的要求；各省文件只写与此不同之处。",
    correction=Rule(Correction(), _faq("37", "38")),
    transfer_requires_correct_subject=Rule(value=False, source=_faq("37", "38")),
    return_for_modification_on_request=Rule(value=False, source=_faq("39")),
    change_requires_full_materials=Rule(value=True, source=_faq("37", "38")),
    verification_sheet_resend_on_change=Rule(value=True, source=_faq("37", "38")),
    shell_subject_can_add_site=Rule(value=True, source=_faq("37 B")),
    domain_owner_may_be_legal_representative=Rule(value=False, source=_faq("20")),
    overseas_subject_admitted=Rule(value=False, source=_faq("48")),
    bulletin_board_form=Rule("电子公告专项备案材料", _faq("41")),
    commercial_permit_guide=Rule(_PERMITS, _faq("30")),
    commercial_permit_change_guide=Rule(_PERMITS, _faq("30")),
    # 28 of 31 provinces say so; the three that do not say what they want instead.
    subject_principal_must_be_legal_representative=Rule(value=True, source=_AUTHORITIES),
    # 26 provinces name it; the old licences and organisation codes have not been valid anywhere since 2018.
    unified_licence_required=Rule(value=True, source=_RULES_OF_JD, confidence=Confidence.MEDIUM),
    footer_number_kind=Rule(FooterNumber.SITE, _AFTER_APPROVAL, Confidence.MEDIUM),
    institution_domain_suffix=Rule((".cn", ".公益"), _GOVERNMENT_SITES),
    party_government_domain_suffix=Rule((".gov.cn", ".政务"), _GOVERNMENT_SITES),
)
