"""What a filing says is read by many threads from the first moment on."""

from __future__ import annotations

import subprocess
import sys

_READ_AT_ONCE = """
import sys, threading
sys.setswitchinterval(1e-6)
import msgspec
from beian_plugin.filing.particulars import Particulars
start = threading.Barrier(8)
def read():
    start.wait()
    msgspec.convert({"sites": [{"name": "x", "domains": [{"name": "a.cn"}]}]}, Particulars)
threads = [threading.Thread(target=read) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
"""


def test_the_first_readers_of_a_process_may_come_at_once():
    for _ in range(5):
        subprocess.run([sys.executable, "-c", _READ_AT_ONCE], check=True, timeout=60)
