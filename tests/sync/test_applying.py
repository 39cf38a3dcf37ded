"""Files are applied in order, in batches that are kept whole; what cannot be read is counted and the rest goes on."""

from __future__ import annotations

from datetime import date

import particulars_samples
import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sync.exchange import Exchange
from sync.handing_out import HandingOut
from sync.published import OTHER, OURS, number, published, site, told

from beian_plugin.authority import items
from beian_plugin.authority.download_writer import write_download
from beian_plugin.errors import EnvelopeRefused, LeaseLost
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.events import Subject as AskingSubject
from beian_plugin.filing.particulars import Domain
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models import standing
from beian_plugin.models.exchange import InboxFile
from beian_plugin.models.tables import BlacklistEntry, Mirror, SiteAccess
from beian_plugin.models.tables import Domain as DomainRow
from beian_plugin.models.tables import Site as SiteRow
from beian_plugin.models.tables import Subject as SubjectRow
from beian_plugin.operations import base_codes, records
from beian_plugin.operations.decide import decide
from beian_plugin.operations.sync import applying, leases, record
from beian_plugin.operations.sync.applying import Applied, apply_inbox
from beian_plugin.operations.sync.receiving import read_again, receive
from beian_plugin.operations.tasks import open_tasks, settle, task

#: Nothing in the rule depends on which database it is.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def exchange(context):
    """The two directions of the link."""
    return Exchange(context, HandingOut())


@pytest.fixture(autouse=True)
def right_gate(database):
    """Whatever a test does, the gate's columns are right at its end."""
    yield
    with database.read() as session:
        assert standing.drift(session) == 0


def rows(context, table):
    with context.database.read() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def of_subject(serial, **changes):
    return told(published(serial, **changes))


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


def test_blacklists_bar_each_domain_of_a_site_until_the_authority_takes_it_back(context, exchange):
    """FAQ 26."""
    bar = {"name": "示例", "domains": ("beian-sample-1.cn", "例子.中国"), "note": "违规"}
    exchange.told(items.BarredSite(change=0, **bar))
    exchange.told(items.BarredSite(change=0, **bar), name="again")
    exchange.told(items.BarredSite(change=1, **bar | {"note": "再次违规"}))
    assert [row.blacklisted for row in rows(context, DomainRow)] == [True, True]
    assert [row.reason for row in rows(context, BlacklistEntry)] == ["再次违规", "再次违规"]
    assert decide(context, DomainBind(host="www.beian-sample-1.cn", region="cn-hangzhou")).row == "bind-4"
    exchange.told(items.BarredSite(change=2, **bar))
    assert [row.blacklisted for row in rows(context, DomainRow)] == [False, False]


@on_sqlite
def test_what_staff_barred_stays_when_the_authority_takes_back_its_own(context, exchange):
    records.bar_domain(context, "beian-sample-1.cn", actor="staff")
    site_ = {"name": "示例", "domains": ("beian-sample-1.cn",)}
    exchange.told(items.BarredSite(change=0, **site_))
    exchange.told(items.BarredSite(change=2, **site_))
    assert [row.source for row in rows(context, BlacklistEntry)] == ["staff"]


def test_a_barred_subject_is_known_by_its_certificate(context, exchange):
    code = particulars_samples.credit_code(1)
    exchange.told(items.BarredSubject(name="某公司", certificate_type=1, certificate_number=code.lower(), change=0))
    asking = AskingSubject(certificate=Certificate(CertificateKind.CREDIT_CODE, code))
    event = DomainBind(host="beian-sample-1.cn", region="cn-hangzhou", subject=asking)
    assert decide(context, event).row == "bind-4"


def test_code_tables_are_replaced_whole(context, exchange):
    def value(code, name, **more):
        return items.CodeValue(table="Dwxz", code=code, name=name, **more)

    assert base_codes.loaded(context, "Dwxz") is None
    exchange.told(value(4, "企业"), value(5, "个人"), value(9, "旧类", valid=False))
    assert dict(base_codes.table(context, "Dwxz")) == {4: "企业", 5: "个人"}
    assert base_codes.name_of(context, "Dwxz", 9) == "旧类"
    exchange.told(value(4, "公司"))
    assert dict(base_codes.table(context, "Dwxz")) == {4: "公司"}
    assert base_codes.loaded(context, "Dwxz") == context.now()


