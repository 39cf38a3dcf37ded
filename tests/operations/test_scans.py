"""Scanning a list of names against a mirror."""

from __future__ import annotations

import csv
import gzip
import io

import pytest

from beian_plugin.errors import InvalidValue
from beian_plugin.operations.scans import COLUMNS, scan


def scanned(context, path, **options):
    output = io.StringIO()
    summary = scan(context, path, output, region="cn-hangzhou", **options)
    output.seek(0)
    return summary, list(csv.DictReader(output))


def test_each_name_gets_a_line_in_the_order_of_the_file(context, mirror, tmp_path):
    mirror.site("here-demo.cn", providers=["ours"])
    mirror.site(
        "there-demo.cn", subject=mirror.subject("粤ICP备20260002号"), providers=["别家云"], number="粤ICP备20260002号-1"
    )
    mirror.covers("all")
    path = tmp_path / "names.txt"
    path.write_text("# a list\nwww.here-demo.cn\n\nthere-demo.cn\nabsent-demo.cn\nno name\n例子.中国\n", "utf-8")
    summary, rows = scanned(context, path)
    assert [(row["decision"], row["reason"]) for row in rows] == [
        ("allow", "access_ours"),
        ("hold", "filed_elsewhere"),
        ("hold", "not_filed"),
        ("deny", "host_syntax"),
        ("hold", "not_filed"),
    ]
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["domain"] == "here-demo.cn"
    assert summary.names == 5
    assert summary.decisions == {"allow": 1, "hold": 3, "deny": 1}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_junk_gets_a_line_too_and_nothing_that_a_spreadsheet_would_run(context, tmp_path):
    path = tmp_path / "names.txt"
    path.write_bytes(b"\xef\xbb\xbf=cmd()\n\xff\xfe\x00\n" + b"x" * 100_000 + b"\nabsent-demo.cn\n")
    summary, rows = scanned(context, path)
    assert [row["reason"] for row in rows] == ["host_syntax", "host_syntax", "host_too_long", "could_not_look_up"]
    assert rows[0]["name"] == "'=cmd()"
    assert summary.names == 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_gzip_file_is_read_and_a_broken_one_is_refused(context, tmp_path):
    path = tmp_path / "names.txt.gz"
    packed = gzip.compress(b"absent-demo.cn\n" * 5000)
    path.write_bytes(packed)
    seen = []
    summary, _ = scanned(context, path, progress=seen.append)
    assert (summary.names, sum(seen)) == (5000, len(packed))
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(InvalidValue, match="breaks off"):
        scanned(context, path)
