"""Starts a real web server or resolver behind the gate, with the configuration that we hand out, and visits it.

Everything stands in a folder of its own, on free ports of this machine: nothing that runs already is touched.
"""

from __future__ import annotations

import http.client
import random
import shutil
import socket
import ssl
import struct
import subprocess
import time
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from string import Template
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple
from wsgiref.simple_server import WSGIRequestHandler, make_server

from beian_plugin.errors import BeianError
from beian_plugin.gate.app import Gate
from beian_plugin.gate.exports import FORMS, export
from beian_plugin.gate.keeper import Keeper
from beian_plugin.gate.snapshot import Made
from beian_plugin.models.database import open_database
from beian_plugin.operations import edges
from beian_plugin.operations.imports import import_mirror
from beian_plugin.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

#: Invented records: one domain filed here, one elsewhere; nothing is known of others.
_MIRROR = """domain,organisation,subject_licence,site_licence,providers
served-demo.cn,示例茶馆,浙ICP备2099000001号,浙ICP备2099000001号-1,ours
elsewhere-demo.cn,示例书店,浙ICP备2099000002号,浙ICP备2099000002号-1,另一家示例接入商
"""
#: The hosts that are visited, each with why it passes or does not.
HOSTS = (
    ("www.served-demo.cn", "filed here"),
    ("elsewhere-demo.cn", "filed with another provider"),
    ("shop.elsewhere-demo.cn", "a part of it alone is here (FAQ 21)"),
    ("unfiled-demo.cn", "not filed"),
)
#: The sites' own server, as a visitor sees it.
_OPEN = "the site"
_STARTS_WITHIN = 20


class Visit(NamedTuple):
    """What a visitor of a host gets."""

    host: str
    why: str
    got: str
    open: bool


class _Parts(NamedTuple):
    """What a configuration needs of the trial."""

    folder: Path
    gate: str
    sites: str
    #: Where the server under trial listens, and another free port.
    port: int
    other_port: int


class Edge(NamedTuple):
    """One kind of server: how it is started with our configuration, and how it is visited."""

    program: str
    package: str
    #: Writes its configuration, and gives the command line.
    command: Callable[[_Parts], list[str]]
    visit: Callable[[str, int], str]
    #: What it says once it is ready, where listening is not enough.
    ready: str = ""


#: The configurations that we hand out.
CONFIGURATIONS = ("Caddyfile", "haproxy.cfg", "named.conf", "nginx-map.conf", "nginx.conf", "traefik.yml")


def configuration(name: str, **values: str) -> str:
    """One of the configurations that we hand out, such as `nginx.conf`, with `gate`, `file` and `sites` filled in."""
    return Template((files(__package__) / "configs" / name).read_text("utf-8")).safe_substitute(values)


def try_edge(edge: Edge, folder: Path, *, gate_down: bool = False) -> Iterator[Visit]:
    """Start the server in `folder` and visit each of `HOSTS`, with `gate_down` while nobody answers for the gate.

    Raises BeianError where it is missing or does not start.
    """
    program = shutil.which(edge.program, path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        raise BeianError(f"{edge.program} is not installed: on Debian, apt install {edge.package}.")
    with ExitStack() as stack:
        ours = _sample(folder)
        gate = f"http://127.0.0.1:{_free_port()}" if gate_down else stack.enter_context(_serving(ours))
        sites = stack.enter_context(_serving(_site))
        parts = _Parts(folder, gate, sites.removeprefix("http://"), _free_port(), _free_port())
        stack.enter_context(_running([program, *edge.command(parts)], parts, edge.ready))
        for host, why in HOSTS:
            got = edge.visit(host, parts.port)
            yield Visit(host, why, got, got in (f"200 {_OPEN}", "192.0.2.80"))


def _sample(folder: Path) -> Gate:
    """A gate over the invented records, and their exports beside it."""
    settings = Settings()
    database = open_database(settings, folder)
    database.upgrade()
    (folder / "mirror.csv").write_text(_MIRROR, "utf-8")
    import_mirror(database, folder / "mirror.csv", coverage="all")
    made = Made(edges.last_change(database), edges.coverage_of(database))
    policy = edges.policy_of(settings, made.coverage)
    for name, form in FORMS.items():
        export(folder / f"beian.{name}", form, edges.every_state(database), policy=policy, made=made)
    keeper = Keeper(database, settings, folder / "gate.states")
    keeper.look()
    database.close()
    return Gate(keeper, settings.gate_networks)


def _site(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(_OPEN)))])
    return [_OPEN.encode()]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name there
        """Say nothing: what counts is what the visitor gets."""


@contextmanager
def _serving(app: WSGIApplication) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _running(command: list[str], parts: _Parts, ready: str) -> Iterator[None]:
    path = parts.folder / "said"
    with (
        path.open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=output, cwd=parts.folder) as process,  # noqa: S603  ours
    ):
        try:
            end = time.monotonic() + _STARTS_WITHIN
            while not (ready in (said := path.read_text("utf-8", "replace")) and _answers(parts.port)):
                if process.poll() is not None or time.monotonic() > end:
                    raise BeianError(f"{command[0]} did not start: {said[-600:]}")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


