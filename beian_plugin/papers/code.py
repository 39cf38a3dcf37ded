"""The code on a verification sheet: for which filing and which domains it was printed (FAQ 47)."""

from __future__ import annotations

import base64
import hmac
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORM = re.compile(r"BA([1-9][0-9]{0,9})-([A-Z0-9]{8})-([A-Z0-9]{16})", re.ASCII)
#: Filing ids are 32-bit.
_MOST = 2**31 - 1
#: Base32 has no such digits: whoever types a code reads letters for them.
_MISREAD = str.maketrans("018", "OIB")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
#: Longer than any code with spaces in it.
_LONGEST = 200


class SheetCode(NamedTuple):
    """What a code says."""

    filing: int
    #: Of the domains; `digest_of` makes the one to compare it with.
    digest: str


def code_of(key: bytes, filing_id: int, domains: Iterable[str]) -> str:
    """The code of a sheet that lists `domains`, in punycode: `BA12-K3XZQ2MA-...`, which a QR code carries compactly.

    `key` is secret, 32 bytes: without it nobody makes a code that `read_code` takes.
    """
    digest = digest_of(key, domains)
    return f"BA{filing_id}-{digest}-{_tag(key, filing_id, digest)}"


def digest_of(key: bytes, domains: Iterable[str]) -> str:
    """Eight characters that stand for a set of domains."""
    return _sealed(key, "domains", "\n".join(sorted(set(domains))), 5)


def content_digest(key: bytes, content: bytes) -> str:
    """Sixteen characters that stand for all else that a sheet says."""
    return _sealed(key, "content", content.hex(), 10)


def read_code(key: bytes, text: str) -> SheetCode | None:
    """What a scanned or typed code says; None for what no sheet of this provider carries."""
    if len(text) > _LONGEST:
        return None
    plain = "".join(_DASHES.sub("-", unicodedata.normalize("NFKC", text)).upper().split())
    found = _FORM.fullmatch(plain)
    if found is None or int(found[1]) > _MOST:
        return None
    filing_id, digest, tag = int(found[1]), found[2].translate(_MISREAD), found[3].translate(_MISREAD)
    return SheetCode(filing_id, digest) if hmac.compare_digest(tag, _tag(key, filing_id, digest)) else None


def _tag(key: bytes, filing_id: int, digest: str) -> str:
    return _sealed(key, "sheet", f"{filing_id}-{digest}", 10)


def _sealed(key: bytes, purpose: str, text: str, size: int) -> str:
    """The first `size` bytes, a multiple of five, of the keyed hash in base32."""
    return base64.b32encode(hmac.digest(key, f"{purpose}\0{text}".encode(), "sha256")[:size]).decode()
