"""`beian import` into SQLite: domains a second and memory, against a bare executemany of as many rows.

Each domain has a subject, a site and an access of its own. The argument is the number of domains.
"""

from __future__ import annotations

import csv
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOAL = 20_000
IMPORT = """
import resource, sys, time
from pathlib import Path
from beian_plugin.models.database import open_database
from beian_plugin.operations.imports import import_mirror
from beian_plugin.settings import Settings
folder = Path(sys.argv[1])
database = open_database(Settings(), folder)
database.upgrade()
start = time.perf_counter()
report = import_mirror(database, folder / "mirror.csv", coverage="all")
print(report.accepted / (time.perf_counter() - start), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
database.close()
"""


def write_file(path, domains):
    """A mirror file of so many invented domains, in no order."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("domain", "organisation", "subject_licence", "site_licence", "providers"))
        for number in range(1, domains + 1):
            licence = f"浙ICP备{number:08d}号"
            name = f"{(number * 2654435761) % 2**32:08x}-{number % 97}.cn"
            writer.writerow((name, f"某公司{number}", licence, f"{licence}-1", "ours" if number % 2 else "别家云"))


def bare(folder, domains):
    """Rows a second of the same four tables, filled by executemany alone, without reading or checking anything."""
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA cache_size=-65536;"
        "CREATE TABLE subject (id INTEGER PRIMARY KEY, number TEXT UNIQUE, name TEXT);"
        "CREATE TABLE site (id INTEGER PRIMARY KEY, number TEXT UNIQUE, subject INTEGER);"
        "CREATE TABLE domain (id INTEGER PRIMARY KEY, name TEXT UNIQUE, site INTEGER);"
        "CREATE TABLE access (id INTEGER PRIMARY KEY, site INTEGER, ours INTEGER);"
        "CREATE INDEX site_subject ON site (subject); CREATE INDEX domain_site ON domain (site);"
        "CREATE INDEX access_site ON access (site);"
    )
    start = time.perf_counter()
    for first in range(1, domains + 1, 10_000):
        numbers = range(first, min(first + 10_000, domains + 1))
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO subject VALUES (?, ?, ?)", [(n, f"浙ICP备{n:08d}号", "某") for n in numbers]
        )
        connection.executemany("INSERT INTO site VALUES (?, ?, ?)", [(n, f"浙ICP备{n:08d}号-1", n) for n in numbers])
        names = [(n, f"{(n * 2654435761) % 2**32:08x}-{n % 97}.cn", n) for n in numbers]
        connection.executemany("INSERT INTO domain VALUES (?, ?, ?)", names)
        connection.executemany("INSERT INTO access VALUES (?, ?, ?)", [(n, n, n % 2) for n in numbers])
        connection.execute("COMMIT")
    rate = domains / (time.perf_counter() - start)
    connection.close()
    return rate


def main():
    """Print the rates, the ratio and the memory."""
    domains = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for count in (domains // 10, domains):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_file(folder / "mirror.csv", count)
            bare_rate = bare(folder, count)
            done = subprocess.run([sys.executable, "-c", IMPORT, name], capture_output=True, text=True, check=True)
        rate, memory = (float(word) for word in done.stdout.split())
        print(
            f"{count:>9} domains: {rate:,.0f} a second (goal {GOAL:,}), bare executemany {bare_rate:,.0f}, "
            f"ratio {bare_rate / rate:.2f}; {memory:.0f} MB at most"
        )


if __name__ == "__main__":
    main()
