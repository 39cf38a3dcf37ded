"""The endpoint that decides a bound domain against a bare Flask view that does the same SELECT, both under gunicorn.

Prints medians in requests a second and their ratio; `wrk` drives where it is installed. Arguments: the number of
domains, and the seconds of each round.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, jsonify, request
from mirror import fill_mirror

from beian_plugin.extension import Beian
from beian_plugin.models import lookup
from beian_plugin.models.database import open_database
from beian_plugin.operations.tokens import create_token
from beian_plugin.settings import Settings

ROUNDS = 11
ASKED = 20_000
CONNECTIONS = 16
WORKERS = 2
URL = "/beian/api/v1/events/domain-bind"

WRK = """
local bodies = {}
for line in io.lines(%(bodies)r) do bodies[#bodies + 1] = line end
local next_body = 0
local headers = {["Content-Type"] = "application/json", ["Authorization"] = "Bearer %(token)s"}
request = function()
    next_body = next_body %% #bodies + 1
    return wrk.format("POST", %(url)r, headers, bodies[next_body])
end
done = function(summary)
    local errors = summary.errors
    io.write(string.format("RESULT %%d %%d %%d\\n", summary.requests, summary.duration,
        errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
"""


def bare():
    """A Flask app with one view: JSON in, one SELECT, JSON out."""
    app = Flask("bare")
    connection = sqlite3.connect(Path(os.environ["BENCH_FOLDER"], "beian.sqlite3"), isolation_level=None)
    connection.execute("PRAGMA cache_size=-65536")
    connection.execute("PRAGMA mmap_size=1073741824")

    @app.post(URL)
    def domain_bind():
        row = connection.execute(lookup._DOMAIN, (request.get_json()["host"],)).fetchone()
        return jsonify(filed=row[1] is not None, access=row[2], number=row[8])

    return app


def ours():
    """A Flask app with beian_plugin on it."""
    app = Flask("ours", instance_path=os.environ["BENCH_FOLDER"])
    Beian(app)
    return app


@contextmanager
def serving(factory, folder):
    """The port on which gunicorn serves the app of `factory`."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = folder / f"{factory}.conf.py"
    # A file, for older versions pass over settings that they do not know yet.
    settings.write_text(
        f"bind = '127.0.0.1:{port}'\nworkers = {WORKERS}\nloglevel = 'error'\ncontrol_socket_disable = True\n"
        f"chdir = {str(Path(__file__).parent)!r}\nwsgi_app = 'bench_endpoint:{factory}()'\n"
    )
    command = [sys.executable, "-m", "gunicorn", "--config", str(settings)]
    server = subprocess.Popen(command, env=os.environ | {"BENCH_FOLDER": str(folder)})
    try:
        for _ in range(300):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def drive(port, bodies, token, seconds, folder):
    """Requests a second that the server on `port` answers."""
    if shutil.which("wrk"):
        script = folder / "post.lua"
        script.write_text(WRK % {"bodies": str(folder / "bodies.jsonl"), "token": token, "url": URL})
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
        answered = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        line = next(line for line in answered.splitlines() if line.startswith("RESULT "))
        requests, microseconds, errors = map(int, line.split()[1:])
        if errors:
            raise SystemExit(f"{errors} requests failed:\n{answered}")
        return requests / microseconds * 1_000_000
    return drive_from_python(port, bodies, token, seconds)


def drive_from_python(port, bodies, token, seconds):
    """The same where `wrk` is missing; this client is slower than the servers, so that the ratio comes out higher."""
    turns = itertools.cycle(bodies)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    counts = []

    def ask():
        count, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("POST", URL, next(turns), headers)
            if connection.getresponse().status != 200:
                raise SystemExit("a request failed")
            connection.close()
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def main():
    """Print the medians and the ratio."""
    domains = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = open_database(Settings(), folder)
        database.upgrade()
        names = fill_mirror(database, domains)
        token = create_token(database, "bench", ["events"], actor="bench", now=datetime.now(UTC))
        database.close()
        # A third is not filed.
        asked = random.Random(1).choices(names, k=ASKED * 2 // 3) + [f"absent-{n:x}.cn" for n in range(ASKED // 3)]
        random.Random(2).shuffle(asked)
        bodies = [json.dumps({"host": host, "region": "cn-hangzhou", "customer": "1001"}) for host in asked]
        (folder / "bodies.jsonl").write_text("\n".join(bodies) + "\n")
        rates = {"bare": [], "ours": []}
        with serving("bare", folder) as bare_port, serving("ours", folder) as our_port:
            for turn in range(ROUNDS + 1):
                for factory, port in (("bare", bare_port), ("ours", our_port)):
                    rate = drive(port, bodies, token, seconds, folder)
                    if turn:  # the first warms up
                        rates[factory].append(rate)
    medians = {factory: statistics.median(found) for factory, found in rates.items()}
    # Of rounds side by side, for what else runs on the machine slows both.
    ratios = sorted(a / b for a, b in zip(rates["ours"], rates["bare"], strict=True))
    print(
        f"{domains:>9} domains, gunicorn sync, {WORKERS} workers: bare view {medians['bare']:.0f} requests/s, "
        f"event endpoint {medians['ours']:.0f}, ratio {statistics.median(ratios):.2f} (goal 0.5; "
        f"{ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


if __name__ == "__main__":
    main()
