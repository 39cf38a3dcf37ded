"""A full resync retires what it leaves out, and only once all of it has come and could be read."""

from __future__ import annotations

import pytest
from sync.conftest import on_sqlite
from sync.exchange import Exchange, rows
from sync.handing_out import HandingOut
from sync.published import of_subject, published, told

from beian_plugin.authority import items
from beian_plugin.authority.download_writer import write_download
from beian_plugin.errors import EnvelopeRefused
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import InboxFile
from beian_plugin.models.tables import Domain as DomainRow
from beian_plugin.models.tables import Mirror
from beian_plugin.operations.decide import decide
from beian_plugin.operations.sync.applying import apply_inbox
from beian_plugin.operations.sync.receiving import read_again
from beian_plugin.operations.tasks import open_tasks

pytestmark = pytest.mark.usefixtures("right_gate")


def put_resync(exchange, *serials):
    exchange.authority.put(*(of_subject(serial) for serial in serials), document="SJTB/ICP", resync=True)


def coverage(context):
    with context.database.read() as session:
        return session.get_one(Mirror, 1).coverage


def test_a_full_resync_retires_what_it_leaves_out_and_counts_as_complete(context, exchange):
    exchange.told(*(of_subject(serial) for serial in (1, 2, 3)))
    assert coverage(context) == "partial"
    put_resync(exchange, 1, 3)
    exchange.run()
    assert [row.access for row in rows(context, DomainRow)] == ["ours", "unknown", "ours"]
    assert coverage(context) == "own"
    assert decide(context, DomainBind(host="beian-sample-2.cn", region="cn-hangzhou")).row == "bind-12"


@on_sqlite
def test_a_resync_counts_though_its_dates_are_older(context, exchange):
    exchange.told(told(published(1), changed_at="2026-05-30 10:00:00"))
    exchange.authority.put(told(published(1), changed_at="2026-05-02"), document="SJTB/ICP", resync=True)
    exchange.run()
    assert [row.access for row in rows(context, DomainRow)] == ["ours"]


@on_sqlite
def test_a_resync_in_several_files_ends_with_the_last_one(context, exchange):
    exchange.told(*(of_subject(serial) for serial in range(1, 6)))
    put_resync(exchange, 1, 2)
    exchange.authority.put(of_subject(6))
    put_resync(exchange, 3, 4)
    exchange.run()
    ours = [row.name for row in rows(context, DomainRow) if row.access == "ours"]
    assert ours == [f"beian-sample-{serial}.cn" for serial in (1, 2, 3, 4, 6)]
    assert {row.state for row in rows(context, InboxFile)} == {"applied"}


@on_sqlite
def test_a_resync_that_is_cut_off_waits_for_its_end(context, exchange):
    exchange.told(*(of_subject(serial) for serial in range(1, 4)))
    put_resync(exchange, 1)
    put_resync(exchange, 2)
    acknowledge, exchange.authority.acknowledge = exchange.authority.acknowledge, lambda name: 1 / 0
    with pytest.raises(ZeroDivisionError):
        exchange.run()
    apply_inbox(context)
    assert coverage(context) == "partial"
    exchange.authority.acknowledge = acknowledge
    exchange.run()
    assert [row.access for row in rows(context, DomainRow)] == ["ours", "ours", "unknown"]
    assert coverage(context) == "own"


@on_sqlite
def test_a_resync_with_a_record_that_cannot_be_read_retires_nothing(context, exchange):
    exchange.told(*(of_subject(serial) for serial in (1, 2)))
    content = write_download([items.Head(document="SJTB/ICP", resync=True), of_subject(1), of_subject(2)])
    exchange.authority.put_bytes(content.replace(b"<Ztid>2</Ztid>", b"<Ztid>none</Ztid>"))
    exchange.run()
    assert coverage(context) == "partial"
    assert [row.access for row in rows(context, DomainRow)] == ["ours", "ours"]
    assert {one.kind for one in open_tasks(context)} == {TaskKind.UNREADABLE_FILE, TaskKind.TECHNICAL}


def broken_resync(exchange, *serials, times):
    """A part of a resync that comes with a wrong hash so many times; its content."""
    content = write_download([items.Head(document="SJTB/ICP", resync=True), *(of_subject(one) for one in serials)])
    problem = EnvelopeRefused(7, "The hash does not fit.")
    name = f"broken{serials[0]}"
    exchange.authority.put_bytes(content, name=name, problems=[(b"<return>%d</return>" % serials[0], problem)] * times)
    return content


@on_sqlite
@pytest.mark.parametrize("broken", [0, 1])
def test_a_resync_of_which_a_file_cannot_be_opened_retires_nothing_until_it_is(context, exchange, broken):
    exchange.told(*(of_subject(serial) for serial in (1, 2, 3)))
    for place in (0, 1):
        if place == broken:
            content = broken_resync(exchange, place + 1, times=9)
        else:
            put_resync(exchange, place + 1)
    exchange.run()
    assert coverage(context) == "partial"
    assert [row.access for row in rows(context, DomainRow)] == ["ours", "ours", "ours"]

    exchange.authority.open_return = lambda _raw: content
    [refused] = [row.id for row in rows(context, InboxFile) if row.state == "refused"]
    read_again(context, exchange.authority, refused, actor="test")
    apply_inbox(context)
    assert coverage(context) == "own"
    assert [row.access for row in rows(context, DomainRow)] == ["ours", "ours", "unknown"]


@on_sqlite
@pytest.mark.parametrize("broken", [0, 1])
def test_a_part_of_a_resync_that_was_hurt_on_the_way_and_then_came_whole_counts(context, exchange, broken):
    exchange.told(*(of_subject(serial) for serial in (1, 2, 3)))
    for place in (0, 1):
        broken_resync(exchange, place + 1, times=1 if place == broken else 0)
    exchange.run()
    assert coverage(context) == "own"
    assert [row.access for row in rows(context, DomainRow)] == ["ours", "ours", "unknown"]


@on_sqlite
def test_a_file_that_could_not_be_opened_long_ago_does_not_stop_a_resync(context, exchange):
    broken_resync(exchange, 9, times=9)
    exchange.run()
    exchange.told(*(of_subject(serial) for serial in (1, 2)))
    put_resync(exchange, 1)
    exchange.run()
    assert coverage(context) == "own"


@on_sqlite
def test_a_resync_that_names_only_others_retires_nothing(make_context):
    context = make_context(isp_id="999")
    exchange = Exchange(context, HandingOut())
    put_resync(exchange, 1)
    exchange.run()
    assert coverage(context) == "partial"
    assert [one.kind for one in open_tasks(context)] == [TaskKind.TECHNICAL]


@on_sqlite
def test_a_clock_that_jumps_back_retires_nothing_that_was_named(context, exchange, clock):
    exchange.told(*(of_subject(serial) for serial in (1, 2)))
    clock.move(days=-400)
    put_resync(exchange, 1)
    exchange.run()
    assert [row.access for row in rows(context, DomainRow)] == ["ours", "unknown"]
