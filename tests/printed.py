"""What is on a PDF, as poppler and a QR reader see it; a test skips where they are not installed."""

from __future__ import annotations

import io
import shutil
import subprocess

import pytest
import zxingcpp
from PIL import Image


def text(pdf):
    """The text of all pages, line breaks and spaces removed."""
    return "".join(_run("pdftotext", pdf, "-enc", "UTF-8", "-", "-").decode().split())


def page_texts(pdf):
    """The text of each page, as `text` gives it."""
    pages = _run("pdftotext", pdf, "-enc", "UTF-8", "-", "-").decode().split("\f")
    return ["".join(page.split()) for page in pages[:-1]]


def fonts(pdf):
    """Name of each font, and whether it is embedded."""
    lines = _run("pdffonts", pdf, "-").decode().splitlines()[2:]
    return {line.split()[0]: line[-25:].split()[0] == "yes" for line in lines}


def pictures(pdf):
    """Each page as a grey picture of 150 dots an inch."""
    pages = len(page_texts(pdf))
    shown = [_run("pdftoppm", pdf, "-r", "150", "-gray", "-f", str(n), "-l", str(n), "-") for n in range(1, pages + 1)]
    return [Image.open(io.BytesIO(one)) for one in shown]


def codes(picture):
    """What the QR codes on a picture say."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def _run(program, pdf, *arguments):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed (poppler-utils)")
    return subprocess.run([program, *arguments], input=pdf, capture_output=True, check=True).stdout
