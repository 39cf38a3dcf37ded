"""What is damaged, dressed up or meant to hurt is refused in both languages, or comes out as a clean picture."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import opened, page_of, pdf, png_of, quarters, saved, scan, written_pdf
from PIL import Image, ImageFile

from beian_plugin.authority.report import OTHER_BYTES
from beian_plugin.errors import InvalidValue, PictureRefused
from beian_plugin.images import MOST_BYTES, fit, fitting, pages
from beian_plugin.images.fitting_process import fitted

JPEG = saved(scan(400, 300))
PNG = saved(scan(400, 300), "PNG")
PDF = pdf(scan(400, 300))


def refusal(content, **options):
    with pytest.raises(PictureRefused) as refused:
        fit(content, most_bytes=OTHER_BYTES, **options)
    error = refused.value
    assert isinstance(error, InvalidValue)
    assert error.what == "attachment"
    assert error.text.zh.endswith("。")
    assert str(error) == error.text.en
    assert "{" not in error.text.zh + error.text.en
    return error


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"GIF89a" + bytes(99), "kind", id="GIF"),
        pytest.param(b"RIFF\0\0\0\0WEBPVP8 " + bytes(99), "kind", id="WebP"),
        pytest.param(b"II*\0" + bytes(99), "kind", id="TIFF"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind", id="SVG"),
        pytest.param(b"PK\3\4" + bytes(99), "kind", id="docx"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0", "kind", id="PostScript"),
        pytest.param(b"\0\0\0\x18ftypheic" + bytes(99), "heic", id="HEIC"),
        pytest.param(b"\xff\xd8\xff<?php system($_GET[0]);", "damaged", id="a program that begins like a JPEG"),
        pytest.param(b"\xff\xd8\xff", "damaged", id="three bytes"),
        pytest.param(JPEG[: len(JPEG) // 2], "damaged", id="half a JPEG"),
        pytest.param(JPEG[:-2], "damaged", id="a JPEG without its end"),
        pytest.param(PNG[: len(PNG) // 2], "damaged", id="half a PNG"),
        pytest.param(b"%PDF-1.7\njunk", "pdf_damaged", id="no PDF"),
        pytest.param(PDF[: len(PDF) // 2], "pdf_damaged", id="half a PDF"),
        pytest.param(written_pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"]),
                     "pdf_damaged", id="a PDF without pages"),
        pytest.param(png_of(8000, 6251), "pixels", id="too many pixels"),
        pytest.param(png_of(50_000, 50_000, bytes(1 << 20)), "pixels", id="a bomb"),
        pytest.param(png_of(2**31 - 1, 2**31 - 1), "pixels", id="more pixels than numbers"),
    ],
)  # fmt: skip
def test_what_is_no_whole_picture_is_refused_with_the_reason(content, reason):
    assert refusal(content).reason == reason


def test_a_file_is_measured_before_it_is_opened():
    assert refusal(JPEG.ljust(MOST_BYTES + 1, b"\0")).reason == "too_large"
    fit(JPEG.ljust(MOST_BYTES, b"\0"), most_bytes=OTHER_BYTES)


def test_a_pdf_that_wants_a_password_is_told_apart():
    secret = "<" + "41" * 32 + ">"
    locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {secret} /U {secret} /P -4 >> /ID [<00> <00>]"
    content = written_pdf(page_of("0 0 100 100"), locked)
    assert refusal(content).reason == "pdf_locked"
    with pytest.raises(PictureRefused, match="password"):
        pages(content)


@pytest.mark.parametrize(("content", "has"), [(PDF, 1), (pdf(quarters(), quarters()), 2), (JPEG, 1), (PNG, 1)])
@pytest.mark.parametrize("page", [0, -1, 3, 2**40])
def test_a_page_that_is_not_there_is_refused_with_how_many_there_are(content, has, page):
    error = refusal(content, page=page)
    assert error.reason == "no_page"
    assert f"共 {has} 页" in error.text.zh


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_what_hangs_on_behind_a_picture_does_not_go_along(form):
    program = b"<?php system($_GET[0]); ?>"
    upload = saved(quarters(), form) + program + pdf(quarters())
    content = fit(upload, most_bytes=OTHER_BYTES).content
    assert b"<?php" in upload
    assert b"<?php" not in content
    assert b"%PDF" not in content
    assert opened(content).size == (80, 60)


@pytest.mark.parametrize(
    "box", ["0 0 1000000000 1", "0 0 1 1000000000", "0 0 1 1", "0 0 0 0", "5 5 -5 -5", "0 0 1e99 2"]
)
def test_no_page_is_drawn_larger_than_the_bound(box):
    result = fit(written_pdf(page_of(box)), most_bytes=OTHER_BYTES)
    assert max(result.width, result.height) <= 2400


def test_a_page_is_drawn_on_white_with_what_it_says():
    content = written_pdf(page_of("0 0 200 100", "0 0 0 rg 0 0 100 100 re f"))
    shown = opened(fit(content, most_bytes=OTHER_BYTES).content).convert("L")
    assert shown.getpixel((shown.width // 4, shown.height // 2)) < 10
    assert shown.getpixel((shown.width * 3 // 4, shown.height // 2)) > 245


def test_scans_without_end_are_not_begun():
    image = saved(quarters(1000, 1000), progressive=True)
    start = image.rindex(b"\xff\xda")
    end = image.index(b"\xff", start + 2)
    while image[end + 1] == 0 or 0xD0 <= image[end + 1] <= 0xD7:
        end = image.index(b"\xff", end + 2)
    assert refusal(image[:end] + image[start:end] * 1000 + image[end:]).reason == "too_heavy"


def test_the_panel_never_holds_the_pixels_and_the_process_few_copies_of_them():
    most = saved(Image.new("RGBA", (8000, 6250), (200, 10, 10, 128)), "PNG", compress_level=1)
    code = """if True:
        import pathlib, re, resource, sys
        from beian_plugin.images import fit
        fit(sys.stdin.buffer.read(), most_bytes=100000)
        # `ru_maxrss` of this process would be that of whoever started it.
        panel = re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())[1]
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, panel)
    """
    run = subprocess.run([sys.executable, "-c", code], input=most, capture_output=True, check=True)
    child, panel = map(int, run.stdout.split())
    assert 200_000 < child < 400_000
    assert panel < 100_000


def process_that(monkeypatch, tmp_path, does):
    """Let the process do something else than opening the upload."""
    (tmp_path / "stand_in.py").write_text(f"import os, sys, resource, signal, time\n{does}\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(fitting, "_CHILD", "stand_in")


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "too_heavy"),
        ("resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass", "too_heavy"),
        ("raise ImportError", "not_tried"),
        ("print('{}')", "not_tried"),
        ("sys.stdin.buffer.read()", "not_tried"),
        ('print(\'{"type":"Counted","pages":1}\')', "not_tried"),
        ('sys.stdout.write(\'{"type":"Made","size":[1,1],"was":null,"pages":1}\\n\' + \'x\' * 200000)', "not_tried"),
    ],
)
def test_whatever_becomes_of_the_process_the_panel_goes_on(monkeypatch, tmp_path, does, reason):
    process_that(monkeypatch, tmp_path, does)
    assert refusal(JPEG).reason == reason


def test_a_process_that_hangs_is_ended(monkeypatch, tmp_path):
    process_that(monkeypatch, tmp_path, "time.sleep(600)")
    monkeypatch.setattr(fitting, "SECONDS", 1)
    assert refusal(JPEG).reason == "too_heavy"


def test_where_no_process_can_be_had_the_sender_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(fitting, "command", lambda *_: ["/nowhere/python"])
    assert refusal(JPEG).reason == "not_tried"


def test_the_process_limits_itself():
    code = (
        "import resource; from beian_plugin.images import fitting_process as ours; ours._limit(); "
        "print(resource.getrlimit(resource.RLIMIT_AS)[1], resource.getrlimit(resource.RLIMIT_CPU)[1])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(1 << 30), str(fitting.SECONDS)]
    assert resource.getrlimit(resource.RLIMIT_CPU)[1] != fitting.SECONDS


changes = st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=6)), min_size=1, max_size=8)


@settings(max_examples=150)
@given(original=st.sampled_from([JPEG, PNG]), changes=changes, cut=st.integers(0, 1 << 20))
def test_a_spoilt_picture_is_refused_or_clean(original, changes, cut):
    spoilt = bytearray(original[: max(1, cut % (2 * len(original)))])
    for place, data in changes:
        start = place % len(spoilt)
        spoilt[start : start + len(data)] = data
    try:
        made, content = fitted(bytes(spoilt), OTHER_BYTES, 1)
    except PictureRefused:
        return
    assert len(content) <= OTHER_BYTES
    assert opened(content).size == made.size


@settings(max_examples=60)
@given(st.binary(max_size=300), st.sampled_from([b"", JPEG[:200], PNG[:60], b"%PDF-1.4\n"]))
def test_junk_is_refused(junk, head):
    # As WeasyPrint leaves it in a process that it prints in.
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    with pytest.raises(PictureRefused):
        fitted(head + junk, OTHER_BYTES, 1)
