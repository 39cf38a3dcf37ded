"""Set a password by a link that came by e-mail or from staff.

Opening the link changes nothing, for mail scanners open links too. What stands in it moves into the visitor's session
at once, so that neither the history nor a page's address keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, session, url_for
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired

from beian_plugin.blueprints.accounts.session import enter, first_page
from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.web.forms import PageForm
from beian_plugin.blueprints.web.frame import t, tell
from beian_plugin.errors import AccountRefused
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import accounts_links

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_TAKEN = "beian_link"


def arrive(secret: str) -> ResponseReturnValue:
    """Take what stands in the link along, and go to the form."""
    session[_TAKEN] = secret
    return redirect(url_for(".password"))


def page() -> ResponseReturnValue:
    """The form, for a link that is still valid."""
    return _page(new_password_form())


def set_password() -> ResponseReturnValue:
    """Set the password, which uses the link up, and sign in."""
    form = new_password_form()
    if not form.validate():
        return _page(form, status=422)
    try:
        opened = accounts_links.use_link(context(), session.get(_TAKEN, ""), form.new_password.data)
    except AccountRefused as refusal:
        return _page(form, refusal, status=422)
    del session[_TAKEN]
    tell(
        Text(
            f"密码已设置，您已登录。您的帐号是 {opened.name}，请记下。",
            f"The password is set and you are signed in. Your account is {opened.name}: write it down.",
        )
    )
    return enter(opened.secret, first_page(is_staff=opened.is_staff))


def _page(form: PageForm, refusal: AccountRefused | None = None, *, status: int = 200) -> ResponseReturnValue:
    about = accounts_links.look_at_link(context(), session.get(_TAKEN, ""))
    if about is None:
        return render_template("beian_accounts/gone.html"), 410
    return render_template("beian_accounts/password.html", form=form, about=about, refusal=refusal), status


def new_password_form(*, asks_old: bool = False) -> PageForm:
    """The form of a new password, typed twice; with the present one where that `asks_old`."""
    missing = t("请填写密码。", "Fill in the password.")

    class NewPasswordForm(PageForm):
        new_password = PasswordField(
            t("新密码", "New password"),
            [InputRequired(missing)],
            description=t(
                "至少 10 个字符，例如几个不相干的词连在一起。",
                "10 characters or more, such as a few words that have nothing to do with one another.",
            ),
            render_kw={"autocomplete": "new-password", "maxlength": 128},
        )
        new_password_again = PasswordField(
            t("再输入一次", "Once more"),
            [
                InputRequired(missing),
                EqualTo("new_password", t("两次输入不一致，请重新输入。", "The two differ: type them again.")),
            ],
            render_kw={"autocomplete": "new-password", "maxlength": 128},
        )

    class ChangeForm(NewPasswordForm):
        old_password = PasswordField(
            t("当前密码", "Present password"),
            [InputRequired(missing)],
            render_kw={"autocomplete": "current-password", "maxlength": 128},
        )

    return ChangeForm() if asks_old else NewPasswordForm()
