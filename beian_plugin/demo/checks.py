"""A refusal on a page of its own: nothing was created, so there is no other page to show it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from beian_plugin.demo.access import customer_only, mine_or_404
from beian_plugin.demo.models import Check

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("checks", __name__)


@blueprint.get("/answers/<int:number>")
@customer_only
def page(number: int) -> ResponseReturnValue:
    """One answer."""
    return render_template("check.html", check=mine_or_404(Check, number))
