"""What the authority publishes or approved becomes the record that the gate reads."""

from __future__ import annotations

import gc
from datetime import timedelta

import particulars_samples
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select
from sync.conftest import NOW
from sync.exchange import row_of
from sync.published import OTHER, OURS, number, published, site

from beian_plugin.filing.certificate import CertificateKind
from beian_plugin.filing.particulars import Domain, IpRange, Particulars, Subject
from beian_plugin.models import standing
from beian_plugin.models.exchange import BaseCode
from beian_plugin.models.tables import Customer, CustomerSubject, SiteAccess
from beian_plugin.models.tables import Domain as DomainRow
from beian_plugin.models.tables import Principal as PrincipalRow
from beian_plugin.models.tables import Site as SiteRow
from beian_plugin.models.tables import Subject as SubjectRow
from beian_plugin.operations.filings import parse_particulars
from beian_plugin.operations.sync.record import store
from beian_plugin.operations.sync.record_rows import SiteRecord
from beian_plugin.operations.sync.record_values import Entry, load_wording


@pytest.fixture
def put(context):
    """Stores entries as one batch, and holds the gate's columns against what is derived."""

    def put(*entries, moment=NOW):
        with context.database.read() as session:
            wording = load_wording(session, context.settings)
        with context.database.write_connection() as connection:
            stored = store(connection, context.database.keys, wording, entries, moment)
            assert standing.drift(connection) == 0
        return stored

    return put


@pytest.fixture
def rows(context):
    """Every row of a table."""

    def rows(table):
        with context.database.read() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    return rows


def approved(told, **changes):
    return Entry(particulars=told, published=False, **changes)


def test_a_published_record_says_who_is_filed_and_that_we_serve_it(context, put, rows):
    put(Entry(particulars=published()))
    [subject], [one], [domain], [access] = rows(SubjectRow), rows(SiteRow), rows(DomainRow), rows(SiteAccess)
    assert (subject.authority_id, subject.licence_number, subject.province, subject.shell) == (
        1,
        number(1),
        "33",
        False,
    )
    assert subject.certificate_kind == CertificateKind.CREDIT_CODE
    assert subject.certificate_number == particulars_samples.credit_code(1)
    assert parse_particulars(subject.published) == published()
    assert (one.authority_id, one.licence_number) == (10_001, f"{number(1)}-1")
    assert (domain.name, domain.access, domain.site_number) == ("beian-sample-1.cn", "ours", one.licence_number)
    assert access.ours
    assert access.addresses == ["203.0.113.2"]
    assert rows(PrincipalRow)[0].phone == "10000000001"
    assert row_of(context, "www.beian-sample-1.cn") == "bind-6"


def test_the_same_record_again_changes_nothing(put, rows):
    put(Entry(particulars=published()))
    before = [(row.id, row.licence_number, row.published) for row in rows(SubjectRow)]
    put(Entry(particulars=published()), Entry(particulars=published()))
    assert [(row.id, row.licence_number, row.published) for row in rows(SubjectRow)] == before
    assert len(rows(SiteRow)) == len(rows(DomainRow)) == len(rows(SiteAccess)) == len(rows(PrincipalRow)) == 1


def test_older_news_that_comes_late_changes_nothing(put, rows):
    put(Entry(particulars=published(name="新名称有限公司"), changed_at=NOW))
    put(Entry(particulars=published(name="旧名称有限公司"), changed_at=NOW - timedelta(days=1)))
    assert rows(SubjectRow)[0].name == "新名称有限公司"
    put(Entry(particulars=published(name="更新名称有限公司"), changed_at=NOW + timedelta(days=1)))
    assert rows(SubjectRow)[0].name == "更新名称有限公司"


def test_a_domain_that_the_record_names_no_more_is_not_filed(put, rows):
    two = site(domains=(Domain(name="beian-sample-1.cn"), Domain(name="beian-sample-1.com")))
    put(Entry(particulars=published(1, two)))
    assert [row.shares_site for row in rows(DomainRow)] == [True, True]
    put(Entry(particulars=published()))
    assert {row.name: (row.site_id is None, row.access) for row in rows(DomainRow)} == {
        "beian-sample-1.cn": (False, "ours"),
        "beian-sample-1.com": (True, "unknown"),
    }


def test_accesses_are_those_that_the_record_names(put, rows):
    put(Entry(particulars=published(1, site(providers=(OURS, OTHER)))))
    assert rows(DomainRow)[0].other_access
    put(Entry(particulars=published(1, site(providers=(OTHER,)))))
    assert [(row.provider, row.ours) for row in rows(SiteAccess)] == [(str(OTHER), False)]
    assert rows(DomainRow)[0].access == "other"


def test_an_approval_stands_before_the_authority_publishes_and_becomes_its_record(context, put, rows):
    [made] = put(approved(particulars_samples.new()))
    assert row_of(context, "beian-sample-1.cn") == "bind-6"
    with context.database.write() as session:
        customer = Customer(user="customer-1", created_at=NOW)
        session.add(customer)
        session.flush()
        session.add(CustomerSubject(customer_id=customer.id, subject_id=made.subject_id))
    [stored] = put(Entry(particulars=published()))
    assert stored == made
    assert [row.licence_number for row in rows(SubjectRow)] == [number(1)]
    assert [row.licence_number for row in rows(SiteRow)] == [f"{number(1)}-1"]


