"""What came is kept for three months, also what nobody could read, and then only known by its digest."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update
from sync.exchange import Exchange
from sync.handing_out import HandingOut
from sync.published import told

from beian_plugin.authority.download_writer import write_download
from beian_plugin.errors import EnvelopeRefused, InvalidValue
from beian_plugin.models.exchange import InboxContent, InboxFile
from beian_plugin.operations.sync.applying import apply_inbox
from beian_plugin.operations.sync.purging import purge
from beian_plugin.operations.sync.receiving import ARRIVALS, read_again, receive
from beian_plugin.operations.tasks import open_tasks

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CLOSED = (b"<return>as it came</return>", EnvelopeRefused(7, "The hash does not fit."))


@pytest.fixture
def exchange(context):
    """The two directions of the link."""
    return Exchange(context, HandingOut())


def kept(context):
    """How many contents are kept."""
    with context.database.read() as session:
        return session.scalar(select(func.count()).select_from(InboxContent))


def states(context):
    with context.database.read() as session:
        return session.scalars(select(InboxFile.state).order_by(InboxFile.id)).all()


@pytest.mark.parametrize("broken", ["envelope", "document"])
def test_what_nobody_could_read_goes_after_three_months_and_its_task_stays(context, exchange, clock, broken):
    if broken == "envelope":
        exchange.authority.put_bytes(b"", problems=[CLOSED] * ARRIVALS)
        exchange.authority.queue[0][2].extend([CLOSED] * ARRIVALS)
    else:
        exchange.authority.put_bytes(write_download([told()])[:-20])
    exchange.run()
    assert states(context) == ["refused"]
    clock.move(days=92)
    assert (purge(context), kept(context)) == (0, 1)
    [task] = open_tasks(context)
    clock.move(seconds=1)
    assert (purge(context), kept(context)) == (1, 0)
    assert [one.document for one in open_tasks(context)] == [task.document]
    with context.database.read() as session:
        file_id = session.scalars(select(InboxFile.id)).one()
    with pytest.raises(InvalidValue):
        read_again(context, exchange.authority, file_id, actor="staff")


def test_a_part_of_a_resync_goes_although_the_resync_never_ended(context, exchange, clock):
    exchange.authority.put(told(), document="SJTB/ICP", resync=True)
    receive(context, exchange.authority)
    with context.database.write() as session:
        session.execute(update(InboxFile).values(last=False))
    apply_inbox(context)
    assert states(context) == ["read"]
    clock.move(days=93)
    assert (purge(context), kept(context)) == (1, 0)


def test_what_waits_to_be_applied_stays_however_long_it_takes(context, exchange, clock):
    exchange.authority.put(told())
    receive(context, exchange.authority)
    clock.move(days=200)
    assert (purge(context), kept(context)) == (0, 1)
    assert apply_inbox(context).records == 1


def test_a_file_that_comes_again_after_its_content_went_is_kept_anew(context, exchange, clock):
    content = write_download([told()])[:-20]
    exchange.authority.put_bytes(content, name="same")
    exchange.run()
    clock.move(days=93)
    purge(context)
    exchange.authority.put_bytes(content, name="same")
    exchange.run()
    assert states(context) == ["refused", "refused"]
    assert kept(context) == 1
