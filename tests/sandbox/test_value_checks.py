"""A value that no table or form knows, or that stands twice in a report, gives its own code."""

from __future__ import annotations

import particulars_samples as samples
import pytest
from msgspec import structs
from sandbox.reports import (
    addition,
    picture,
    site_of,
    subject_of,
)

from beian_plugin.authority.report import Holder
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import (
    Domain,
    IpRange,
    PreApproval,
)


@pytest.mark.parametrize("name", ["www.beian-sample-1.cn", "com.cn", "sample.notasuffix"])
def test_domain_that_is_no_registrable_name(ours, name):
    ours.send(Kind.NEW, site_of(samples.new(1), domains=(Domain(name=name),), home_page=""))
    assert ours.codes() == (1004,)


@pytest.mark.parametrize("number", ["33010018500101002x", "330100185001010029"])
def test_resident_number_with_a_small_x_or_a_wrong_check_digit(ours, number):
    person = subject_of(samples.new(1), nature=5, certificate_type=2, certificate_number=number)
    ours.send(Kind.NEW, person)
    assert ours.codes() == (1015,)


@pytest.mark.parametrize(("city", "county"), [(330100, 330103), (330100, 330299), (330200, 330106), (320100, 320102)])
def test_division_that_is_closed_or_elsewhere(ours, city, county):
    address = samples.subject(1).address
    ours.send(Kind.NEW, subject_of(samples.new(1), address=structs.replace(address, city=city, county=county)))
    assert ours.codes() == (1019,)


def test_district_of_a_municipality_is_known(ours):
    address = structs.replace(samples.subject(1).address, province=110000, city=110100, county=110101)
    ours.send(Kind.NEW, subject_of(samples.new(1), address=address))
    assert ours.results() == []


def test_two_accesses_of_one_provider_on_a_site(ours):
    ours.send(Kind.NEW, site_of(samples.new(1), accesses=(samples.access(1), samples.access(2))))
    assert ours.codes() == (1029,)


def test_domain_twice_in_one_report(ours):
    twice = samples.site(1).domains * 2
    ours.send(Kind.NEW, site_of(samples.new(1), domains=twice))
    assert ours.codes() == (1039,)


def test_address_twice_on_one_access(ours):
    addresses = samples.access(1).addresses * 2
    ours.send(Kind.NEW, site_of(samples.new(1), accesses=(samples.access(1, addresses=addresses),)))
    assert ours.codes() == (1040,)


def test_home_page_on_none_of_the_domains(ours):
    ours.send(Kind.NEW, site_of(samples.new(1), home_page="www.beian-sample-2.cn/tea"))
    assert ours.codes() == (1041,)


BAD_VALUES = {
    1008: lambda p: subject_of(p, certificate_type=99),
    1009: lambda p: site_of(p, principal=structs.replace(samples.principal(1), email="no address")),
    1010: lambda p: site_of(p, principal=structs.replace(samples.principal(1), office_phone="0571-00000000x")),
    1011: lambda p: site_of(p, principal=structs.replace(samples.principal(1), mobile="20000000001")),
    1012: lambda p: site_of(p, principal=structs.replace(samples.principal(1), msn="no address")),
    1013: lambda p: site_of(p, principal=structs.replace(samples.principal(1), qq="not digits")),
    1014: lambda p: subject_of(p, nature=99),
    1022: lambda p: site_of(p, home_page="no address"),
    1031: lambda p: site_of(p, principal=structs.replace(samples.principal(1), office_phone="")),
    1033: lambda p: site_of(p, pre_approvals=(PreApproval(category=8, number="示例1号", scans=(7,)),)),
    1034: lambda p: site_of(p, contents=(60,)),
    1035: lambda p: site_of(p, accesses=(samples.access(1, modes=(60,)),)),
    1036: lambda p: site_of(p, accesses=(samples.access(1, places=(60,)),)),
    1044: lambda p: subject_of(p, principal=structs.replace(samples.principal(1), name="")),
    1066: lambda p: site_of(p, languages=(60,)),
    1006: lambda p: site_of(
        p, accesses=(samples.access(1, addresses=(IpRange(first="203.0.113.9", last="203.0.113.1"),)),)
    ),
    1024: lambda p: site_of(
        p,
        accesses=(
            samples.access(
                1,
                addresses=(
                    IpRange(first="203.0.113.1", last="203.0.113.9"),
                    IpRange(first="203.0.113.5", last="203.0.113.7"),
                ),
            ),
        ),
    ),
}


@pytest.mark.parametrize("code", sorted(BAD_VALUES))
def test_value_that_no_table_or_form_knows(ours, code):
    scan = picture(id=7, holder=Holder.SITE) if code == 1033 else None
    ours.send(Kind.NEW, BAD_VALUES[code](samples.new(1)), attachments=(scan,) if scan else ())
    assert ours.codes() == (code,)


def test_values_that_uploads_may_carry_and_the_published_filing_cannot(ours, filed):
    ours.send(Kind.CHANGE, subject_of(filed, certificate_number="9" * 129))
    assert ours.codes() == (1008,)
    ours.send(Kind.CHANGE, site_of(filed, note="长" * 1025))
    assert ours.codes() == (5999,)
    page = "www.beian-sample-2.cn/" + "x" * 240
    ours.send(Kind.ADD_SITE, addition(filed.subject.licence_number, home_page=page))
    assert ours.codes() == (1022,)


@pytest.mark.parametrize(("code", "change"), [(1056, {"format": 9}), (1057, {"purpose": 99})])
def test_attachment_that_no_table_knows(ours, code, change):
    ours.send(Kind.NEW, samples.new(1), attachments=(picture(**change),))
    assert ours.codes() == (code,)
