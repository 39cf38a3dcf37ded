"""What an answer changes in the record: an approval, a cancellation, and a code that tells of a shell."""

from __future__ import annotations

import particulars_samples
import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sync.conftest import on_sqlite, queued
from sync.exchange import Exchange, put_on_record, result, row_of
from sync.handing_out import HandingOut
from sync.published import OTHER, OURS, number, published, site

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Cancellation, Domain, Particulars, Subject
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.tables import Domain as DomainRow
from beian_plugin.models.tables import FilingRow, ObligationRow, SiteAccess
from beian_plugin.models.tables import Site as SiteRow
from beian_plugin.models.tables import Subject as SubjectRow

pytestmark = pytest.mark.usefixtures("right_gate")


def test_an_approved_transfer_adds_our_access(context, exchange, queue):
    put_on_record(exchange, site(providers=(OTHER,)))
    assert row_of(context) == "bind-12"
    moved = Particulars(sites=(replace(particulars_samples.site(domains=()), licence_number=f"{number(1)}-1"),))
    filing = queue(kind=Kind.TRANSFER_IN, particulars=moved, password="secret")
    exchange.send()
    exchange.told(result(exchange, filing, 1001, kind=Kind.TRANSFER_IN))
    assert row_of(context) == "bind-6"
    with context.database.read() as session:
        assert session.scalars(select(SiteAccess.ours)).all().count(True) == 1
        assert session.get_one(FilingRow, filing).password is None


@on_sqlite
def test_an_approved_transfer_of_an_unknown_site_serves_the_domains_it_was_filed_for(context, exchange, queue):
    moved = Particulars(sites=(replace(particulars_samples.site(domains=()), licence_number=f"{number(1)}-1"),))
    filing = queue(kind=Kind.TRANSFER_IN, particulars=moved, password="secret")
    exchange.send()
    exchange.told(result(exchange, filing, 1001, kind=Kind.TRANSFER_IN))
    assert row_of(context) == "bind-6"
    with context.database.read() as session:
        assert session.scalars(select(SubjectRow.licence_number)).all() == [number(1)]


@on_sqlite
def test_an_approved_transfer_opens_the_provinces_obligation(make_context):
    """FAQ 38."""
    plugins = Plugins()
    plugins.load()
    context = make_context(plugins=plugins)
    exchange = Exchange(context, HandingOut())
    moved = Particulars(sites=(replace(particulars_samples.site(domains=()), licence_number=f"{number(1)}-1"),))
    filing = queued(context, kind=Kind.TRANSFER_IN, particulars=moved, password="secret")
    exchange.send()
    exchange.told(result(exchange, filing, 1001, kind=Kind.TRANSFER_IN))
    with context.database.read() as session:
        assert session.scalars(select(ObligationRow.filing_id)).all() == [filing]


@on_sqlite
def test_an_approved_site_joins_its_subject(context, exchange, queue):
    put_on_record(exchange)
    added = Particulars(subject=Subject(licence_number=number(1)), sites=(particulars_samples.site(2),))
    filing = queue(2, kind=Kind.ADD_SITE, particulars=added, password="secret")
    exchange.send()
    exchange.told(result(exchange, filing, 1001, kind=Kind.ADD_SITE))
    assert row_of(context, "beian-sample-2.cn") == "bind-6"
    with context.database.read() as session:
        assert session.scalars(select(SubjectRow.name)).all() == [particulars_samples.subject(1).name]


def test_an_approved_change_takes_domains_off_and_puts_others_on(context, exchange, queue):
    two = site(domains=(Domain(name="beian-sample-1.cn"), Domain(name="beian-sample-1.com")))
    put_on_record(exchange, two)
    kept = replace(two, domains=(two.domains[0], Domain(name="beian-sample-1.net")))
    filing = queue(kind=Kind.CHANGE, particulars=published(1, kept))
    exchange.send()
    exchange.told(result(exchange, filing, 1001, kind=Kind.CHANGE))
    with context.database.read() as session:
        filed = session.scalars(select(DomainRow.name).where(DomainRow.access == "ours").order_by(DomainRow.name))
        assert filed.all() == ["beian-sample-1.cn", "beian-sample-1.net"]