_NGINX = """daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {in_http}
    server {{
        listen 127.0.0.1:{port};
        {in_server}
        location / {{ proxy_pass http://{sites}; }}
    }}
}}
"""


def _nginx(parts: _Parts, in_http: str, in_server: str) -> list[str]:
    text = _NGINX.format(folder=parts.folder, port=parts.port, sites=parts.sites, in_http=in_http, in_server=in_server)
    return ["-p", str(parts.folder), "-e", "stderr", "-c", _written(parts.folder, "nginx.conf", text)]


def _nginx_asks(parts: _Parts) -> list[str]:
    return _nginx(parts, "", configuration("nginx.conf", gate=parts.gate))


def _nginx_map(parts: _Parts) -> list[str]:
    in_http = configuration("nginx-map.conf", file=str(parts.folder / "beian.nginx"))
    return _nginx(parts, in_http, "if ($beian ~ ^stop) { return 451; }")


_HAPROXY = """defaults
    mode http
    timeout connect 2s
    timeout client 5s
    timeout server 5s
frontend sites
    bind 127.0.0.1:{port}
{rules}
    default_backend sites
backend sites
    server sites {sites}
"""


def _haproxy(parts: _Parts) -> list[str]:
    rules = configuration("haproxy.cfg", file=str(parts.folder / "beian.haproxy"))
    text = _HAPROXY.format(port=parts.port, rules=rules, sites=parts.sites)
    return ["-db", "-f", _written(parts.folder, "haproxy.cfg", text)]


_CADDY = """{{
	admin off
	local_certs
	skip_install_trust
	auto_https disable_redirects
	http_port {other}
	https_port {port}
	storage file_system {folder}/caddy
"""


def _caddy(parts: _Parts) -> list[str]:
    ours = configuration("Caddyfile", gate=parts.gate, sites=parts.sites)
    begin = _CADDY.format(other=parts.other_port, port=parts.port, folder=parts.folder)
    text = ours.replace("{\n", begin, 1)
    return ["run", "--adapter", "caddyfile", "--config", _written(parts.folder, "Caddyfile", text)]


_NAMED = """options {{
    directory "{folder}"; pid-file none; session-keyfile none; listen-on port {port} {{ 127.0.0.1; }};
    listen-on-v6 {{ none; }}; dnssec-validation no; notify no;
    response-policy {{ zone "rpz.beian"; }} qname-wait-recurse no recursive-only no break-dnssec yes;
}};
controls {{ }};
zone "cn" {{ type primary; file "cn.zone"; }};
"""


def _named(parts: _Parts) -> list[str]:
    _written(parts.folder, "cn.zone", "$TTL 60\n@ SOA a. b. 1 60 60 60 60\n@ NS a.\n*.cn. A 192.0.2.80\n")
    ours = configuration("named.conf", file=str(parts.folder / "beian.rpz"))
    text = _NAMED.format(folder=parts.folder, port=parts.port) + ours
    return ["-g", "-n", "1", "-c", _written(parts.folder, "named.conf", text)]


def _over_http(host: str, port: int, *, secure: bool = False) -> str:
    connection: http.client.HTTPConnection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.connect()
        if secure:
            trusting = ssl._create_unverified_context()  # noqa: S323, SLF001  the trial's own certificates
            connection.sock = trusting.wrap_socket(connection.sock, server_hostname=host)
        connection.request("GET", "/", headers={"Host": host})
        response = connection.getresponse()
        body = response.read().decode("utf-8", "replace")
    except ssl.SSLError as error:
        return f"no certificate ({error.reason})"
    finally:
        connection.close()
    said = body if response.status == 200 else response.getheader("X-Beian-State") or response.reason
    return f"{response.status} {said}"


def _over_https(host: str, port: int) -> str:
    return _over_http(host, port, secure=True)


def _over_dns(host: str, port: int) -> str:
    number = random.getrandbits(16)
    name = b"".join(bytes([len(label)]) + label for label in host.encode().split(b".")) + b"\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(10)
        asking.sendto(struct.pack(">6H", number, 0x0100, 1, 0, 0, 0) + name + b"\0\1\0\1", ("127.0.0.1", port))
        answer = asking.recv(4096)
    rcode, found = answer[3] & 15, struct.unpack(">H", answer[6:8])[0]
    if rcode or not found:
        return {3: "no such name"}.get(rcode, f"no answer ({rcode})")
    start = 12 + len(name) + 4 + 12
    return ".".join(map(str, answer[start : start + 4]))


EDGES = {
    "nginx": Edge("nginx", "nginx-light", _nginx_asks, _over_http),
    "nginx-map": Edge("nginx", "nginx-light", _nginx_map, _over_http),
    "haproxy": Edge("haproxy", "haproxy", _haproxy, _over_http),
    "caddy": Edge("caddy", "caddy", _caddy, _over_https),
    "bind": Edge("named", "bind9", _named, _over_dns, ready="rpz.beian: reload done"),
}
