"""Draws one page of a PDF."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from PIL import Image

from beian_plugin.images.pictures import LONGEST
from beian_plugin.images.sentences import refused

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

#: Pixels a point: 600 a inch, so that a tiny page is not blown up.
_MOST_SCALE = 600 / 72


def opened(content: bytes) -> PdfDocument:
    """The document, to be closed. Raises PictureRefused for what is damaged or wants a password."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError:
        locked = pdfium.raw.FPDF_GetLastError() == pdfium.raw.FPDF_ERR_PASSWORD
        raise refused("pdf_locked" if locked else "pdf_damaged") from None
    if not len(document):
        raise refused("pdf_damaged")
    # Without it, what was typed into the fields of a form stays invisible.
    document.init_forms()
    return document


def drawn(document: PdfDocument, page: int) -> Image.Image:
    """The page, counted from 1, as it prints, its long side at most LONGEST pixels. Raises PictureRefused."""
    if not 1 <= page <= len(document):
        raise refused("no_page", pages=len(document), page=page)
    try:
        with closing(document[page - 1]) as sheet:
            longest = max(sheet.get_size())
            if longest <= 0:
                raise refused("pdf_damaged")
            bitmap = sheet.render(scale=min(LONGEST / longest, _MOST_SCALE), rev_byteorder=True, limit_image_cache=True)
            with closing(bitmap):
                size, data = (bitmap.width, bitmap.height), bytes(bitmap.buffer)
                return Image.frombytes("RGB", size, data, "raw", "RGB", bitmap.stride, 1)
    except (pdfium.PdfiumError, ValueError):
        raise refused("pdf_damaged") from None
