"""The public face of this folder: starts the process that opens an upload, and says in words what came of it."""

from __future__ import annotations

import logging
import subprocess
import threading
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import NamedTuple

import msgspec

from beian_plugin.errors import ExtraMissing, PictureRefused
from beian_plugin.filing.verdict import Text  # noqa: TC001  msgspec reads the annotations of Refusal
from beian_plugin.images.sentences import HARD_TO_READ, MOST_BYTES, PAGE, SHRUNK, filled, refused
from beian_plugin.processes import command, environment

log = logging.getLogger(__name__)

#: How long the process may take on a machine that is busy; web servers end a request after 30 seconds.
SECONDS = 20
#: Pixels of the long side below which small print may not be read.
_READABLE = 1000
_CHILD = "beian_plugin.images.fitting_process"
#: One process each, so that memory stays bounded however many upload at the same moment.
_at_once = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A picture as it goes to the authority."""

    #: A baseline JPEG without metadata.
    content: bytes
    #: Pixels.
    width: int
    height: int
    #: How many pages the upload has; 1 for a picture.
    pages: int
    #: What the sender should know of it.
    notes: tuple[Text, ...] = ()


class Format(StrEnum):
    """What an upload is, by its content."""

    JPEG = "jpeg"
    PNG = "png"
    PDF = "pdf"


class Size(NamedTuple):
    """Pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"


class Made(msgspec.Struct, tag=True):
    """What the process says of the picture that it sends."""

    size: Size
    #: Upright, before it was shrunk; None for a page of a PDF.
    was: Size | None
    pages: int


class Counted(msgspec.Struct, tag=True):
    """What the process says where only pages are asked for."""

    pages: int


class Refusal(msgspec.Struct, tag=True):
    """Why the process sends no picture."""

    reason: str
    text: Text


#: Made before there are threads, as `filing.particulars` says.
_ANSWER = msgspec.json.Decoder(Made | Counted | Refusal)


def fit(content: bytes, *, most_bytes: int, page: int = 1) -> Fitted:
    """The JPEG of at most `most_bytes` that shows what was uploaded: a JPEG, a PNG, or one page of a PDF.

    It stands upright, on white, never larger than it was. Raises PictureRefused for what cannot be shown, ExtraMissing
    without the extra `images`.
    """
    _admitted(content)
    made, picture = _ask(content, "fit", str(most_bytes), str(page))
    if not isinstance(made, Made) or len(picture) > most_bytes:
        raise refused("not_tried")
    return Fitted(
        content=picture,
        width=made.size.width,
        height=made.size.height,
        pages=made.pages,
        notes=_notes(made, page),
    )


def pages(content: bytes) -> int:
    """How many pages the upload has, 1 for a picture. Raises PictureRefused and ExtraMissing as `fit` does."""
    if _admitted(content) is not Format.PDF:
        return 1
    counted, _nothing = _ask(content, "pages")
    if not isinstance(counted, Counted):
        raise refused("not_tried")
    return counted.pages


def installed() -> bool:
    """Whether the extra `images` is there."""
    return not _absent()


def format_of(content: bytes) -> Format:
    """What the upload is. Raises PictureRefused for what it may not be."""
    if content.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    # Some programs write a line before it, and readers of PDF go along.
    if b"%PDF-" in content[:1024]:
        return Format.PDF
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1"):
        raise refused("heic")
    raise refused("kind" if content else "empty")


def _admitted(content: bytes) -> Format:
    """What the upload is, where it may be opened."""
    if absent := _absent():
        raise ExtraMissing("images", absent)
    if len(content) > MOST_BYTES:
        raise refused("too_large", most=MOST_BYTES >> 20)
    return format_of(content)


def _absent() -> str:
    names = {"PIL": "Pillow", "pypdfium2": "pypdfium2"}
    return next((name for module, name in names.items() if find_spec(module) is None), "")


def _ask(content: bytes, *arguments: str) -> tuple[Made | Counted, bytes]:
    """What the process answers, and the picture behind it. Raises PictureRefused, whatever became of the process."""
    head, _newline, picture = _said(content, *arguments).partition(b"\n")
    try:
        answer = _ANSWER.decode(head)
    except msgspec.MsgspecError:
        raise refused("not_tried") from None
    if isinstance(answer, Refusal):
        raise PictureRefused(answer.text, reason=answer.reason)
    return answer, picture


def _said(content: bytes, *arguments: str) -> bytes:
    try:
        with _at_once:
            done = subprocess.run(  # noqa: S603  our own module, under our own interpreter
                command(_CHILD, *arguments),
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # what it would say could quote the document
                timeout=SECONDS,
                env=environment(),
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise refused("too_heavy") from None
    except OSError as error:
        log.warning("the process that opens pictures could not be started: %s", error.strerror)
        raise refused("not_tried") from None
    if done.returncode:
        # By a signal where the upload overran its limits or broke a decoder.
        log.warning("the process that opens pictures ended with status %s", done.returncode)
        raise refused("too_heavy" if done.returncode < 0 else "not_tried")
    return done.stdout


def _notes(made: Made, page: int) -> tuple[Text, ...]:
    notes = []
    if made.was not in (None, made.size):
        notes.append(filled(SHRUNK, was=str(made.was), now=str(made.size)))
    if made.pages > 1:
        notes.append(filled(PAGE, page=page, pages=made.pages))
    if max(made.size) < _READABLE:
        notes.append(filled(HARD_TO_READ, now=str(made.size)))
    return tuple(notes)