NEWS = [
    (
        items.UnfiledSite(authority_id=1, domain="beian-sample-1.cn", address="203.0.113.9", carrier=1),
        TaskKind.UNFILED_SITE,
    ),
    (
        items.IllegalAccess(
            authority_id=1,
            domain="beian-sample-1.cn",
            address="203.0.113.9",
            provider=OURS,
            province=330000,
            seen_at="2026-05-30",
        ),
        TaskKind.BLACKLISTED_SITE,
    ),
    (
        items.VerificationTask(particulars=published(), filed_at="2026-05-01", changed_at="2026-05-02"),
        TaskKind.VERIFICATION,
    ),
    (
        items.SubjectCheck(
            authority_id=1,
            name="某公司",
            certificate_type=1,
            certificate_number=particulars_samples.credit_code(1),
            reason="名称有误",
        ),
        TaskKind.WRONG_SUBJECT,
    ),
    (
        items.AccessCheck(site_id=10_001, site_number=f"{number(1)}-1", finding=1, at="2026-05-30"),
        TaskKind.ACCESS_MISMATCH,
    ),
    (items.DeadSite(site_id=10_001, site_number=f"{number(1)}-1", at="2026-05-30"), TaskKind.DEAD_SITE),
    (
        items.ShellCheck(site_id=10_001, site_number=f"{number(1)}-1", alive=True, at="2026-05-30"),
        TaskKind.SHELL_SITE,
    ),
    (items.Notice(about="site", licence_number=f"{number(1)}-1", text="请整改"), TaskKind.NOTICE),
    (items.Notice(about="subject", authority_id=1, text="请整改"), TaskKind.NOTICE),
    (items.IpResult(what="allocation", operation=1, own_id=1, codes=((2001, "无效"),)), TaskKind.TECHNICAL),
]


@pytest.mark.parametrize(("news", "kind"), NEWS, ids=[type(news).__name__ for news, _ in NEWS])
def test_news_is_one_task_however_often_it_comes(context, exchange, news, kind):
    exchange.told(told())
    exchange.told(news)
    exchange.told(news, name="again")
    [one] = open_tasks(context)
    assert one.kind == kind
    if kind is not TaskKind.TECHNICAL and not (kind is TaskKind.NOTICE and news.about == "subject"):
        assert one.domain in ("beian-sample-1.cn", "")
    if hasattr(news, "certificate_number"):
        assert news.certificate_number not in str(one.document), "lists show personal data masked"
        assert task(context, one.id, actor="staff").document["certificate_number"] == news.certificate_number


@on_sqlite
def test_an_unfiled_site_is_due_soon(context, exchange):
    exchange.told(NEWS[0][0])
    assert open_tasks(context)[0].due == date(2026, 6, 6)


@on_sqlite
def test_news_points_to_the_record(context, exchange):
    exchange.told(told())
    exchange.told(NEWS[4][0], name="a")
    exchange.told(NEWS[3][0], name="b")
    mismatch, wrong = open_tasks(context)
    assert mismatch.document["site"]["domains"] == ["beian-sample-1.cn"]
    assert wrong.document["subject"]["licence_number"] == number(1)


def test_news_that_differs_opens_a_settled_task_anew(context, exchange):
    check = NEWS[3][0]
    exchange.told(check)
    settle(context, open_tasks(context)[0].id, actor="staff")
    exchange.told(check, name="again")
    assert open_tasks(context) == []
    exchange.told(
        items.SubjectCheck(**{name: getattr(check, name) for name in check.__struct_fields__} | {"name": "别的公司"})
    )
    assert len(open_tasks(context)) == 1


@on_sqlite
def test_an_ip_report_that_was_taken_opens_nothing(context, exchange):
    exchange.told(items.IpResult(what="allocation", operation=1, own_id=1, codes=((2998, "成功"),)))
    assert open_tasks(context) == []


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
