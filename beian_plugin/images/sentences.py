"""What is said of an upload, in both languages: why it is refused, and what became of it."""

from __future__ import annotations

from beian_plugin.errors import PictureRefused
from beian_plugin.filing.verdict import Text

#: Bytes of an upload, and pixels of a picture, that are opened at all.
MOST_BYTES = 25 << 20
MOST_PIXELS = 50_000_000

_REFUSALS = {
    "empty": Text("文件是空的，请重新选择文件上传。", "The file is empty: choose it again and upload it."),
    "too_large": Text(
        "文件超过 {most} MB：请用较低的分辨率重新拍照或扫描后上传。",
        "The file has more than {most} MB: photograph or scan it again at a lower resolution.",
    ),
    "kind": Text(
        "文件内容不是 JPEG、PNG 图片或 PDF（与文件名无关）：请另存为其中一种再上传。",
        "By its content the file is no JPEG, PNG or PDF, whatever its name: save it as one of them and upload that.",
    ),
    "heic": Text(
        "文件是 HEIC 照片，无法上报：请把手机相机的格式设为“兼容性最佳”重拍，或导出为 JPEG 后上传。",
        "The file is a HEIC photograph, which cannot be reported: set the camera of the phone to “Most Compatible” and "
        "photograph it again, or export it as JPEG.",
    ),
    "pixels": Text(
        "图片有 {width}×{height} 像素，超过 {most} 万像素：请用较低的分辨率重新拍照或扫描。",
        "The picture has {width}×{height} pixels, more than {million} million: photograph or scan it again at a lower "
        "resolution.",
    ),
    "damaged": Text(
        "图片不完整或已损坏：请重新拍照、扫描或导出后上传。",
        "The picture is incomplete or damaged: photograph, scan or export it again and upload that.",
    ),
    "pdf_damaged": Text(
        "PDF 不完整或已损坏：请重新导出，或把这一页存成图片后上传。",
        "The PDF is incomplete or damaged: export it again, or save the page as a picture and upload that.",
    ),
    "pdf_locked": Text(
        "PDF 设有密码，无法打开：请去掉密码重新导出，或把这一页存成图片后上传。",
        "The PDF opens only with a password: export it without one, or save the page as a picture and upload that.",
    ),
    "no_page": Text(
        "文件共 {pages} 页，没有第 {page} 页：请填写 1 到 {pages} 之间的页码。",
        "The file has {pages} pages and no page {page}: give a number from 1 to {pages}.",
    ),
    "too_heavy": Text(
        "文件已损坏或过于复杂，无法处理：请重新拍照，或把这一页存成图片后上传。",
        "The file is damaged or too complex: photograph it again, or save the page as a picture and upload that.",
    ),
    "not_tried": Text(
        "服务器现在无法处理图片：请稍后再上传。",
        "The server cannot open pictures at the moment: upload it again a little later.",
    ),
    "unfit": Text(
        "图片无法缩小到 {most} KB 以内：请离近些、在光线好的地方重新拍照。",
        "The picture cannot be brought under {most} KB: photograph it again, nearer and in better light.",
    ),
}

SHRUNK = Text("已从 {was} 像素缩小到 {now}。", "It was shrunk from {was} pixels to {now}.")
PAGE = Text(
    "共 {pages} 页，这是第 {page} 页；其他页请另行上传。", "It is page {page} of {pages}; upload others one by one."
)
HARD_TO_READ = Text(
    "图片只有 {now} 像素，可能看不清：请离近些、在光线好的地方重新拍照。",
    "It has only {now} pixels and may be hard to read: photograph it again, nearer and in better light.",
)


def refused(reason: str, **values: int) -> PictureRefused:
    """The error that an upload is refused for `reason`."""
    return PictureRefused(filled(_REFUSALS[reason], **values), reason=reason)


def filled(text: Text, **values: int | str) -> Text:
    """The sentence with its values."""
    return Text(text.zh.format_map(values), text.en.format_map(values))
