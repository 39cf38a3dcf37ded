"""The browser in which the pages for everybody are looked at."""

from __future__ import annotations

import browser
import pytest


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The Chromium of this machine instead of one that Playwright would download."""
    return browser.launch_args()


@pytest.fixture(scope="session")
def base_url():
    """No common address: each test has a panel of its own. The plugin's own fixture warns under pytest 9."""
    return
