"""浙江省通信管理局 (Zhejiang, 33).

Sources: the founding FAQ (接入商备案常见问题 58 问), written by an access provider in Zhejiang: FAQ 30, 37, 38, 39, 41.
Checked on: 2026-11-23.
Limitations: the FAQ does not say which papers besides the verification sheet fall away with a change, nor what makes
a request for return justified: staff decide. The addresses in FAQ 30 are as printed there; they may have moved.
"""

from __future__ import annotations

from datetime import date

from beian_plugin import Confidence, Correction, Province, Rule, hookimpl

ZHEJIANG = Province(
    code="33",
    authority="浙江省通信管理局",
    sources=("接入商备案常见问题 58 问：第 30、37、38、39、41 问",),
    checked_on=date(2026, 11, 23),
    limitations=(
        "常见问题未说明变更时除核验单外哪些资料可免，也未说明何为退回修改的正当理由，由工作人员判断；"
        "第 30 问中的网址为原文所载，可能已变更。"
    ),
    # 在 5 日内变更主体信息，提交我司审核，并发邮件到 ICP 邮箱让我们提交管局审核，可不用重新寄核验单。
    correction=Rule(Correction(days=5, material_again=False, by_mail=True), source="FAQ 37, 38"),
    verification_sheet_resend_on_change=Rule(value=False, source="FAQ 37, 38"),
    # The FAQ only sets Zhejiang against the others, where a change brings its material again.
    change_requires_full_materials=Rule(value=False, source="FAQ 37, 38", confidence=Confidence.LOW),
    # 浙江有正当理由可联系接入商让管局退回修改。
    return_for_modification_on_request=Rule(value=True, source="FAQ 39"),
    bulletin_board_form=Rule("《浙江省电子公告专项备案表》", source="FAQ 41"),
    commercial_permit_guide=Rule(
        "http://www.zca.gov.cn/txzf/workOnNet.htm?id=308&method=getWorkOnNetDetail", source="FAQ 30"
    ),
    commercial_permit_change_guide=Rule(
        "http://www.zca.gov.cn/txzf/workOnNet.htm?id=316&method=getWorkOnNetDetail", source="FAQ 30"
    ),
)


@hookimpl
def beian_register_provinces() -> list[Province]:
    """Zhejiang's rules."""
    return [ZHEJIANG]
