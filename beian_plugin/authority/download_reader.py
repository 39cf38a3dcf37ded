"""A large download is read ahead by a process of its own, while this one stores what it has: two processors share it.

`python -m beian_plugin.authority.download_reader PARENT` takes a document from its standard input and writes the items
to its standard output, each behind its length, as the document is. The length 0 ends them.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Union

import msgspec

from beian_plugin.authority.download import read_download
from beian_plugin.authority.items import Item
from beian_plugin.errors import DocumentUnreadable
from beian_plugin.processes import command, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from typing import IO

log = logging.getLogger(__name__)

#: Bytes: reading less takes no longer than starting a process.
LEAST_AHEAD = 4 << 20
#: Bytes that lie between the two: some thousand records, so that reading goes on while others are stored.
_PIPE = 1 << 20
_LENGTH = 8


class _LostError(Exception):
    """The process that reads could not be started, or ended before the document did."""


class _Broken(msgspec.Struct, tag=True):
    """The document is none, or none from here on."""

    reason: str


_MESSAGE: Any = Union[(_Broken, *Item.__subclasses__())]


def read_ahead(load: Callable[[], bytes]) -> Generator[Item]:
    """What `read_download` gives of the content that `load` brings; its process ends when this generator is closed.

    `load` is called again where that process dies: what is left is read in this one.
    """
    content = load()
    if len(content) < LEAST_AHEAD or (os.cpu_count() or 1) < 2:
        yield from read_download(content)
        return
    given = 0
    try:
        with _reader() as (into, out_of):
            _send(into, content)
            del content
            for item in _received(out_of):
                yield item
                given += 1
    except _LostError:
        log.warning("the process that read a download ended before it was done; the rest is read without it")
        yield from islice(read_download(load()), given, None)


@contextmanager
def _reader() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The input and the output of a process that reads; it is gone afterwards."""
    try:
        process = subprocess.Popen(  # noqa: S603  our own module, under our own interpreter
            command(__name__, str(os.getpid())),
            bufsize=_PIPE,
            pipesize=_PIPE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what it would say could quote the document
            env=environment(),
        )
    except OSError:
        raise _LostError from None
    with process:
        try:
            yield process.stdin, process.stdout  # type: ignore[misc]  # pipes both
        finally:
            process.kill()


def _send(into: IO[bytes], content: bytes) -> None:
    try:
        with into:
            into.write(len(content).to_bytes(_LENGTH))
            into.write(content)
    except OSError:
        raise _LostError from None


def _received(out_of: IO[bytes]) -> Iterator[Item]:
    decode, read = msgspec.msgpack.Decoder(_MESSAGE).decode, out_of.read
    while length := int.from_bytes(head := read(_LENGTH)):
        message = read(length)
        if len(message) < length:
            raise _LostError
        item = decode(message)
        if isinstance(item, _Broken):
            raise DocumentUnreadable(item.reason)
        yield item
    if len(head) < _LENGTH:
        raise _LostError


def main(parent: int) -> None:
    """Read the document on standard input, and write its items to standard output."""
    # The parent decides what an interrupt ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    given = sys.stdin.buffer
    content = given.read(int.from_bytes(given.read(_LENGTH)))
    with os.fdopen(os.dup(1), "wb", _PIPE // 4) as out:
        for message in map(msgspec.msgpack.Encoder().encode, _messages(content)):
            out.write(len(message).to_bytes(_LENGTH))
            out.write(message)
        out.write(bytes(_LENGTH))


def _messages(content: bytes) -> Iterator[Item | _Broken]:
    try:
        yield from read_download(content)
    except DocumentUnreadable as error:
        yield _Broken(error.reason)


def _end_with(parent: int) -> None:
    """End this process once `parent` is gone: another one may hold the pipes open."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
