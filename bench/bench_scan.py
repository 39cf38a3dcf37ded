"""`beian scan` on one core: names a second, against a bare loop of suffix look-up, SELECT and CSV line.

The argument is the number of names: a third is filed here, a third elsewhere, a third not at all.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from mirror import fill_mirror
from publicsuffixlist import PublicSuffixList

from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.database import open_database
from beian_plugin.operations.context import Context
from beian_plugin.operations.scans import scan
from beian_plugin.settings import Settings

ROUNDS = 3
GOAL = 20_000


def main():
    """Print the medians and the ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = open_database(Settings(), folder)
        database.upgrade()
        known = fill_mirror(database, count * 2 // 3)
        names = known + [f"absent-{number:x}.cn" for number in range(count - len(known))]
        source = folder / "names.txt"
        source.write_text("\n".join(names), "utf-8")
        plugins = Plugins()
        plugins.load()
        context = Context(settings=Settings(), database=database, plugins=plugins)
        bare = sqlite3.connect(folder / "beian.sqlite3")
        suffixes = PublicSuffixList(only_icann=True, accept_unknown=False)
        rates, bare_rates = [], []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            writer = csv.writer(io.StringIO())
            for line in source.read_text("utf-8").splitlines():
                domain = suffixes.privatesuffix(line)
                writer.writerow(bare.execute("SELECT * FROM beian_domain WHERE name = ?", (domain,)).fetchone() or ())
            bare_rates.append(count / (time.perf_counter() - start))
            start = time.perf_counter()
            scan(context, source, io.StringIO(), region="cn-hangzhou")
            rates.append(count / (time.perf_counter() - start))
        bare.close()
        database.close()
    rate, bare_rate = statistics.median(rates), statistics.median(bare_rates)
    print(f"scan: {rate:,.0f} names a second (goal {GOAL:,}); bare loop {bare_rate:,.0f}; ratio {bare_rate / rate:.2f}")


if __name__ == "__main__":
    main()
