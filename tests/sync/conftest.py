"""A context whose clock a test moves, and filings that wait to be sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import particulars_samples
import pytest
from filing_ways import advance
from small_authority import small_authority
from sync.exchange import Exchange
from sync.handing_out import HandingOut

from beian_plugin.authority.client import Authority
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import Verb
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models import standing
from beian_plugin.models.tables import AttachmentRow, FilingRow
from beian_plugin.operations.context import Context
from beian_plugin.operations.filings import open_filing
from beian_plugin.operations.sync.leases import hold
from beian_plugin.operations.sync.packing import pack
from beian_plugin.settings import Settings

#: A moment on a working day in June.
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)

#: Nothing in the rule depends on which database it is.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

#: What a provider sets to reach the authority; tests add `authority_url`.
SETTINGS = {"isp_id": "100001", "isp_user": "sandbox", "isp_password": "sandbox-password", "province": "33"}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def move(self, **amounts):
        """Move on, or back, by so many `seconds`, `days` and the like."""
        self.now += timedelta(**amounts)


@pytest.fixture
def clock():
    """The clock of `make_context`."""
    return Clock()


@pytest.fixture(scope="session")
def no_plugins():
    """No plugin at all: no province asks for anything."""
    return Plugins()


@pytest.fixture
def make_context(database, clock, no_plugins):
    """A context with the settings that a test names, on the clock that it moves."""

    def make(plugins=no_plugins, now=clock, **settings):
        return Context(settings=Settings(**SETTINGS | settings), database=database, plugins=plugins, now=now)

    return make


@pytest.fixture
def context(make_context):
    """A context that has everything but an authority to reach."""
    return make_context()


@pytest.fixture
def queue(context):
    """Makes filings that wait to be sent, by default new ones of invented companies."""

    def make(serial=1, kind=Kind.NEW, particulars=None, **columns):
        return queued(context, serial, kind, particulars, **columns)

    return make


def queued(context, serial=1, kind=Kind.NEW, particulars=None, *, attachments=(), **columns):
    """The id of a filing that waits to be sent; `columns` are set on its row, `attachments` are JPEG bytes."""
    particulars = particulars or particulars_samples.new(serial)
    hosts = [domain.name for site in particulars.sites for domain in site.domains] or [f"beian-sample-{serial}.cn"]
    filing = open_filing(context, kind, hosts, customer=f"customer-{serial}", actor="test", province="33")
    with context.database.write() as session:
        row = session.get_one(FilingRow, filing.id)
        row.particulars = msgspec.json.encode(particulars).decode()
        for name, value in columns.items():
            setattr(row, name, value)
        session.add_all(
            AttachmentRow(filing_id=row.id, purpose=1, format=1, holder=1, content=content, added_at=context.now())
            for content in attachments
        )
    advance(context, filing.id, Verb.SUBMIT, actor="test")
    advance(context, filing.id, Verb.PROVIDER_PASS, actor="test")
    return filing.id


@pytest.fixture
def exchange(context):
    """The two directions of the link, with an authority in memory."""
    return Exchange(context, HandingOut())


@pytest.fixture
def right_gate(database):
    """Whatever a test does, the gate's columns are right at its end."""
    yield
    with database.read() as session:
        assert standing.drift(session) == 0


@pytest.fixture
def remote():
    """An authority that answers over HTTP and fails as a test says."""
    with small_authority() as running:
        yield running


@pytest.fixture
def authority(make_context, remote):
    """The client of `remote`, which does not wait between its tries."""
    made = Authority.from_settings(make_context(authority_url=remote.url).settings)
    made._wait = lambda _seconds: None
    yield made
    made.close()


@pytest.fixture
def lease(context):
    """The lease of the exchange, longer than any test moves the clock."""
    return hold(context, "sync", "test", seconds=10**6)


@pytest.fixture
def outbox(context, lease, queue):
    """Makes so many files of one filing each."""
    serial = iter(range(1, 100))

    def make(count):
        made = []
        for _ in range(count):
            made.append(queue(next(serial)))
            pack(context, lease)
        return made

    return make
