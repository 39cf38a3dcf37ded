"""Where a domain points in the DNS."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dns.exception import DNSException
from dns.nameserver import Do53Nameserver
from dns.resolver import NXDOMAIN, Resolver

from beian_plugin.filing.registration import NoAnswer, Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence


def resolve(domain: str, servers: Sequence[tuple[str, int]], *, timeout: float) -> tuple[str, ...] | None:
    """The IPv4 addresses of the domain and of its `www`, in order; None where it has IPv6 addresses alone.

    `servers` are addresses and ports of name servers, none for the system's own. Raises NoAnswer, also where not all
    was answered within `timeout` seconds.
    """
    end = time.monotonic() + timeout
    try:
        asked = Resolver(configure=not servers)
        if servers:
            asked.nameservers = [Do53Nameserver(address, port) for address, port in servers]
        names = (f"{domain}.", f"www.{domain}.")
        found = {one for name in names for one in _addresses(asked, name, "A", end)}
        if not found and any(_addresses(asked, name, "AAAA", end) for name in names):
            return None
    except (DNSException, OSError) as problem:
        raise NoAnswer(Trouble.UNREACHABLE, f"could not be resolved ({type(problem).__name__})") from None
    return tuple(sorted(found))


def _addresses(asked: Resolver, name: str, kind: str, end: float) -> list[str]:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    try:
        answer = asked.resolve(name, kind, search=False, raise_on_no_answer=False, lifetime=left)
    except NXDOMAIN:
        return []
    return [record.address for record in answer]
