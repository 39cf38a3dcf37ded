"""The automatic checks of a filing, and asking anew about its domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.desk.access import WORKERS, do, existing, only
from beian_plugin.blueprints.web.frame import me
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import registrations

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@only(*WORKERS)
def ask(number: int) -> ResponseReturnValue:
    """Let the next round ask registries and the DNS anew about the filing's domains."""
    existing(number)
    told = Text("已安排重新查询，结果稍后显示。", "They are asked again; look at this page in a minute.")
    address = url_for(".filing", number=number, _anchor="checks")
    return do(lambda: registrations.ask_again(context(), number, actor=me().id), told, address)
