"""Accounts on a real database, a clock that the test moves, and what the mail server got."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import browser
import mail_server
import pytest

from beian_plugin.hooks.manager import Plugins
from beian_plugin.operations import accounts, accounts_links
from beian_plugin.operations.accounts_letters import WRITERS
from beian_plugin.operations.context import Context
from beian_plugin.operations.mail import send_waiting
from beian_plugin.operations.sync.leases import hold
from beian_plugin.settings import Settings

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
PASSWORD = "teapot under the lamp"
PUBLIC = "https://filing.example.cn"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def move(self, **amounts):
        self.now += timedelta(**amounts)


@pytest.fixture
def mails():
    """A mail server without TLS, as on the same machine."""
    with mail_server.running() as server:
        yield server


@pytest.fixture
def clock():
    """The clock of the context."""
    return Clock()


@pytest.fixture
def context(database, clock, mails):
    """A host with accounts and e-mail, on each kind of database."""
    settings = Settings(accounts=True, mail_url=mails.url(), mail_from="备案 <icp@example.cn>", public_url=PUBLIC)
    return Context(settings=settings, database=database, plugins=Plugins(), now=clock)


def customer(context, name="c10023", *, email="", password=PASSWORD, **options):
    """A customer's account with a password."""
    made = accounts.add_account(context, name, email=email, actor="test", **options)
    secret = accounts_links.reset_account(context, name, actor="test", staff=True)
    accounts_links.use_link(context, secret, password)
    return made


def send(context):
    """What the background round does with the e-mails that wait."""
    lease = hold(context, "sync", "test")
    return send_waiting(context, lease, WRITERS)


def secrets_in(letter):
    """What stands in the links of an e-mail, which names each twice: in Chinese and in English."""
    return list(dict.fromkeys(re.findall(rf"{PUBLIC}/beian/account/link/(\S+)", letter.get_content())))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The Chromium of this machine instead of one that Playwright would download."""
    return browser.launch_args()


@pytest.fixture(scope="session")
def base_url():
    """No common address: each test has a panel of its own. The plugin's own fixture warns under pytest 9."""
    return
