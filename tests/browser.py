"""The Chromium of this machine, for tests that drive one."""

from __future__ import annotations

import os
import shutil

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def launch_args():
    """How Playwright starts it; without one the test skips, but not in CI."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        sentence = "no Chromium is installed: scripts/system.sh installs one"
        if os.environ.get("CI"):
            pytest.fail(f"CI drives a real browser: {sentence}")
        pytest.skip(sentence)
    return {
        "executable_path": found,
        "args": [
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-dev-shm-usage",
            "--no-first-run",
        ],
    }
