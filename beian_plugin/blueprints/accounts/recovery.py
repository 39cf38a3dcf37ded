"""Register, and find an account again (FAQ 40): the answers are the same whether there is such an account or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from wtforms import EmailField, Field, StringField
from wtforms.validators import InputRequired

from beian_plugin.blueprints.base import context, state
from beian_plugin.blueprints.web.forms import PageForm
from beian_plugin.blueprints.web.frame import t
from beian_plugin.errors import AccountRefused
from beian_plugin.operations import accounts_letters

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue


def register_page() -> str:
    """The form that asks for an e-mail address alone."""
    return _register_page(_registration())


def register() -> ResponseReturnValue:
    """Note that a link goes to the e-mail address."""
    form = _registration()
    return _ask(
        form,
        lambda: accounts_letters.ask_to_register(context(), form.email.data, address=_address()),
        lambda refusal: _register_page(form, refusal),
        of="registration",
    )


def page() -> str:
    """The three ways: by filing, by account, through the host."""
    return _page()


def recover() -> ResponseReturnValue:
    """Note that links go to the e-mail address of the filing or of the account, if that is the one."""
    if request.form.get("way") == "filing":
        filing = _by_filing()
        return _ask(
            filing,
            lambda: accounts_letters.ask_by_filing(
                context(), filing.number.data, filing.record_email.data, address=_address()
            ),
            lambda refusal: _page(by_filing=filing, refusal=refusal, refused_by="filing"),
        )
    account = _by_account()
    return _ask(
        account,
        lambda: accounts_letters.ask_by_account(
            context(), account.login.data, account.account_email.data, address=_address()
        ),
        lambda refusal: _page(by_account=account, refusal=refusal, refused_by="account"),
    )


def sent() -> str:
    """What to do next, whether an e-mail was sent or not."""
    return render_template("beian_accounts/sent.html", registers=request.args.get("of") == "registration")


def _ask(
    form: PageForm, action: Callable[[], None], again: Callable[[AccountRefused | None], str], *, of: str = "recovery"
) -> ResponseReturnValue:
    """Note what is asked for, wake whoever sends it, and go to the one page that says so; else the form again."""
    if not context().settings.mail_url:
        abort(404)
    if not form.validate():
        return again(None), 422
    try:
        action()
    except AccountRefused as refusal:
        return again(refusal), 429 if refusal.wait else 422
    state().wake()
    return redirect(url_for(".sent", of=of), 303)


def _register_page(form: PageForm, refusal: AccountRefused | None = None) -> str:
    return render_template(
        "beian_accounts/register.html", form=form, refusal=refusal, mails=bool(context().settings.mail_url)
    )


def _page(
    *,
    by_filing: PageForm | None = None,
    by_account: PageForm | None = None,
    refusal: AccountRefused | None = None,
    refused_by: str = "",
) -> str:
    return render_template(
        "beian_accounts/recover.html",
        by_filing=by_filing or _by_filing(),
        by_account=by_account or _by_account(),
        refusal=refusal,
        refused_by=refused_by,
        mails=bool(context().settings.mail_url),
        mailbox=context().settings.icp_mailbox,
    )


def _address() -> str:
    return request.remote_addr or ""


def _email(label: str, description: str) -> Field:
    return EmailField(
        label,
        [InputRequired(t("请填写邮箱，例如 name@example.cn。", "Fill in an e-mail address, such as name@example.cn."))],
        description=description,
        render_kw={"autocomplete": "email", "maxlength": 254},
    )


def _registration() -> PageForm:
    class RegistrationForm(PageForm):
        email = _email(
            t("邮箱", "E-mail"),
            t(
                "请用您能长期收信的邮箱，例如 name@example.cn；以后凭它登录和找回帐号。",
                "One that you will keep, such as name@example.cn: you sign in with it, and it finds the account again.",
            ),
        )

    return RegistrationForm()


def _by_filing() -> PageForm:
    class ByFilingForm(PageForm):
        number = StringField(
            t("备案号", "Licence number"),
            [InputRequired(t("请填写备案号，例如 京ICP备10206937号。", "Fill it in, such as 京ICP备10206937号."))],
            description=t(
                "例如 京ICP备10206937号，写在网站底部。", "Such as 京ICP备10206937号, at the foot of the site."
            ),
            render_kw={"autocomplete": "off", "maxlength": 64},
        )
        record_email = _email(
            t("备案时填写的邮箱", "E-mail in the filing"),
            t("主体负责人的邮箱。", "That of the subject's principal."),
        )

    return ByFilingForm()


def _by_account() -> PageForm:
    class ByAccountForm(PageForm):
        login = StringField(
            t("帐号", "Account"),
            [InputRequired(t("请填写帐号，例如 b20482163。", "Fill in the account, such as b20482163."))],
            description=t("例如 b20482163 或 c10023。", "Such as b20482163 or c10023."),
            render_kw={"autocomplete": "username", "autocapitalize": "none", "maxlength": 254},
        )
        account_email = _email(t("注册时填写的邮箱", "E-mail of the account"), "")

    return ByAccountForm()
