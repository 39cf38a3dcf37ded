"""Who of the staff may do what at the desk, and what its templates share."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from flask import abort, g, redirect

from beian_plugin.blueprints.base import AUDITOR, OFFICER, OPS, SUPERVISOR, context
from beian_plugin.blueprints.web.frame import language, me, tell
from beian_plugin.errors import BeianError, FilingRefused, InvalidValue, PictureRefused, TransitionError
from beian_plugin.filing.form import label_of
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.verdict import Text
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.filings import filing_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from beian_plugin.filing.application import Filing

_P = ParamSpec("_P")
#: Who works on filings, sheets and tasks; who minds the link with the authority.
WORKERS = (OFFICER, SUPERVISOR)
#: Who may open personal data and pictures, each time with an audit line: an auditor reads what was decided upon.
READERS = (*WORKERS, AUDITOR)
MINDERS = (OPS, SUPERVISOR)


def only(*roles: str) -> Callable[[Callable[_P, ResponseReturnValue]], Callable[_P, ResponseReturnValue]]:
    """Let in who has one of the roles; everybody else gets 403."""

    def decorate(view: Callable[_P, ResponseReturnValue]) -> Callable[_P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: _P.args, **kwargs: _P.kwargs) -> ResponseReturnValue:
            if not me().has(*roles):
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate


def existing(number: int) -> Filing:
    """The filing of that number, or 404."""
    try:
        return filing_of(context(), number)
    except InvalidValue:
        abort(404)


def do(action: Callable[[], object], said: Text, address: str) -> ResponseReturnValue:
    """Do it, go to `address`, and say there what was done or why not."""
    try:
        action()
    except BeianError as error:
        tell(sentence(error), "hold")
    else:
        tell(said)
    return redirect(address)


def sentence(error: BeianError) -> Text:
    """Why something was refused, in the words that the error has."""
    if isinstance(error, FilingRefused) and error.missing:
        texts = [one.text for one in error.missing]
        return Text("".join(text.zh for text in texts), " ".join(text.en for text in texts))
    if isinstance(error, TransitionError):
        return Text(
            "备案申请的状态已变，此步骤现在不能办理；请查看当前状态。",
            "The filing's state has changed: this step is not possible now; look at where it stands.",
        )
    if isinstance(error, PictureRefused):
        text: Text = error.text
        return text
    if isinstance(error, InvalidValue) and (zh := _REFUSALS.get((error.what, error.reason))):
        return Text(zh, str(error))
    return Text(str(error), str(error))


#: In Chinese what errors of operations say in English, by what is wrong and why.
_REFUSALS = {
    ("filing", "missing"): "没有这个编号的备案申请：请核对编号。",
    ("code", "invalid"): "不是本接入商核验单上的代码：请重新扫描，或按申请编号与域名登记。",
    ("domains", "empty"): "没有可用的域名：请填写核验单上的域名，如 example.cn。",
    ("host", "syntax"): "域名写法不正确：请核对，如 example.cn。",
    ("host", "label"): "域名写法不正确：请核对，如 example.cn。",
    ("host", "suffix"): "域名后缀不正确：请核对，如 example.cn。",
    ("sheet", "missing"): "没有这张核验单：请刷新后再试。",
    ("task", "done"): "任务已由他人办结：请刷新查看。",
    ("obligation", "missing"): "该限期事项不存在，或已办结。",
    ("base codes", "no_table"): "管局的代码表还没有下载：请先同步，再答复。",
    ("errors", "missing"): "未通过时，请写明错误内容。",
    ("choice", "choice"): "该代码有几种处理办法：请先选择区县。",
    ("subject", "missing"): "管局尚未公布该主体，没有可以更改的报备类型。",
    ("subject", "invalid"): "该申请没有填写主体，没有可以更改的报备类型。",
}


def moment(at: datetime | None) -> str:
    """Day and time in China."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if at is not None else ""


def shared() -> dict[str, Any]:
    """What the desk's templates may use besides the frame's."""
    identity = g.get("beian_identity")
    return {
        "works": identity is not None and identity.has(*WORKERS),
        "opens": identity is not None and identity.has(*READERS),
        "minds": identity is not None and identity.has(*MINDERS),
        "supervises": identity is not None and identity.has(SUPERVISOR),
        "moment": moment,
        "shown": to_unicode,
        "field_label": field_label,
    }


def field_label(path: str) -> str:
    """The words of the form for a path; empty for the filing as a whole."""
    words = label_of(path).to(language()).removeprefix("the ") if path else ""
    return words[:1].upper() + words[1:]
