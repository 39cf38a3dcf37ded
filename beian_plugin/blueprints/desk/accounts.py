"""Accounts of customers, for hosts whose panel has none (FAQ 19, 40 C), and claims on subjects (FAQ 25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired, Length

from beian_plugin.blueprints.base import SUPERVISOR, context, state
from beian_plugin.blueprints.desk.access import WORKERS, do, only
from beian_plugin.blueprints.web.forms import PageForm
from beian_plugin.blueprints.web.frame import me, t, tell
from beian_plugin.errors import AccountRefused
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import accounts, accounts_links, subject_claims
from beian_plugin.operations.search_text import seal, unseal

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from beian_plugin.operations.accounts import AccountInfo
    from beian_plugin.operations.subject_claims import ClaimCase


def overview() -> str:
    """The claims that wait, and the accounts of customers; the form that opens one."""
    return _page(_form())


def find() -> ResponseReturnValue:
    """Go to the accounts that are searched for; a name or an e-mail address goes there sealed."""
    search = seal(context(), request.form.get("search", "").strip()[: accounts.LONGEST_EMAIL])
    return redirect(url_for(".accounts", search=search or None))


@only(*WORKERS)
def create() -> ResponseReturnValue:
    """Open an account for a customer of the host, and show the link by which they set its password."""
    _own_accounts()
    form = _form()
    if not form.validate():
        return _page(form), 422
    try:
        made = accounts.add_account(
            context(), form.name.data, holder=form.holder.data or "", email=form.email.data or "", actor=me().id
        )
    except AccountRefused as refusal:
        tell(refusal.text, "hold")
        return _page(form), 422
    return _hand_over(made)


@only(*WORKERS)
def reset(number: int) -> ResponseReturnValue:
    """Show a new link by which the customer sets the password again; the staff hand it over (FAQ 40 C)."""
    _own_accounts()
    found = accounts.customer_account(context(), number)
    return _hand_over(found) if found is not None else abort(404)


def after_reset(number: int) -> ResponseReturnValue:  # noqa: ARG001  the route has it
    """The list of accounts: a link is shown once, and a page that is asked for again does not make another."""
    return redirect(url_for(".accounts"))


def claim(number: int) -> str:
    """One claim, and who files for the subject now."""
    return render_template(
        "beian_desk/subject_claim.html", case=_case(number), longest=subject_claims.LONGEST_ANSWER, decides=_decides()
    )


@only(SUPERVISOR)
def grant(number: int) -> ResponseReturnValue:
    """Link the customer to the subject; who files for it now keeps doing so, or not."""
    keep = {"keep": True, "remove": False}.get(request.form.get("others", ""))
    if keep is None:
        tell(Text("请选择原帐号是否保留。", "Choose whether the present account stays linked."), "hold")
        return redirect(url_for(".subject_claim", number=number))
    return do(
        lambda: subject_claims.grant_claim(context(), number, keep=keep, answer=_answer(), actor=me().id),
        Text("已同意并关联。", "Granted: the customer files for the subject now."),
        url_for(".subject_claim", number=number),
    )


@only(SUPERVISOR)
def refuse(number: int) -> ResponseReturnValue:
    """Refuse the claim for a reason that the customer reads."""
    return do(
        lambda: subject_claims.refuse_claim(context(), number, answer=_answer(), actor=me().id),
        Text("已答复客户：未同意。", "Refused; the customer reads the reason."),
        url_for(".subject_claim", number=number),
    )


def _page(form: PageForm) -> str:
    used, search = state().uses_accounts(), unseal(context(), request.args.get("search", "")).strip()
    found = accounts.list_accounts(context(), search) if used else []
    return render_template(
        "beian_desk/accounts.html",
        claims=subject_claims.open_claims(context()),
        used=used,
        accounts=found[: accounts.MOST_SHOWN],
        more=len(found) > accounts.MOST_SHOWN,
        search=search,
        form=form,
    )


def _hand_over(account: AccountInfo) -> ResponseReturnValue:
    """The page that shows a new link, this once."""
    try:
        plain = accounts_links.reset_account(context(), account.name, actor=me().id)
    except AccountRefused as refusal:
        tell(refusal.text, "hold")
        return redirect(url_for(".accounts"))
    address = accounts_links.link_address(context(), plain, request.url_root.rstrip("/"))
    return render_template("beian_desk/account_link.html", account=account, address=address)


def _own_accounts() -> None:
    """404 where the panel has users of its own."""
    if not state().uses_accounts():
        abort(404)


def _case(number: int) -> ClaimCase:
    return subject_claims.claim_case(context(), number) or abort(404)


def _decides() -> bool:
    return me().has(SUPERVISOR)


def _answer() -> str:
    return request.form.get("answer", "").strip()


def _form() -> PageForm:
    class AccountForm(PageForm):
        name = StringField(
            t("帐号名", "Account"),
            [InputRequired(t("请填写帐号名，例如 c10023。", "Fill in the name, such as c10023."))],
            description=t(
                "例如客户编号 c10023；字母、数字和 . _ -，以后不能改。",
                "Such as the customer's number, c10023: letters, digits and . _ -; it cannot be changed.",
            ),
            render_kw={"autocomplete": "off", "maxlength": 63},
        )
        holder = StringField(
            t("使用人", "Holder"),
            [Length(max=accounts.LONGEST_HOLDER)],
            description=t("客户名称，便于查找。", "The customer's name, to find the account by."),
            render_kw={"autocomplete": "off", "maxlength": accounts.LONGEST_HOLDER},
        )
        email = EmailField(
            t("邮箱", "E-mail"),
            description=t(
                "可不填；填了客户就能自己找回密码。", "May be empty; with it the customer recovers the password."
            ),
            render_kw={"autocomplete": "off", "maxlength": accounts.LONGEST_EMAIL},
        )

    return AccountForm()