def cancellation(kind, *sites):
    whole = published(1, *sites)
    subject = whole.subject if kind is Kind.CANCEL_SUBJECT else None
    return Particulars(
        subject=subject,
        sites=() if subject else whole.sites[:1],
        cancellation=Cancellation(reason=1),
    )


def test_a_cancelled_access_leaves_the_others(context, exchange, queue):
    put_on_record(exchange, site(providers=(OURS, OTHER)))
    filing = queue(kind=Kind.CANCEL_ACCESS, particulars=cancellation(Kind.CANCEL_ACCESS))
    exchange.send()
    exchange.told(result(exchange, filing, 1001, kind=Kind.CANCEL_ACCESS))
    with context.database.read() as session:
        assert [(row.access, row.site_number) for row in session.scalars(select(DomainRow))] == [
            ("other", f"{number(1)}-1")
        ]


def test_the_last_site_of_a_subject_leaves_a_shell(context, exchange, queue):
    """FAQ 37."""
    put_on_record(exchange)
    filing = queue(kind=Kind.CANCEL_SITE, particulars=cancellation(Kind.CANCEL_SITE))
    exchange.send()
    exchange.told(result(exchange, filing, 1001, kind=Kind.CANCEL_SITE))
    with context.database.read() as session:
        assert session.scalars(select(SubjectRow.shell)).all() == [True]
        assert session.scalars(select(SiteRow.id)).all() == []
        assert [row.site_id for row in session.scalars(select(DomainRow))] == [None]


def test_a_cancelled_subject_is_gone_with_all_its_sites(context, exchange, queue):
    put_on_record(exchange, site(1, 1), site(1, 2, domains=(Domain(name="beian-sample-1.com"),)))
    filing = queue(kind=Kind.CANCEL_SUBJECT, particulars=cancellation(Kind.CANCEL_SUBJECT), password="secret")
    exchange.send()
    exchange.told(result(exchange, filing, 1001, kind=Kind.CANCEL_SUBJECT))
    with context.database.read() as session:
        [subject] = session.scalars(select(SubjectRow))
        assert (subject.licence_number, subject.authority_id, subject.shell) == (None, None, False)
        assert session.scalars(select(SiteRow.id)).all() == []


@pytest.mark.parametrize(("kind", "shells"), [(Kind.CANCEL_SITE, 1), (Kind.CHANGE, 2)])
def test_code_1048_says_that_site_or_subject_is_a_shell(context, exchange, queue, kind, shells):
    """FAQ 15."""
    both = (site(1, 1), site(1, 2, domains=(Domain(name="beian-sample-1.com"),)))
    put_on_record(exchange, *both)
    meant = cancellation(kind, *both) if kind is Kind.CANCEL_SITE else published(1, *both)
    filing = queue(kind=kind, particulars=meant)
    exchange.send()
    exchange.told(result(exchange, filing, 1048, kind=kind))
    assert exchange.state(filing) == "returned_to_provider"
    with context.database.read() as session:
        assert session.scalars(select(SiteRow.shell)).all().count(True) == shells
        assert session.scalars(select(DomainRow.access)).all().count("none") == shells


@on_sqlite
def test_code_1048_about_another_providers_site_leaves_ours_as_they_are(context, exchange, queue):
    both = (site(1, 1), site(1, 2, providers=(OTHER,), domains=(Domain(name="beian-sample-1.com"),)))
    put_on_record(exchange, *both)
    filing = queue(kind=Kind.CHANGE, particulars=published(1, *both))
    exchange.send()
    exchange.told(result(exchange, filing, 1048, kind=Kind.CHANGE))
    with context.database.read() as session:
        assert session.scalars(select(DomainRow.access).order_by(DomainRow.id)).all() == ["ours", "other"]


@on_sqlite
def test_code_1048_about_one_site_leaves_the_others_as_they_are(context, exchange, queue):
    both = (site(1, 1), site(1, 2, domains=(Domain(name="beian-sample-1.com"),)))
    put_on_record(exchange, *both)
    filing = queue(kind=Kind.CHANGE, particulars=published(1, both[1]))
    exchange.send()
    exchange.told(result(exchange, filing, 1048, kind=Kind.CHANGE))
    with context.database.read() as session:
        assert session.scalars(select(DomainRow.access).order_by(DomainRow.id)).all() == ["ours", "none"]
