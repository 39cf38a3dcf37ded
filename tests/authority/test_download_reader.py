"""A large download is read ahead by another process: the same items, whatever becomes of it, and nothing is left."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from contextlib import closing

import pytest
from authority_strategies import several
from download_strategies import code_values, ip_results, of_icp
from hypothesis import given, settings

from beian_plugin.authority import download_reader
from beian_plugin.authority.download import read_download
from beian_plugin.authority.download_reader import read_ahead
from beian_plugin.authority.download_writer import write_download
from beian_plugin.authority.items import Head, Notice
from beian_plugin.errors import DocumentUnreadable

#: More than lies between the two processes, so that one of them always waits for the other.
COUNT = 4000
CONTENT = write_download(
    [Head(document="ICP/XGTZ"), *(Notice(about="subject", text=f"{serial} {'通知' * 100}") for serial in range(COUNT))]
)
#: Reads until it is killed; a process of its own holds the pipes open, so that their end tells nothing.
READING = """
import os, sys, time
from pathlib import Path
from beian_plugin.authority import download_reader
download_reader.LEAST_AHEAD = 0
items = download_reader.read_ahead(Path(sys.argv[1]).read_bytes)
popen = download_reader.subprocess.Popen
def started(*arguments, **options):
    process = popen(*arguments, **options)
    print(process.pid, flush=True)
    return process
download_reader.subprocess.Popen = started
next(items)
if keeper := os.fork():
    print(keeper, flush=True)
time.sleep(60)
"""


@pytest.fixture
def started(monkeypatch):
    """The processes that were started, on a machine with two processors and for documents of any size."""
    processes = []

    class Popen(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            processes.append(self)

    monkeypatch.setattr(download_reader.subprocess, "Popen", Popen)
    monkeypatch.setattr(download_reader, "LEAST_AHEAD", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return processes


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def ends(pid):
    """Whether the process goes within 20 seconds."""
    end = time.monotonic() + 20
    while lives(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not lives(pid)


@pytest.mark.parametrize(
    ("name", "values"),
    [*of_icp.items(), ("IP/BAJG", ip_results), ("JCDM", code_values())],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_kind_of_record_comes_through_as_it_is(started, name, values):
    @given(several(values))
    @settings(max_examples=3)
    def run(items):
        head = Head(document=name if "/" in name or name == "JCDM" else f"ICP/{name}")
        content = write_download([head, *items])
        assert list(read_ahead(lambda: content)) == list(read_download(content))

    run()
    assert started


def test_a_document_that_ends_in_the_middle_gives_what_it_has_and_then_says_so(started):
    broken = CONTENT[: len(CONTENT) // 2]
    expected = []
    with pytest.raises(DocumentUnreadable) as here:
        expected.extend(read_download(broken))
    given = []
    with pytest.raises(DocumentUnreadable) as apart:
        given.extend(read_ahead(lambda: broken))
    assert len(given) > 1000
    assert given == expected
    assert apart.value.reason == here.value.reason


def test_what_is_no_document_is_told_as_if_read_here(started):
    with pytest.raises(DocumentUnreadable):
        next(read_ahead(lambda: b"no document"))
    assert [process.returncode is None for process in started] == [False]


@pytest.mark.parametrize("given", [0, 1, 700])
def test_when_the_process_is_killed_each_item_still_comes_once(started, caplog, given):
    loads = []

    def load():
        loads.append(1)
        return CONTENT

    items = read_ahead(load)
    some = list(itertools.islice(items, given))
    if not given:
        items = _killed_at_once(items, started)
    else:
        started[0].send_signal(signal.SIGKILL)
    assert [*some, *items] == list(read_download(CONTENT))
    assert len(loads) == 2
    assert "ended before it was done" in caplog.text


def _killed_at_once(items, started):
    """The items, the process killed while the document is on its way to it."""
    send = download_reader._send

    def kill_and_send(into, content):
        started[0].send_signal(signal.SIGKILL)
        send(into, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(download_reader, "_send", kill_and_send)
        yield from items


def test_where_no_process_can_be_started_the_items_come_from_this_one(started, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python3")
    assert list(read_ahead(lambda: CONTENT)) == list(read_download(CONTENT))
    assert not started


def test_no_process_is_left_however_reading_ends(started):
    assert len(list(read_ahead(lambda: CONTENT))) == 1 + COUNT
    with closing(read_ahead(lambda: CONTENT)) as items:
        next(items)
    with pytest.raises(KeyError), closing(read_ahead(lambda: CONTENT)) as items:  # noqa: PT012
        next(items)
        raise KeyError
    assert len(started) == 3
    # Waited for, so that none stays as a zombie.
    assert all(process.returncode is not None and not lives(process.pid) for process in started)
    assert all(process.stdin.closed and process.stdout.closed for process in started)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_the_process_ends_with_the_one_that_started_it(tmp_path):
    (tmp_path / "content").write_bytes(CONTENT)
    command = [sys.executable, "-c", READING, str(tmp_path / "content")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        reader, keeper = int(parent.stdout.readline()), int(parent.stdout.readline())
        assert lives(reader)
        parent.kill()
    try:
        assert ends(reader)
    finally:
        os.kill(keeper, signal.SIGKILL)


@pytest.mark.parametrize(("least", "processors"), [(len(CONTENT) + 1, 2), (0, 1)])
def test_a_small_document_or_a_single_processor_needs_no_other_process(started, monkeypatch, least, processors):
    monkeypatch.setattr(download_reader, "LEAST_AHEAD", least)
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert list(read_ahead(lambda: CONTENT)) == list(read_download(CONTENT))
    assert not started
