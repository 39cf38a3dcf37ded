"""The filings of a customer, and for staff those of all, each with its state and the steps that may be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _  # type: ignore[import-untyped]
from flask_login import login_required  # type: ignore[import-untyped]
from sqlalchemy import select

from beian_plugin import Verb
from beian_plugin.demo import stand_in
from beian_plugin.demo.access import me
from beian_plugin.demo.extensions import beian, database, language
from beian_plugin.demo.forms import PanelForm, StepForm
from beian_plugin.demo.models import STAFF, User

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from beian_plugin import Filing

blueprint = Blueprint("filings", __name__, url_prefix="/filings")


@blueprint.get("/")
@login_required  # type: ignore[untyped-decorator]
def page() -> ResponseReturnValue:
    """Every filing that the user may see, the newest first."""
    return render_template("filings.html", filings=_visible(), form=PanelForm())


@blueprint.post("/<int:number>/step")
@login_required  # type: ignore[untyped-decorator]
def step(number: int) -> ResponseReturnValue:
    """Take one step with a filing."""
    form = StepForm()
    customer, filing = next(((user, one) for user, one in _visible() if one.id == number), (None, None))
    if customer is None or filing is None:
        abort(404)
    if not form.validate() or form.verb.data not in _steps(filing):
        flash(_("This step is not possible any more; the list below shows what is."), "hold")
        return redirect(url_for("filings.page"))
    filing = stand_in.take_step(filing, Verb(form.verb.data), customer, actor=me().get_id())
    database().commit()
    flash(_("Filing %(id)s: %(state)s", id=filing.id, state=filing.state.to(language())))
    return redirect(url_for("filings.page"))


def _visible() -> list[tuple[User, Filing]]:
    everybody = list(database().scalars(select(User).where(User.role != STAFF))) if me().is_staff else [me()]
    pairs = [(user, filing) for user in everybody for filing in beian.filings_of(user.get_id())]
    return sorted(pairs, key=lambda pair: -pair[1].id)


def _steps(filing: Filing) -> tuple[Verb, ...]:
    return stand_in.steps(filing, staff=me().is_staff)
