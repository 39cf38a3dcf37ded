"""How the text of a setting is read: each function gives the value, or raises ValueError with what was expected."""

from __future__ import annotations

import os
import re
from email.utils import parseaddr
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum


def plain(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text")  # noqa: TRY004  one kind of error for every reader
    return value.strip()


def path(value: Any) -> Path | None:
    text = os.fspath(value) if isinstance(value, os.PathLike) else plain(value)
    return Path(text).expanduser() if text else None


def hashes(value: Any) -> Path | tuple[str, ...] | None:
    """A list of SHA-256 hashes, or the file that holds it."""
    words = () if isinstance(value, os.PathLike) else word_list(value)
    fitting = [bool(re.fullmatch(r"[0-9a-f]{64}", word)) for word in words]
    if any(fitting) or isinstance(value, list | tuple):
        if not all(fitting):
            raise ValueError("a file as `sha256sum` writes it, or SHA-256 hashes separated by commas")
        return words
    return path(value)


def word_list(value: Any) -> tuple[str, ...]:
    if not isinstance(value, str | list | tuple):
        raise ValueError("a list of words, separated by commas")  # noqa: TRY004  one kind of error for every reader
    items = re.split(r"[,\s]+", value) if isinstance(value, str) else value
    if not all(isinstance(item, str) for item in items):
        raise ValueError("a list of words, separated by commas")
    return tuple(item.strip().lower() for item in items if item.strip())


def limits(value: Any) -> tuple[tuple[str, int], ...]:
    pairs = []
    for word in word_list(value):
        product, colon, number = word.rpartition(":")
        if not colon or not number.isdecimal():
            raise ValueError("pairs such as vps-*:3, separated by commas")
        pairs.append((product, int(number)))
    return tuple(pairs)


def one_of(choices: type[StrEnum]) -> Callable[[Any], Any]:
    def read(value: Any) -> StrEnum:
        try:
            return choices(str(value).strip().lower())
        except ValueError:
            raise ValueError("one of " + ", ".join(choices)) from None

    return read


def prefix(value: Any) -> str:
    text = plain(value)
    if not re.fullmatch(r"/[a-z0-9/_-]*[a-z0-9]", text):
        raise ValueError("a path such as /beian")
    return text


def url(value: Any) -> str:
    text = plain(value).rstrip("/")
    if text and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", text):
        raise ValueError("an address such as https://host:port, without a query, a user or a password")
    return text


def mail_url(value: Any) -> str:
    text = plain(value)
    if text and not re.fullmatch(
        r"(smtps?)://([^\s/?#@:]+:[^\s/?#@]+@)?[^\s/?#@:]+(:[0-9]{1,5})?/?(\?tls=none)?", text
    ):
        raise ValueError(
            "an address such as smtp://user:password@host:587 (STARTTLS), smtps://user:password@host:465 (TLS), or "
            "smtp://localhost:25?tls=none; write signs such as @ in a password as %40"
        )
    return text


def mail_from(value: Any) -> str:
    text = plain(value)
    if text and (not text.isprintable() or not re.fullmatch(r"[!-~]+@[!-~]+", parseaddr(text)[1])):
        raise ValueError("an e-mail address such as icp@example.cn, or 备案服务 <icp@example.cn>")
    return text


def isp_id(value: Any) -> str:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"([1-9][0-9]{0,17})?", text):
        raise ValueError("a whole number, as the authority gave it")
    return text


def province(value: Any) -> str:
    text = str(value).strip()
    if not re.fullmatch(r"([1-6][0-9])?", text):
        raise ValueError("the two digits of a province, such as 33; `beian provinces` lists them")
    return text


def flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = plain(value).lower()
    if text not in {"1", "true", "yes", "on", "0", "false", "no", "off", ""}:
        raise ValueError("true or false")
    return text in {"1", "true", "yes", "on"}


def namespace(value: Any) -> str:
    text = plain(value)
    if not re.fullmatch(r"[!-~]+", text) or re.search(r'[<>"{}]', text):
        raise ValueError("a namespace such as http://example.cn/isp")
    return text


def networks(value: Any) -> tuple[str, ...]:
    words = word_list(value)
    try:
        return tuple(str(ip_network(word)) for word in words)
    except ValueError as error:
        raise ValueError(f"networks such as 10.0.0.0/8, with commas between them; {error}") from None


def whole(value: Any, least: int, most: int) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"a whole number from {least} to {most}")
    return int(text)


def registries(value: Any) -> tuple[tuple[str, str], ...]:
    found = []
    for word in filter(None, re.split(r"[,\s]+", plain(value))):
        suffix, _, address = word.partition("=")
        if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", suffix) or not re.fullmatch(
            r"https?://[^\s?#@]+|whois://[a-z0-9.-]+(:[0-9]{1,5})?", address
        ):
            raise ValueError("pairs such as cn=whois://host:43 or com=https://host/path, separated by commas")
        found.append((suffix, address))
    return tuple(found)


def name_servers(value: Any) -> tuple[tuple[str, int], ...]:
    found = []
    for word in word_list(value):
        host, _, port = word.rpartition(":") if word.count(":") == 1 else (word, "", "53")
        try:
            found.append((str(ip_address(host)), whole(port, 1, 65535)))
        except ValueError:
            raise ValueError("IP addresses such as 192.0.2.53 or 192.0.2.53:5353, separated by commas") from None
    return tuple(found)
