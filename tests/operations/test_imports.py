"""Which records the lines of a mirror file become: the same on both databases, and in batches of any size."""

from __future__ import annotations

import csv
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from operations.conftest import NOW, credit_code
from sqlalchemy import LargeBinary, select, text, type_coerce

from beian_plugin.models import standing
from beian_plugin.models.tables import BlacklistEntry, Domain, FilingDomain, FilingRow, Principal, Site, Subject
from beian_plugin.operations.imports import import_mirror

ISP = ("世导", "1234")
HEAD = ("domain", "organisation", "organisation_kind", "subject_licence", "site_licence", "providers", "addresses")


@pytest.fixture
def take(database, tmp_path):
    """Imports rows, each a mapping of columns; later imports are other files."""
    files = count(1)

    def run(*rows, **options):
        path = tmp_path / f"mirror-{next(files)}.csv"
        columns = dict.fromkeys(key for row in rows for key in row)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        report = import_mirror(database, path, isp_names=ISP, **options)
        with database.read() as session:
            assert standing.drift(session) == 0
        return report

    return run


@pytest.fixture
def shown(database):
    """What the gate reads of a domain."""

    def look(name):
        with database.read() as session:
            return session.scalars(select(Domain).where(Domain.name == name)).one()

    return look


def all_of(database, table):
    with database.read() as session:
        return session.scalars(select(table).order_by(table.id)).all()


def row(domain, site="浙ICP备20260001号-1", **more):
    return {"domain": domain, "organisation": "某茶叶公司", "site_licence": site, **more}


def test_a_row_becomes_a_subject_a_site_and_what_the_gate_reads(take, shown):
    take(row("www.tea-demo.cn", providers="ours;别家云", addresses="192.0.2.1; 192.0.2.2", organisation_kind="企业"))
    found = shown("tea-demo.cn")
    assert (found.access, found.other_access, found.shares_site, found.province) == ("ours", True, False, "33")
    assert (found.subject_number, found.site_number) == ("浙ICP备20260001号", "浙ICP备20260001号-1")
    assert found.addresses == '["192.0.2.1", "192.0.2.2"]'


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("WWW.Tea-Demo.CN.", "tea-demo.cn"),
        ("https://a.b.tea-demo.com.cn:8080/x", "tea-demo.com.cn"),
        ("www.例子.中国", "xn--fsqu00a.xn--fiqs8s"),
    ],
)
def test_a_host_becomes_its_registrable_domain(take, shown, host, domain):
    take(row(host))
    assert shown(domain).site_number == "浙ICP备20260001号-1"


@pytest.mark.parametrize(
    ("providers", "access", "other"),
    [
        ("ours", "ours", False),
        ("OURS", "ours", False),
        ("我司", "ours", False),
        ("世导", "ours", False),
        ("1234；别家云", "ours", True),
        ("别家云", "other", True),
        ("none", "none", False),
        ("无", "none", False),
        ("", "unknown", False),
    ],
)
def test_the_column_of_providers_tells_whose_access_it_is(take, shown, providers, access, other):
    take(row("tea-demo.cn", providers=providers))
    assert (shown("tea-demo.cn").access, shown("tea-demo.cn").other_access) == (access, other)


def test_addresses_without_providers_are_our_own_access(take, shown):
    take(row("tea-demo.cn", addresses="2001:DB8::1"))
    assert (shown("tea-demo.cn").access, shown("tea-demo.cn").addresses) == ("ours", '["2001:db8::1"]')


def test_a_number_in_any_form_is_the_same_record(take, database):
    take(
        row("a-demo.cn", "京ICP备13052560号-1", subject_licence="京 ICP 备 13052560 号"),
        row("b-demo.cn", "京 ICP 备 13052560 号-1", subject_licence=""),
        {"domain": "c-demo.cn", "subject_licence": "京ICP备13052560号-1"},
    )
    assert [site.licence_number for site in all_of(database, Site)] == ["京ICP备13052560号-1"]
    assert [subject.licence_number for subject in all_of(database, Subject)] == ["京ICP备13052560号"]


def test_a_subject_may_have_a_number_that_its_site_does_not_show_yet(take, shown):
    """FAQ 56: the commercial number reaches the system later."""
    take(row("tea-demo.cn", "浙ICP备20260001号-1", subject_licence="浙B2-20040180"))
    take({"domain": "tea-demo.cn", "site_licence": "浙ICP备20260001号-1", "site_name": "茶叶网"})
    assert shown("tea-demo.cn").subject_number == "浙B2-20040180"


def test_several_domains_of_one_site_share_it(take, shown):
    take(row("a-demo.cn"), row("b-demo.cn"), row("c-demo.cn", "浙ICP备20260001号-2"))
    assert [shown(name).shares_site for name in ("a-demo.cn", "b-demo.cn", "c-demo.cn")] == [True, True, False]


