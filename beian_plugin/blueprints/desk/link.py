"""The link with the authority, and what runs here: what was sent and received, what waits and why, plugins, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template, url_for

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.desk.access import MINDERS, do, only
from beian_plugin.blueprints.web.frame import me
from beian_plugin.filing.codes import message_code
from beian_plugin.filing.states import State
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import figures
from beian_plugin.operations.sync.asked import begin_resync
from beian_plugin.operations.sync.status import status
from beian_plugin.providers.registry import STATUS_WORDS

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

#: As many files that wait are listed; the first holds up the others.
SHOWN = 20
#: What screens call the stages of a round.
_STAGES = {
    "tell": Text("通知插件", "telling plugins"),
    "release": Text("撤出待上报", "taking out of the queue"),
    "pack": Text("生成文件", "packing"),
    "send": Text("上报", "sending"),
    "repeat": Text("补报", "sending again"),
    "receive": Text("下载", "fetching"),
    "reopen": Text("重新打开", "opening again"),
    "apply": Text("处理", "applying"),
    "purge": Text("清除", "purging"),
    "remind": Text("提醒", "reminding"),
}
#: What screens call a plugin's status.
_PLUGIN_WORDS = {
    "ok": Text("生效", "in force"),
    "last_good": Text("有错误，沿用上一可用版本", "fails; its last good version is in force"),
    "refused": Text("被拒绝", "refused"),
    "replaced": Text("已被替代", "replaced"),
    "broken": Text("有错误，未生效", "broken"),
}


def overview() -> ResponseReturnValue:
    """How the link stands, and what is loaded here."""
    here = context()
    here.plugins.refresh()
    return render_template(
        "beian_desk/link.html",
        status=status(here),
        shown_files=SHOWN,
        stages=_STAGES,
        message_code=message_code,
        states={state.value: state for state in State},
        kinds={kind.value: kind for kind in TaskKind},
        plugins=here.plugins.list(),
        plugin_words=_PLUGIN_WORDS,
        provinces=here.plugins.registry.entries(),
        province_words=STATUS_WORDS,
        weeks=figures.weeks(here),
        reasons=figures.return_reasons(here),
    )


@only(*MINDERS)
def resync() -> ResponseReturnValue:
    """Hold our numbers against the authority's and send what it lacks."""
    told = Text("已开始与管局核对并补报；稍后刷新本页查看结果。", "The resync has begun: reload this page in a while.")
    return do(lambda: begin_resync(context(), actor=me().id), told, url_for(".link"))


def weeks_chart() -> ResponseReturnValue:
    """Filings by week, as a picture."""
    return _picture("weeks", weeks=figures.weeks(context()))


def reasons_chart() -> ResponseReturnValue:
    """Why filings came back, as a picture."""
    return _picture("reasons", reasons=figures.return_reasons(context()))


def _picture(name: str, **values: object) -> Response:
    drawn = render_template(f"beian_desk/{name}.svg", **values)
    return Response(drawn, mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})
