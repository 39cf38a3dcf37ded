"""What comes after newer news changes nothing: publications of cancelled records, parts of a resync opened late."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sync.conftest import on_sqlite
from sync.exchange import rows
from sync.published import of_subject, published, site, told

from beian_plugin.authority.download_writer import write_download
from beian_plugin.authority.items import Cancelled, Head
from beian_plugin.errors import EnvelopeRefused
from beian_plugin.filing.particulars import Domain
from beian_plugin.models.exchange import CancelledId, InboxFile
from beian_plugin.models.tables import Domain as DomainRow
from beian_plugin.models.tables import Mirror, SiteAccess
from beian_plugin.operations.sync.applying import apply_inbox
from beian_plugin.operations.sync.receiving import read_again, receive

pytestmark = pytest.mark.usefixtures("right_gate")

SITE = Cancelled(what="site", authority_id=10_001)
SUBJECT = Cancelled(what="subject", authority_id=1)


def ours(context):
    """The numbers of the sample subjects of which a domain shows our access."""
    return [int(row.name.split("-")[2][:1]) for row in rows(context, DomainRow) if row.access == "ours"]


def put_resync(exchange, *serials, problems=()):
    items = [Head(document="SJTB/ICP", resync=True), *(of_subject(serial) for serial in serials)]
    exchange.authority.put_bytes(write_download(items), problems=problems)
    return write_download(items)


def put_closed(exchange, *serials):
    """A part of a resync whose envelope does not open; its content."""
    return put_resync(exchange, *serials, problems=[(b"<return/>", EnvelopeRefused(7, "The hash does not fit."))] * 9)


def open_again(context, exchange, content):
    """Open the one file that stayed closed."""
    exchange.authority.open_return = lambda _raw: content
    [closed] = [row.id for row in rows(context, InboxFile) if row.state == "refused"]
    read_again(context, exchange.authority, closed, actor="test")


@pytest.mark.parametrize("cancelled", [SITE, SUBJECT])
@pytest.mark.parametrize("known", [True, False])
def test_what_is_published_of_a_cancelled_record_later_does_not_bring_it_back(
    context, exchange, caplog, cancelled, known
):
    if known:
        exchange.told(of_subject(1))
    exchange.told(cancelled)
    exchange.told(of_subject(1), of_subject(2))
    assert ours(context) == [2]
    assert [f"{cancelled.what} {cancelled.authority_id}" in record.getMessage() for record in caplog.records] == [True]


@on_sqlite
def test_the_sites_of_a_cancelled_subject_are_cancelled_with_it(context, exchange):
    exchange.told(of_subject(1))
    exchange.told(SUBJECT)
    with context.database.read() as session:
        assert set(session.scalars(select(CancelledId.what))) == {"subject", "site"}


@on_sqlite
def test_a_site_that_was_not_cancelled_is_published_as_before(context, exchange):
    exchange.told(SITE)
    other = site(1, 2, domains=(Domain(name="beian-sample-1.com"),))
    exchange.told(told(published(1, site(1), other)))
    with context.database.read() as session:
        assert session.scalars(select(DomainRow.name).where(DomainRow.access == "ours")).all() == ["beian-sample-1.com"]


@on_sqlite
def test_a_record_under_a_new_id_is_a_new_one(context, exchange):
    exchange.told(of_subject(1))
    exchange.told(SUBJECT)
    again = published(1)
    exchange.told(told(_renumbered(again)))
    assert ours(context) == [1]


def test_a_full_resync_that_came_after_the_cancellation_brings_back_what_it_names(context, exchange):
    exchange.told(of_subject(1))
    exchange.told(SUBJECT)
    put_resync(exchange, 1)
    exchange.run()
    assert ours(context) == [1]
    assert not rows_of_notes(context)
    exchange.told(of_subject(1))
    assert ours(context) == [1]


def test_a_part_of_a_resync_that_is_opened_late_overrides_nothing_that_came_since(context, exchange, clock):
    exchange.told(*(of_subject(serial) for serial in (1, 2, 3, 4, 5)))
    put_resync(exchange, 1)
    content = put_closed(exchange, 2, 3, 4)
    exchange.run()
    clock.move(days=2)
    exchange.told(told(published(2, site(2, domains=(Domain(name="beian-sample-6.cn"),))), changed_at="2026-06-02"))
    exchange.told(Cancelled(what="subject", authority_id=3), of_subject(7))
    clock.move(days=2)
    open_again(context, exchange, content)
    apply_inbox(context)
    assert sorted(ours(context)) == [1, 4, 6, 7], "2 stands under another name, 3 was cancelled, 5 left out"
    with context.database.read() as session:
        assert session.get_one(Mirror, 1).coverage == "own"


def test_a_part_of_a_resync_after_which_another_ended_brings_back_nothing(context, exchange, clock):
    exchange.told(*(of_subject(serial) for serial in (1, 2)))
    put_resync(exchange, 1)
    content = put_closed(exchange, 2)
    exchange.run()
    clock.move(days=2)
    put_resync(exchange, 1)
    exchange.run()
    assert ours(context) == [1]
    open_again(context, exchange, content)
    apply_inbox(context)
    assert ours(context) == [1]
    assert {row.state for row in rows(context, InboxFile)} == {"applied"}


def test_a_resync_retires_what_it_leaves_out_though_a_part_of_an_older_one_is_opened_with_it(context, exchange, clock):
    exchange.told(*(of_subject(serial) for serial in (1, 2)))
    put_resync(exchange, 1)
    content = put_closed(exchange, 2)
    exchange.run()
    clock.move(days=2)
    put_resync(exchange, 1)
    receive(context, exchange.authority)
    open_again(context, exchange, content)
    apply_inbox(context)
    assert ours(context) == [1]
    assert {row.state for row in rows(context, InboxFile)} == {"applied"}
    with context.database.read() as session:
        assert len(session.scalars(select(SiteAccess.id)).all()) == 1


def rows_of_notes(context):
    with context.database.read() as session:
        return session.scalars(select(CancelledId.authority_id)).all()


def _renumbered(particulars):
    """The same record with other ids of the authority."""
    subject = replace(particulars.subject, authority_id=901)
    sites = tuple(replace(one, authority_id=90_000 + place) for place, one in enumerate(particulars.sites))
    return replace(particulars, subject=subject, sites=sites)
