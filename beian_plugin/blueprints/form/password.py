"""The filing password (备案密码): where it is asked and why, how to get it back, and the field for it (FAQ 36)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, redirect, render_template
from wtforms import PasswordField

from beian_plugin.blueprints.base import context, state
from beian_plugin.blueprints.form.draft import Draft
from beian_plugin.blueprints.form.steps import PASSWORD
from beian_plugin.blueprints.form.wrong import sentences
from beian_plugin.blueprints.web.forms import PageForm
from beian_plugin.blueprints.web.frame import me, t, tell
from beian_plugin.errors import BeianError
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import customer_filing, passwords

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from beian_plugin.blueprints.form.place import Place


class PasswordForm(PageForm):
    """The field, which never shows what was entered."""

    password = PasswordField(render_kw={"autocomplete": "off"})


def page(place: Place, filing_id: int) -> str:
    """Whether the password is needed, whether it is there, and the field for it."""
    return _page(Draft.of(place, filing_id), [])


def _page(draft: Draft, wrong: list[str]) -> str:
    form, asked = PasswordForm(), customer_filing.password_asked(context(), draft.filing.id)
    form.password.label.text = (
        t("更换备案密码（不更换的留空）", "Another filing password (leave it empty to keep the one that is there)")
        if asked.given
        else t("备案密码", "Filing password")
    )
    if wrong or PASSWORD in draft.reasons:
        form.password.errors = wrong or [draft.reasons[PASSWORD]]
    return render_template(
        "beian_form/password.html",
        draft=draft,
        step=draft.step(PASSWORD),
        form=form,
        asked=asked,
        now=customer_filing.version_of(context(), draft.filing.id),
    )


def now(place: Place, filing_id: int) -> ResponseReturnValue:
    """A word that changes when the page would show something else, for pages that wait; nothing personal."""
    place.filing(filing_id)
    return jsonify(now=customer_filing.version_of(context(), filing_id))


def give(place: Place, filing_id: int) -> ResponseReturnValue:
    """Keep the password, sealed, until the authority has answered; an empty field leaves it as it is.

    Where the authority can be asked, the page waits for the answer without holding the request up.
    """
    draft = Draft.of(place, filing_id)
    step, given = draft.step(PASSWORD), PasswordForm().password.data or ""
    if given:
        try:
            passwords.give_password(context(), filing_id, given, actor=me().id)
        except BeianError as refusal:
            return _page(draft, sentences(refusal)), 422
        tell(Text("备案密码已加密保存。", "The filing password is kept, encrypted."))
        if customer_filing.password_asked(context(), filing_id).check is passwords.Check.ASKED:
            state().wake()
            return redirect(draft.address(PASSWORD), 303)
    return redirect(draft.address(draft.after(step).slug), 303)
