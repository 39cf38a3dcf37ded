"""A simulated authority for each test, and providers that talk to it over HTTP."""

from __future__ import annotations

import shutil

import particulars_samples as samples
import pytest
import sandbox_server
from msgspec import structs
from sqlalchemy import select

from beian_plugin.authority.client import Authority
from beian_plugin.authority.download import read_download
from beian_plugin.authority.items import Opinion, Published, Result
from beian_plugin.authority.report import Report
from beian_plugin.authority.upload import build_file
from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox.app import create_app
from beian_plugin.sandbox.store import FILE
from beian_plugin.sandbox.tables import OutFile
from beian_plugin.settings import load_settings


class Client:
    """One provider with its own ids and its own count of files."""

    def __init__(self, settings, first_id):
        self.settings = settings
        self.authority = Authority.from_settings(
            load_settings(settings, {}),
        )
        self.id = int(settings["BEIAN_ISP_ID"])
        self.sequence = 0
        self._ids = iter(range(first_id, first_id + 10_000))
        #: Everything that was downloaded, in order.
        self.news = []

    def upload(self, xml):
        self.sequence += 1
        self.authority.upload(self.sequence, xml)

    def send(self, kind, particulars, password="", attachments=()):
        """Report one filing; new records get ids."""
        report = Report(kind=kind, particulars=self.numbered(particulars), password=password, attachments=attachments)
        self.upload(build_file([report], self.id))

    def fetch(self):
        """Download and acknowledge all that waits; gives the items, without base code tables."""
        items = []
        while (file := self.authority.download()) is not None:
            items += read_download(file.content)
            self.authority.acknowledge(file.name)
        self.news += items
        return items

    def results(self):
        """What waits of results, as (operation, mark, codes)."""
        return [
            (one.operation, one.mark, tuple(code for code, _ in one.codes))
            for one in self.fetch()
            if isinstance(one, Result)
        ]

    def codes(self):
        """The codes of the only result that waits."""
        [(_, _, codes)] = self.results()
        return codes

    def opinions(self):
        return [one for one in self.fetch() if isinstance(one, Opinion)]

    def published(self, name=None):
        """The latest particulars that were published to this provider, of the subject with that name."""
        self.fetch()
        found = [one.particulars for one in self.news if isinstance(one, Published)]
        return [one for one in found if name is None or one.subject.name == name][-1]

    def numbered(self, particulars):
        subject = particulars.subject and self._own(particulars.subject)
        return structs.replace(particulars, subject=subject, sites=tuple(map(self._site, particulars.sites)))

    def _site(self, site):
        return self._own(
            site,
            domains=tuple(map(self._own, site.domains)),
            accesses=tuple(
                self._own(access, addresses=tuple(map(self._own, access.addresses))) for access in site.accesses
            ),
        )

    def _own(self, record, **values):
        own_id = record.own_id or next(self._ids)
        return structs.replace(record, own_id=own_id, **values)


@pytest.fixture(scope="session")
def first_start(tmp_path_factory):
    """The folder of an authority that was started once, its base code tables fetched by both providers."""
    folder = tmp_path_factory.mktemp("sandbox")
    store = create_app(folder).extensions["sandbox"]
    with store.write() as office:
        for file in office.session.scalars(select(OutFile)):
            file.sent_at = file.acked_at = office.now()
    store.close()
    return folder


@pytest.fixture
def folder(first_start, tmp_path):
    """A copy of that folder, this test's own."""
    shutil.copyfile(first_start / FILE, tmp_path / FILE)
    return tmp_path


@pytest.fixture
def sandbox(folder):
    with sandbox_server.running(folder) as running:
        yield running


@pytest.fixture
def ours(sandbox):
    """This provider."""
    yield from _client(sandbox.settings, 1000)


@pytest.fixture
def other(sandbox):
    """The other provider."""
    yield from _client(sandbox.other_settings, 2000)


def _client(settings, first_id):
    client = Client(settings, first_id)
    yield client
    client.authority.close()


@pytest.fixture
def filed(sandbox, ours):
    """The particulars of an approved filing, as they were published."""
    ours.send(Kind.NEW, samples.new(1))
    assert sandbox.approve_all() == 1
    return ours.published()


@pytest.fixture
def password(sandbox, filed):
    """The filing password of that subject."""
    return sandbox.password_of(filed.subject.licence_number)
