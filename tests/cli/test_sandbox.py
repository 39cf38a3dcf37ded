"""`beian sandbox`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest

from beian_plugin.authority.client import Authority
from beian_plugin.settings import load_settings

COMMAND = [sys.executable, "-W", "error", "-c", "from beian_plugin.cli import main; main()"]


@pytest.fixture
def start(tmp_path):
    """Starts the command on a free port; gives what it printed and the process."""
    started = []

    def start(*options):
        process = subprocess.Popen(
            [*COMMAND, "sandbox", "--port", "0", "--instance", tmp_path, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )
        started.append(process)
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl+C" in line:
                break
        return "".join(lines), process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_it_prints_settings_that_open_its_interface_and_stops_quietly(start):
    printed, process = start("--auto", "approve")
    settings = dict(re.findall(r"(BEIAN_[A-Z_]+)=(\S+)", printed))
    authority = Authority.from_settings(load_settings(settings, {}))
    assert authority.previous_upload().sequence == 0
    assert authority.download().more is False
    authority.close()
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")


def test_another_start_keeps_the_account(start):
    first, process = start()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    second, _ = start()
    password = re.compile(r"BEIAN_ISP_PASSWORD=\S+")
    assert password.findall(first) == password.findall(second)


def test_wrong_switch_is_one_sentence(start):
    printed, process = start("--auto", "sometimes")
    _, errors = process.communicate(timeout=30)
    assert (printed, process.returncode) == ("", 2)
    assert errors.startswith("beian: 'sometimes'")
