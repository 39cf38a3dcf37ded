"""A text is tried in a child process before the panel runs it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from beian_plugin.hooks.trial import try_out

HEAD = "from beian_plugin import hookimpl\n"
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
    assert "did not finish loading within 1 seconds" in refusal(source, seconds=1)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os\nos._exit(0)", "exit status 0"),
        ("import os\nos._exit(7)", "exit status 7"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
        ("import os\nos.write(3, b'{}')\nos._exit(0)", "ended its process"),
    ],
)
def test_a_text_that_ends_the_process_is_refused(source, words):
    assert words in refusal(source)


def test_a_text_that_eats_memory_is_refused():
    assert "MemoryError" in refusal("hoard = []\nwhile True:\n    hoard.append(bytearray(1 << 28))")


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
        "import os, time\n"
        "if (pid := os.fork()) == 0:\n"
        "    time.sleep(600)\n"
        f"with open({str(told)!r}, 'w') as file: file.write(str(pid))\n"
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
