"""A file that another process reads ahead is applied once and whole, also where that process dies in between."""

from __future__ import annotations

import os
import subprocess

import pytest
from sync.conftest import on_sqlite
from sync.exchange import rows
from sync.published import number, of_subject

from beian_plugin.authority import download_reader
from beian_plugin.authority.download_writer import write_download
from beian_plugin.models.exchange import InboxFile
from beian_plugin.models.tables import Subject
from beian_plugin.operations.sync import applying
from beian_plugin.operations.sync.applying import Applied

pytestmark = pytest.mark.usefixtures("right_gate")
#: More bytes than the pipe holds, so that the process that reads is at work until the end.
NOTE = "备注" * 500


@pytest.fixture
def started(monkeypatch):
    """The processes that were started, on a machine with two processors and for files of any size."""
    processes = []

    class Popen(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            processes.append(self)

    monkeypatch.setattr(download_reader.subprocess, "Popen", Popen)
    monkeypatch.setattr(download_reader, "LEAST_AHEAD", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(applying, "_PUBLISHED", 100)
    return processes


def applied(context):
    [file] = rows(context, InboxFile)
    return file.state, file.position, [row.licence_number for row in rows(context, Subject)]


@on_sqlite
@pytest.mark.parametrize("dies", [False, True])
def test_each_record_is_applied_once(context, exchange, monkeypatch, started, dies):
    store = applying._apply_batch

    def kill_and_store(*arguments):
        if dies:
            started[0].kill()
        return store(*arguments)

    monkeypatch.setattr(applying, "_apply_batch", kill_and_store)
    assert exchange.told(*(of_subject(serial, note=NOTE) for serial in range(1, 1201))) == Applied(
        files=1, records=1200
    )
    assert applied(context) == ("applied", 1200, [number(serial) for serial in range(1, 1201)])
    assert [process.returncode is not None for process in started] == [True]


@on_sqlite
def test_a_file_that_ends_in_the_middle_is_refused_after_what_it_has(context, exchange, started):
    content = write_download([of_subject(serial) for serial in range(1, 301)])
    exchange.authority.put_bytes(content[: content.index(b"<Ztid>251</Ztid>")], name="BASJ1")
    done = exchange.run()
    assert done.refused == 1
    state, position, numbers = applied(context)
    assert (state, numbers) == ("refused", [number(serial) for serial in range(1, position + 1)])
    assert 100 < position <= 250
    assert started
