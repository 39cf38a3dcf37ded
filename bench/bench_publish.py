"""Published filings (`BASJ`) read into SQLite: seconds, memory, and the ratios to two passes of lxml alone.

Both passes clear each record and keep nothing; the second one also checks each against our schema, as applying does.
The memory is that of the process that applies and of the one that reads for it, together.
The argument is the number of filings; 33,000 make 41 MB.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lxml import etree
from msgspec import structs

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import particulars_samples

from beian_plugin.authority.download_writer import write_download
from beian_plugin.authority.items import Head, Published
from beian_plugin.authority.xml import record_schema

GOAL_RATIO, GOAL_MB = 4, 300
APPLY = """
import hashlib, os, sys, threading, time
from pathlib import Path
from beian_plugin.models.exchange import InboxFile
from beian_plugin.operations.clock import utc_now
from beian_plugin.operations.context import open_context
from beian_plugin.operations.sync.applying import apply_inbox
from beian_plugin.settings import Settings
folder = Path(sys.argv[1])
context = open_context(Settings(isp_id="100001"), folder)
content = (folder / "published.xml").read_bytes()
with context.database.write() as session:
    session.add(InboxFile(name="published.xml", digest=hashlib.sha256(content).digest(), content=content,
                          state="acknowledged", stored_at=utc_now(), acknowledged_at=utc_now()))
del content
peak, done = 0, threading.Event()
def resident(process):
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:  # gone meanwhile
        return 0
    return int(status.partition("VmRSS:")[2].split()[0]) if "VmRSS:" in status else 0
def watch():
    global peak
    while not done.wait(0.02):
        children = " ".join(task.joinpath("children").read_text() for task in Path("/proc/self/task").iterdir())
        peak = max(peak, sum(map(resident, ["self", *children.split()])))
watcher = threading.Thread(target=watch)
watcher.start()
start, busy = time.perf_counter(), sum(os.times()[:4])
apply_inbox(context)
seconds, busy = time.perf_counter() - start, sum(os.times()[:4]) - busy
done.set()
watcher.join()
print(seconds, busy, peak / 1024)
with context.database.read() as session:
    file = session.query(InboxFile).one()
    print(file.position, file.trouble, file.state)
context.database.close()
"""


def published(serial):
    """One filing as the authority publishes it, an access of ours on every other."""
    subject, site = particulars_samples.subject(serial), particulars_samples.site(serial)
    number = f"浙ICP备2099{serial:06d}号"
    [domain], [access] = site.domains, site.accesses
    access = structs.replace(
        access,
        authority_id=serial,
        provider=100001 if serial % 2 else 100002,
        addresses=tuple(structs.replace(one, authority_id=serial) for one in access.addresses),
    )
    site = structs.replace(
        site,
        authority_id=serial,
        licence_number=f"{number}-1",
        domains=(structs.replace(domain, authority_id=serial),),
        accesses=(access,),
    )
    subject = structs.replace(subject, authority_id=serial, licence_number=number)
    return Published(
        particulars=particulars_samples.Particulars(subject=subject, sites=(site,)),
        filed_at="2026-06-01",
        changed_at="2026-06-01",
    )


def lxml_alone(content, check=None):
    """Seconds of a pass of lxml over the file that clears each record, after `check` of it, and keeps nothing."""
    start = time.perf_counter()
    for _, element in etree.iterparse(io.BytesIO(content), tag="Baxx"):
        if check and not check(element):
            raise SystemExit("a record breaks the schema")
        element.clear()
    return time.perf_counter() - start


def main():
    """Print the seconds, the ratio and the memory."""
    filings = int(sys.argv[1]) if len(sys.argv) > 1 else 33_000
    head = Head(document="ICP/BASJ", resync=False)
    content = write_download([head, *map(published, range(1, filings + 1))])
    check = record_schema("Baxx", "PublishedFiling").validate
    taken, processor, memory, bare, checked = [], [], [], [], []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "published.xml").write_bytes(content)
            bare.append(lxml_alone(content))
            checked.append(lxml_alone(content, check))
            done = subprocess.run([sys.executable, "-c", APPLY, name], check=True, capture_output=True, text=True)
        first, second = done.stdout.strip().splitlines()
        if second.split()[:2] != [str(filings), "0"]:
            raise SystemExit(f"not all of it was applied: {second}")
        seconds, busy, megabytes = map(float, first.split())
        taken.append(seconds)
        processor.append(busy)
        memory.append(megabytes)
    seconds, alone, checking = map(statistics.median, (taken, bare, checked))
    print(
        f"{filings:,} filings in {len(content) / 2**20:.0f} MB: into the database in {seconds:.1f} s "
        f"({statistics.median(processor):.1f} s of processor) at {max(memory):.0f} MB (goal {GOAL_MB}); "
        f"bare lxml {alone:.2f} s, ratio {seconds / alone:.1f} (goal {GOAL_RATIO}); "
        f"lxml with our schema {checking:.2f} s, ratio {seconds / checking:.1f}"
    )


if __name__ == "__main__":
    main()
