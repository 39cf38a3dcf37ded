"""Claim a subject that stands under another account of this host (FAQ 25): ask, and see what staff decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.web.forms import PageForm
from beian_plugin.blueprints.web.frame import me, t, tell
from beian_plugin.errors import AccountRefused
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import subject_claims
from beian_plugin.operations.consequences import CHINA

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def page() -> str:
    """The form, and the claims that were made before."""
    form = _form()
    form.number.data = request.args.get("number", "")[:64]
    return _page(form)


def claim() -> ResponseReturnValue:
    """Hand the claim to staff."""
    form = _form()
    if not form.validate():
        return _page(form), 422
    try:
        subject_claims.claim_subject(context(), me().id, form.number.data, form.why.data)
    except AccountRefused as refusal:
        return _page(form, refusal), 422
    tell(
        Text(
            "认领申请已提交，由备案人员核实后决定；结果会显示在这里。",
            "Your claim is in: staff check it and decide, and the result is shown here.",
        )
    )
    return redirect(url_for(".claims"), 303)


def _page(form: PageForm, refusal: AccountRefused | None = None) -> str:
    return render_template(
        "beian_accounts/claims.html",
        form=form,
        refusal=refusal,
        claims=subject_claims.claims_of(context(), me().id),
        china=CHINA,
    )


def _form() -> PageForm:
    class ClaimForm(PageForm):
        number = StringField(
            t("主体备案号", "Subject's licence number"),
            [InputRequired(t("请填写备案号，例如 京ICP备10206937号。", "Fill it in, such as 京ICP备10206937号."))],
            description=t(
                "例如 京ICP备10206937号；写在网站底部，也可以用备案查询按域名查到。",
                "Such as 京ICP备10206937号: at the foot of the site, and the public query finds it by domain.",
            ),
            render_kw={"autocomplete": "off", "maxlength": 64},
        )
        why = TextAreaField(
            t("为什么由您办理", "Why you file for it"),
            [InputRequired(t("请写明原因，例如“原经办人已离职”。", "Say why, such as “who filed it has left”."))],
            description=t(
                "例如：原经办人已离职，公司现由我负责备案；可以写上怎么联系您。请不要填写证件号码。",
                "Such as: who filed it has left the company, and I do it now; and how to reach you. No certificate "
                "numbers, please.",
            ),
            render_kw={"maxlength": subject_claims.LONGEST_WHY},
        )

    return ClaimForm()
