"""A demo panel of each test's own, and the people who use it."""

from __future__ import annotations

import shutil
from contextlib import closing

import browser
import pytest
from browser import serving
from demo_panel import Person, running, work


@pytest.fixture(scope="session")
def first_start(tmp_path_factory):
    """The folder of a panel and its authority after their first start, with the authority's tables loaded."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    with running(folder) as app:
        work(app)
        return folder


@pytest.fixture
def instance(first_start, tmp_path):
    """A copy of that folder."""
    return shutil.copytree(first_start, tmp_path / "instance")


@pytest.fixture
def open_panel(instance):
    """Open the panel with settings of the test's choice."""
    return lambda **config: running(instance, **config)


@pytest.fixture
def app(open_panel):
    """A panel of the test's own."""
    with open_panel() as app:
        yield app


@pytest.fixture
def person(app):
    """Make a person: `person("teahouse")`."""
    return lambda login=None: Person(app, login)


@pytest.fixture
def teahouse(person):
    return person("teahouse")


@pytest.fixture
def officer(person):
    return person("officer")


@pytest.fixture
def visit(app):
    """What a visitor gets from a host, by its Host header."""

    def visit(host, path="/"):
        with closing(app.test_client().get(path, headers={"Host": host})) as response:
            return response

    return visit


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The Chromium of this machine instead of one that Playwright would download."""
    return browser.launch_args()


@pytest.fixture(scope="session")
def base_url():
    """No common address: each test has a panel of its own. The plugin's own fixture warns under pytest 9."""
    return


@pytest.fixture
def address(app):
    """Address at which the test's own panel listens."""
    with serving(app) as url:
        yield url
