"""Transfer a site in, out, or to another server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template
from flask_babel import gettext as _  # type: ignore[import-untyped]

from beian_plugin import Direction
from beian_plugin.demo import hosting
from beian_plugin.demo.access import customer_only, me, mine_or_404
from beian_plugin.demo.extensions import database
from beian_plugin.demo.forms import PanelForm, TransferInForm, TransferMoveForm, TransferOutForm, said
from beian_plugin.demo.models import Server, Site, Transfer
from beian_plugin.demo.sites import not_free, page_of, to_filing

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("transfers", __name__, url_prefix="/transfers")

_Form = TransferInForm | TransferOutForm | TransferMoveForm


@blueprint.route("/new/<any('in', out, move):direction>", methods=["GET", "POST"])
@customer_only
def new(direction: str) -> ResponseReturnValue:
    """Ask for a transfer."""
    form = _form(Direction(direction))
    if not form.validate_on_submit():
        return render_template("transfer_new.html", form=form, direction=direction), 422 if form.errors else 200
    try:
        created = hosting.request_for(_transfer(form, direction))
    except hosting.NotFree as taken:
        form.host.errors = [not_free(taken)]
        return render_template("transfer_new.html", form=form, direction=direction), 422
    return redirect(page_of(created))


@blueprint.get("/<int:number>")
@customer_only
def page(number: int) -> ResponseReturnValue:
    """One transfer and the answer to it."""
    transfer = mine_or_404(Transfer, number)
    running = hosting.running_filing(transfer)
    return render_template("transfer.html", transfer=transfer, running=running, form=PanelForm())


@blueprint.post("/<int:number>/check")
@customer_only
def check(number: int) -> ResponseReturnValue:
    """Ask again; a transfer that waited is carried out as soon as it may be."""
    transfer = mine_or_404(Transfer, number)
    hosting.ask_again(transfer)
    flash(_("Asked again."))
    return redirect(page_of(transfer))


@blueprint.post("/<int:number>/filing")
@customer_only
def start_filing(number: int) -> ResponseReturnValue:
    """Start the filing that the answer asks for."""
    return to_filing(mine_or_404(Transfer, number))


def _form(direction: Direction) -> _Form:
    if direction is Direction.IN:
        return TransferInForm(me().servers)
    form = TransferOutForm() if direction is Direction.OUT else TransferMoveForm(me().servers)
    form.choose_from(me().sites)
    return form


def _transfer(form: _Form, direction: str) -> Transfer:
    transfer = Transfer(owner=me(), direction=direction)
    if isinstance(form, TransferInForm):
        transfer.host = form.host.data or ""
        transfer.subject_correct, transfer.has_password = said(form.subject_correct.data), form.has_password.data
    else:
        site = database().get(Site, form.site.data) or abort(404)
        transfer.host, transfer.server = site.host, site.server
    if not isinstance(form, TransferOutForm):
        transfer.server = database().get_one(Server, form.server.data)
    return transfer
