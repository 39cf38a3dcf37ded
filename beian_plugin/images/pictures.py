"""Decodes a JPEG or a PNG, and encodes it within a limit of bytes."""

from __future__ import annotations

import io
from bisect import bisect_right
from functools import cache
from math import ceil, sqrt

from PIL import ExifTags, Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from beian_plugin.errors import PictureRefused
from beian_plugin.images.fitting import Format, Size
from beian_plugin.images.sentences import MOST_PIXELS, refused

#: Pixels of the long side that are worth sending: a page of A4 at 200 a inch.
LONGEST = 2400
#: The long side shrinks before the quality falls below the first. In as many bytes, Chinese print at 35 stays sharper
#: than at 60 on fewer pixels; below 35 rings eat its strokes.
_QUALITIES = range(35, 91, 5)
_STEP = 0.92
#: Rows that are worked on at a time.
_STRIP = 256
#: Scans of a progressive JPEG, times its megapixels: a normal one has ten, a hostile one takes hours.
_MOST_SCANS = 1000

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decoded(content: bytes, form: Format) -> tuple[Image.Image, Size]:
    """The picture upright and on white, its long side below twice LONGEST, and the size that it had.

    Raises PictureRefused for what has too many pixels or is damaged.
    """
    try:
        # `Image.open` would warn of large pictures, and the host may have changed which decoders it knows.
        with JpegImageFile(io.BytesIO(content)) if form is Format.JPEG else PngImageFile(io.BytesIO(content)) as image:
            was = Size(*image.size)
            _refuse_costly(content, form, was)
            if isinstance(image, JpegImageFile):
                image.draft(None, _bounded(was, LONGEST))
            # A library that draws may have had the whole process take pictures that were cut off.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            image.load()
            turn = _turn(image)
            flat = _on_white(image, max(1, max(image.size) // LONGEST))
    except (PictureRefused, MemoryError):
        raise
    except Exception:  # noqa: BLE001  a decoder raises anything on a damaged file
        raise refused("damaged") from None
    if turn is None:
        return flat, was
    turned = flat.transpose(turn)
    return turned, was if turned.size == flat.size else Size(was.height, was.width)


def within(image: Image.Image, most_bytes: int) -> tuple[bytes, Size]:
    """The picture as a JPEG of at most `most_bytes`, and its size: as large as it can be, then as good as it can be.

    Raises PictureRefused where even a stamp of it is too large.
    """
    largest = _shrunk(image, LONGEST)
    longest = max(largest.size)
    while longest >= 1:
        smaller = _shrunk(largest, longest)
        at_least = len(_jpeg(smaller, _QUALITIES[0]))
        if at_least <= most_bytes:
            return _best(smaller, most_bytes), Size(*smaller.size)
        # Half the sides leave about a fourth of the bytes, so this skips only what would not fit.
        longest = int(longest * min(_STEP, sqrt(most_bytes / at_least) * 1.1))
    raise refused("unfit", most=most_bytes // 1024)


def _best(image: Image.Image, most_bytes: int) -> bytes:
    @cache
    def encoded(quality: int) -> bytes:
        return _jpeg(image, quality)

    fits = bisect_right(_QUALITIES, most_bytes, lo=1, key=lambda quality: len(encoded(quality)))
    return encoded(_QUALITIES[fits - 1])


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _refuse_costly(content: bytes, form: Format, size: Size) -> None:
    pixels = size.width * size.height
    if pixels > MOST_PIXELS:
        million = MOST_PIXELS // 1_000_000
        raise refused("pixels", width=size.width, height=size.height, most=million * 100, million=million)
    if form is Format.JPEG and content.count(b"\xff\xda") * pixels > _MOST_SCANS * 1_000_000:
        raise refused("too_heavy")


def _turn(image: JpegImageFile | PngImageFile) -> Image.Transpose | None:
    """What brings the picture upright; None also where its metadata cannot be read."""
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001  the picture itself is whole
        return None


def _on_white(image: Image.Image, factor: int) -> Image.Image:
    """An opaque copy whose sides are `factor` times smaller; by strips, since another whole one would be too large."""
    width, height = image.size
    canvas = Image.new("RGB", (ceil(width / factor), ceil(height / factor)), "white")
    tall = factor * ceil(_STRIP / factor)
    for top in range(0, height, tall):
        strip = image.crop((0, top, width, min(top + tall, height)))
        if strip.has_transparency_data:
            clear = strip.convert("RGBA").reduce(factor)
            canvas.paste(clear, (0, top // factor), clear)
        else:
            if strip.mode.startswith("I"):
                # 16 bits a pixel, which `convert` would clip.
                strip = strip.point(lambda value: value / 256)
            canvas.paste(strip.convert("RGB").reduce(factor), (0, top // factor))
    return canvas


def _shrunk(image: Image.Image, longest: int) -> Image.Image:
    size = _bounded(Size(*image.size), longest)
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)


def _bounded(size: Size, longest: int) -> Size:
    """The size with its long side at most `longest`."""
    scale = min(1.0, longest / max(size))
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))
