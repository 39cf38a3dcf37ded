"""Ask registries and name servers, each at its pace: the servers, limits and failures of one app in one process."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from beian_plugin.errors import ExtraMissing, SourceUnavailable
from beian_plugin.filing.registration import NoAnswer, Registration, Trouble
from beian_plugin.sources.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from beian_plugin.settings import Settings

#: How long one question may take, in seconds.
QUESTION_SECONDS = 10.0
#: How long the list of RDAP services counts, and how long a failure to fetch it, in seconds.
_LIST_COUNTS = 24 * 3600.0
_LIST_FAILED = 300.0
#: Registries without RDAP; a service that BEIAN_RDAP_SERVERS names for the same suffix comes first.
_WHOIS = {
    "cn": "whois://whois.cnnic.cn",
    "xn--fiqs8s": "whois://cwhois.cnnic.cn",
    "xn--fiqz9s": "whois://cwhois.cnnic.cn",
}
_EXTRA_MODULES = frozenset({"dns", "requests", "urllib3"})


class NotNow(NoAnswer):
    """The server was not asked, to leave it in peace: nobody is to blame, and the question stays due."""


@contextmanager
def needs_extra() -> Iterator[None]:
    """Around imports of what the extra `rdap` installs: raises ExtraMissing, one line, where it is absent."""
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        if module not in _EXTRA_MODULES:
            raise
        raise ExtraMissing("rdap", "dnspython" if module == "dns" else module) from None


class Registries:
    """What may be asked, and how fast, in one process."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """`clock` counts seconds, and `sleep` waits for some."""
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._paces: dict[str, Pace] = {}
        #: Until when a server wants to be left in peace.
        self._peace: dict[str, float] = {}
        self._list: dict[str, str] = {}
        self._list_until = clock()

    def registration(self, settings: Settings, domain: str, *, patience: float) -> Registration:
        """What the registry of the registrable `domain` says. Raises NoAnswer, ExtraMissing.

        `patience` is how many seconds may pass before it is asked, where it was asked a moment ago.
        """
        with needs_extra():
            from beian_plugin.sources import rdap, whois
        server = self._server(settings, domain)
        parts = urlsplit(server)
        with self._at_pace(parts.netloc, patience):
            if parts.scheme == "whois":
                return whois.ask(parts.hostname or "", parts.port or whois.PORT, domain, timeout=QUESTION_SECONDS)
            return rdap.ask(server, domain, timeout=QUESTION_SECONDS)

    def addresses(self, settings: Settings, domain: str, *, patience: float) -> tuple[str, ...] | None:
        """The IPv4 addresses of the registrable `domain` and its `www`; None where it has IPv6 addresses alone.

        Raises NoAnswer, ExtraMissing.
        """
        with needs_extra():
            from beian_plugin.sources.resolving import resolve
        with self._at_pace("dns", patience):
            return resolve(domain, settings.dns_servers, timeout=QUESTION_SECONDS)

    def _server(self, settings: Settings, domain: str) -> str:
        """The address of the registry for the longest suffix that is known (RFC 9224). Raises NoAnswer."""
        labels = domain.split(".")
        suffixes = [".".join(labels[place:]) for place in range(1, len(labels))]
        own = dict(settings.rdap_servers)
        for known in (own, _WHOIS):
            if found := next((known[suffix] for suffix in suffixes if suffix in known), ""):
                return found
        listed = self._listed(settings)
        if found := next((listed[suffix] for suffix in suffixes if suffix in listed), ""):
            return found
        raise NoAnswer(Trouble.NO_SERVER, f"no server is known for .{suffixes[-1]}")

    def _listed(self, settings: Settings) -> dict[str, str]:
        """The list of RDAP services, fetched once a day; an old one counts while no new one can be had."""
        if not settings.rdap_bootstrap:
            return {}
        with self._lock:
            if self._clock() >= self._list_until:
                from beian_plugin.sources import rdap

                self._list_until = self._clock() + _LIST_FAILED
                try:
                    self._list = rdap.servers(settings.rdap_bootstrap, timeout=QUESTION_SECONDS)
                except NoAnswer:
                    if not self._list:
                        raise
                else:
                    self._list_until = self._clock() + _LIST_COUNTS
        if not self._list:
            raise NotNow(Trouble.UNREACHABLE, "the list of RDAP services could not be fetched")
        return self._list

    @contextmanager
    def _at_pace(self, server: str, patience: float) -> Iterator[None]:
        """Around one question to a server. Raises NotNow where it must not be asked now."""
        with self._lock:
            pace = self._paces.setdefault(server, Pace(self._clock))
            peace = self._peace.get(server, 0.0)
        if self._clock() < peace:
            raise NotNow(Trouble.BUSY, "wants to be left in peace")
        try:
            delay = pace.enter(patience)
        except SourceUnavailable as problem:
            raise NotNow(Trouble.BUSY, str(problem)) from None
        try:
            self._sleep(delay)
            yield
        except NoAnswer as problem:
            if problem.wait:
                self._peace[server] = self._clock() + problem.wait
            if problem.trouble is Trouble.UNREACHABLE:
                pace.failed()
            else:
                pace.succeeded()
            raise
        else:
            pace.succeeded()
        finally:
            pace.leave()
