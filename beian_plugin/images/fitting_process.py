"""The child process of `images.fitting`: `python -m beian_plugin.images.fitting_process TASK`.

TASK is `fit MOST_BYTES PAGE` or `pages`. It reads the upload from its standard input and writes a line of JSON, then
the picture, to its standard output. Its time and memory are limited: what hangs, eats memory or breaks a decoder ends
here and does not touch the panel.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from contextlib import closing

import msgspec

from beian_plugin.errors import PictureRefused
from beian_plugin.images.documents import drawn, opened
from beian_plugin.images.fitting import SECONDS, Counted, Format, Made, Refusal, format_of
from beian_plugin.images.pictures import decoded, within
from beian_plugin.images.sentences import refused

#: Address space, in bytes.
_MOST_MEMORY = 1 << 30


def main(task: str, most_bytes: int = 0, page: int = 1) -> None:
    """Answer what is asked of the upload on standard input."""
    _limit()
    content = sys.stdin.buffer.read()
    answer: Made | Counted | Refusal
    picture = b""
    try:
        if task == "pages":
            answer = counted(content)
        else:
            answer, picture = fitted(content, most_bytes, page)
    except PictureRefused as error:
        answer = Refusal(error.reason, error.text)
    except MemoryError:
        answer = Refusal("too_heavy", refused("too_heavy").text)
    with os.fdopen(1, "wb") as out:
        out.write(msgspec.json.encode(answer) + b"\n")
        out.write(picture)


def counted(content: bytes) -> Counted:
    """How many pages a PDF has. Raises PictureRefused for one that cannot be opened."""
    with closing(opened(content)) as document:
        return Counted(len(document))


def fitted(content: bytes, most_bytes: int, page: int) -> tuple[Made, bytes]:
    """What became of the upload, and the JPEG. Raises PictureRefused."""
    form = format_of(content)
    if form is Format.PDF:
        with closing(opened(content)) as document:
            pages, was = len(document), None
            image = drawn(document, page)
    elif page != 1:
        raise refused("no_page", pages=1, page=page)
    else:
        pages = 1
        image, was = decoded(content, form)
    picture, size = within(image, most_bytes)
    return Made(size, was, pages), picture


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Should the panel die first, this ends by itself.
    signal.alarm(SECONDS + 5)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
