"""陕西省通信管理局 (Shaanxi, 61; not Shanxi 山西, 14).

Sources: the founding FAQ (接入商备案常见问题 58 问): FAQ 20, 37, 38. Published guides of two access providers:
github:tencentyun/qcloud-documents@39220639 陕西管局备案要求.md (2021/2023) and
github:huaweicloud/huaweicloud-skills@c54c1bcc 备案注销咨询.md (2025-12-31).
Checked on: 2026-11-23.
Limitations: no text of the authority itself was found. One guide lets a transfer come first and the change later; the
FAQ says the data must be right first and outranks it.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import Confidence, Province, Rule, hookimpl

SHAANXI = Province(
    code="61",
    authority="陕西省通信管理局",
    sources=(
        "接入商备案常见问题 58 问：第 20、37、38 问",
        "腾讯云《陕西管局备案要求》（2021/2023）",
        "华为云《备案注销咨询》（2025-12-31）",
    ),
    checked_on=date(2026, 11, 23),
    limitations="未找到管局原文；有接入商资料称可先转接入后变更，与常见问题不一致，以常见问题为准。",
    # 甚至有些管局必须要主体信息正确才能做转接入操作。比如：陕西
    transfer_requires_correct_subject=Rule(value=True, source="FAQ 37, 38"),
    shell_subject_can_add_site=Rule(
        value=False, source="华为云《备案注销咨询》（2025-12-31）", confidence=Confidence.MEDIUM
    ),
    # FAQ 20 says that some provinces do and names none; the guide names this one.
    domain_owner_may_be_legal_representative=Rule(
        value=True, source="FAQ 20；腾讯云《陕西管局备案要求》（2021/2023）", confidence=Confidence.MEDIUM
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Shaanxi's rules."""
    return [SHAANXI]
