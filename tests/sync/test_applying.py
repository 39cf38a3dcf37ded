"""Files are applied in order, in batches that are kept whole; what cannot be read is counted and the rest goes on."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from sync.conftest import on_sqlite
from sync.exchange import rows
from sync.published import OTHER, OURS, number, of_subject, published, site, told

from beian_plugin.authority import items
from beian_plugin.authority.download_writer import write_download
from beian_plugin.errors import EnvelopeRefused, LeaseLost
from beian_plugin.filing.particulars import Domain
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import InboxFile
from beian_plugin.models.tables import BlacklistEntry, SiteAccess
from beian_plugin.models.tables import Domain as DomainRow
from beian_plugin.models.tables import Site as SiteRow
from beian_plugin.models.tables import Subject as SubjectRow
from beian_plugin.operations.sync import applying, leases, record
from beian_plugin.operations.sync.applying import Applied, apply_inbox
from beian_plugin.operations.sync.receiving import read_again, receive
from beian_plugin.operations.tasks import open_tasks

pytestmark = pytest.mark.usefixtures("right_gate")


def test_published_records_arrive_with_how_far_the_file_is_done(context, exchange):
    done = exchange.told(*(of_subject(serial) for serial in range(1, 4)))
    assert done == Applied(files=1, records=3)
    [file] = rows(context, InboxFile)
    assert (file.state, file.document, file.position, file.trouble) == ("applied", "ICP/BASJ", 3, 0)
    assert [row.licence_number for row in rows(context, SubjectRow)] == [number(serial) for serial in (1, 2, 3)]
    assert apply_inbox(context) == Applied()


@on_sqlite
def test_records_that_break_the_schema_are_counted_in_one_task_and_the_rest_goes_on(context, exchange, monkeypatch):
    monkeypatch.setattr(applying, "_PUBLISHED", 2)
    content = write_download([of_subject(serial) for serial in range(1, 8)])
    for serial in (2, 3, 6):
        content = content.replace(f"<Ztid>{serial}</Ztid>".encode(), b"<Ztid>none</Ztid>")
    exchange.authority.put_bytes(content, name="BASJ1")
    assert exchange.run() == Applied(files=1, records=7, unreadable=3)
    assert len(rows(context, SubjectRow)) == 4
    [one] = open_tasks(context)
    assert (one.kind, one.document["count"]) == (TaskKind.UNREADABLE_FILE, 3)
    assert [line.split()[0] for line in one.document["records"]] == ["2", "3", "6"]
    assert rows(context, InboxFile)[0].trouble == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no document",
        b"<DownloadData version='V.3.0'/>",
        "<?xml version='1.0' encoding='GBK'?><DownloadData>茶</DownloadData>".encode(),
        b"<?xml version='1.0' encoding='no-such'?><DownloadData/>",
    ],
)
@on_sqlite
def test_a_file_that_is_no_document_is_kept_and_the_next_one_is_applied(context, exchange, content):
    exchange.authority.put_bytes(content, name="strange")
    exchange.told(of_subject(1))
    file, good = rows(context, InboxFile)
    assert file.state == "refused"
    with context.database.read() as session:
        assert session.get_one(InboxFile, file.id).content == content, "kept as it came"
    assert file.problem
    assert good.state == "applied"
    assert [one.kind for one in open_tasks(context)] == [TaskKind.UNREADABLE_FILE]


@on_sqlite
def test_a_file_that_ends_in_the_middle_gives_what_was_whole(context, exchange):
    content = write_download([of_subject(serial) for serial in range(1, 30)])
    exchange.authority.put_bytes(content[: len(content) // 2], name="short")
    exchange.run()
    [file] = rows(context, InboxFile)
    assert file.state == "refused"
    assert 0 < len(rows(context, SubjectRow)) < 29


def test_a_record_that_cannot_be_stored_is_left_out_alone(context, exchange, monkeypatch):
    store = record.store

    def fragile(connection, keys, wording, entries, moment):
        if any(entry.particulars.subject.authority_id == 5 for entry in entries):
            raise ValueError
        return store(connection, keys, wording, entries, moment)

    monkeypatch.setattr(record, "store", fragile)
    assert exchange.told(*(of_subject(serial) for serial in range(1, 9))) == Applied(1, 8, 1)
    assert len(rows(context, SubjectRow)) == 7
    assert open_tasks(context)[0].document["records"] == ["5 ICP/BASJ: ValueError"]


def test_the_same_file_under_another_name_changes_nothing(context, exchange):
    news = (of_subject(1), of_subject(2))
    exchange.told(*news, name="first")
    before = [(row.id, row.published, row.licence_number) for row in rows(context, SubjectRow)]
    exchange.told(*news, name="second")
    assert [(row.id, row.published, row.licence_number) for row in rows(context, SubjectRow)] == before
    assert len(rows(context, SiteAccess)) == 2


@on_sqlite
def test_older_news_that_come_behind_newer_ones_change_nothing(context, exchange):
    exchange.told(told(published(name="新名称有限公司"), changed_at="2026-05-03 10:00:00"))
    exchange.told(told(published(name="旧名称有限公司"), changed_at="2026-05-02"))
    assert rows(context, SubjectRow)[0].name == "新名称有限公司"


def test_cancellations_take_sites_and_subjects_off(context, exchange):
    two = published(1, site(1, 1), site(1, 2, domains=(Domain(name="beian-sample-1.com"),)))
    exchange.told(told(two), of_subject(2))
    exchange.told(items.Cancelled(what="site", authority_id=10_002))
    assert [row.authority_id for row in rows(context, SiteRow)] == [10_001, 20_001]
    assert not rows(context, SubjectRow)[0].shell
    exchange.told(
        items.Cancelled(what="site", authority_id=10_001),
        items.Cancelled(what="subject", authority_id=2),
        items.Cancelled(what="subject", authority_id=4711),
    )
    [subject] = rows(context, SubjectRow)
    assert (subject.authority_id, subject.shell) == (1, True), "a subject whose last site went is a shell (FAQ 37)"
    assert {row.access for row in rows(context, DomainRow)} == {"unknown"}


@on_sqlite
def test_a_file_that_came_whole_is_not_applied_again_when_its_broken_arrival_is_opened(context, exchange):
    barred = items.BarredSite(name="某站", domains=("beian-sample-1.cn",), change=0)
    content = write_download([items.Head(document="ICP/HMDLB"), barred])
    problem = EnvelopeRefused(7, "The hash does not fit.")
    exchange.authority.put_bytes(content, name="barred", problems=[(b"<return/>", problem)])
    exchange.run()
    exchange.told(replace(barred, change=2))
    exchange.authority.open_return = lambda _raw: content
    [refused] = [row.id for row in rows(context, InboxFile) if row.state == "refused"]
    read_again(context, exchange.authority, refused, actor="test")
    apply_inbox(context)
    assert rows(context, BlacklistEntry) == []


@pytest.mark.parametrize(("alive", "access"), [(False, "none"), (True, "ours")])
def test_a_dead_shell_site_is_served_by_nobody(context, exchange, alive, access):
    """FAQ 38."""
    exchange.told(told())
    exchange.told(items.ShellCheck(site_id=10_001, site_number=f"{number(1)}-1", alive=alive, at="2026-05-30"))
    assert [row.access for row in rows(context, DomainRow)] == [access]


def test_an_applier_that_was_overtaken_stops(context, exchange, monkeypatch):
    exchange.authority.put(of_subject(1))
    lease = leases.hold(context, "sync", "first")
    leases.release(context, lease)
    assert leases.hold(context, "sync", "second")
    exchange.run()
    exchange.authority.put(of_subject(2))
    receive(context, exchange.authority)
    with pytest.raises(LeaseLost):
        apply_inbox(context, lease)
    assert len(rows(context, SubjectRow)) == 1


def test_two_appliers_do_each_record_once(context, exchange, monkeypatch):
    """The second begins while the first has read the same file."""
    monkeypatch.setattr(applying, "_PUBLISHED", 1)
    apply_once, nested = applying._apply_once, []

    def overtake(*given):
        monkeypatch.setattr(applying, "_apply_once", apply_once)
        nested.append(apply_inbox(context))
        return apply_once(*given)

    monkeypatch.setattr(applying, "_apply_once", overtake)
    exchange.authority.put(*(of_subject(serial) for serial in range(1, 4)))
    assert exchange.run() == Applied()
    assert nested == [Applied(files=1, records=3)]
    assert len(rows(context, SubjectRow)) == 3


@on_sqlite
def test_accesses_of_others_are_kept_by_their_id(context, exchange):
    exchange.told(told(published(1, site(providers=(OURS, OTHER)))))
    assert sorted(row.provider for row in rows(context, SiteAccess)) == ["", str(OTHER)]
