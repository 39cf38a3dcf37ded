"""Figures: how many filings a day, how long they waited, and why they came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.desk.charts import Column, draw
from beian_plugin.operations import figures

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def overview() -> ResponseReturnValue:
    """The charts, each with its numbers as a table."""
    here = context()
    days, waits, reasons = figures.days(here), figures.waits(here), figures.return_reasons(here)
    return render_template(
        "beian_desk/figures.html",
        days=days,
        days_chart=draw([Column(f"{one.day:%m-%d}", (one.handed_in, one.approved, one.returned)) for one in days]),
        waits=[
            (state, weeks, draw([Column(f"{one.monday:%m-%d}", (one.median,), one.slow) for one in weeks], least=0.1))
            for state, weeks in waits.items()
        ],
        reasons=reasons,
        most=max((one.times for one in reasons), default=1),
    )
