"""The gate at the edge: `/auth` against a bare WSGI function behind the same gunicorn and nginx; exports; memory.

Prints medians in requests a second with their ratio, the slowest hundredth at 200 connections, seconds of an export,
how long one change takes to the edge, and what a worker weighs. Arguments: the number of domains, and the seconds of
each round. Needs `wrk` and `nginx`.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

from mirror import fill_mirror
from sqlalchemy import update

from beian_plugin.gate import create_gate
from beian_plugin.gate.exports import FORMS, export
from beian_plugin.gate.snapshot import Made
from beian_plugin.models import standing
from beian_plugin.models.database import open_database
from beian_plugin.models.tables import SiteAccess
from beian_plugin.operations import edges
from beian_plugin.settings import Settings

ROUNDS = 7
ASKED = 20_000
CONNECTIONS = 200
WORKERS = 1

NGINX = """daemon off;
pid {folder}/nginx.pid;
error_log stderr crit;
worker_processes 1;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    upstream gate {{ server 127.0.0.1:{behind}; keepalive 64; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://gate;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header X-Original-Host $http_x_original_host;
        }}
    }}
}}
"""
WRK = """
local hosts = {}
for line in io.lines(%(hosts)r) do hosts[#hosts + 1] = line end
local next_host = 0
request = function()
    next_host = next_host %% #hosts + 1
    return wrk.format("GET", "/auth", {["X-Original-Host"] = hosts[next_host]})
end
done = function(summary, latency)
    local errors = summary.errors
    io.write(string.format("RESULT %%d %%d %%d %%f %%f\\n", summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
"""


def bare():
    """The least that a WSGI server can answer."""

    def app(_environ, start_response):
        start_response("204 No Content", [("X-Beian-State", "served")])
        return []

    return app


def ours():
    """The gate."""
    return create_gate()


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(600):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")


@contextmanager
def serving(factory, folder):
    """The port of nginx before gunicorn, which serves the app of `factory`, and gunicorn's process."""
    behind, port, own = free_port(), free_port(), folder / factory
    own.mkdir()
    (own / "gunicorn.conf.py").write_text(
        f"bind = '127.0.0.1:{behind}'\nworkers = {WORKERS}\nworker_class = 'gthread'\nthreads = 8\nkeepalive = 30\n"
        f"worker_connections = 1000\nloglevel = 'error'\nchdir = {str(Path(__file__).parent)!r}\n"
        f"wsgi_app = 'bench_gate:{factory}()'\ncontrol_socket_disable = True\n"
    )
    (own / "nginx.conf").write_text(NGINX.format(folder=own, behind=behind, port=port))
    environment = os.environ | {"BEIAN_INSTANCE": str(folder)}
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", str(own / "gunicorn.conf.py")]
    server = subprocess.Popen(gunicorn, env=environment)
    proxy = subprocess.Popen(["/usr/sbin/nginx", "-e", "stderr", "-p", str(own), "-c", str(own / "nginx.conf")])
    try:
        wait_for(behind)
        wait_for(port)
        status(port, "localhost")  # answered once the worker is ready
        yield port, server
    finally:
        for process in (proxy, server):
            process.terminate()
            process.wait()


def drive(port, seconds, folder):
    """Requests a second, and the median and the slowest hundredth in milliseconds."""
    script = folder / "auth.lua"
    script.write_text(WRK % {"hosts": str(folder / "hosts")})
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
    answered = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"RESULT (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+)", answered)
    requests, microseconds, errors = map(int, found.groups()[:3])
    if errors:
        raise SystemExit(f"{errors} requests failed:\n{answered}")
    return requests / microseconds * 1_000_000, float(found[4]) / 1000, float(found[5]) / 1000


def children(process):
    found = subprocess.run(["pgrep", "-P", str(process.pid)], check=True, capture_output=True, text=True).stdout
    return [int(number) for number in found.split()]


def weight(number):
    """The memory of a process of its own, without what it shares, in MB."""
    found = re.findall(r"Private_\w+: +(\d+) kB", Path(f"/proc/{number}/smaps_rollup").read_text())
    return sum(map(int, found)) / 1024


def status(port, host):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/auth", headers={"X-Original-Host": host})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def to_the_edge(database, port, names):
    """Seconds from the commit of a change of one domain to the answer at the edge that shows it."""
    waits = []
    for place in range(1, 15, 2):
        with database.write() as session:
            session.execute(update(SiteAccess).where(SiteAccess.site_id == place + 1).values(ours=True))
            standing.refresh(session, [names[place]])
        start = time.monotonic()
        while status(port, names[place]) != 204:
            time.sleep(0.01)
        waits.append(time.monotonic() - start)
    return waits


def main():
    """Print all of it."""
    domains = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = open_database(Settings(), folder)
        database.upgrade()
        names = fill_mirror(database, domains)
        made = Made(edges.last_change(database), "all")
        start = time.monotonic()
        policy = edges.policy_of(Settings(), "all")
        export(folder / "beian.map", FORMS["nginx"], edges.every_state(database), policy=policy, made=made)
        exported = time.monotonic() - start
        asked = random.Random(1).choices(names, k=ASKED * 2 // 3) + [f"absent-{n:x}.cn" for n in range(ASKED // 3)]
        random.Random(2).shuffle(asked)
        (folder / "hosts").write_text("\n".join(asked) + "\n")
        found = {"bare": [], "ours": []}
        with serving("bare", folder) as (bare_port, _), serving("ours", folder) as (port, server):
            for turn in range(ROUNDS + 1):
                for factory, where in (("bare", bare_port), ("ours", port)):
                    one = drive(where, seconds, folder)
                    if turn:  # the first warms up
                        found[factory].append(one)
            waits = to_the_edge(database, port, names)
            heaviest = max(weight(number) for number in children(server))
        database.close()
    ratios = sorted(a[0] / b[0] for a, b in zip(found["ours"], found["bare"], strict=True))
    rates = {factory: statistics.median(one[0] for one in rounds) for factory, rounds in found.items()}
    tails = [slow / usual for _, usual, slow in found["ours"]]
    print(
        f"{domains:>9} domains behind nginx and gunicorn: bare function {rates['bare']:.0f} requests/s, /auth "
        f"{rates['ours']:.0f}, ratio {statistics.median(ratios):.2f} (goal 0.7; {ratios[0]:.2f} to {ratios[-1]:.2f}); "
        f"p99 at {CONNECTIONS} connections {statistics.median(tails):.1f} times the median (goal 10)"
    )
    print(
        f"{'':>9} exported to an nginx map in {exported:.1f} s (goal 15); a change reaches the edge in "
        f"{statistics.median(waits):.2f} s, at the most {max(waits):.2f} (goal 2); a worker weighs {heaviest:.0f} MB "
        f"(goal 200)"
    )


if __name__ == "__main__":
    main()
