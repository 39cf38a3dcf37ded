"""What a file that is complete says by what it leaves out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from operations.conftest import NOW, credit_code
from sqlalchemy import select

from beian_plugin.models import standing
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import (
    Customer,
    CustomerSubject,
    Domain,
    FilingRow,
    Mirror,
    Principal,
    Site,
    SiteAccess,
    Subject,
)
from beian_plugin.operations import mirror_cover
from beian_plugin.operations.imports import import_mirror

HEAD = "domain,organisation,site_licence,providers,phone\n"
STAYS = "stays-demo.cn,甲公司,浙ICP备20260001号-1,ours,555-0100\n"
GONE = "gone-demo.cn,乙公司,浙ICP备20260002号-1,ours;别家云,555-0101\n"
ALONE = "alone-demo.cn,丙公司,浙ICP备20260003号-1,ours,555-0102\n"


@pytest.fixture
def take(database, tmp_path):
    """Imports lines, each time at a later moment; the derived columns are right afterwards."""
    hours = iter(range(100))

    def run(*lines, **options):
        hour = next(hours)
        path = tmp_path / f"{hour}.csv"
        path.write_text(HEAD + "".join(lines), "utf-8")
        report = import_mirror(database, path, now=lambda: NOW + timedelta(hours=hour), **options)
        with database.read() as session:
            assert standing.drift(session) == 0
        return report

    return run


def standings(database):
    """Site number and access of each domain."""
    with database.read() as session:
        rows = session.execute(select(Domain.name, Domain.site_number, Domain.access).order_by(Domain.name)).all()
    return {name: (number, access) for name, number, access in rows}


def reach(database):
    with database.read() as session:
        mirror = session.get_one(Mirror, 1)
        return mirror.coverage, mirror.completed_at


def test_a_file_that_claims_nothing_retires_nothing(take, database):
    take(STAYS, GONE)
    assert take(STAYS.replace("ours", "别家云")).coverage is None
    assert standings(database)["gone-demo.cn"] == ("浙ICP备20260002号-1", "ours")
    assert reach(database) == ("partial", None)


def test_own_accesses_that_are_left_out_are_gone_and_their_filings_stay(take, database):
    take(STAYS, GONE, ALONE)
    assert take(STAYS, coverage="own").coverage == "own"
    assert standings(database) == {
        "stays-demo.cn": ("浙ICP备20260001号-1", "ours"),
        "gone-demo.cn": ("浙ICP备20260002号-1", "other"),
        "alone-demo.cn": ("浙ICP备20260003号-1", "unknown"),
    }
    assert reach(database) == ("own", NOW + timedelta(hours=1))


def test_filings_that_are_left_out_are_gone_with_all_that_belongs_to_them(take, database):
    take(STAYS, GONE)
    assert take(STAYS, coverage="all").coverage == "all"
    assert standings(database) == {
        "stays-demo.cn": ("浙ICP备20260001号-1", "ours"),
        "gone-demo.cn": ("", "unknown"),
    }
    with database.read() as session:
        for table, left in ((Site, 1), (Subject, 1), (Principal, 1), (SiteAccess, 1)):
            assert len(session.scalars(select(table)).all()) == left, table


def test_a_file_that_lists_all_filings_but_no_providers_leaves_accesses_alone(take, database):
    take(STAYS)
    take(STAYS.replace("ours", ""), coverage="all")
    assert standings(database)["stays-demo.cn"][1] == "ours"


def test_one_domain_less_of_a_site_that_stays(take, database):
    take(STAYS, STAYS.replace("stays", "second"))
    take(STAYS, coverage="all")
    with database.read() as session:
        shares = dict(session.execute(select(Domain.name, Domain.shares_site)).all())
    assert shares == {"stays-demo.cn": False, "second-demo.cn": False}
    assert standings(database)["second-demo.cn"] == ("", "unknown")


def test_shells_stay_for_no_mirror_names_them(take, database):
    take(STAYS, GONE, ALONE)
    with database.write() as session:
        session.scalars(select(Site).where(Site.licence_number == "浙ICP备20260002号-1")).one().shell = True
        session.scalars(select(Subject).where(Subject.name == "丙公司")).one().shell = True
        session.flush()
        standing.refresh_all(session)
    take(STAYS, coverage="all")
    assert standings(database)["gone-demo.cn"][0] == "浙ICP备20260002号-1"
    with database.read() as session:
        kept = session.scalars(select(Subject.licence_number).order_by(Subject.id)).all()
    assert kept == ["浙ICP备20260001号", "浙ICP备20260002号", "浙ICP备20260003号"]


def test_what_a_customer_or_a_filing_refers_to_stays_without_its_number(take, database):
    take(STAYS, GONE, ALONE)
    with database.write() as session:
        gone, alone = (
            session.scalars(select(Subject).where(Subject.name == name)).one() for name in ("乙公司", "丙公司")
        )
        customer = Customer(user="u-1", created_at=NOW)
        session.add(customer)
        session.flush()
        session.add(CustomerSubject(customer_id=customer.id, subject_id=gone.id))
        site = session.scalars(select(Site).where(Site.subject_id == alone.id)).one()
        session.add(FilingRow(kind="change", state="draft", site_id=site.id, created_at=NOW, updated_at=NOW))
    take(STAYS, coverage="all")
    with database.read() as session:
        subjects = dict(session.execute(select(Subject.name, Subject.licence_number)).all())
        lost = session.scalars(select(AuditEntry.detail).order_by(AuditEntry.id)).all()
        assert len(session.scalars(select(Site)).all()) == 2
    assert subjects == {"甲公司": "浙ICP备20260001号", "乙公司": None, "丙公司": None}
    assert [entry["licence_number"] for entry in lost] == ["浙ICP备20260002号", "浙ICP备20260003号"]
    take(GONE)
    with database.read() as session:
        names = session.scalars(select(Subject.name).where(Subject.licence_number == "浙ICP备20260002号")).all()
    assert names == ["乙公司"]


def test_many_records_are_retired_in_small_steps(take, database, monkeypatch):
    monkeypatch.setattr(mirror_cover, "_CHUNK", 2)
    take(STAYS, *(GONE.replace("gone", f"gone-{n}").replace("0002", f"1{n:03}") for n in range(7)))
    take(STAYS, coverage="own")
    assert [access for _, access in standings(database).values()].count("ours") == 1
    take(STAYS.replace("\n", "0\n"), coverage="all")
    assert [number for number, _ in standings(database).values()].count("") == 7


@pytest.mark.parametrize(
    ("lines", "coverage", "said"),
    [
        ((STAYS, "..,,,,\n"), "all", "1 lines were refused"),
        ((), "all", "holds no filing"),
        ((STAYS.replace("ours", "别家云"),), "own", "BEIAN_ISP_NAME"),
    ],
)
def test_a_file_that_cannot_be_complete_retires_nothing(take, database, lines, coverage, said):
    take(STAYS, GONE)
    report = take(*lines, coverage=coverage)
    assert (report.coverage, said in report.not_covered) == (None, True)
    assert standings(database)["gone-demo.cn"] == ("浙ICP备20260002号-1", "ours")
    assert reach(database) == ("partial", None)


def test_a_mirror_of_everything_stays_one_when_the_own_accesses_come_again(take, database):
    take(STAYS, GONE, coverage="all")
    take(STAYS, coverage="own")
    assert reach(database) == ("all", NOW)
    assert standings(database)["gone-demo.cn"] == ("浙ICP备20260002号-1", "other")


def test_a_clock_that_went_back_retires_nothing_of_the_new_file(take, database, tmp_path):
    take(STAYS, GONE)
    path = tmp_path / "late.csv"
    path.write_text(HEAD + STAYS + ALONE, "utf-8")
    import_mirror(database, path, coverage="all", now=lambda: NOW - timedelta(days=30))
    assert {name: number for name, (number, _) in standings(database).items()} == {
        "stays-demo.cn": "浙ICP备20260001号-1",
        "gone-demo.cn": "",
        "alone-demo.cn": "浙ICP备20260003号-1",
    }


def test_the_certificate_index_of_a_retired_subject_is_gone_too(take, database, tmp_path):
    path = tmp_path / "with-certificate.csv"
    path.write_text(f"domain,organisation,certificate_number\ngone-demo.cn,乙公司,{credit_code(3).number}\n", "utf-8")
    import_mirror(database, path, now=lambda: NOW)
    take(STAYS)
    take(STAYS.replace("\n", "1\n"), coverage="all")
    with database.read() as session:
        assert session.scalars(select(Subject.name)).all() == ["甲公司"]
