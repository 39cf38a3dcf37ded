"""Sign in to an account of ours (FAQ 18): the kind that is chosen decides what help is given, never who gets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request
from wtforms import HiddenField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Optional

from beian_plugin.blueprints.accounts.session import enter as go_in
from beian_plugin.blueprints.accounts.session import first_page
from beian_plugin.blueprints.base import Identity, context
from beian_plugin.blueprints.web.addresses import own_path
from beian_plugin.blueprints.web.forms import PageForm
from beian_plugin.blueprints.web.frame import t
from beian_plugin.errors import AccountRefused
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import accounts_sessions
from beian_plugin.operations.accounts import AccountKind

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_EXPLAINED = {
    AccountKind.HOSTED: Text(
        "有服务器放在本公司（托管或租用），用本公司开给您的客户帐号和密码登录。",
        "you have a server with us: sign in with the customer account that we gave you.",
    ),
    AccountKind.REGISTERED: Text(
        "只用虚拟主机，或只在这里办备案，用您自己注册的备案帐号（或邮箱）登录。",
        "you have web space with us, or only file here: sign in with the account (or e-mail) that you registered.",
    ),
}
_FORGOTTEN = {
    AccountKind.HOSTED: Text(
        "客户帐号和密码由本公司在开通服务时给您；找不到的，请看“找回帐号密码”第三种办法。",
        "We gave you account and password when the service began; if they are lost, see the third way of recovery.",
    ),
    AccountKind.REGISTERED: Text(
        "还没有注册过的请先注册；忘记的可用邮箱找回。",
        "Register first if you have not; what was forgotten is recovered by e-mail.",
    ),
}


def page() -> str:
    """The form."""
    form = _form()
    form.next.data = request.args.get("next", "")
    return _page(form)


def enter() -> ResponseReturnValue:
    """Sign in and go on to where the visitor was going."""
    form = _form()
    if not form.validate():
        return _page(form), 422
    try:
        secret = accounts_sessions.sign_in(
            context(), form.login.data, form.password.data, address=request.remote_addr or ""
        )
    except AccountRefused as refusal:
        return _page(form, refusal), 429 if refusal.wait else 422
    found = accounts_sessions.who_is(context(), secret)
    is_staff = found is not None and Identity(found.name, roles=found.roles).is_staff
    return go_in(secret, own_path(form.next.data or "") or first_page(is_staff=is_staff))


def _page(form: PageForm, refusal: AccountRefused | None = None) -> str:
    forgotten = _FORGOTTEN.get(form.kind.data) if refusal and not refusal.wait else None
    return render_template("beian_accounts/sign_in.html", form=form, refusal=refusal, forgotten=forgotten)


def _form() -> PageForm:
    choices = [
        SelectChoice(kind.value, f"{t(kind.zh, kind.en.capitalize())}{t('：', ': ')}{text.to(t('zh', 'en'))}")
        for kind, text in _EXPLAINED.items()
    ]

    class SignInForm(PageForm):
        kind = RadioField(t("登录类型", "Kind of sign-in"), [Optional()], choices=choices)
        login = StringField(
            t("帐号或邮箱", "Account or e-mail"),
            [InputRequired(t("请填写帐号或邮箱，例如 c10023。", "Fill in the account or e-mail, such as c10023."))],
            render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "maxlength": 254},
        )
        password = PasswordField(
            t("密码", "Password"),
            [InputRequired(t("请填写密码。", "Fill in the password."))],
            render_kw={"autocomplete": "current-password", "maxlength": 128},
        )
        next = HiddenField()

    return SignInForm()
