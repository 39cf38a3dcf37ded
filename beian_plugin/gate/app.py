"""The gate that web servers ask about each host: a WSGI app of its own, which answers from memory.

`/ask?domain=` for Caddy's on-demand TLS (200 or 403); `/auth` for nginx's auth_request (204 or 403); `/page` for
forward-auth of Caddy and Traefik (204, or the page for the visitor with 451); `/blocked`, that page in any case.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.gate import GateState, passes
from beian_plugin.filing.hostname import HostKind, parse_host, printable, to_unicode
from beian_plugin.gate.page import page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from beian_plugin.gate.keeper import Keeper

    Headers = list[tuple[str, str]]

_KNOWN_HOSTS = 1 << 16
_LONGEST_QUERY = 2048
_LONGEST_HOST = 512


class Answer(NamedTuple):
    """What an edge is told of a host."""

    state: GateState
    passes: bool


class Gate:
    """Answers edges; only those in `networks` are listened to, for nobody else has to ask."""

    def __init__(self, keeper: Keeper, networks: Iterable[str]) -> None:
        self._keeper = keeper
        self._networks = [ipaddress.ip_network(network) for network in networks]
        self._may_ask = lru_cache(1 << 10)(self._is_edge)
        self._views: dict[str, Callable[[WSGIEnvironment, StartResponse], list[bytes]]] = {
            "/auth": self._auth,
            "/ask": self._ask,
            "/page": self._page,
            "/blocked": self._blocked,
            "/health": self._health,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """The WSGI app."""
        if not self._may_ask(environ.get("REMOTE_ADDR", "")):
            return _plain(start_response, "403 Forbidden", "This gate answers its own edges: see BEIAN_GATE_NETWORKS.")
        view = self._views.get(environ.get("PATH_INFO", ""))
        if view is None:
            return _plain(start_response, "404 Not Found", "Ask /auth, /ask?domain=, /page, /blocked or /health.")
        return view(environ, start_response)

    def close(self) -> None:
        """End the thread that keeps the states fresh, and close the database."""
        self._keeper.stop()

    def answer(self, text: str) -> Answer:
        """What an edge is told of a host, in whatever form it is written."""
        # A longer one is no host name, whatever it is; a flood of them must not fill the memory.
        host = _parsed(text[:_LONGEST_HOST])
        state = self._keeper.state(host.domain) if host.domain else host.state
        return Answer(state, passes(state, self._keeper.policy, subdomain=host.subdomain))

    def _is_edge(self, address: str) -> bool:
        try:
            asking = ipaddress.ip_address(address)
        except ValueError:
            return address == ""  # a Unix socket, which the file system guards
        return any(asking in network for network in self._networks)

    def _auth(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        return _short(start_response, self.answer(_host(environ)))

    def _ask(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        query = parse_qs(environ.get("QUERY_STRING", "")[:_LONGEST_QUERY])
        found = self.answer(query.get("domain", [""])[0])
        start_response("200 OK" if found.passes else "403 Forbidden", _HEADERS[found.state])
        return []

    def _page(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        # Forward-auth hands on every header that the visitor made up, but for those that the edge sets itself.
        text = _host(environ, named=False)
        found = self.answer(text)
        return _short(start_response, found) if found.passes else self._shown(environ, start_response, text)

    def _blocked(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        return self._shown(environ, start_response, _host(environ))

    def _shown(self, environ: WSGIEnvironment, start_response: StartResponse, text: str) -> list[bytes]:
        found = self.answer(text)
        body = page(to_unicode(printable(text.lower(), 253)), found.state).encode()
        kind = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
        headers = [*_HEADERS[found.state], *kind, *_PAGE_HEADERS]
        start_response("451 Unavailable For Legal Reasons", headers)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]

    def _health(self, _environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        trouble = self._keeper.trouble
        said = f"{self._keeper.count} domains, {trouble or 'as fresh as the database'}"
        return _plain(start_response, "503 Service Unavailable" if trouble else "200 OK", said)


class _Host(NamedTuple):
    """A host as it is looked up: its registrable domain, or what it is instead."""

    domain: str
    subdomain: bool
    state: GateState = GateState.UNKNOWN


@lru_cache(_KNOWN_HOSTS)
def _parsed(text: str) -> _Host:
    try:
        host = parse_host(text)
    except InvalidValue:
        return _Host("", subdomain=False, state=GateState.INVALID)
    if host.kind is not HostKind.NAME:
        return _Host("", subdomain=False, state=GateState.ADDRESS)
    return _Host(host.registrable, host.is_subdomain)


def _host(environ: WSGIEnvironment, *, named: bool = True) -> str:
    """The host that the visitor asked for, as each kind of edge hands it on; `named` by one in a header of its own."""
    found: str = (
        (named and environ.get("HTTP_X_ORIGINAL_HOST"))
        or environ.get("HTTP_X_FORWARDED_HOST", "").partition(",")[0]
        or environ.get("HTTP_HOST", "")
    )
    # WSGI hands headers on in Latin-1; a host in Unicode is no host of a browser, but may be of a curious visitor.
    return found.encode("latin-1", "replace").decode("utf-8", "replace")


def _short(start_response: StartResponse, found: Answer) -> list[bytes]:
    """The answer without words."""
    start_response(_STATUS[found.passes], _HEADERS[found.state])
    return []


_STATUS = {True: "204 No Content", False: "403 Forbidden"}
_HEADERS: dict[GateState, Headers] = {
    state: [("X-Beian-State", state.value), ("Cache-Control", "no-store"), ("Content-Length", "0")]
    for state in GateState
}
_PAGE_HEADERS: Headers = [
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Retry-After", "3600"),
]


def _plain(start_response: StartResponse, status: str, words: str) -> list[bytes]:
    body = f"{words}\n".encode()
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
