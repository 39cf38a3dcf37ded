"""The status query as a record source: what is asked of the authority, and what its answers mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from beian_plugin.errors import AuthorityUnreachable
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.facts import Access, Filed
from beian_plugin.filing.record import Record
from beian_plugin.sources.status_query import StatusQuery, conditions

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
CHINESE = "xn--fsqu00a.xn--fiqs8s"


@dataclass
class Status:
    filed: bool
    subject_number: str = ""
    site_number: str = ""


class Register:
    """An authority's record in memory; what it cannot say it raises."""

    def __init__(self, *filed):
        self.filed = filed
        self.asked = []

    def status(self, condition, value, *, timeout=None):
        self.asked.append((condition, value, timeout))
        if value == "down-demo.cn":
            raise AuthorityUnreachable
        return (
            Status(True, "浙ICP备20260001号", "浙ICP备20260001号-1")
            if (condition, value) in self.filed
            else Status(False)
        )


def query(register):
    return StatusQuery(lambda: register, now=lambda: NOW, timeout=3)


def test_a_filed_domain_comes_with_its_numbers_and_no_provider():
    register = Register((0, "teahouse-demo.cn"))
    assert query(register).look_up("teahouse-demo.cn") == Record(
        filed=Filed.YES,
        known_at=NOW,
        subject_number="浙ICP备20260001号",
        site_number="浙ICP备20260001号-1",
        access=Access.UNKNOWN,
    )
    assert register.asked == [(0, "teahouse-demo.cn", 3)]


def test_a_domain_that_is_not_filed_is_not_filed():
    assert query(Register()).look_up("teahouse-demo.cn") == Record(filed=Filed.NO, known_at=NOW)


@pytest.mark.parametrize("spelling", ["例子.中国", CHINESE])
def test_a_chinese_domain_is_found_in_either_spelling(spelling):
    assert query(Register((0, spelling))).look_up(CHINESE).filed is Filed.YES


def test_a_chinese_domain_is_not_filed_only_if_neither_spelling_is():
    register = Register()
    assert query(register).look_up(CHINESE).filed is Filed.NO
    assert [value for _, value, _ in register.asked] == ["例子.中国", CHINESE]


def test_no_answer_is_raised_and_never_a_no():
    with pytest.raises(AuthorityUnreachable):
        query(Register()).look_up("down-demo.cn")


def test_it_connects_when_it_is_first_asked_and_only_then():
    made = []

    def connect():
        made.append(1)
        return Register()

    source = StatusQuery(connect, now=lambda: NOW, timeout=3)
    assert made == []
    source.look_up("a-demo.cn")
    source.look_up("b-demo.cn")
    assert made == [1]


@pytest.mark.parametrize(
    ("kind", "number", "asked"),
    [
        (CertificateKind.BUSINESS_LICENCE, "330100000000001", (1,)),
        (CertificateKind.RESIDENT_ID, "11010519491231002X", (2,)),
        (CertificateKind.ORGANISATION_CODE, "123456789", (3, 9, 10)),
        (CertificateKind.INSTITUTION, "133000000001", (4,)),
        (CertificateKind.MILITARY_CODE, "军1", (5,)),
        (CertificateKind.SOCIAL_ORGANISATION, "社1", (6,)),
        (CertificateKind.PASSPORT, "E00000000", (7,)),
        (CertificateKind.OFFICER_CARD, "军字1", (8,)),
        (CertificateKind.TAIWAN_PERMIT, "00000000", (11,)),
        (CertificateKind.HK_MACAO_PERMIT, "H00000000", ()),
        (CertificateKind.OTHER, "x", ()),
        (CertificateKind.CREDIT_CODE, "91330100990000001X", (1,)),
        (CertificateKind.CREDIT_CODE, "11330100990000001X", (9,)),
        (CertificateKind.CREDIT_CODE, "12330100990000001X", (4, 3)),
        (CertificateKind.CREDIT_CODE, "51330100990000001X", (6, 10)),
        (CertificateKind.CREDIT_CODE, "N1330100990000001X", (1, 3, 4, 6, 9, 10)),
    ],
)
def test_each_kind_of_certificate_is_asked_for_under_the_conditions_of_the_interface(kind, number, asked):
    certificate, register = Certificate(kind, number), Register()
    assert conditions(certificate) == asked
    record = query(register).look_up_subject(certificate)
    assert record.filed is (Filed.NO if asked else Filed.UNKNOWN)
    assert [(condition, value) for condition, value, _ in register.asked] == [(one, number) for one in asked]


def test_every_kind_of_certificate_has_its_say():
    for kind in CertificateKind:
        assert all(0 < condition <= 11 for condition in conditions(Certificate(kind, "91330100990000001X")))


def test_a_subject_that_is_filed_under_the_second_condition_is_filed():
    register = Register((9, "123456789"))
    record = query(register).look_up_subject(Certificate(CertificateKind.ORGANISATION_CODE, "123456789"))
    assert (record.filed, record.subject_number) == (Filed.YES, "浙ICP备20260001号")
    assert len(register.asked) == 2
