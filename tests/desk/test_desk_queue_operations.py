"""The desk's queue in the database: filters, orders, search and keyset paging, and claims of two officers at once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import particulars_samples as samples
import pytest
from msgspec.structs import replace as with_values
from sqlalchemy import select

from beian_plugin.errors import FilingRefused, InvalidValue
from beian_plugin.filing.calendar import WorkingDays
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State, Verb
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow, Subject
from beian_plugin.operations import claims, drafts, filings
from beian_plugin.operations.context import Context
from beian_plugin.operations.queue import Claimed, Waiting, Wanted, list_filings, waiting
from beian_plugin.operations.queue_order import Sort
from beian_plugin.settings import Settings

#: A Monday in June.
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
ANY = Wanted(states=None)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def context(database, clock):
    return Context(settings=Settings(), database=database, plugins=Plugins(), now=clock)


def made(context, serial=1, *verbs, kind=Kind.NEW, particulars=None):
    """A filing that took these steps, an hour apart from the next."""
    particulars = particulars or samples.new(serial)
    filing = filings.open_filing(context, kind, [f"beian-sample-{serial}.cn"], customer=f"c{serial}", actor="test")
    drafts.save_particulars(context, filing.id, particulars, actor=f"c{serial}")
    for verb in verbs:
        take(context, filing.id, verb)
    context.now.now += timedelta(hours=1)
    return filing.id


def take(context, filing, verb):
    with context.database.write() as session:
        filings.take_step(context, session, filing, verb, actor="test")


def ids(context, wanted, reader="officer", **options):
    return [line.id for line in list_filings(context, wanted, reader=reader, **options).lines]


def test_the_queue_is_what_staff_have_to_do_the_longest_waiting_first(context):
    late = made(context, 1)
    early = made(context, 2, Verb.SUBMIT)
    made(context, 3, Verb.SUBMIT, Verb.PROVIDER_PASS)
    take(context, late, Verb.SUBMIT)
    assert ids(context, Wanted()) == [early, late]


def test_filters_narrow_by_state_kind_province_and_claim(context):
    new = made(context, 1, Verb.SUBMIT)
    add = made(context, 2, kind=Kind.ADD_SITE)
    claims.claim(context, new, actor="officer")
    assert ids(context, replace(ANY, states=frozenset({State.DRAFT}))) == [add]
    assert ids(context, replace(ANY, kind=Kind.ADD_SITE)) == [add]
    assert ids(context, replace(ANY, province="33")) == [new, add]
    assert ids(context, replace(ANY, province="11")) == []
    assert ids(context, replace(ANY, claimed=Claimed.ME)) == [new]
    assert ids(context, replace(ANY, claimed=Claimed.ME), reader="other") == []
    assert ids(context, replace(ANY, claimed=Claimed.NOBODY)) == [add]


@pytest.mark.parametrize("sort", Sort)
def test_pages_show_each_filing_once_also_where_many_share_their_day_or_have_none(context, sort):
    sent = [made(context, n, Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD) for n in range(1, 4)]
    drafts_ = [made(context, n) for n in range(4, 7)]
    wanted, pages = replace(ANY, sort=sort), []
    while True:
        page = list_filings(context, wanted, reader="officer", limit=2)
        pages.append([line.id for line in page.lines])
        assert bool(page.previous) is (len(pages) > 1)
        if not page.next:
            break
        wanted = replace(ANY, sort=sort, after=page.next)
    assert [number for page in pages for number in page] == sent + drafts_
    for before in reversed(pages[:-1]):
        page = list_filings(context, replace(ANY, sort=sort, before=page.previous), reader="officer", limit=2)
        assert [line.id for line in page.lines] == before
        assert page.next
    assert not page.previous


def test_by_name_the_filings_of_one_subject_stand_together(context):
    for serial, subject in ((1, 2), (2, 1), (3, 2), (4, 1)):
        made(context, serial, particulars=with_values(samples.new(serial), subject=samples.subject(subject)))
    assert ids(context, replace(ANY, sort=Sort.NAME)) == [2, 4, 1, 3]


def test_of_two_who_take_at_once_each_gets_others_and_no_more_than_there_are(context):
    numbers = [made(context, serial, Verb.SUBMIT) for serial in range(1, 6)]
    made(context, 6)
    taken = {}
    barrier = threading.Barrier(2)

    def race(actor):
        barrier.wait()
        taken[actor] = claims.take(context, Wanted(), actor=actor, count=2)

    racers = [threading.Thread(target=race, args=(name,)) for name in ("anna", "bert")]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(taken["anna"] + taken["bert"]) == numbers[:4]
    assert waiting(context, reader="anna") == Waiting(2, 1, 5)
    assert claims.take(context, replace(ANY, search="第5有限"), actor="anna", count=9) == (numbers[4],)
    assert claims.take(context, ANY, actor="anna", count=9) == ()
    with context.database.read() as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "claim_filing")).all()) == 5


def test_a_page_that_is_none_is_the_first_or_empty(context):
    filing = made(context)
    for sort in Sort:
        for after in ("x", "_", "9_9_9", "99999999999999999999_1", "2026-13-01_1", "1_99999999999", "x_1"):
            assert ids(context, replace(ANY, after=after, sort=sort)) in ([filing], [])


def test_ages_and_deadlines_count_working_days(context, clock):
    made(context, 1, Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD)
    clock.now = NOW + timedelta(days=7)
    (line,) = list_filings(context, ANY, reader="officer").lines
    assert (line.age, line.left) == (5, 15)
    clock.now = NOW + timedelta(days=60)
    (line,) = list_filings(context, ANY, reader="officer").lines
    assert line.left < 0


def test_a_closed_filing_has_no_age_and_a_year_without_calendar_no_days(context, clock):
    made(context, 1, Verb.WITHDRAW)
    made(context, 2)
    clock.now = datetime(2035, 1, 1, tzinfo=UTC)
    assert [line.age for line in list_filings(context, ANY, reader="officer").lines] == [None, None]


def test_a_filing_is_found_by_name_domain_licence_certificate_and_number(context):
    made(context, 1)
    said = samples.new(2)
    made(context, 2, particulars=with_values(said, subject=samples.subject(2, licence_number="浙ICP备20260002号")))
    for text in (
        "茶叶第2有限",
        "beian-sample-2",
        "https://WWW.beian-sample-2.cn/index",
        "#2",
        "浙ICP备20260002号",
        "浙 ICP 备 20260002 号-1",
        samples.credit_code(2),
        samples.credit_code(2).lower(),
    ):
        assert ids(context, replace(ANY, search=text)) == [2], text
    assert 2 in ids(context, replace(ANY, search="2"))


def test_a_filing_that_names_no_subject_is_found_by_its_record(context):
    filing = made(context, 1, kind=Kind.TRANSFER_IN, particulars=with_values(samples.new(1), subject=None))
    certificate = Certificate(CertificateKind.CREDIT_CODE, samples.credit_code(9))
    with context.database.write() as session:
        subject = Subject(
            name="某某茶馆",
            licence_number="浙ICP备20269999号",
            certificate_kind=certificate.kind,
            certificate_index=context.database.keys.certificate_index(certificate.kind, certificate.number),
            updated_at=NOW,
        )
        session.add(subject)
        session.flush()
        session.get_one(FilingRow, filing).subject_id = subject.id
    made(context, 2)
    for text in ("茶馆", "浙ICP备20269999号-3", certificate.number):
        assert ids(context, replace(ANY, search=text)) == [filing]
    assert list_filings(context, replace(ANY, search="茶馆"), reader="").lines[0].name == "某某茶馆"


def test_no_search_text_is_a_pattern_or_breaks(context):
    filing = made(context, 1)
    for text in ("%", "_", "\\", "'", "a" * 1000, "９" * 30, "１２３", "..", "@@", "%\0"):
        assert ids(context, replace(ANY, search=text)) == [], text
    assert ids(context, replace(ANY, search="\0")) == [filing]


def test_what_a_filing_says_is_found_at_once_and_what_it_said_no_more(context):
    filing = made(context, 1)
    drafts.save_particulars(context, filing, with_values(samples.new(1), subject=samples.subject(5)), actor="c1")
    assert ids(context, replace(ANY, search=samples.credit_code(5))) == [filing]
    assert ids(context, replace(ANY, search=samples.credit_code(1))) == []


def test_no_certificate_number_stands_in_the_columns_of_the_queue(context):
    made(context, 1)
    with context.database.read() as session:
        row = session.execute(
            select(FilingRow.subject_name, FilingRow.licence_number, FilingRow.certificate_index)
        ).one()
    assert samples.credit_code(1) not in repr(row)
    assert row.certificate_index is not None


def test_a_name_longer_than_the_interface_carries_is_kept_as_a_draft(context):
    made(context, 1, particulars=with_values(samples.new(1), subject=samples.subject(1, name="茶" * 300)))
    assert ids(context, replace(ANY, search="茶" * 200)) == [1]


def test_of_two_officers_one_claims_and_the_other_is_told(context):
    filing = made(context)
    told = []
    barrier = threading.Barrier(2)

    def race(actor):
        barrier.wait()
        try:
            claims.claim(context, filing, actor=actor)
        except FilingRefused as refused:
            told.append(str(refused))

    racers = [threading.Thread(target=race, args=(name,)) for name in ("anna", "bert")]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    (line,) = list_filings(context, ANY, reader="").lines
    assert line.claimed_by in ("anna", "bert")
    assert line.claimed_at is not None
    assert len(told) == 1
    with context.database.read() as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "claim_filing")).all()) == 1


def test_only_who_claimed_it_or_a_supervisor_releases(context):
    filing = made(context)
    claims.claim(context, filing, actor="anna")
    claims.claim(context, filing, actor="anna")
    with pytest.raises(FilingRefused, match="anna"):
        claims.release(context, filing, actor="bert")
    claims.release(context, filing, actor="boss", anybodys=True)
    claims.claim(context, filing, actor="bert")
    claims.release(context, filing, actor="bert")
    claims.release(context, filing, actor="bert")
    assert list_filings(context, ANY, reader="").lines[0].claimed_by == ""


def test_a_closed_filing_or_none_cannot_be_claimed(context):
    filing = made(context, 1, Verb.WITHDRAW)
    with pytest.raises(FilingRefused):
        claims.claim(context, filing, actor="anna")
    with pytest.raises(InvalidValue):
        claims.claim(context, 99, actor="anna")


def test_ages_and_deadlines_are_those_of_the_calendar(context, clock):
    made(context, 1, Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD)
    made(context, 2)
    clock.now, today = NOW, NOW.date()
    for days in (-400, -30, -7, -1, 0, 1, 7, 29):
        with context.database.write() as session:
            row = session.get_one(FilingRow, 1)
            row.due, row.since = today + timedelta(days=days), NOW + timedelta(days=min(days, 0))
        lines = list_filings(context, ANY, reader="officer").lines
        line = next(line for line in lines if line.id == 1)
        assert line.left == WorkingDays().between(today, line.due)
        assert line.age == WorkingDays().between(line.since.date(), today)