def test_a_domain_that_moves_to_another_site_leaves_the_old_one_alone(take, shown):
    take(row("a-demo.cn"), row("b-demo.cn"))
    take(row("b-demo.cn", "浙ICP备20260001号-2"))
    assert [shown(name).shares_site for name in ("a-demo.cn", "b-demo.cn")] == [False, False]
    assert shown("b-demo.cn").site_number == "浙ICP备20260001号-2"


def test_an_empty_cell_changes_nothing_and_a_filled_one_does(take, database, shown):
    take(row("tea-demo.cn", providers="ours", site_name="茶叶网"))
    take(row("tea-demo.cn", organisation="", site_name=""))
    assert shown("tea-demo.cn").access == "ours"
    assert [(one.name, one.subject.name) for one in sites_with_subjects(database)] == [("茶叶网", "某茶叶公司")]
    take(row("tea-demo.cn", organisation="某咖啡公司", site_name="咖啡网"))
    assert [(one.name, one.subject.name) for one in sites_with_subjects(database)] == [("咖啡网", "某咖啡公司")]


def sites_with_subjects(database):
    with database.read() as session:
        sites = session.scalars(select(Site).order_by(Site.id)).all()
        assert all(site.subject for site in sites)
        return sites


def test_rows_of_one_import_add_up_and_the_next_import_replaces_them(take, shown):
    take(
        row("a-demo.cn", providers="ours", addresses="192.0.2.1"),
        row("b-demo.cn", providers="别家云"),
        row("c-demo.cn", providers="ours", addresses="192.0.2.2"),
        batch=1,
    )
    assert (shown("a-demo.cn").access, shown("a-demo.cn").other_access) == ("ours", True)
    assert shown("a-demo.cn").addresses == '["192.0.2.1", "192.0.2.2"]'
    take(row("a-demo.cn", providers="别家云"))
    assert (shown("a-demo.cn").access, shown("a-demo.cn").addresses) == ("other", "")
    take(row("a-demo.cn", providers="none"))
    assert shown("b-demo.cn").access == "none"


def test_a_number_that_comes_later_is_given_to_the_record_that_is_there(take, database, shown):
    take({"domain": "tea-demo.cn", "organisation": "某茶叶公司", "providers": "ours"})
    take(row("tea-demo.cn"))
    assert shown("tea-demo.cn").site_number == "浙ICP备20260001号-1"
    assert [subject.licence_number for subject in all_of(database, Subject)] == ["浙ICP备20260001号"]
    assert len(all_of(database, Site)) == 1


def test_a_row_with_only_an_access_speaks_of_the_filing_that_is_known(take, database, shown):
    take(row("tea-demo.cn", organisation_kind="企业"))
    take({"domain": "tea-demo.cn", "providers": "ours"})
    assert (shown("tea-demo.cn").access, shown("tea-demo.cn").site_number) == ("ours", "浙ICP备20260001号-1")
    assert len(all_of(database, Subject)) == 1


def test_the_certificate_tells_a_subject_without_a_number(take, database):
    code = credit_code(1).number
    take({"domain": "a-demo.cn", "organisation": "某茶叶公司", "certificate_number": code.lower()})
    take({"domain": "b-demo.cn", "organisation": "某茶叶有限公司", "certificate_number": f" {code} "})
    assert [subject.name for subject in all_of(database, Subject)] == ["某茶叶有限公司"]


def test_two_numbers_under_one_certificate_stay_two_records(take, database):
    """FAQ 27: which of them remains is for the customer to say."""
    code = {"certificate_kind": "统一社会信用代码", "certificate_number": credit_code(1).number}
    take(row("a-demo.cn", **code), row("b-demo.cn", "浙ICP备20260002号-1", **code))
    first, second = all_of(database, Subject)
    assert first.certificate_index == second.certificate_index is not None


@pytest.mark.parametrize(("kind", "subjects"), [("企业", 1), ("个人", 2)])
def test_one_name_is_one_organisation_but_may_be_two_people(take, database, kind, subjects):
    rows = [
        {"domain": f"{name}-demo.cn", "organisation": "王某", "organisation_kind": kind, "providers": "ours"}
        for name in "ab"
    ]
    for _ in range(2):
        take(*rows, again=True)
    assert len(all_of(database, Subject)) == subjects
    assert len(all_of(database, Site)) == 2


def test_the_number_names_the_province_before_any_column(take, database):
    take(row("a-demo.cn", province="陕西"), {"domain": "b-demo.cn", "organisation": "甲", "province": "61"})
    take({"domain": "a-demo.cn", "province": "山西省"}, {"domain": "b-demo.cn", "province": "shanxi"})
    assert [subject.province for subject in all_of(database, Subject)] == ["33", "14"]


