"""Verification sheets (核验单): register what came by post or scan, and say whether each is valid (FAQ 35, 47, 58)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.desk.access import WORKERS, do, only
from beian_plugin.blueprints.web.forms import PageForm
from beian_plugin.blueprints.web.frame import me, t, tell
from beian_plugin.blueprints.web.refusals import sentence
from beian_plugin.errors import BeianError
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import material, papers
from beian_plugin.operations.filings import filing_of
from beian_plugin.operations.open_sheets import count_open, open_sheets
from beian_plugin.operations.queue import line_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from beian_plugin.operations.material import SheetInfo

_LONGEST_REASON = 2000
_MOST_DIGITS = 9


def _form() -> PageForm:
    """The form that registers a sheet, in the language of the reader."""

    class SheetForm(PageForm):
        code = StringField(
            t("核验单条码或申请编号", "Code on the sheet, or number of the filing"),
            [
                InputRequired(
                    t("请扫描条码或输入申请编号，如 12。", "Scan the code, or type the filing's number, such as 12.")
                )
            ],
            description=t(
                "用扫码枪扫描核验单上的二维码，或输入申请编号。",
                "Scan the sheet's QR code, or type the filing's number.",
            ),
            # A scanner types into it: one sheet after the other, without the mouse.
            render_kw={"autocomplete": "off", "autofocus": True, "data-scan": "", "data-key": "/"},
        )
        domains = TextAreaField(
            t("纸面上的域名", "Domains on the sheet"),
            [Length(max=100_000)],
            description=t("扫码时不必填写；按申请编号登记时，一行一个。", "Not needed with a code; else one a line."),
        )
        extra = BooleanField(
            t(
                "补单：已提交管局审核过（FAQ 35）",
                "Extra sheet (补单): the filing was with the authority already (FAQ 35)",
            )
        )

    return SheetForm()


def overview() -> ResponseReturnValue:
    """The form that registers one, and those that nobody has looked at."""
    form = _form()
    if number := request.args.get("filing", ""):
        form.code.data = number
    return _page(form)


def _page(form: PageForm) -> str:
    here = context()
    return render_template("beian_desk/sheets.html", form=form, sheets=open_sheets(here), waiting=count_open(here))


@only(*WORKERS)
def register() -> ResponseReturnValue:
    """Note that a sheet came in; by its code alone, or by the filing with the domains on the paper."""
    form = _form()
    if not form.validate():
        return _page(form), 422
    code = form.code.data.strip().removeprefix("#")
    try:
        by_number = code.isdecimal() and len(code) <= _MOST_DIGITS
        found = _by_number(int(code), form) if by_number else _by_code(code, form)
    except BeianError as error:
        tell(sentence(error), "hold")
        found = None
    if found is None:
        return _page(form), 422
    _tell_received(*found)
    return redirect(url_for(".sheets"))


def _by_number(number: int, form: PageForm) -> tuple[int, SheetInfo] | None:
    domains = re.split(r"[\s,;，；、]+", form.domains.data or "")
    if not any(domains):
        filing = filing_of(context(), number)
        form.domains.data = "\n".join(map(to_unicode, filing.domains))
        tell(
            Text(
                "已填入申请中的域名：请对照纸面更正后再登记（FAQ 47）。",
                "The filing's domains are filled in: correct them by the paper, then register (FAQ 47).",
            ),
            "hold",
        )
        return None
    named = filter(None, domains)
    return number, material.receive_sheet(context(), number, named, extra=form.extra.data, actor=me().id)


def _by_code(code: str, form: PageForm) -> tuple[int, SheetInfo] | None:
    scanned = papers.scan(context(), code, extra=form.extra.data, actor=me().id)
    number = scanned.filing.id
    if scanned.sheet is not None:
        return number, scanned.sheet
    tell(
        Text(
            f"申请 {number} 的域名在打印后已改变：此核验单不能用，请客户重新打印（FAQ 47）。",
            f"The domains of filing {number} changed after it was printed: the customer prints a new one (FAQ 47).",
        ),
        "hold",
    )
    return None


def _tell_received(number: int, sheet: SheetInfo) -> None:
    """Say whose sheet it is: whoever scans looks from the paper to the screen."""
    line = line_of(context(), number)
    zh = f"核验单 {sheet.id} 已登记：申请 #{line.id} {line.name}"
    en = f"Sheet {sheet.id} is registered: filing #{line.id} {line.name}"
    if sheet.too_many or sheet.too_few:
        many, few = ("、".join(map(to_unicode, names)) or "–" for names in (sheet.too_many, sheet.too_few))
        tell(
            Text(
                f"{zh}。域名不一致：多出 {many}，缺少 {few}（FAQ 47）。",
                f"{en}. Its domains differ: too many {many}, missing {few} (FAQ 47).",
            ),
            "hold",
        )
    else:
        tell(Text(f"{zh}。", f"{en}."))


@only(*WORKERS)
def judge(number: int) -> ResponseReturnValue:
    """Call a sheet valid, or not and why."""
    valid = {"valid": True, "invalid": False}.get(request.form.get("judgement", ""))
    if valid is None:
        abort(400)
    reason = "" if valid else request.form.get("reason", "").strip()[:_LONGEST_REASON]
    if not (valid or reason):
        tell(Text("请写明无效的原因，客户会看到。", "Say why it is not valid: the customer reads it."), "hold")
        return redirect(url_for(".sheets"))
    told = Text(f"核验单 {number} 已判定。", f"Sheet {number} is judged.")
    return do(
        lambda: material.judge_sheet(context(), number, valid=valid, reason=reason, actor=me().id),
        told,
        url_for(".sheets"),
    )
