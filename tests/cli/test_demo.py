"""`beian demo`: it starts, says where and who, and says in one sentence why it cannot."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from urllib.request import urlopen

import pytest

from beian_plugin.demo.instance import SIGN_INS, remove_data

# As a terminal starts it: what a script runs in the background has SIGINT ignored, and its children with it.
AS_IN_A_TERMINAL = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
COMMAND = [sys.executable, "-W", "error", "-c", f"{AS_IN_A_TERMINAL}; from beian_plugin.cli import main; main()"]


@contextmanager
def started(instance, *options):
    """The command while it runs: its address, and what it printed until it was ready."""
    command = [*COMMAND, "demo", "--port", "0", "--instance", str(instance), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            lines = []
            while "Ctrl+C" not in "".join(lines[-1:]):
                lines.append(process.stdout.readline())
                assert lines[-1], process.stderr.read()
            printed = "".join(lines)
            yield process, re.search(r"http://\S+/", printed)[0], printed
        finally:
            process.kill()


def refused(*options, command=COMMAND):
    """What the command says when it cannot start."""
    result = subprocess.run([*command, "demo", *options], capture_output=True, text=True, timeout=60)
    assert result.returncode == 2, result.stdout + result.stderr
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.fixture(scope="module")
def left_behind(tmp_path_factory):
    """A folder that a demo has run in, and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "new" / "instance"
    with started(folder) as (process, address, printed):
        page = urlopen(address, timeout=30).read().decode()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        return folder, printed, page, process.stderr.read()


@pytest.fixture
def instance(left_behind, tmp_path):
    return shutil.copytree(left_behind[0], tmp_path / "instance")


def sign_ins(printed):
    return dict(re.findall(r"^  (\w+) +([a-z0-9]{14})   ", printed, re.MULTILINE))


def test_it_prints_address_and_sign_ins_and_serves_quietly(left_behind):
    folder, printed, page, errors = left_behind
    assert set(sign_ins(printed)) == {"teahouse", "zhang", "newco", "officer", "supervisor", "auditor", "ops"}
    assert str(folder / SIGN_INS) in printed
    assert "登录" in page
    assert errors == ""


def test_another_start_prints_the_same_sign_ins(left_behind, instance):
    with started(instance) as (_, _, printed):
        assert sign_ins(printed) == sign_ins(left_behind[1])


def test_ctrl_c_ends_it_without_a_traceback(instance):
    with started(instance) as (process, _, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert process.stderr.read() == ""


def test_a_reset_begins_anew(left_behind, instance):
    (instance / "mine.txt").write_text("keep")
    with started(instance, "--reset") as (_, _, printed):
        assert sign_ins(printed) != sign_ins(left_behind[1])
    assert (instance / "mine.txt").exists()


def test_a_reset_removes_the_records_of_the_authority_too(instance):
    records = instance / "sandbox" / "authority.sqlite3"
    assert records.exists()
    remove_data(instance)
    assert not records.parent.exists()


def test_a_port_in_use_is_named_with_another_to_take(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = refused("--port", str(port), "--instance", str(tmp_path / "x"))
    assert f"Port {port} is in use" in sentence
    assert "--port" in sentence
    assert not (tmp_path / "x").exists()


def test_the_simulated_authority_answers_beside_the_panel(instance):
    with started(instance) as (_, address, printed):
        beside = next(found for found in re.findall(r"http://\S+/", printed) if found != address)
        assert "模拟管局" in urlopen(beside, timeout=30).read().decode()


def test_a_port_in_use_beside_it_is_named_with_its_own_option(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        sentence = refused("--port", "0", "--authority-port", port, "--instance", str(tmp_path / "x"))
    assert f"Port {port} is in use" in sentence
    assert "--authority-port" in sentence
    assert not (tmp_path / "x").exists()


def test_a_folder_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    sentence = refused("--port", "0", "--instance", str(tmp_path / "file"))
    assert f"{tmp_path / 'file'} cannot be used" in sentence
    assert "--instance" in sentence


def test_a_database_that_is_none_is_named(instance):
    for name in ("panel.sqlite3-wal", "panel.sqlite3-shm"):
        (instance / name).unlink(missing_ok=True)
    (instance / "panel.sqlite3").write_text("no database " * 1000)
    assert "--reset" in refused("--port", "0", "--instance", str(instance))


def test_a_damaged_file_of_sign_ins_is_named_with_the_way_out(instance):
    (instance / SIGN_INS).write_text("{")
    assert "--reset" in refused("--port", "0", "--instance", str(instance))


@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1", "", "x" * 300])
def test_a_host_that_is_none_of_this_machine_is_said(host, tmp_path):
    assert "no address of this machine" in refused("--host", host, "--port", "0", "--instance", str(tmp_path / "x"))


def test_a_missing_extra_is_said_with_its_command(tmp_path):
    without = f"import sys; sys.modules['flask_babel'] = None; {COMMAND[-1]}"
    sentence = refused("--instance", str(tmp_path / "x"), command=[*COMMAND[:-1], without])
    assert "Flask-Babel" in sentence
    assert "pip install beian_plugin[demo]" in sentence
