"""What is kept of a photograph or a scan that somebody uploads."""

from __future__ import annotations

from beian_plugin import images
from beian_plugin.errors import PictureRefused
from beian_plugin.filing.verdict import Text

_JPEG = b"\xff\xd8\xff"


def as_sent(content: bytes, *, most_bytes: int, page: int) -> tuple[bytes, tuple[Text, ...]]:
    """The JPEG of at most `most_bytes` that the authority gets of a JPEG, a PNG or a page of a PDF, and notes on it.

    Without the extra `images` only a JPEG within the limit is taken, and kept as it is. Raises PictureRefused.
    """
    if images.installed():
        fitted = images.fit(content, most_bytes=most_bytes, page=page)
        return fitted.content, fitted.notes
    if content.startswith(_JPEG) and len(content) <= most_bytes:
        return content, ()
    kilobytes = most_bytes // 1024
    raise PictureRefused(
        Text(
            f"这里没有安装图片处理组件 beian_plugin[images]，只接受不超过 {kilobytes} KB 的 JPEG："
            "请自行转换、缩小后上传，或请管理员安装该组件。",
            f"The extra beian_plugin[images] is not installed here, so only a JPEG of at most {kilobytes} KB is taken: "
            f"make the picture smaller and upload it again, or ask for the extra.",
        ),
        reason="no_extra",
    )
