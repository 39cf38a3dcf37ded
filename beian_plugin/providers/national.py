"""The national baseline: what holds wherever a province says nothing else."""

from __future__ import annotations

from datetime import date

from beian_plugin.providers.contract import Correction, Province, Rule

#: Not the code of a province: the rules under all of them.
NATIONAL_CODE = "00"

NATIONAL = Province(
    code=NATIONAL_CODE,
    authority="工业和信息化部",
    sources=(
        "《互联网信息服务管理办法》（国务院令第292号）",
        "《非经营性互联网信息服务备案管理办法》（信息产业部令第33号）",
        "接入商备案常见问题 58 问",
    ),
    checked_on=date(2026, 11, 23),
    limitations="What the founding FAQ and the two regulations say; provinces add to it in their own files.",
    correction=Rule(Correction(), source="FAQ 37, 38"),
    transfer_requires_correct_subject=Rule(value=False, source="FAQ 37, 38"),
    return_for_modification_on_request=Rule(value=False, source="FAQ 39"),
    change_requires_full_materials=Rule(value=True, source="FAQ 37, 38"),
    verification_sheet_resend_on_change=Rule(value=True, source="FAQ 37, 38"),
    shell_subject_can_add_site=Rule(value=True, source="FAQ 37 B"),
    domain_owner_may_be_legal_representative=Rule(value=False, source="FAQ 20"),
    overseas_subject_admitted=Rule(value=False, source="FAQ 48"),
    bulletin_board_form=Rule("电子公告专项备案材料", source="FAQ 41"),
    commercial_permit_guide=Rule("《电信业务经营许可管理办法》（工业和信息化部令第5号）", source="FAQ 30"),
    commercial_permit_change_guide=Rule("《电信业务经营许可管理办法》（工业和信息化部令第5号）", source="FAQ 30"),
)
