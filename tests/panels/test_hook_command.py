"""`beian-hook` as cPanel, DirectAdmin and Virtualmin run it: with their environment, input and reading."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import sysconfig
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from operations.conftest import MirrorFiller
from werkzeug.serving import make_server

from beian_plugin.extension import Beian
from beian_plugin.operations.tokens import create_token
from beian_plugin.panels.hook import CPANEL_HOOKS

COMMAND = Path(sysconfig.get_path("scripts"), "beian-hook")


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """The API of an app that enforces, over TCP and over a Unix socket: the configurations that name them."""
    folder = tmp_path_factory.mktemp("daemon")
    app = Flask("daemon", instance_path=str(folder))
    app.config.update(BEIAN_MODE="enforce", BEIAN_ORDER_MIN_MONTHS="long-*:3")
    beian = Beian(app)
    with app.app_context():
        database = beian.context.database
    mirror = MirrorFiller(database)
    mirror.covers("all")
    mirror.site("teahouse-demo.cn", providers=["ours"])
    token = create_token(database, "hook", ["events"], actor="test", now=datetime.now(UTC))
    with serving(app, "127.0.0.1") as port, serving(app, f"unix://{folder / 's'}"):
        for name, url in (("tcp", f"http://127.0.0.1:{port}"), ("unix", f"unix:{folder / 's'}")):
            (folder / f"{name}.json").write_text(json.dumps({"url": url, "token": token, "region": "cn-hangzhou"}))
        yield folder
    database.close()


@contextmanager
def serving(app, host):
    server = make_server(host, 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def hooked(config, *arguments, stdin="", **environ):
    """What the panel gets: text and exit status, run with nothing in its environment but what the panel puts there."""
    result = subprocess.run(
        [sys.executable, str(COMMAND), *arguments],
        env={"BEIAN_HOOK_CONFIG": str(config), **environ},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return result.stdout.strip(), result.returncode, result.stderr


def cpanel(config, event, **data):
    return hooked(
        config, "cpanel", "--check", stdin=json.dumps({"context": {"event": event}, "data": data, "hook": {}})
    )


@pytest.mark.parametrize("way", ["tcp", "unix"])
def test_cpanel_reads_its_answer_on_the_first_line(daemon, way):
    config = daemon / f"{way}.json"
    add = "Api2::AddonDomain::addaddondomain"
    assert cpanel(config, add, user="alice", args={"newdomain": "teahouse-demo.cn"})[:2] == ("1 ok", 0)
    said, status, _ = cpanel(config, add, user="alice", args={"newdomain": "stranger-demo.cn"})
    assert (said.startswith("0 BAILOUT stranger-demo.cn: "), status, said.count("\n")) == (True, 0, 0)
    below = {"domain": "shop", "rootdomain": "teahouse-demo.cn"}
    assert cpanel(config, "UAPI::SubDomain::addsubdomain", user="alice", args=below)[0] == "1 ok"
    account = {"user": "bob", "domain": "stranger-demo.cn", "plan": "long-1"}
    assert cpanel(config, "Accounts::Create", **account)[0].startswith("0 BAILOUT ")
    assert cpanel(config, "Passwd::change_password", user="alice", args={})[0] == "1 ok"


def test_cpanel_is_told_which_hooks_there_are(daemon):
    said, status, _ = hooked("/no/such/file", "cpanel", "--describe")
    assert (json.loads(said), status) == (CPANEL_HOOKS, 0)


@pytest.mark.parametrize(
    ("event", "told", "goes_on"),
    [
        ("domain_create_pre", {"domain": "teahouse-demo.cn"}, True),
        ("domain_create_pre", {"domain": "stranger-demo.cn"}, False),
        ("domain_create_pre", {"domain": "stranger-demo.cn", "skip_template": "1"}, False),
        ("domain_change_pre", {"domain": "teahouse-demo.cn", "newdomain": "stranger-demo.cn"}, False),
        ("subdomain_create_pre", {"domain": "teahouse-demo.cn", "subdomain": "shop"}, True),
        ("domain_pointer_create_pre", {"domain": "teahouse-demo.cn", "from": "stranger-demo.cn"}, False),
        ("user_create_pre", {"domain": "teahouse-demo.cn", "package": "small", "passwd": "never-printed"}, True),
        ("user_destroy_pre", {"domain": "stranger-demo.cn"}, True),
    ],
)
def test_directadmin_goes_by_the_exit_status_and_shows_the_text(daemon, event, told, goes_on):
    said, status, errors = hooked(daemon / "unix.json", "directadmin", event, username="alice", **told)
    assert (status == 0) is goes_on
    assert bool(said) is not goes_on
    assert errors == ""
    assert "never-printed" not in said


@pytest.mark.parametrize(
    ("told", "goes_on"),
    [
        ({"ACTION": "CREATE_DOMAIN", "DOM": "teahouse-demo.cn"}, True),
        ({"ACTION": "CREATE_DOMAIN", "DOM": "stranger-demo.cn", "ALIAS": "7"}, False),
        ({"ACTION": "MODIFY_DOMAIN", "DOM": "stranger-demo.cn"}, True),
        ({"ACTION": "MODIFY_DOMAIN", "DOM": "teahouse-demo.cn", "NEWSERVER_DOM": "stranger-demo.cn"}, False),
        ({"ACTION": "RESTORE_DOMAIN", "DOM": "stranger-demo.cn"}, False),
        ({"ACTION": "SSL_DOMAIN", "DOM": "stranger-demo.cn"}, True),
    ],
)
def test_virtualmin_goes_by_the_exit_status_whatever_the_action(daemon, told, goes_on):
    environ = {f"VIRTUALSERVER_{name}": value for name, value in told.items()}
    command = f"({sys.executable} {COMMAND} virtualmin) 2>&1 </dev/null"
    config = {"BEIAN_HOOK_CONFIG": str(daemon / "tcp.json")}
    result = subprocess.run(["sh", "-c", command], env=config | environ, capture_output=True, text=True, check=False)
    assert (result.returncode == 0) is goes_on, result.stdout
    assert ("stranger-demo.cn: " in result.stdout) is not goes_on


@pytest.mark.parametrize(("on_error", "status"), [("allow", 0), ("deny", 1)])
def test_without_a_daemon_the_configuration_decides_and_the_token_is_told_to_nobody(tmp_path, on_error, status):
    config = tmp_path / "hook.json"
    config.write_text(json.dumps({"url": "http://127.0.0.1:1", "token": "never-printed", "on_error": on_error}))
    said, ended, errors = hooked(config, "directadmin", "domain_create_pre", domain="teahouse-demo.cn")
    assert ended == status
    assert bool(said) is bool(status)
    assert errors.count("\n") == 1
    assert "never-printed" not in said + errors


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url": 1}', '{"url": "http://x:1", "token": "t", "other": 1}'])
def test_a_configuration_of_no_use_never_stops_the_panel(tmp_path, content):
    config = tmp_path / "hook.json"
    config.write_text(content)
    said, status, errors = hooked(config, "cpanel", stdin="no JSON")
    assert (said, status) == ("1 ok", 0)
    assert "beian-hook: " in errors


def test_a_daemon_that_does_not_answer_holds_the_panel_up_no_longer_than_the_deadline(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        config = tmp_path / "hook.json"
        config.write_text(json.dumps({"url": url, "token": "t", "deadline": 0.2, "on_error": "deny"}))
        said, status, errors = hooked(config, "directadmin", "domain_create_pre", domain="teahouse-demo.cn")
    assert status == 1
    assert "暂时不可用" in said
    assert "deadline" in errors or "Timeout" in errors


def test_it_imports_nothing_that_takes_long():
    code = "import sys, beian_plugin.panels.hook; print(*sys.modules)"
    environ = {name: value for name, value in os.environ.items() if name in ("PATH", "VIRTUAL_ENV")}
    loaded = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    ).stdout
    slow = {"flask", "sqlalchemy", "pluggy", "msgspec", "click", "requests", "http.client", "email", "ssl", "logging"}
    assert not slow & set(loaded.split())