def test_a_site_in_the_mirror_shows_that_its_subject_is_no_shell(take, database):
    take(row("tea-demo.cn"))
    with database.write() as session:
        session.scalars(select(Subject)).one().shell = True
    take(row("www.tea-demo.cn"))
    assert [subject.shell for subject in all_of(database, Subject)] == [False]


def test_a_new_domain_shows_the_blacklist_and_the_filing_under_way(take, database, shown):
    with database.write() as session:
        session.add(BlacklistEntry(domain="barred-demo.cn", source="test", since=NOW))
        filing = FilingRow(kind="new", state="draft", created_at=NOW, updated_at=NOW)
        filing.domains.append(FilingDomain(name="filing-demo.cn"))
        session.add(filing)
        session.flush()
        filing_id = filing.id
    take(row("barred-demo.cn"), row("filing-demo.cn", "浙ICP备20260001号-2"))
    assert [shown(name).blacklisted for name in ("barred-demo.cn", "filing-demo.cn")] == [True, False]
    assert shown("filing-demo.cn").running_filing_id == filing_id


PERSONAL = {
    "certificate_kind": "统一社会信用代码",
    "certificate_number": credit_code(7).number,
    "address": "某省某市某路 1 号",
    "principal": "甲某",
    "phone": "555-0100",
    "email": "Jia@Tea-Demo.cn",
}


def test_personal_data_is_sealed_found_by_its_index_and_kept_when_a_cell_is_empty(take, database):
    take(row("tea-demo.cn", **PERSONAL))
    take(row("tea-demo.cn", phone="555-0101"))
    with database.read() as session:
        subject = session.scalars(select(Subject)).one()
        principal = subject.principal
        sealed = session.execute(
            select(*(type_coerce(column, LargeBinary) for column in (Subject.certificate_number, Subject.address)))
        ).one()
        sealed = [*sealed, *session.execute(select(*(type_coerce(c, LargeBinary) for c in SEALED))).one()]
    assert (subject.certificate_number, subject.address) == (PERSONAL["certificate_number"], PERSONAL["address"])
    assert (principal.name, principal.phone, principal.email) == ("甲某", "555-0101", "Jia@Tea-Demo.cn")
    assert principal.phone_index == database.keys.blind_index("phone", "５５５-0101")
    assert principal.email_index == database.keys.blind_index("email", "jia@tea-demo.cn")
    assert len(all_of(database, Principal)) == 1
    for value in (*PERSONAL.values(), "555-0101"):
        assert not any(value.encode() in bytes(blob) for blob in sealed)


SEALED = (Principal.phone, Principal.email)


def test_what_a_local_check_would_refuse_is_kept_as_the_authority_has_it(take, database):
    take(row("tea-demo.cn", certificate_kind="居民身份证", certificate_number="12345"))
    (subject,) = all_of(database, Subject)
    assert (subject.certificate_kind, subject.certificate_number) == ("other", "12345")


VALUES = {
    "domain": ["a-demo.cn", "b-demo.cn", "www.a-demo.cn", "c-demo.cn"],
    "organisation": ["", "甲公司", "乙公司"],
    "organisation_kind": ["", "企业", "个人"],
    "subject_licence": ["", "", "浙ICP备20260001号", "浙B2-20040180"],
    "site_licence": ["", "浙ICP备20260001号-1", "浙ICP备20260001号-2", "京ICP备20260002号-1"],
    "certificate_number": ["", "", credit_code(1).number, credit_code(2).number],
    "providers": ["", "ours", "别家云", "ours;别家云", "none"],
}
ROWS = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in VALUES.items()})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(ROWS, min_size=1, max_size=6), second=st.lists(ROWS, min_size=1, max_size=6), size=st.integers(1, 3)
)
def test_batches_of_any_size_leave_the_same_records(take, database, first, second, size):
    in_small_ones = everything_after(take, database, first, second, batch=size)
    assert in_small_ones == everything_after(take, database, first, second)


def everything_after(take, database, *files, **options):
    """All that an empty database holds after imports, without ids."""
    with database.write() as session:
        for table in ("domain", "access", "site", "subject", "import_run"):
            session.execute(text(f"DELETE FROM beian_{table}"))
    for rows in files:
        take(*rows, **options)
    with database.read() as session:
        for table, parents in (("site", "subject"), ("domain", "site"), ("access", "site")):
            orphans = f"SELECT count(*) FROM beian_{table} WHERE {parents}_id NOT IN (SELECT id FROM beian_{parents})"
            assert session.scalar(text(orphans)) == 0
        return session.execute(
            text(
                "SELECT d.name, d.access, d.other_access, d.shares_site, s.licence_number, s.shell, b.licence_number, "
                "b.name, b.nature, b.province, b.certificate_index, "
                "(SELECT count(*) FROM beian_subject), (SELECT count(*) FROM beian_site) FROM beian_domain d "
                "JOIN beian_site s ON s.id = d.site_id JOIN beian_subject b ON b.id = s.subject_id ORDER BY d.name"
            )
        ).all()
