"""What staff see: the answers that all customers got, what there is to do, and how the plugin is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from sqlalchemy import select

from beian_plugin.demo import desk
from beian_plugin.demo.access import staff_only
from beian_plugin.demo.extensions import beian, database
from beian_plugin.demo.models import Check

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("staff", __name__, url_prefix="/staff")

_SHOWN = 200


@blueprint.get("/answers")
@staff_only
def answers() -> ResponseReturnValue:
    """The latest answers, the newest first."""
    checks = database().scalars(select(Check).order_by(Check.at.desc(), Check.id.desc()).limit(_SHOWN))
    return render_template("staff_answers.html", checks=list(checks))


@blueprint.get("/tasks")
@staff_only
def tasks() -> ResponseReturnValue:
    """What the authority wants looked at."""
    return render_template("staff_tasks.html", tasks=desk.tasks())


@blueprint.get("/plugin")
@staff_only
def plugin() -> ResponseReturnValue:
    """Settings in force, plugins, provinces."""
    context = beian.context
    provinces = context.plugins.registry.entries()
    return render_template(
        "staff_plugin.html", settings=context.settings, plugins=context.plugins.list(), provinces=provinces
    )
