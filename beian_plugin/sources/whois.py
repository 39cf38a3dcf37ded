"""WHOIS (RFC 3912) as the registry of .cn answers it, for suffixes without RDAP."""

from __future__ import annotations

import re
import socket
import time
from datetime import date, datetime

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import parse_host
from beian_plugin.filing.registration import NoAnswer, Registration, Trouble, shown_name

PORT = 43
_LONGEST = 64 * 1024
_LONGEST_NAME = 255
#: How long a server that says in words that it is asked too often is left in peace, in seconds.
_LIMITED = 3600
_NOTHING = re.compile(r"^\s*no matching record", re.IGNORECASE)
_TOO_OFTEN = re.compile(r"too (?:fast|often|many|frequent)|frequen|exceed|restrict|limit", re.IGNORECASE)


def ask(host: str, port: int, domain: str, *, timeout: float) -> Registration:
    """What the server says of the registrable `domain`, within `timeout` seconds. Raises NoAnswer."""
    end = time.monotonic() + timeout
    answer = bytearray()
    try:
        with socket.create_connection((host, port), timeout) as connection:
            connection.sendall(f"{domain}\r\n".encode("ascii"))
            while len(answer) <= _LONGEST:
                connection.settimeout(max(0.01, end - time.monotonic()))
                chunk = connection.recv(4096)
                if not chunk:
                    return read(answer.decode(errors="replace"), domain)
                answer += chunk
                if time.monotonic() > end:
                    raise TimeoutError
    except OSError as problem:
        raise NoAnswer(Trouble.UNREACHABLE, f"could not be asked ({type(problem).__name__})") from None
    raise NoAnswer(Trouble.UNREADABLE, "gave an answer that is too large")


def read(text: str, domain: str) -> Registration:
    """What an answer about `domain` says. Raises NoAnswer for any other text."""
    if _NOTHING.match(text):
        return Registration(found=False)
    said: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            said.setdefault(name.strip().lower(), value.strip())
    if not _is_about(said.get("domain name", ""), domain):
        if len(text) < 1000 and _TOO_OFTEN.search(text):
            raise NoAnswer(Trouble.BUSY, "says that it is asked too often", wait=_LIMITED)
        raise NoAnswer(Trouble.UNREADABLE, "gave an answer that is not about the domain")
    return Registration(
        expires=_day(said.get("expiration time", "")),
        holder=shown_name(said.get("registrant", ""))[:_LONGEST_NAME],
        holder_sure=True,
        registrar=said.get("sponsoring registrar", "")[:_LONGEST_NAME],
    )


def _is_about(name: str, domain: str) -> bool:
    try:
        return parse_host(name).ascii == domain
    except InvalidValue:
        return False


def _day(text: str) -> date | None:
    """The day of a moment in China's time, such as `2027-03-17 12:48:36`."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").date()  # noqa: DTZ007  the registry writes China's time
    except ValueError:
        return None
