"""`beian daemon`: what panels ask over a socket, started, asked and stopped as systemd does it."""

from __future__ import annotations

import grp
import http.client
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import request

from beian_plugin.cli import main
from beian_plugin.daemon import create_app
from beian_plugin.models.crypto import key_file
from beian_plugin.operations.clock import utc_now
from beian_plugin.operations.tokens import create_token
from beian_plugin.panels.hook import run

COMMAND = [sys.executable, "-W", "error", "-c", "from beian_plugin.cli import main; main()"]
GROUP = grp.getgrgid(os.getgid()).gr_name


class Daemon:
    """A daemon that runs, and its socket."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = folder / "api.sock"
        self.environ = os.environ | {"BEIAN_INSTANCE": str(folder / "instance"), "BEIAN_MODE": "enforce"}
        arguments = ["daemon", "--bind", f"unix:{self.socket}", "--workers", "1", "--socket-group", GROUP]
        self.process = subprocess.Popen(
            [*COMMAND, *arguments],
            env=self.environ | {"BEIAN_ACCOUNTS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.worker = self.await_worker()

    def await_worker(self):
        """The line that tells of a worker's start."""
        for line in self.process.stderr:
            if "Booting worker" in line:
                return line
        raise AssertionError(self.process.stdout.read())

    def get(self, path):
        """Status, headers and text of a page, asked for over the socket."""
        with closing(http.client.HTTPConnection("localhost")) as connection:
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.connect(str(self.socket))
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, sqlite_template):
    """A daemon that took the place of one that was killed."""
    folder = tmp_path_factory.mktemp("daemon")
    (folder / "instance").mkdir(mode=0o700)
    key_file(folder / "instance" / "beian.keys")
    shutil.copyfile(sqlite_template, folder / "instance" / "beian.sqlite3")
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(folder / "api.sock"))
    running = Daemon(folder)
    yield running
    running.process.kill()
    running.process.communicate()


@pytest.fixture
def app(tmp_path, monkeypatch):
    """Makes the daemon's app in a folder of its own."""
    made = []

    def make(*, proxies=0, **environ):
        for name, text in ({"BEIAN_INSTANCE": str(tmp_path)} | environ).items():
            monkeypatch.setenv(name, text)
        made.append(create_app(proxies=proxies))
        return made[-1]

    yield make
    for one in made:
        one.extensions["beian"].context.database.close()


def invoke(*arguments):
    result = CliRunner().invoke(main, ["daemon", *map(str, arguments)])
    return result.exit_code, result.output


def test_owner_and_group_alone_may_ask(daemon):
    found = daemon.socket.stat()
    assert stat.S_IMODE(found.st_mode) == 0o660
    assert grp.getgrgid(found.st_gid).gr_name == GROUP


def test_a_panel_asks_it_over_the_socket(daemon, app):
    here = app(BEIAN_INSTANCE=daemon.environ["BEIAN_INSTANCE"])
    token = create_token(here.extensions["beian"].context.database, "x", ["events"], actor="test", now=utc_now())
    config = daemon.folder / "hook.json"
    config.write_text(json.dumps({"url": f"unix:{daemon.socket}", "token": token}))
    told = {"BEIAN_HOOK_CONFIG": str(config), "domain": "no-domain.invalid"}
    reply = run(["directadmin", "domain_create_pre"], told, sys.stdin)
    assert reply.status == 1
    assert reply.text.startswith("no-domain.invalid: ")


def test_its_pages_are_there_for_hosts_without_a_panel(daemon):
    status, headers, _ = daemon.get("/")
    assert (status, headers["Location"]) == (302, "/beian/")
    status, headers, text = daemon.get("/beian/account/sign-in")
    assert status == 200
    assert "csrf_token" in text
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=Lax" in headers["Set-Cookie"]


