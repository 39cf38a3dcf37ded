"""What is kept of a photograph or a scan that somebody uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin import images
from beian_plugin.errors import PictureRefused
from beian_plugin.filing.verdict import Text
from beian_plugin.models.tables import AttachmentRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: What is told of a picture that is sent twice, as by a second click.
KEPT_ONCE = Text("这张图片已经上传过，只保留一份。", "This picture was uploaded before; it is kept once.")
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


def kept_before(session: Session, new: AttachmentRow) -> int | None:
    """The id of the same picture for the same purpose of the same subject or site; None where there is none."""
    query = select(AttachmentRow).where(
        AttachmentRow.filing_id == new.filing_id,
        AttachmentRow.purpose == new.purpose,
        AttachmentRow.format == new.format,
        AttachmentRow.holder == new.holder,
        AttachmentRow.site == new.site,
        AttachmentRow.note == new.note,
    )
    # Contents are encrypted, so the database cannot compare them.
    rows = session.scalars(query.order_by(AttachmentRow.id))
    return next((row.id for row in rows if row.content == new.content), None)
