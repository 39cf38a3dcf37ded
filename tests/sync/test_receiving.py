"""Files are stored before they are acknowledged, known when they come again, and kept when they do not open."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sync.conftest import on_sqlite
from sync.handing_out import HandingOut

from beian_plugin.authority.download_writer import write_download
from beian_plugin.authority.items import Head, Notice
from beian_plugin.errors import AuthorityRefused, AuthorityUnreachable, EnvelopeRefused, InvalidValue, LeaseLost
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import InboxFile
from beian_plugin.operations.sync import leases
from beian_plugin.operations.sync.applying import apply_inbox
from beian_plugin.operations.sync.receiving import read_again, receive
from beian_plugin.operations.tasks import open_tasks

BROKEN = (b"<return>as it came</return>", EnvelopeRefused(7, "The hash does not fit."))


@pytest.fixture
def authority():
    """An authority with nothing to hand out yet."""
    return HandingOut()


@pytest.fixture
def inbox(context):
    """The rows of the inbox."""

    def rows():
        with context.database.read() as session:
            query = select(InboxFile).options(joinedload(InboxFile.body)).order_by(InboxFile.id)
            return list(session.scalars(query))

    return rows


def notice(text="请核对主体信息"):
    return Notice(about="subject", text=text)


def test_every_file_is_stored_and_acknowledged_in_order(context, authority, inbox):
    for serial in range(3):
        authority.put(notice(f"第{serial}条"), name=f"n{serial}")
    assert receive(context, authority) == 3
    assert [(row.name, row.state, row.last) for row in inbox()] == [
        ("n0", "acknowledged", False),
        ("n1", "acknowledged", False),
        ("n2", "acknowledged", True),
    ]
    assert authority.log == [call for serial in range(3) for call in ("download", f"acknowledge n{serial}")]


@on_sqlite
def test_an_empty_queue_changes_nothing(context, authority, inbox):
    assert receive(context, authority) == 0
    assert inbox() == []


def test_a_file_is_stored_before_it_is_acknowledged(context, authority, inbox):
    authority.put(notice(), name="n")

    def refuse(name):
        assert [row.state for row in inbox()] == ["stored"]
        raise AuthorityUnreachable

    authority.acknowledge, kept = refuse, authority.acknowledge
    with pytest.raises(AuthorityUnreachable):
        receive(context, authority)
    authority.acknowledge = kept
    assert receive(context, authority) == 0, "the same file again is known"
    assert [(row.name, row.state) for row in inbox()] == [("n", "acknowledged")]


@pytest.mark.parametrize("another", [True, False])
def test_an_acknowledgement_whose_answer_was_lost_is_inferred(context, authority, inbox, another):
    authority.put(notice(), name="n")
    kept = authority.acknowledge

    def lose(name):
        kept(name)
        raise AuthorityUnreachable

    authority.acknowledge = lose
    with pytest.raises(AuthorityUnreachable):
        receive(context, authority)
    assert inbox()[0].state == "stored"
    authority.acknowledge = kept
    if another:
        authority.put(notice("另一条"), name="m")
    assert receive(context, authority) == another
    assert {row.state for row in inbox()} == {"acknowledged"}
    assert inbox()[-1].last


@on_sqlite
def test_a_file_that_was_hurt_on_the_way_is_asked_for_again(context, authority, inbox):
    content = authority.put(notice(), name="whole") and authority.queue.pop()[1]
    authority.put_bytes(content, name="n", problems=[BROKEN, (b"<return>other</return>", BROKEN[1])])
    receive(context, authority)
    assert [(row.state, row.acknowledged_at is None) for row in inbox()] == [
        ("refused", False),
        ("refused", False),
        ("acknowledged", False),
    ]
    assert inbox()[0].content == BROKEN[0], "kept as it came"
    assert open_tasks(context) == []


def test_a_file_that_stays_broken_is_kept_and_acknowledged_so_that_the_rest_goes_on(context, authority, inbox):
    authority.put_bytes(b"", name="broken", problems=[BROKEN] * 9)
    authority.put(notice(), name="n")
    receive(context, authority)
    assert authority.log.count("download") == 4
    assert [(row.name, row.state) for row in inbox()] == [("broken", "refused"), ("n", "acknowledged")]
    [task] = open_tasks(context)
    assert (task.kind, task.document["file"]) == (TaskKind.UNREADABLE_FILE, "broken")
    assert "hash" in task.document["problem"]


#: Some portions of the parser.
NOTICES = 1000
WHOLE = write_download([Head(document="ICP/XGTZ"), *(notice(f"第{number}条") for number in range(NOTICES))])
CUT = WHOLE[:-80]


@on_sqlite
def test_a_document_that_was_hurt_on_the_way_is_asked_for_again_and_applied_whole(context, authority, inbox):
    authority.put_bytes(WHOLE, name="n", problems=[CUT, WHOLE.replace(b"GBK", b"UTF-8", 1)])
    receive(context, authority)
    assert authority.log == ["download", "download", "download", "acknowledge n"]
    assert [row.state for row in inbox()] == ["refused", "refused", "acknowledged"]
    assert apply_inbox(context).records == NOTICES


@on_sqlite
def test_of_a_document_that_stays_broken_what_is_whole_is_applied_and_the_rest_told(context, authority, inbox):
    authority.put_bytes(CUT, name="n")
    receive(context, authority)
    assert authority.log == ["download", "download", "download", "acknowledge n"]
    apply_inbox(context)
    assert [row.state for row in inbox()] == ["refused"]
    assert 0 < len(open_tasks(context, TaskKind.NOTICE)) < NOTICES
    assert len(open_tasks(context, TaskKind.UNREADABLE_FILE)) == 1


@on_sqlite
def test_arrivals_are_counted_over_runs(context, authority, inbox):
    authority.put_bytes(b"", name="broken", problems=[BROKEN] * 9)
    for rest in (1, 1, 0):
        calls = iter((True, False))
        download = authority.download

        def once(download=download, calls=calls):
            if not next(calls):
                raise AuthorityUnreachable
            return download()

        authority.download = once
        if rest:
            with pytest.raises(AuthorityUnreachable):
                receive(context, authority)
        else:
            receive(context, authority)
        authority.download = download
        assert len(authority.queue) == rest
    assert inbox()[0].acknowledged_at is not None


@on_sqlite
def test_a_kept_file_is_read_again_once_its_key_is_right(context, authority, inbox):
    authority.put_bytes(b"", name="broken", problems=[BROKEN] * 9)
    receive(context, authority)
    authority.open_return = {BROKEN[0]: b"<DownloadData/>"}.__getitem__
    read_again(context, authority, inbox()[0].id, actor="test")
    assert [(row.state, row.content) for row in inbox()] == [("acknowledged", b"<DownloadData/>")]
    with pytest.raises(InvalidValue):
        read_again(context, authority, inbox()[0].id, actor="test")


@on_sqlite
def test_the_same_name_with_another_content_is_another_file(context, authority, inbox):
    authority.put(notice("一"), name="n")
    authority.put(notice("二"), name="n")
    assert receive(context, authority) == 2
    assert len(inbox()) == 2


@on_sqlite
def test_an_authority_that_hands_out_the_same_file_for_ever_is_left_for_the_next_run(context, authority, inbox):
    authority.put(notice(), name="n")
    authority.put(notice("二"), name="m")
    authority.acknowledge = lambda name: None
    assert receive(context, authority) == 1
    assert len(authority.log) < 20
    assert [(row.name, row.last) for row in inbox()] == [("n", False)]


@on_sqlite
def test_maintenance_is_passed_on_and_nothing_is_lost(context, authority, inbox):
    authority.put(notice(), name="n")
    authority.put(notice("二"), name="m")
    download = authority.download

    def closed():
        if len(authority.queue) == 1:
            raise AuthorityRefused(902)
        return download()

    authority.download = closed
    with pytest.raises(AuthorityRefused):
        receive(context, authority)
    assert [(row.name, row.state, row.last) for row in inbox()] == [("n", "acknowledged", False)]


@on_sqlite
def test_files_are_dated_in_their_order_whatever_the_clock_does(context, authority, inbox, clock):
    for amount in (0, -5, 3):
        clock.move(days=amount)
        authority.put(notice(str(amount)))
        receive(context, authority)
    times = [row.stored_at for row in inbox()]
    assert times == sorted(set(times))


def test_a_receiver_that_was_overtaken_stores_nothing(context, authority, inbox):
    lease = leases.hold(context, "sync", "first")
    leases.release(context, lease)
    assert leases.hold(context, "sync", "second")
    authority.put(notice())
    with pytest.raises(LeaseLost):
        receive(context, authority, lease)
    assert inbox() == []
    assert len(authority.queue) == 1
