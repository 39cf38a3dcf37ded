"""The link with the authority, and what runs here: what was sent and received, what waits and why, plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.desk.access import MINDERS, do, only
from beian_plugin.blueprints.web.frame import me
from beian_plugin.filing.codes import message_code
from beian_plugin.filing.states import State
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.filing.verdict import Text
from beian_plugin.operations.notices import WAKER
from beian_plugin.operations.sync import traffic
from beian_plugin.operations.sync.asked import begin_resync
from beian_plugin.operations.sync.status import status
from beian_plugin.providers.registry import STATUS_WORDS

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

#: As many files that wait are listed, for the first holds up the others; and as many of what went and came.
SHOWN, LATELY = 20, 10
#: What screens call the stages of a round.
_STAGES = {
    "mail": Text("发邮件", "sending e-mail"),
    "tell": Text("通知插件", "telling plugins"),
    "release": Text("撤出待上报", "taking out of the queue"),
    "check": Text("校验备案密码", "checking filing passwords"),
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
#: What screens call the state of a file that came.
_RECEIVED_WORDS = {
    "stored": Text("已保存", "stored"),
    "acknowledged": Text("已确认收到，待处理", "acknowledged, to be applied"),
    "read": Text("处理中", "being applied"),
    "applied": Text("已处理", "applied"),
    "refused": Text("无法读取", "cannot be read"),
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
        plugins=[one for one in here.plugins.list() if one.name != WAKER],
        plugin_words=_PLUGIN_WORDS,
        provinces=here.plugins.registry.entries(),
        province_words=STATUS_WORDS,
        sent=traffic.sent(here, limit=LATELY),
        received=traffic.received(here, limit=LATELY),
        received_words=_RECEIVED_WORDS,
        queued=traffic.queued(here, limit=LATELY),
    )


@only(*MINDERS)
def resync() -> ResponseReturnValue:
    """Hold our numbers against the authority's and send what it lacks."""
    told = Text("已开始与管局核对并补报；稍后刷新本页查看结果。", "The resync has begun: reload this page in a while.")
    return do(lambda: begin_resync(context(), actor=me().id), told, url_for(".link"))
