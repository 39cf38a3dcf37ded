"""A panel of each test's own with the portal on it, the authority's tables loaded."""

from __future__ import annotations

import browser
import pytest
from portal_panel import Panel


@pytest.fixture
def panel(tmp_path):
    """A panel on SQLite."""
    made = Panel(tmp_path)
    made.load_tables()
    yield made
    made.close()


@pytest.fixture
def mia(panel):
    """A customer."""
    return panel.customer("mia")


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The Chromium of this machine instead of one that Playwright would download."""
    return browser.launch_args()


@pytest.fixture(scope="session")
def base_url():
    """No common address: each test has a panel of its own. The plugin's own fixture warns under pytest 9."""
    return
