"""Host names and the registrable domain that a filing is made for (FAQ 3, 21)."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import idna
from publicsuffixlist import PSLFILE, PublicSuffixList

from beian_plugin.errors import InvalidValue


class HostKind(StrEnum):
    """What a host text turned out to be."""

    NAME = "name"
    #: An IPv4 or IPv6 address: nothing to look up by name.
    ADDRESS = "address"
    #: `localhost` and names under it.
    LOCAL = "local"


class HostName(NamedTuple):
    """A host as panels and browsers mean it: lower case, punycode, without scheme, port, trailing dot or wildcard."""

    ascii: str
    #: The registrable domain in punycode; empty for addresses and `localhost`.
    registrable: str
    kind: HostKind = HostKind.NAME
    wildcard: bool = False

    @property
    def is_subdomain(self) -> bool:
        """Whether the host lies below its registrable domain; `www` is the domain itself, a wildcard is not."""
        return self.wildcard or self.ascii not in (self.registrable, f"www.{self.registrable}")

    @property
    def unicode(self) -> str:
        """The host as its owner writes it, for example `www.例子.中国`."""
        return to_unicode(self.ascii)


# Labels left of the registrable domain may hold an underscore: web servers serve such hosts, and no filing names them.
_PLAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?").fullmatch
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PORT = re.compile(r":[0-9]{1,5}")
#: Under .cn, for bodies of the state and for charities (工业和信息化部公告 2018 年第 7 号); the public list lacks them.
_MORE_SUFFIXES = "// ===BEGIN ICANN DOMAINS===", "政务.cn", "公益.cn", "// ===END ICANN DOMAINS==="
_LONGEST_TEXT = 1024
_LONGEST_NAME = 253


@cache
def _suffixes() -> PublicSuffixList:
    # The ICANN part only: a filing is for registered names, and users of github.io register none.
    with Path(PSLFILE).open(encoding="utf-8") as known:
        return PublicSuffixList(chain(known, _MORE_SUFFIXES), only_icann=True, accept_unknown=False)


def parse_host(text: str) -> HostName:
    """The host that `text` names, whatever form a panel hands over: URL, port, wildcard, Unicode, trailing dot.

    Raises InvalidValue with reason `empty`, `too_long`, `syntax`, `label` or `suffix` (code 1004, FAQ 3).
    """
    name = text.lower()
    wildcard = False
    if not _PLAIN(name):
        name, wildcard = _bare(text)
        address = _address(name)
        if address:
            return address
        name = _to_ascii(name)
    if len(name) > _LONGEST_NAME:
        raise InvalidValue("The host name is longer than 253 characters; shorten it.", what="host", reason="too_long")
    registrable = _suffixes().privatesuffix(name)
    if registrable is None:
        if name == "localhost" or name.endswith(".localhost"):
            return HostName(name, "", HostKind.LOCAL, wildcard)
        raise _no_registrable(name)
    if "_" in registrable:
        raise InvalidValue(
            f"{_shown(registrable)} is no domain that can be registered: an underscore stands in it; correct the name.",
            what="host",
            reason="label",
        )
    return HostName(name, registrable, HostKind.NAME, wildcard)


def to_unicode(name: str) -> str:
    """`name` with its punycode labels written out; a label that does not decode stays as it is."""
    if "xn--" not in name:
        return name
    return ".".join(_decode_label(label) for label in name.split("."))


def _decode_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        return label


def _bare(text: str) -> tuple[str, bool]:
    """`text` without scheme, path, port, trailing dot and wildcard, and whether there was a wildcard."""
    if len(text) > _LONGEST_TEXT:
        raise InvalidValue(
            "The host name is longer than 1,024 characters; enter one host name.",
            what="host",
            reason="too_long",
        )
    name = unicodedata.normalize("NFKC", text).strip().replace("。", ".")
    name = _SCHEME.sub("", name, count=1).partition("/")[0].partition("?")[0].partition("#")[0]
    if not name:
        raise InvalidValue("No host name was given; enter one, such as www.example.cn.", what="host", reason="empty")
    if name.startswith("["):
        inner, closed, rest = name[1:].partition("]")
        if closed and ":" in inner and (not rest or _PORT.fullmatch(rest)):
            return inner, False
    elif name.count(":") == 1:
        name, _, port = name.partition(":")
        if not port.isdecimal() or not port.isascii() or int(port) > 65535:
            raise _bad_syntax(text)
    wildcard = name.startswith("*.")
    name = name.removeprefix("*.").removesuffix(".")
    if not name:
        raise InvalidValue("No host name was given; enter one, such as www.example.cn.", what="host", reason="empty")
    return name, wildcard


def _address(name: str) -> HostName | None:
    if "%" in name:
        return None  # a zone means something on one machine only
    try:
        return HostName(str(ipaddress.ip_address(name)), "", HostKind.ADDRESS)
    except ValueError:
        return None


def _to_ascii(name: str) -> str:
    lowered = name.lower()
    if _PLAIN(lowered):
        return lowered
    if lowered.isascii():
        raise _bad_syntax(name)
    try:
        labels = (label if label.isascii() else idna.encode(label, uts46=True).decode() for label in lowered.split("."))
        encoded = ".".join(labels)
    except (idna.IDNAError, UnicodeError):
        raise _bad_syntax(name) from None
    if not _PLAIN(encoded):
        raise _bad_syntax(name)
    return encoded


def _bad_syntax(text: str) -> InvalidValue:
    return InvalidValue(
        f"{_shown(text)} is not a host name: use letters, digits, Chinese characters, hyphens and dots, "
        f"such as www.example.cn.",
        what="host",
        reason="syntax",
    )


def _no_registrable(name: str) -> InvalidValue:
    if _suffixes().publicsuffix(name):
        return InvalidValue(
            f"{_shown(name)} is a suffix under which names are registered, not a registered domain; "
            f"enter the whole domain.",
            what="host",
            reason="suffix",
        )
    return InvalidValue(
        f"{_shown(name)} ends in no known domain suffix; correct the name, or update the public suffix list "
        f"(the package publicsuffixlist) if the suffix is new.",
        what="host",
        reason="suffix",
    )


def _shown(text: str) -> str:
    return f"“{printable(text, 80)}{'…' if len(text) > 80 else ''}”"


def printable(text: str, most: int) -> str:
    """The first `most` characters of `text` without control characters and half ones: safe to repeat and to store."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:most])
