"""The filings of a customer, and for staff those of all: drafted, handed in, reviewed, and followed to the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _  # type: ignore[import-untyped]
from flask_login import login_required  # type: ignore[import-untyped]
from sqlalchemy import select

from beian_plugin import BeianError
from beian_plugin.demo import desk
from beian_plugin.demo.access import me, staff_only
from beian_plugin.demo.extensions import beian, database, language
from beian_plugin.demo.forms import PanelForm, RemedyForm, StepForm, verb_of
from beian_plugin.demo.models import STAFF, User
from beian_plugin.errors import FilingRefused, InvalidValue, TransitionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from beian_plugin import Filing, Verb
    from beian_plugin.demo.draft_form import DraftForm

blueprint = Blueprint("filings", __name__, url_prefix="/filings")


@blueprint.get("/")
@login_required  # type: ignore[untyped-decorator]
def overview() -> ResponseReturnValue:
    """Every filing that the user may see, the newest first."""
    return render_template("filings.html", filings=_visible(), form=PanelForm())


@blueprint.get("/<int:number>")
@login_required  # type: ignore[untyped-decorator]
def page(number: int) -> ResponseReturnValue:
    """One filing: where it stands, what comes next and who does it, what happened until now."""
    owner, filing = _mine_or_404(number)
    view = desk.view_of(filing, staff=me().is_staff)
    return render_template("filing.html", owner=owner, filing=filing, view=view, form=PanelForm())


@blueprint.route("/<int:number>/draft", methods=["GET", "POST"])
@login_required  # type: ignore[untyped-decorator]
def draft(number: int) -> ResponseReturnValue:
    """Fill in what the filing says; it is kept also where something is still missing."""
    owner, filing = _mine_or_404(number)
    if not desk.may_edit(filing, staff=me().is_staff):
        return redirect(url_for("filings.page", number=number))
    form = desk.form_of(filing, owner)
    if form.validate_on_submit() and _save(filing, form):
        ready = "submit" not in request.form or _take(filing, verb_of(request.form["submit"]))
        return redirect(url_for("filings.page" if ready else "filings.draft", number=number))
    elsewhere = form.show_faults(desk.faults(filing))
    missing = desk.missing_tables()
    asked = desk.asked(filing)
    return render_template(
        "filing_draft.html", filing=filing, form=form, elsewhere=elsewhere, missing=missing, asked=asked
    )


@blueprint.route("/<int:number>/review", methods=["GET", "POST"])
@staff_only
def review(number: int) -> ResponseReturnValue:
    """Look at every field, then pass the filing or return it with reasons at the fields."""
    owner, filing = _mine_or_404(number)
    form = StepForm()
    if form.validate_on_submit():
        reasons = {name[3:]: text for name, text in request.form.items() if name.startswith("at:") and text.strip()}
        _take(filing, form.chosen, form.reason.data or "", reasons)
        return redirect(url_for("filings.page", number=number))
    lines, asked = desk.lines(filing), desk.asked(filing)
    return render_template("filing_review.html", owner=owner, filing=filing, lines=lines, form=form, asked=asked)


@blueprint.post("/<int:number>/step")
@login_required  # type: ignore[untyped-decorator]
def step(number: int) -> ResponseReturnValue:
    """Take one step with a filing."""
    _owner, filing = _mine_or_404(number)
    _take(filing, StepForm().chosen)
    return redirect(url_for("filings.page", number=number))


@blueprint.post("/<int:number>/remedy")
@staff_only
def remedy(number: int) -> ResponseReturnValue:
    """Let the plugin do what it offers about the codes with which the authority gave the filing back."""
    form = RemedyForm()
    _owner, filing = _mine_or_404(number)
    if form.validate():
        try:
            filing = desk.accept(filing, form.codes.data or "", form.choice.data or "", actor=me().get_id())
            flash(_("Filing %(id)s: %(state)s", id=filing.id, state=filing.state.to(language())))
        except BeianError as refusal:
            flash(desk.sentence(refusal), "hold")
    return redirect(url_for("filings.page", number=filing.id))


@blueprint.post("/<int:number>/attachments")
@login_required  # type: ignore[untyped-decorator]
def attach(number: int) -> ResponseReturnValue:
    """Add a photograph or a scan to a draft."""
    _owner, filing = _mine_or_404(number)
    form = desk.attachment_form()
    if form.validate():
        try:
            notes = desk.attach(filing, form, actor=me().get_id())
        except BeianError as refusal:
            flash(desk.sentence(refusal), "hold")
        else:
            flash(" ".join([_("Added; open it to see what the authority gets."), *notes]))
    for field, errors in form.errors.items():
        flash(f"{form[field].label.text}: {errors[0]}", "hold")
    return redirect(url_for("filings.page", number=number))


@blueprint.get("/<int:number>/attachments/<int:attachment>")
@login_required  # type: ignore[untyped-decorator]
def picture(number: int, attachment: int) -> ResponseReturnValue:
    """Look at a photograph or a scan as the authority gets it."""
    _owner, filing = _mine_or_404(number)
    content = desk.picture(filing, attachment, actor=me().get_id()) or abort(404)
    return content, {"Content-Type": "image/jpeg"}


def _save(filing: Filing, form: DraftForm) -> bool:
    """Keep what the form says; False where that is refused, which the page then says above what was typed."""
    try:
        desk.save(filing, form, actor=me().get_id())
    except (FilingRefused, InvalidValue) as refusal:
        flash(desk.sentence(refusal), "hold")
        return False
    return True


def _take(filing: Filing, verb: Verb | None, reason: str = "", fields: Mapping[str, str] | None = None) -> bool:
    """Take the step and say what came of it; whether it was taken."""
    if verb is None or verb not in desk.steps(filing, staff=me().is_staff):
        flash(_("This step is not possible any more; the page shows what is."), "hold")
        return False
    try:
        filing = desk.take_step(filing, verb, reason, fields or {}, actor=me().get_id())
    except (FilingRefused, InvalidValue, TransitionError) as refusal:
        flash(desk.sentence(refusal), "hold")
        return False
    flash(_("Filing %(id)s: %(state)s", id=filing.id, state=filing.state.to(language())))
    return True


def _mine_or_404(number: int) -> tuple[User, Filing]:
    return next((pair for pair in _visible() if pair[1].id == number), None) or abort(404)


def _visible() -> list[tuple[User, Filing]]:
    everybody = list(database().scalars(select(User).where(User.role != STAFF))) if me().is_staff else [me()]
    pairs = [(user, filing) for user in everybody for filing in beian.filings_of(user.get_id())]
    return sorted(pairs, key=lambda pair: -pair[1].id)
