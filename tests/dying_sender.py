"""A round of the synchronisation in a process of its own, which a test lets die or stop at a point that it names."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from importlib import import_module
from itertools import count

from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.crypto import KeyRing
from beian_plugin.models.database import Database
from beian_plugin.operations.context import Context
from beian_plugin.operations.sync.engine import run_once
from beian_plugin.settings import Settings

#: Exit statuses: nothing held it up; something did; another process was at it.
FINE, TROUBLED, BUSY = 0, 3, 4

_processes = multiprocessing.get_context("forkserver")
# Imported once, before processes fork off.
_processes.set_forkserver_preload(
    [
        f"beian_plugin.{name}"
        for name in (
            "authority.client",
            "authority.upload",
            "operations.sync.applying",
            "operations.sync.engine",
            "operations.sync.receiving",
        )
    ]
    + ["psycopg", "sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.sqlite.pysqlite"]
)


def start(url, settings, now, point="", when="before", nth=1, how=signal.SIGKILL):
    """A process that runs one round at the moment `now`; at `point` (`module:name`) it sends itself the signal `how`.

    `when` says whether that happens before or after the named function did its work for the `nth` time.
    """
    process = _processes.Process(target=_run, args=(url, settings, now, point, when, nth, how))
    process.start()
    return process


def status_of(process):
    """The exit status of a process, negative where a signal ended it."""
    process.join(30)
    status = process.exitcode
    process.close()
    return status


def _run(url, settings, now, point, when, nth, how):
    if point:
        _wrap(point, when, nth, how)
    database = Database(url, KeyRing((b"data" * 8,), b"indx" * 8))
    context = Context(settings=Settings(**settings), database=database, plugins=Plugins(), now=lambda: now)
    done = run_once(context)
    database.close()
    sys.stdout.flush()
    os._exit(BUSY if done.busy else TROUBLED if done.troubles else FINE)


def _wrap(point, when, nth, how):
    module, _, path = point.partition(":")
    holder = import_module(f"beian_plugin.{module}")
    *parents, name = path.split(".")
    for parent in parents:
        holder = getattr(holder, parent)
    work = getattr(holder, name)

    calls = count(1)

    def wrapped(*args, **kwargs):
        now = next(calls) == nth
        if now and when == "before":
            os.kill(os.getpid(), how)
        result = work(*args, **kwargs)
        if now and when == "after":
            os.kill(os.getpid(), how)
        return result

    setattr(holder, name, wrapped)
