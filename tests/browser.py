"""The Chromium of this machine, for tests that drive one, and the server that it visits."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import contextmanager

import pytest
from werkzeug.serving import make_server

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


@contextmanager
def serving(app):
    """The address at which an app answers over real HTTP."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
