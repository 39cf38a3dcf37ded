"""A text is tried in a child process before the panel runs it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from beian_plugin.hooks.trial import Attempt, Ending, try_all, try_out

HEAD = "from beian_plugin import hookimpl\n"
#: Writes to whatever is open, and ends.
FORGED = """
import os
for number in range(3, 64):
    try:
        os.write(number, b"{}")
    except OSError:
        pass
os._exit(0)
"""
FINE = f"{HEAD}@hookimpl\ndef beian_after_verdict(): pass\n"


def refusal(source, seconds=20):
    report = try_out(source, file="/drop-ins/rules.py", seconds=seconds)
    assert "/drop-ins/rules.py" in report.refusal.zh
    return report.refusal.en


def test_a_report_says_what_the_text_registers(province):
    report = try_out(province("44") + "__version__ = '3'\n", file="/drop-ins/rules.py", seconds=20)
    assert report.refusal is None
    assert report.version == "3"
    assert report.hooks == ("beian_register_provinces",)
    assert report.provinces == {"44": ("return_for_modification_on_request",)}


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "import time\ntime.sleep(600)",
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(600)",
        f"{HEAD}@hookimpl\ndef beian_register_provinces():\n    while True: pass",
    ],
)
def test_a_text_that_never_returns_is_ended(source):
    assert "did not finish loading within 0.5 seconds" in refusal(source, seconds=0.5)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os\nos._exit(0)", "exit status 0"),
        ("import os\nos._exit(7)", "exit status 7"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
        (FORGED, "ended its process"),
    ],
)
def test_a_text_that_ends_the_process_is_refused(source, words):
    assert words in refusal(source)


def test_a_text_that_eats_memory_is_refused():
    assert "MemoryError" in refusal("hoard = bytearray(1 << 31)")


def test_a_text_that_asks_the_terminal_gets_no_answer():
    assert "EOFError" in refusal("input('password? ')")


def test_what_a_text_prints_is_no_part_of_the_report():
    assert try_out(f"print('{{}}' * 5000)\n{FINE}", file="/x.py", seconds=20).refusal is None


def test_threads_that_a_text_leaves_running_do_not_keep_the_child():
    source = f"import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\n{FINE}"
    assert try_out(source, file="/x.py", seconds=20).refusal is None


def test_processes_that_a_text_leaves_behind_are_ended(tmp_path):
    told = tmp_path / "pid"
    source = (
        "import subprocess\n"
        "left = subprocess.Popen(['sleep', '600'])\n"
        "left.__class__.__del__ = lambda self: None\n"
        f"with open({str(told)!r}, 'w') as file: file.write(str(left.pid))\n"
        f"{FINE}"
    )
    assert try_out(source, file="/x.py", seconds=20).refusal is None
    status = Path("/proc", told.read_text(), "stat")
    for _ in range(100):
        # Whoever adopts it may not have read its exit status yet.
        if not status.exists() or status.read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("the process is still there")


@pytest.mark.parametrize("more", ["", "if not pid: os._exit(0)\n", "if pid: os._exit(0)\n"])
def test_a_text_that_forks_is_refused_for_it_would_fork_the_panel(more):
    words = refusal(f"import os\npid = os.fork()\n{more}{FINE}")
    assert "forks its process" in words or "ended its process" in words


def test_many_texts_are_tried_at_once_and_each_in_a_process_of_its_own():
    texts = [f"import sys\nassert not hasattr(sys, 'mark')\nsys.mark = {number}\n{FINE}" for number in range(9)]
    tried = list(try_all([Attempt(f"/{place}.py", text) for place, text in enumerate(texts)], seconds=20))
    assert sorted(one.place for one in tried) == list(range(9))
    assert {one.report.refusal for one in tried} == {None}


def test_a_text_that_ends_the_process_it_came_from_takes_no_other_with_it():
    killer = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass"
    attempts = [
        Attempt(f"/{place}.py", text) for place, text in enumerate([FINE, killer, FINE, "raise KeyError", FINE])
    ]
    tried = {one.place: one for one in try_all(attempts, seconds=20)}
    assert sorted(tried) == list(range(5))
    assert [tried[place].report.refusal for place in (0, 2, 4)] == [None] * 3
    assert "signal 9" in tried[1].report.refusal.en
    assert "/1.py" in tried[1].report.refusal.en
    assert "KeyError" in tried[3].report.refusal.en


def test_no_trial_begins_when_the_time_for_all_is_over():
    attempts = [Attempt(f"/{place}.py", "while True: pass") for place in range(40)]
    tried = list(try_all(attempts, seconds=0.1, within=0.25))
    assert 0 < len(tried) < 40
    assert {one.ending for one in tried} == {Ending.TOO_SLOW}
    assert list(try_all(attempts, seconds=0.1, within=0)) == []


def test_a_child_that_cannot_import_the_package_says_nothing_of_the_text(tmp_path, monkeypatch):
    (tmp_path / "msgspec.py").write_text("raise ImportError")
    monkeypatch.syspath_prepend(tmp_path)
    (tried,) = try_all([Attempt("/x.py", FINE)], seconds=20)
    assert tried.ending is Ending.NOT_TRIED
    assert "exit status 1" in tried.report.refusal.en


def test_the_child_gets_no_secrets(monkeypatch):
    monkeypatch.setenv("BEIAN_DATA_KEYS", "k1:c2VjcmV0")
    monkeypatch.setenv("DATABASE_PASSWORD", "hunter2")
    told = refusal("import os\nraise RuntimeError(sorted(os.environ.items()))")
    assert "PATH" in told
    assert "BEIAN_DATA_KEYS" not in told
    assert "hunter2" not in told


def test_a_text_may_import_what_the_panel_can_import(tmp_path, monkeypatch):
    (tmp_path / "panel_of_the_host.py").write_text("LIMIT = 3\n")
    monkeypatch.syspath_prepend(tmp_path)
    source = f"import panel_of_the_host\nassert panel_of_the_host.LIMIT == 3\n{FINE}"
    assert try_out(source, file="/x.py", seconds=20).refusal is None


def test_where_no_child_starts_the_text_is_refused_with_the_reason(monkeypatch):
    monkeypatch.setattr("sys.executable", "/no/such/python")
    assert "no child process starts (No such file or directory)" in refusal(FINE)


def test_under_a_server_that_embeds_python_the_interpreter_is_found(monkeypatch):
    monkeypatch.setattr("sys.executable", "/usr/bin/uwsgi")
    assert try_out(FINE, file="/x.py", seconds=20).refusal is None
