"""Photographs and scans, made up for the tests."""

from __future__ import annotations

import io
import zlib
from functools import cache

from PIL import ExifTags, Image, ImageDraw, ImageFont

#: Metadata that must not go to the authority, as it stands in a file.
SECRET = b"sample-of-a-secret"


def saved(image, form="JPEG", **options):
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def opened(content):
    """A JPEG, decoded."""
    image = Image.open(io.BytesIO(content), formats=("JPEG",))
    image.load()
    return image


@cache
def noise(width, height):
    """A picture that is as hard to compress as any: every pixel differs from its neighbour."""
    bands = [Image.effect_noise((width, height), sigma) for sigma in (60, 80, 100)]
    return Image.merge("RGB", bands)


@cache
def scan(width=1654, height=2339):
    """A page of A4 with lines of print."""
    page = Image.new("RGB", (width, height), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(height // 60)
    for top in range(height // 20, height - height // 20, height // 40):
        draw.text((width // 12, top), "sample sheet 0123456789 of a filing, to be read and signed", "black", font)
    return page


def quarters(width=80, height=60):
    """Four colours, by which a turned picture shows: red and green above, blue and white below."""
    image = Image.new("RGB", (width, height), "white")
    for place, colour in (((0, 0), "red"), ((width // 2, 0), "green"), ((0, height // 2), "blue")):
        image.paste(colour, (*place, place[0] + width // 2, place[1] + height // 2))
    return image


def corners(image):
    """The colour of each corner, by name."""
    width, height = image.size
    places = [(2, 2), (width - 3, 2), (2, height - 3), (width - 3, height - 3)]
    names = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}

    def nearest(pixel):
        return min(names, key=lambda name: sum(abs(a - b) for a, b in zip(names[name], pixel, strict=True)))

    return [nearest(image.convert("RGB").getpixel(place)) for place in places]


def gps(orientation=1):
    """EXIF as phones write it: how it was held, by what, and where."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (30.0, 15.0, 0.0)
    return exif


def pdf(*pages, **options):
    """A PDF with these pictures as pages."""
    first, *more = pages
    return saved(first, "PDF", save_all=True, append_images=more, **options)


def written_pdf(objects, trailer=""):
    """A PDF of these objects, the first of which is its root."""
    out, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer << /Size {len(places) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode("latin-1")


def page_of(box, content=""):
    """The objects of a PDF with one page of that media box and content."""
    return [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]


def png_of(width, height, data=b""):
    """A PNG, black and white, that says to have so many pixels and has so much in it."""

    def chunk(name, body):
        return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([1, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