def test_another_one_at_the_same_place_is_refused_and_the_first_goes_on(daemon):
    result = subprocess.run(
        [*COMMAND, "daemon", "--bind", f"unix:{daemon.socket}"],
        env=daemon.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr.startswith("beian: Another daemon answers at ")
    assert result.stderr.count("\n") == 1
    assert daemon.get("/beian/api/v1/openapi.json")[0] == 200


def test_hup_brings_a_new_worker_and_term_ends_it_with_its_socket(tmp_path, daemon):
    own = tmp_path / "own"
    shutil.copytree(daemon.folder / "instance", own / "instance")
    second = Daemon(own)
    try:
        second.process.send_signal(signal.SIGHUP)
        assert second.await_worker() != second.worker
        assert second.get("/beian/api/v1/openapi.json")[0] == 200
        second.process.send_signal(signal.SIGTERM)
        printed, _ = second.process.communicate(timeout=30)
    finally:
        second.process.kill()
    assert second.process.returncode == 0
    assert printed == f"备案服务已启动，面板可在此询问 Panels ask at unix:{second.socket}\n"
    assert not second.socket.exists()


def test_what_is_wrong_is_said_in_a_sentence_before_a_worker_could_die_of_it(tmp_path, monkeypatch):
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("BEIAN_MODE", "sometimes")
    status, said = invoke("--bind", f"unix:{tmp_path / 's'}")
    assert status == 2
    assert said.startswith("beian: BEIAN_MODE")
    assert not (tmp_path / "s").exists()


def test_a_place_where_it_cannot_listen_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))
    (tmp_path / "file").write_text("mine")
    assert "is there and is no socket" in invoke("--bind", f"unix:{tmp_path / 'file'}")[1]
    assert (tmp_path / "file").read_text() == "mine"
    assert "No socket can be made" in invoke("--bind", f"unix:{tmp_path / 'no' / 'such' / 'folder'}")[1]
    assert (
        "There is no group 'nobody-has-it'"
        in invoke("--bind", f"unix:{tmp_path / 's'}", "--socket-group", "nobody-has-it")[1]
    )
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} of 127.0.0.1 is in use" in invoke("--bind", f"127.0.0.1:{port}")[1]
    assert "Nothing can listen at 192.0.2.1" in invoke("--bind", "192.0.2.1:8452")[1]


@pytest.mark.parametrize("address", ["8452", "unix:", "127.0.0.1:x", "127.0.0.1:70000", ":8452", f"unix:/{'a' * 200}"])
def test_an_address_of_no_use_is_refused(address):
    status, said = invoke("--bind", address)
    assert status == 2
    assert said.count("\n") == 1


def test_without_gunicorn_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "gunicorn", None)
    assert invoke() == (
        2,
        "beian: This needs gunicorn, which is not installed: run `pip install 'beian_plugin[server]'`.\n",
    )


def test_all_workers_sign_sessions_with_one_key_that_nobody_else_reads(app, tmp_path):
    first, second = app(), app()
    assert first.config["SECRET_KEY"] == second.config["SECRET_KEY"]
    assert stat.S_IMODE((tmp_path / "daemon.key").stat().st_mode) == 0o600
    assert app(SECRET_KEY="of the environment").config["SECRET_KEY"] == "of the environment"


def test_a_session_travels_encrypted_where_the_pages_do(app):
    assert app().config["SESSION_COOKIE_SECURE"] is False
    assert app(BEIAN_PUBLIC_URL="https://filing.example.cn").config["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "192.0.2.7")])
def test_a_visitors_address_is_believed_of_as_many_proxies_as_there_are(app, proxies, seen):
    here = app(proxies=proxies)
    addresses = []
    here.before_request(lambda: addresses.append(request.remote_addr))
    here.test_client().get("/", headers={"X-Forwarded-For": "192.0.2.7"})
    assert addresses == [seen]


def test_the_unit_carries_the_options_and_systemd_accepts_it(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", [shutil.which("true")])
    _, text = invoke("--systemd", "--workers", 3, "--socket-group", "www-data")
    assert "daemon --bind unix:/run/beian/api.sock --workers 3 --socket-group www-data\n" in text
    assert "\nSupplementaryGroups=www-data\n" in text
    for line in ("User=beian", "NoNewPrivileges=yes", "ProtectSystem=strict", "RuntimeDirectory=beian"):
        assert f"\n{line}\n" in text
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    file = Path(tmp_path, "beian.service")
    file.write_text(text)
    checked = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
