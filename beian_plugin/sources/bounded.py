"""JSON from a server that nobody here knows: with a deadline, a largest size and few redirects."""

from __future__ import annotations

import io
import json
import time
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from beian_plugin.filing.registration import NoAnswer, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
_MOST_REDIRECTS = 3
_CHUNK = 16 * 1024
_FAILURES = (requests.RequestException, HTTPError, OSError)
#: How long a server that limits us without a number of seconds is left in peace.
_LIMITED = 3600
_TOO_MANY = (requests.codes.too_many_requests, requests.codes.service_unavailable)


def get_json(url: str, *, end: float, longest: int) -> dict[str, Any] | None:
    """The JSON object at `url`, or None where the server says that there is none (404).

    It has to be whole by `end`, a moment of `time.monotonic`, in at most `longest` bytes. Raises NoAnswer.
    """
    for _ in range(_MOST_REDIRECTS + 1):
        try:
            answer = _by(end, partial(_get, url, end, longest))
        except _FAILURES as problem:
            raise NoAnswer(Trouble.UNREACHABLE, f"could not be asked ({type(problem).__name__})") from None
        except ValueError:  # requests reads the address that a redirect names, whether it follows or not
            raise NoAnswer(Trouble.UNREADABLE, "names an address that is none") from None
        if isinstance(answer, bytes | None):
            return None if answer is None else _object(answer)
        url = answer
    raise NoAnswer(Trouble.UNREADABLE, "redirects on and on")


def _by(end: float, work: Callable[[], _T]) -> _T:
    """What `work` gives until `end`. Raises what it raises, and NoAnswer where it is left behind in its thread.

    Timeouts of a socket begin anew with each byte, so a header may never end, and resolving has none.
    """
    done: SimpleQueue[tuple[_T | None, Exception | None]] = SimpleQueue()

    def run() -> None:
        try:
            done.put((work(), None))
        except Exception as problem:  # noqa: BLE001  it is raised below
            done.put((None, problem))

    Thread(target=run, daemon=True).start()
    try:
        found, problem = done.get(timeout=max(0.0, end - time.monotonic()))
    except Empty:
        raise NoAnswer(Trouble.UNREACHABLE, "did not answer in time") from None
    if problem is not None:
        raise problem
    return cast("_T", found)


def _get(url: str, end: float, longest: int) -> bytes | str | None:
    """The body, where else to look, or None where there is nothing."""
    left = end - time.monotonic()
    if left <= 0:
        raise NoAnswer(Trouble.UNREACHABLE, "did not answer in time")
    with requests.get(
        url,
        headers={"Accept": "application/rdap+json, application/json", "Accept-Encoding": "identity"},
        timeout=left,
        allow_redirects=False,
        stream=True,
    ) as response:
        status = response.status_code
        if response.is_redirect:
            return _next(url, response.headers["Location"])
        if status == requests.codes.not_found:
            return None
        if status in _TOO_MANY:
            after = response.headers.get("Retry-After", "")
            wait = int(after) if after.isascii() and after.isdecimal() and len(after) < 8 else _LIMITED
            raise NoAnswer(Trouble.BUSY, f"answered with HTTP status {status}", wait=wait)
        if status != requests.codes.ok:
            raise NoAnswer(Trouble.UNREADABLE, f"answered with HTTP status {status}")
        return _body(response, end, longest)


def _next(url: str, location: str) -> str:
    """Where a redirect leads; never from a protected connection to an open one."""
    try:
        found = urljoin(url, location)
    except ValueError:
        found = ""
    if not is_as_safe(found, url):
        raise NoAnswer(Trouble.UNREADABLE, "redirects to where nobody should follow")
    return found


def is_as_safe(url: str, than: str) -> bool:
    """Whether `url` may be asked where `than` led to it: over https, or over http where that was http itself."""
    try:
        scheme, host = urlsplit(url).scheme, urlsplit(url).hostname
    except ValueError:
        return False
    return bool(host) and scheme in {"https", urlsplit(than).scheme}


def _body(response: requests.Response, end: float, longest: int) -> bytes:
    body = io.BytesIO()
    while chunk := response.raw.read1(_CHUNK):
        body.write(chunk)
        if body.tell() > longest:
            raise NoAnswer(Trouble.UNREADABLE, "gave an answer that is too large")
        if time.monotonic() > end:
            raise NoAnswer(Trouble.UNREACHABLE, "did not answer in time")
    return body.getvalue()


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise NoAnswer(Trouble.UNREADABLE, "gave no JSON object")
    return found
