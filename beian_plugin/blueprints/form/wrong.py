"""What an error says to a customer, in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beian_plugin.blueprints.web.frame import language, t
from beian_plugin.errors import FilingRefused, InvalidValue, PictureRefused, TransitionError

if TYPE_CHECKING:
    from beian_plugin.errors import BeianError


def sentences(error: BeianError) -> list[str]:
    """Why something was refused, each reason as one sentence."""
    if isinstance(error, FilingRefused) and error.missing:
        return [one.text.to(language()) for one in error.missing]
    if isinstance(error, PictureRefused):
        return [error.text.to(language())]
    if isinstance(error, TransitionError):
        words = t(
            "这一步现在不能办理，页面显示的是最新状态。", "This step is not possible any more; the page shows what is."
        )
        return [words]
    if isinstance(error, InvalidValue):
        # These sentences exist in English alone; the Chinese ones say which value they mean.
        named = _NAMES.get(error.what, "")
        return [
            t(f"{named}不正确，请核对后重新填写。" if named else "提交的内容不正确，请核对后重新填写。", str(error))
        ]
    return [str(error)]


_NAMES = {
    "attachment": "图片",
    "format": "图片格式（管局代码表尚未下载）",
    "filing password": "备案密码",
    "host": "域名",
    "choice": "所选的县（区）",
    "codes": "处理办法",
}
