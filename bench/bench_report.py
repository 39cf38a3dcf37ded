"""Building and checking new filings into one file of 1,000: filings a second, and against serialising the same bytes.

The counterpart parses the finished file and writes it out again with lxml, checking nothing.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from pathlib import Path

from lxml import etree

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import particulars_samples

from beian_plugin.authority.report import Attachment, Report
from beian_plugin.authority.upload import build_file
from beian_plugin.filing.kinds import Kind
from beian_plugin.operations.sync.reports import numbered

GOAL = 500
RECORDS = 1_000
#: As much of a picture as 1,000 filings can each have in a file of 50 MB.
SHEET_KB = 34
SHEET = b"\xff\xd8\xff\xe0" + bytes(SHEET_KB * 1024 - 6) + b"\xff\xd9"


def reports(count, *, sheet):
    """New filings of invented companies, numbered as they are when they go out."""
    ids = itertools.count(1)
    attachments = (Attachment(id=1, purpose=1, format=1, content=SHEET),) if sheet else ()
    samples = (particulars_samples.new(serial) for serial in range(1, count + 1))
    return [numbered(Report(kind=Kind.NEW, particulars=one, attachments=attachments), ids) for one in samples]


def rate(work, count, rounds):
    """Filings a second, the median of the rounds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return count / statistics.median(taken)


def main():
    """Print the rates and the ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    for name, sheet in (("data alone", False), (f"with a sheet of {SHEET_KB} KB each", True)):
        filings = reports(RECORDS, sheet=sheet)
        file = build_file(filings, 100001)
        built = rate(lambda filings=filings: build_file(filings, 100001), RECORDS, rounds)
        bare = rate(lambda file=file: etree.tostring(etree.fromstring(file), encoding="gbk"), RECORDS, rounds)
        print(
            f"{RECORDS} new filings, {name}: {built:,.0f} a second (goal {GOAL}), {len(file) / 2**20:.1f} MB; "
            f"bare parsing and writing {bare:,.0f}, ratio {bare / built:.1f}"
        )


if __name__ == "__main__":
    main()
