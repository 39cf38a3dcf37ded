"""Loading the 31 province files as part of a start, and decisions while a changed drop-in is taken up.

Prints milliseconds beside what reading and running the same texts takes, and the slowest hundredth of the decisions
during reloads against that of the same stretch without one.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mirror import fill_mirror

from beian_plugin.filing.events import DomainBind
from beian_plugin.operations.context import open_context
from beian_plugin.operations.decide import decide
from beian_plugin.settings import Settings

STARTS = 9
RELOADS = 15
DOMAINS = 10_000
GOAL_MS = 150
GOAL_RATIO = 2

#: What a process does that starts: everything is imported, then the plugins are loaded, as a restart finds them known.
START = """
import json, sys, time
from importlib.resources import files
from pathlib import Path
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.database import open_database
from beian_plugin.operations.good_plugins import DatabaseVersions
from beian_plugin.settings import Settings

database = open_database(Settings(), Path(sys.argv[1]))
database.revision()
start = time.perf_counter()
plugins = Plugins(versions=DatabaseVersions(database))
plugins.load()
loaded = time.perf_counter() - start
texts = [item.read_text("utf-8") for item in files("beian_plugin._plugins").iterdir() if item.name[0] not in "_."]
start = time.perf_counter()
for text in texts:
    exec(compile(text, "bare", "exec", dont_inherit=True), {"__name__": "bare"})
bare = time.perf_counter() - start
assert len([info for info in plugins.list() if not info.status.is_trouble]) >= 31
print(json.dumps([loaded * 1000, bare * 1000]))
"""


def starts(folder):
    """Milliseconds of the load and of its bare parts, in new processes."""
    command = [sys.executable, "-c", START, str(folder)]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(STARTS + 1)]
    # The first writes the texts into the database.
    return [statistics.median(values) for values in zip(*runs[1:], strict=True)]


def decisions(context, names, goes_on):
    """Microseconds that each decision takes while `goes_on` says so."""
    clock = time.perf_counter_ns
    taken = []
    while goes_on():
        event = DomainBind(host=random.choice(names), region="cn-hangzhou")
        start = clock()
        decide(context, event)
        taken.append((clock() - start) / 1000)
    return taken


def hundredth(taken):
    """What all but the slowest hundredth stay below."""
    return sorted(taken)[len(taken) * 99 // 100]


def reloads(folder):
    """Decisions during reloads of one changed file, and as long ones without."""
    drop_ins = folder / "drop-ins"
    drop_ins.mkdir(mode=0o755)
    source = Path(__file__).resolve().parents[1].joinpath("plugins", "zhejiang.py").read_text("utf-8")
    (drop_ins / "zhejiang.py").write_text(source, "utf-8")
    context = open_context(Settings(plugin_dir=drop_ins), folder)
    names = fill_mirror(context.database, DOMAINS)
    during, usual, lengths = [], [], []
    decisions(context, names, iter([True] * 5000 + [False]).__next__)
    for number in range(RELOADS):
        (drop_ins / "zhejiang.py").write_text(f"{source}\n# {number}\n", "utf-8")
        before, start = context.plugins.current, time.perf_counter()
        during += decisions(context, names, lambda before=before: context.plugins.current is before)
        lengths.append(time.perf_counter() - start)
        until = time.perf_counter() + lengths[-1]
        usual += decisions(context, names, lambda until=until: time.perf_counter() < until)
    assert not [info for info in context.plugins.list() if info.status.is_trouble]
    context.database.close()
    return during, usual, statistics.median(lengths)


def main():
    """Print both."""
    with tempfile.TemporaryDirectory() as folder:
        context = open_context(Settings(), Path(folder))
        context.database.close()
        loaded, bare = starts(Path(folder))
    print(
        f"31 province files: {loaded:.0f} ms of a start (goal {GOAL_MS}), "
        f"{loaded / bare:.1f} times reading and running the same texts ({bare:.0f} ms)"
    )
    with tempfile.TemporaryDirectory() as folder:
        during, usual, length = reloads(Path(folder))
    print(
        f"decisions: p99 {hundredth(during):.0f} µs during a reload, {hundredth(usual):.0f} µs otherwise, "
        f"ratio {hundredth(during) / hundredth(usual):.2f} (goal {GOAL_RATIO}); "
        f"slowest {max(during) / 1000:.1f} ms and {max(usual) / 1000:.1f} ms; "
        f"{RELOADS} changes, each in force after {length:.1f} s"
    )


if __name__ == "__main__":
    main()