def test_the_published_record_may_come_before_the_approval(put, rows):
    [stored] = put(Entry(particulars=published()))
    [made] = put(approved(particulars_samples.new()))
    assert made == stored
    assert rows(SubjectRow)[0].licence_number == number(1)
    assert rows(SiteRow)[0].licence_number == f"{number(1)}-1"


def test_rows_of_an_import_and_of_an_approval_become_one(context, put, rows):
    told = Particulars(subject=Subject(licence_number=number(1)), sites=(replace(site(), accesses=()),))
    put(approved(told), approved(replace(particulars_samples.new(), sites=(site(1, 2, domains=()),))))
    assert len(rows(SubjectRow)) == 2
    [stored] = put(Entry(particulars=published()))
    assert [(row.id, row.licence_number, row.authority_id) for row in rows(SubjectRow)] == [
        (stored.subject_id, number(1), 1)
    ]
    assert {row.subject_id for row in rows(SiteRow)} == {stored.subject_id}


def test_one_certificate_with_two_numbers_stays_two_subjects(put, rows):
    """FAQ 27."""
    again = published(2, certificate_number=particulars_samples.credit_code(1))
    put(Entry(particulars=published()), Entry(particulars=again))
    assert [row.licence_number for row in rows(SubjectRow)] == [number(1), number(2)]


def test_a_number_that_moved_to_another_record_leaves_the_old_one(put, rows):
    put(Entry(particulars=published(1)), Entry(particulars=published(2)))
    moved = published(2)
    moved = replace(moved, subject=replace(moved.subject, licence_number=number(1)))
    put(Entry(particulars=moved))
    assert {row.authority_id: row.licence_number for row in rows(SubjectRow)} == {1: None, 2: number(1)}


def test_sites_that_a_record_does_not_name_are_kept_unless_it_is_a_resync(put, rows):
    both, one = published(1, site(1, 1), site(1, 2, domains=(Domain(name="beian-sample-1.com"),))), published()
    put(Entry(particulars=both))
    put(Entry(particulars=one))
    assert [kept.authority_id for kept in parse_particulars(rows(SubjectRow)[0].published).sites] == [10_001, 10_002]
    put(Entry(particulars=one, resync=True))
    assert parse_particulars(rows(SubjectRow)[0].published) == one


def test_a_shell_that_is_published_is_none_any_more(context, put, rows):
    put(Entry(particulars=published()))
    with context.database.write() as session:
        session.scalars(select(SubjectRow)).one().shell = True
        session.scalars(select(SiteRow)).one().shell = True
    put(Entry(particulars=published()))
    assert not rows(SubjectRow)[0].shell
    assert not rows(SiteRow)[0].shell


def test_a_transfer_adds_our_access_beside_the_others(put, rows):
    put(Entry(particulars=published(1, site(providers=(OTHER,)))))
    access = particulars_samples.access(5)
    put(
        approved(
            Particulars(
                sites=(particulars_samples.site(1, domains=(), licence_number=f"{number(1)}-1", accesses=(access,)),)
            ),
            whole=False,
        )
    )
    assert {row.provider for row in rows(SiteAccess)} == {"", str(OTHER)}
    assert rows(DomainRow)[0].access == "ours"


def test_a_range_of_addresses_is_written_out_and_a_huge_one_says_nothing(put, rows):
    def served(first, last):
        return replace(site(), accesses=(particulars_samples.access(addresses=(IpRange(first=first, last=last),)),))

    put(Entry(particulars=published(1, served("203.0.113.254", "203.0.114.1"))))
    assert rows(SiteAccess)[0].addresses == ["203.0.113.254", "203.0.113.255", "203.0.114.0", "203.0.114.1"]
    put(Entry(particulars=published(1, served("203.0.0.0", "203.0.255.255"))))
    assert rows(SiteAccess)[0].addresses == []


def test_natures_and_certificates_read_as_the_authoritys_tables_say(context, put, rows):
    with context.database.write() as session:
        session.add(BaseCode(table="Dwxz", code=4, name="企业", detail={}, loaded_at=NOW))
        session.add(BaseCode(table="Zjlx", code=1, name="军队代号", detail={}, loaded_at=NOW))
    put(Entry(particulars=published(certificate_number="军字第0001号")))
    [subject] = rows(SubjectRow)
    assert (subject.nature, subject.certificate_kind) == ("企业", CertificateKind.MILITARY_CODE)


def test_a_thousand_records_give_each_domain_its_own_place(context, put):
    put(*(Entry(particulars=published(serial)) for serial in range(1, 1001)))
    put(*(Entry(particulars=published(serial)) for serial in range(500, 1501)))
    with context.database.read() as session:
        for table in (SubjectRow, SiteRow, DomainRow, SiteAccess, PrincipalRow):
            assert session.scalar(select(func.count()).select_from(table)) == 1500


def test_what_a_batch_was_built_of_does_not_wait_for_the_garbage_collector(put):
    put(Entry(particulars=published(1)), Entry(particulars=published(2)))
    gc.collect()
    gc.disable()
    try:
        put(Entry(particulars=published(1, site(1, name="改名"))), Entry(particulars=published(3)))
        left = [one for one in gc.get_objects() if isinstance(one, SiteRecord)]
    finally:
        gc.enable()
    assert left == []
