"""A context on a real database, and a mirror that tests fill with a few invented records."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from beian_plugin.filing.certificate import Certificate, CertificateKind, credit_check_digit
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models import standing
from beian_plugin.models.tables import (
    BlacklistEntry,
    Customer,
    CustomerSubject,
    Domain,
    Mirror,
    Site,
    SiteAccess,
    Subject,
)
from beian_plugin.operations.context import Context
from beian_plugin.settings import Settings

#: A moment on a working day in June.
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def plugins():
    """The plugins that the package brings."""
    loaded = Plugins()
    loaded.load()
    return loaded


@pytest.fixture
def make_context(database, plugins):
    """A context with the settings that a test names."""

    def make(plugins=plugins, **settings):
        return Context(settings=Settings(**settings), database=database, plugins=plugins, now=lambda: NOW)

    return make


@pytest.fixture
def context(make_context):
    """A context with the settings that a host has by default."""
    return make_context()


@pytest.fixture
def mirror(database):
    """Fills the mirror."""
    return MirrorFiller(database)


def credit_code(serial):
    """The credit code of an invented organisation."""
    body = f"9133010099{serial:07d}"
    return Certificate(CertificateKind.CREDIT_CODE, body + credit_check_digit(body))


class MirrorFiller:
    """Puts invented records into the mirror, with the gate's columns derived as the product derives them."""

    def __init__(self, database):
        self.database = database

    def covers(self, coverage):
        """Say how far the mirror reaches."""
        with self.database.write() as session:
            session.execute(update(Mirror).values(coverage=coverage, completed_at=NOW))

    def subject(
        self, number="浙ICP备20260001号", *, name="某茶叶公司", certificate=None, province="33", shell=False, user=""
    ):
        """A filed subject, linked to the panel's `user` where one is named."""
        with self.database.write() as session:
            row = Subject(
                name=name,
                licence_number=number,
                certificate_kind=certificate.kind if certificate else "",
                certificate_number=certificate.number if certificate else None,
                certificate_index=self._index(certificate),
                province=province,
                shell=shell,
                updated_at=NOW,
            )
            session.add(row)
            session.flush()
            if user:
                customer = Customer(user=user, created_at=NOW)
                session.add(customer)
                session.flush()
                session.add(CustomerSubject(customer_id=customer.id, subject_id=row.id))
            return row.id

    def site(self, *domains, subject=None, providers=(), addresses=(), shell=False, number="浙ICP备20260001号-1"):
        """A filed site with its domains; the provider `ours` is this host."""
        subject = subject or self.subject()
        with self.database.write() as session:
            row = Site(subject_id=subject, licence_number=number, shell=shell, updated_at=NOW)
            session.add(row)
            session.flush()
            session.add_all(Domain(name=name, site_id=row.id, updated_at=NOW) for name in domains)
            session.add_all(
                SiteAccess(
                    site_id=row.id,
                    provider="" if provider == "ours" else provider,
                    ours=provider == "ours",
                    addresses=list(addresses) if provider == "ours" else [],
                    updated_at=NOW,
                )
                for provider in providers
            )
            session.flush()
            standing.refresh(session, domains)
            return row.id

    def bar(self, *, domain="", certificate=None):
        """Blacklist a domain or a subject."""
        with self.database.write() as session:
            session.add(
                BlacklistEntry(domain=domain, certificate_index=self._index(certificate), source="test", since=NOW)
            )
            if domain:
                session.add(Domain(name=domain, updated_at=NOW))
                session.flush()
                standing.refresh(session, [domain])

    def _index(self, certificate):
        if certificate is None:
            return None
        return self.database.keys.blind_index("certificate", f"{certificate.kind}:{certificate.number}")
