"""What was uploaded becomes a JPEG within the limit that shows the same and tells nothing else."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pictures import SECRET, corners, gps, noise, opened, pdf, quarters, saved, scan
from PIL import Image

from beian_plugin.authority.report import OTHER_BYTES, SHEET_BYTES
from beian_plugin.images import fit, pages
from beian_plugin.images.fitting_process import fitted
from beian_plugin.images.pictures import LONGEST

MODES = ("RGB", "RGBA", "L", "LA", "P", "1", "I;16")


def markers(content):
    """The markers of a JPEG before its data: what is no APP0, table, frame or scan is metadata."""
    found, place = [], 2
    while content[place + 1] != 0xDA:
        found.append(content[place + 1])
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    return found


def assert_clean(content, most):
    """It is a baseline JPEG within the limit, with no metadata and nothing behind its end."""
    assert len(content) <= most
    image = opened(content)
    assert not image.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp", "photoshop", "progressive"} & set(image.info)
    # JFIF, quantisation, baseline frame, Huffman tables.
    assert set(markers(content)) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert content.endswith(b"\xff\xd9")
    assert SECRET not in content
    return image


@pytest.mark.parametrize("most", [SHEET_BYTES, OTHER_BYTES])
@pytest.mark.parametrize(
    "upload",
    [
        pytest.param(lambda: saved(noise(4000, 3000), quality=90), id="12 megapixels"),
        pytest.param(lambda: saved(noise(4000, 3000).convert("CMYK"), quality=75), id="CMYK"),
        pytest.param(lambda: saved(scan(), "PNG"), id="scan"),
        pytest.param(lambda: pdf(scan()), id="PDF"),
    ],
)
def test_whatever_comes_leaves_as_a_jpeg_within_the_limit(upload, most):
    result = fit(upload(), most_bytes=most)
    image = assert_clean(result.content, most)
    assert image.size == (result.width, result.height)


sides = st.integers(1, 300)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(mode=st.sampled_from(MODES), width=sides, height=sides, most=st.integers(4_000, SHEET_BYTES), data=st.data())
def test_no_picture_is_enlarged_or_too_large(mode, width, height, most, data):
    image = noise(300, 300).crop((0, 0, width, height)).convert("L" if mode == "I;16" else mode.replace("LA", "RGBA"))
    image = image.convert(mode)
    orientation = data.draw(st.integers(1, 8))
    forms = ["PNG"] if mode in ("RGBA", "LA", "P", "I;16") else ["PNG", "JPEG"]
    upload = saved(image, data.draw(st.sampled_from(forms)), exif=gps(orientation))
    made, content = fitted(upload, most, 1)
    result = assert_clean(content, most)
    assert made.was == ((width, height) if orientation < 5 else (height, width))
    assert result.size == made.size <= made.was
    assert result.width <= made.was.width


@given(width=st.integers(1, 40), factor=st.integers(1, 400), upright=st.booleans())
def test_a_strip_of_any_shape_keeps_its_shape(width, factor, upright):
    size = (width, width * factor) if upright else (width * factor, width)
    made, content = fitted(saved(Image.new("L", size, 90)), OTHER_BYTES, 1)
    assert max(made.size) == min(max(size), LONGEST)
    # Odd sides are rounded up once when they are halved and once when they are fitted.
    assert abs(min(made.size) - max(1, width * max(made.size) / max(size))) < 2
    assert opened(content).size == made.size


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_stands_upright_and_does_not_say_where_it_was_taken(orientation, form):
    # How each value of the tag says that the picture is stored.
    stored = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_90],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_270],
        8: [Image.Transpose.ROTATE_270],
    }[orientation]
    image = quarters()
    for step in stored:
        image = image.transpose(step)
    upload = saved(image, form, exif=gps(orientation))
    assert SECRET in upload
    _made, content = fitted(upload, OTHER_BYTES, 1)
    result = assert_clean(content, OTHER_BYTES)
    assert (result.size, corners(result)) == ((80, 60), ["red", "green", "blue", "white"])


def test_profile_comment_and_preview_do_not_go_along():
    upload = saved(quarters(), icc_profile=SECRET * 9, comment=SECRET, exif=gps(), progressive=True)
    assert upload.count(SECRET) > 9
    assert_clean(fit(upload, most_bytes=OTHER_BYTES).content, OTHER_BYTES)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode):
    image = Image.new("RGBA", (600, 400), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 300, 400))
    image = image.quantize(4) if mode == "P" else image.convert(mode)
    _made, content = fitted(saved(image, "PNG"), OTHER_BYTES, 1)
    shown = opened(content).convert("L")
    assert shown.getpixel((100, 200)) < 10
    assert shown.getpixel((500, 200)) > 245


def test_sixteen_bits_a_pixel_keep_their_greys():
    image = Image.new("I;16", (64, 64), 0x8000)
    _made, content = fitted(saved(image, "PNG"), OTHER_BYTES, 1)
    assert abs(opened(content).convert("L").getpixel((30, 30)) - 0x80) < 4


def test_a_large_picture_looks_the_same_where_it_was_worked_on_in_strips():
    large = quarters(6000, 4400).convert("RGBA")
    made, content = fitted(saved(large, "PNG", compress_level=1), OTHER_BYTES, 1)
    assert made.size == (LONGEST, LONGEST * 4400 // 6000)
    assert corners(opened(content)) == ["red", "green", "blue", "white"]
    rows = opened(content).convert("L").resize((1, made.size.height), Image.Resampling.BOX)
    # No seam: each half has one grey from top to bottom.
    above, below = rows.crop((0, 10, 1, 860)).getextrema(), rows.crop((0, 900, 1, 1750)).getextrema()
    assert above[1] - above[0] < 4
    assert below[1] - below[0] < 4


def test_print_stays_as_large_as_the_limit_lets_it():
    page = saved(scan(), "PNG")
    narrow, wide = (fit(page, most_bytes=most) for most in (60_000, SHEET_BYTES))
    assert narrow.width < wide.width
    assert len(wide.content) > SHEET_BYTES * 0.7
    # Pixels go before the quality does: the tables are those of quality 35 or better.
    worst = opened(saved(scan(80, 80), quality=35)).quantization[0]
    assert sum(opened(narrow.content).quantization[0]) <= sum(worst)


def test_what_fits_keeps_its_pixels_and_is_not_remarked_on():
    result = fit(saved(scan(1200, 1000)), most_bytes=SHEET_BYTES)
    assert (result.width, result.height, result.pages, result.notes) == (1200, 1000, 1, ())


def test_the_sender_is_told_what_became_of_a_picture():
    result = fit(saved(noise(4000, 3000), quality=50, exif=gps(6)), most_bytes=20_000)
    shrunk, hard = result.notes
    assert "3000×4000" in shrunk.zh
    assert "from 3000×4000 pixels" in shrunk.en
    assert f"{result.width}×{result.height}" in hard.zh
    assert "nearer" in hard.en


def test_a_page_of_several_is_named_and_chosen():
    upload = pdf(quarters(400, 300), scan(), quarters(300, 400))
    assert pages(upload) == 3
    first, second, third = (fit(upload, most_bytes=OTHER_BYTES, page=page) for page in (1, 2, 3))
    assert [one.pages for one in (first, second, third)] == [3] * 3
    assert "共 3 页，这是第 2 页" in second.notes[0].zh
    assert "page 2 of 3" in second.notes[0].en
    assert first.width > first.height
    assert third.width < third.height
    assert corners(opened(third.content)) == ["red", "green", "blue", "white"]


def test_a_picture_is_one_page():
    assert pages(saved(quarters())) == pages(saved(quarters(), "PNG")) == 1


def test_the_process_answers_one_line_and_the_picture():
    run = subprocess.run(
        [sys.executable, "-m", "beian_plugin.images.fitting_process", "fit", "100000", "1"],
        input=saved(quarters()),
        capture_output=True,
        check=True,
    )
    line, _newline, picture = run.stdout.partition(b"\n")
    assert re.match(rb'\{"type":"Made","size":\[80,60\]', line)
    assert opened(picture).size == (80, 60)
    assert run.stderr == b""


WITHOUT = """
import sys
sys.modules[sys.argv[1]] = None
from beian_plugin import images
from beian_plugin.errors import ExtraMissing, PictureRefused
from beian_plugin.operations.pictures import as_sent
assert not images.installed()
try:
    images.fit(b"x", most_bytes=1)
except ExtraMissing as missing:
    print(missing)
print(as_sent(b"\\xff\\xd8\\xff and more", most_bytes=100, page=1))
for content in (b"\\xff\\xd8\\xff".ljust(2049, b"x"), b"%PDF-1.7"):
    try:
        as_sent(content, most_bytes=2048, page=1)
    except PictureRefused as refused:
        print(refused.text.zh, refused)
"""


@pytest.mark.parametrize(("module", "name"), [("PIL", "Pillow"), ("pypdfium2", "pypdfium2")])
def test_without_the_extra_only_a_jpeg_within_the_limit_is_taken_and_told_so(module, name):
    told = subprocess.run([sys.executable, "-c", WITHOUT, module], capture_output=True, text=True, check=True)
    assert told.stderr == ""
    fitting, taken, *refused = told.stdout.splitlines()
    assert fitting == f"This needs {name}, which is not installed: run `pip install 'beian_plugin[images]'`."
    assert taken == repr((b"\xff\xd8\xff and more", ()))
    assert len(refused) == 2
    for line in refused:
        assert "只接受不超过 2 KB 的 JPEG" in line
        assert "only a JPEG of at most 2 KB" in line
