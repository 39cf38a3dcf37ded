"""Addresses that came from outside: which of them lead to a page of this site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import request

#: A path of this site that every browser reads as one: no second slash, no backslash, nothing that is not shown.
_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*").fullmatch


def own_path(wanted: str) -> str:
    """The path on this site that `wanted` leads to; empty where it leads elsewhere, or a browser might think so."""
    if not wanted.startswith("/"):
        if not is_own(wanted):
            return ""
        parts = urlsplit(wanted)
        wanted = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return wanted if _PATH(wanted) else ""


def is_own(address: str) -> bool:
    """Whether the whole address, such as that of the page before, is one of this site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.netloc == request.host
