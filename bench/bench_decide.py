"""One decision against its bare parts: a public suffix look-up and one indexed SELECT, at 10,000 and 1,000,000 domains.

Beside it the province's part: a first filing in a province with many rules against one under the national baseline.
Prints medians in microseconds and ratios. An argument sets the larger number of domains.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from mirror import fill_mirror
from publicsuffixlist import PublicSuffixList

from beian_plugin.filing.events import DomainBind, Subject
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.database import open_database
from beian_plugin.operations.context import Context
from beian_plugin.operations.decide import decide, store
from beian_plugin.operations.documents import verdict_document
from beian_plugin.settings import Settings

SMALL = 10_000
ROUNDS = 7
ASKED = 4_000
#: Shanghai has as many rules of its own as any; without a province only the baseline speaks.
MANY_RULES = Subject(province="31")
NO_RULES = Subject()


def timed(call, items):
    """Microseconds that `call` takes for each of `items`."""
    clock = time.perf_counter_ns
    taken = []
    for item in items:
        start = clock()
        call(item)
        taken.append((clock() - start) / 1000)
    return taken


def measure(domains, folder):
    """The decision, its bare parts and storing a verdict, over a mirror of so many domains."""
    database = open_database(Settings(), folder)
    database.upgrade()
    names = fill_mirror(database, domains)
    plugins = Plugins()
    plugins.load()
    context = Context(settings=Settings(), database=database, plugins=plugins)
    path = folder / "beian.sqlite3"
    bare = sqlite3.connect(path, isolation_level=None)
    bare.execute("PRAGMA cache_size=-65536")
    bare.execute("PRAGMA mmap_size=1073741824")
    suffixes = PublicSuffixList(only_icann=True, accept_unknown=False)
    # A third is filed here, a third elsewhere, a third not at all.
    absent = [f"absent-{number:x}.cn" for number in range(domains // 2)]

    def parts(name):
        bare.execute("SELECT * FROM beian_domain WHERE name = ?", (suffixes.privatesuffix(name),)).fetchone()

    def whole(name):
        decide(context, DomainBind(host=name, region="cn-hangzhou"))

    def under(subject):
        def one(name):
            decide(context, DomainBind(host=name, region="cn-hangzhou", subject=subject))

        return one

    def stored(verdict):
        store(context, verdict)

    def bare_insert(document):
        writer.execute("INSERT INTO bare (document) VALUES (?)", (document,))

    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA synchronous=NORMAL")
    writer.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, document TEXT)")
    chance = random.Random(1)
    rounds = {"parts": [], "decision": [], "p99": [], "insert": [], "store": [], "province": [], "baseline": []}
    unfiled = absent[:ASKED]
    for _ in range(ROUNDS):
        asked = chance.sample(names, ASKED * 2 // 3) + chance.sample(absent, min(len(absent), ASKED // 3))
        chance.shuffle(asked)
        rounds["parts"].append(statistics.median(timed(parts, asked)))
        taken = sorted(timed(whole, asked))
        rounds["decision"].append(statistics.median(taken))
        rounds["p99"].append(taken[len(taken) * 99 // 100])
        # One after the other for each part of the names, so that neither is measured in a better moment.
        taken = {"province": [], "baseline": []}
        for start in range(0, len(unfiled), 100):
            part = unfiled[start : start + 100]
            taken["province"] += timed(under(MANY_RULES), part)
            taken["baseline"] += timed(under(NO_RULES), part)
        for key, times in taken.items():
            rounds[key].append(statistics.median(times))
        verdicts = [decide(context, DomainBind(host=name, region="cn-hangzhou")) for name in asked[:1000]]
        documents = [verdict_document(verdict) for verdict in verdicts]
        rounds["insert"].append(statistics.median(timed(bare_insert, documents)))
        rounds["store"].append(statistics.median(timed(stored, verdicts)))
    bare.close()
    writer.close()
    database.close()
    return {key: statistics.median(values) for key, values in rounds.items()}


def main():
    """Print the table."""
    large = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    results = {}
    for domains in (SMALL, large):
        with tempfile.TemporaryDirectory() as folder:
            results[domains] = found = measure(domains, Path(folder))
        print(
            f"{domains:>9} domains: bare parts {found['parts']:.1f} µs, decision {found['decision']:.1f} µs, "
            f"ratio {found['decision'] / found['parts']:.2f} (goal 3); p99 {found['p99']:.1f} µs, "
            f"{found['p99'] / found['decision']:.2f} medians (goal 5)"
        )
        print(
            f"{'':>9}          bare INSERT {found['insert']:.1f} µs, verdict {found['store']:.1f} µs, "
            f"ratio {found['store'] / found['insert']:.2f} (goal 3)"
        )
        print(
            f"{'':>9}          first filing in Shanghai {found['province']:.1f} µs, under the baseline "
            f"{found['baseline']:.1f} µs, ratio {found['province'] / found['baseline']:.2f} (goal 1.1)"
        )
    growth = results[large]["decision"] / results[SMALL]["decision"]
    print(f"look-up at {large} over {SMALL} domains: {growth:.2f} (goal 1.5)")


if __name__ == "__main__":
    main()
