"""What the public register shows: numbers, names, whether it is served here; no person, no other provider."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from operations.conftest import MirrorFiller, credit_code
from sqlalchemy import update

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.facts import Filed
from beian_plugin.models.tables import Site, Subject
from beian_plugin.operations.public_register import MOST_SITES, look_up, masked_name

NUMBER = "浙ICP备20260001号"


@pytest.fixture
def mirror(database):
    """Fills the mirror."""
    return MirrorFiller(database)


def describe(database, **values):
    """Say more of every subject."""
    with database.write() as session:
        session.execute(update(Subject).values(**values))


@pytest.mark.parametrize(
    "asked", ["teahouse-demo.cn", "https://www.TEAHOUSE-demo.cn/x?y", f"{NUMBER}-1", "浙 ICP 备 20260001 号－1", NUMBER]
)
def test_a_site_is_found_by_domain_page_and_either_number(database, mirror, asked):
    mirror.site("teahouse-demo.cn", "teahouse-demo.com", providers=["ours"])
    describe(database, nature="企业")
    with database.write() as session:
        session.execute(update(Site).values(name="示例茶馆"))
    found = look_up(database, asked)
    assert (found.filed, found.served_here, found.has_more) == (Filed.YES, True, False)
    assert (found.subject_number, found.subject_name, found.nature) == (NUMBER, "某茶叶公司", "企业")
    [site] = found.sites
    assert (site.number, site.name, site.served_here) == (f"{NUMBER}-1", "示例茶馆", True)
    assert site.domains == ("teahouse-demo.cn", "teahouse-demo.com")
    assert site.known_at.tzinfo


@pytest.mark.parametrize(
    ("nature", "certificate", "shown"),
    [
        ("个人", None, "陈**"),
        ("", None, "陈**"),
        ("", Certificate(CertificateKind.PASSPORT, "E00000000"), "陈**"),
        ("", credit_code(1), "陈示例"),
        ("企业", None, "陈示例"),
    ],
)
def test_who_is_a_person_or_may_be_one_is_masked(database, mirror, nature, certificate, shown):
    mirror.site("teahouse-demo.cn", subject=mirror.subject(name="陈示例", certificate=certificate))
    describe(database, nature=nature)
    assert look_up(database, NUMBER).subject_name == look_up(database, "teahouse-demo.cn").subject_name == shown


def test_neither_personal_data_nor_the_other_provider_nor_an_account_shows(database, mirror):
    mirror.site(
        "teahouse-demo.cn",
        subject=mirror.subject(certificate=credit_code(1), user="mia"),
        providers=["别家云", "ours"],
        addresses=["192.0.2.1"],
    )
    said = msgspec.json.encode(look_up(database, NUMBER)).decode()
    for secret in ("别家云", "192.0.2.1", credit_code(1).number, "mia"):
        assert secret not in said


@pytest.mark.parametrize(
    ("coverage", "providers", "shell", "expected"),
    [
        ("partial", ["别家云"], False, False),
        ("partial", [], False, None),
        ("partial", [], True, False),
        ("own", [], False, False),
        ("all", ["ours", "别家云"], False, True),
    ],
)
def test_whether_this_provider_serves_it_agrees_with_the_gate(database, mirror, coverage, providers, shell, expected):
    mirror.covers(coverage)
    mirror.site("teahouse-demo.cn", providers=providers, shell=shell)
    for asked in ("teahouse-demo.cn", NUMBER, f"{NUMBER}-1"):
        found = look_up(database, asked)
        assert found.served_here is found.sites[0].served_here is expected


@pytest.mark.parametrize(
    ("coverage", "filed", "served_here"),
    [("partial", Filed.UNKNOWN, None), ("own", Filed.UNKNOWN, False), ("all", Filed.NO, False)],
)
@pytest.mark.parametrize("asked", ["nowhere-demo.cn", NUMBER, f"{NUMBER}-1"])
def test_absence_from_an_incomplete_mirror_is_no_evidence(database, mirror, asked, coverage, filed, served_here):
    mirror.covers(coverage)
    found = look_up(database, asked)
    assert (found.filed, found.served_here, found.sites) == (filed, served_here, ())


@pytest.mark.parametrize(
    ("coverage", "shell", "served_here"), [("partial", False, None), ("partial", True, False), ("own", False, False)]
)
def test_a_subject_without_sites_is_filed(database, mirror, coverage, shell, served_here):
    mirror.covers(coverage)
    mirror.subject(shell=shell)
    found = look_up(database, NUMBER)
    assert (found.filed, found.served_here, found.sites) == (Filed.YES, served_here, ())


def test_a_subject_with_very_many_sites_says_that_there_are_more(database, mirror):
    subject = mirror.subject()
    for part in range(1, MOST_SITES + 2):
        mirror.site(f"demo-{part}.cn", subject=subject, number=f"{NUMBER}-{part}")
    found = look_up(database, NUMBER)
    assert len(found.sites) == MOST_SITES
    assert found.has_more


@pytest.mark.parametrize(("asked", "reason"), [("192.0.2.1", "address"), ("no such", "syntax"), ("com.cn", "suffix")])
def test_what_is_neither_domain_nor_number_is_refused(database, asked, reason):
    with pytest.raises(InvalidValue) as refused:
        look_up(database, asked)
    assert refused.value.reason == reason


@given(st.text(min_size=2))
def test_a_masked_name_shows_its_first_character_alone(name):
    assert masked_name(name)[0] == name[0]
    assert set(masked_name(name)[1:]) == {"*"}
