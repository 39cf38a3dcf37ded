"""Order servers: the plugin is asked before any is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext as _  # type: ignore[import-untyped]

from beian_plugin.demo import hosting
from beian_plugin.demo.access import customer_only, me, mine_or_404
from beian_plugin.demo.forms import OrderForm, PanelForm
from beian_plugin.demo.models import Order
from beian_plugin.demo.regions import PoolEmpty
from beian_plugin.demo.sites import page_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("orders", __name__, url_prefix="/orders")


@blueprint.route("/new", methods=["GET", "POST"])
@customer_only
def new() -> ResponseReturnValue:
    """Order servers."""
    form = OrderForm()
    if form.validate_on_submit():
        try:
            return redirect(page_of(hosting.request_for(_order(form))))
        except PoolEmpty:
            form.quantity.errors = [_("This region has no such number of free addresses; order fewer.")]
    return render_template("order_new.html", form=form), 422 if form.errors else 200


@blueprint.get("/<int:number>")
@customer_only
def page(number: int) -> ResponseReturnValue:
    """One order and the answer to it."""
    return render_template("order.html", order=mine_or_404(Order, number), form=PanelForm())


@blueprint.post("/<int:number>/check")
@customer_only
def check(number: int) -> ResponseReturnValue:
    """Ask again; an order that waited is carried out as soon as it may be."""
    order = mine_or_404(Order, number)
    hosting.ask_again(order)
    flash(_("Asked again."))
    return redirect(page_of(order))


def _order(form: OrderForm) -> Order:
    return Order(
        owner=me(),
        product=form.product.data,
        region=form.region.data,
        months=form.months.data,
        quantity=form.quantity.data,
    )
