"""Where a code points to in a filing, and how its mechanical remedy mends the particulars."""

from __future__ import annotations

import msgspec
import particulars_samples as samples
import pytest

from beian_plugin.filing import codes
from beian_plugin.filing.particulars import Domain, Particulars
from beian_plugin.filing.remedies import field_paths


def with_subject(particulars, **changes):
    return msgspec.structs.replace(particulars, subject=msgspec.structs.replace(particulars.subject, **changes))


def with_site(particulars, place=0, **changes):
    sites = list(particulars.sites)
    sites[place] = msgspec.structs.replace(sites[place], **changes)
    return msgspec.structs.replace(particulars, sites=tuple(sites))


def two_sites():
    return Particulars(subject=samples.subject(), sites=(samples.site(1), samples.site(2)))


def test_a_code_is_shown_at_each_field_it_is_about():
    found = field_paths((1020,), two_sites())
    assert list(found) == ["sites.0.name", "sites.1.name"]
    assert found["sites.0.name"].zh == f"1020 {codes.result_code(1020).message.zh}"


def test_a_field_that_our_own_check_finds_wrong_is_named_alone():
    draft = with_subject(two_sites(), address=msgspec.structs.replace(samples.subject().address, county=330103))
    assert list(field_paths((1019,), draft)) == ["subject.address.county"]
    draft = with_site(two_sites(), 1, domains=(Domain(name="www.beian-sample-2.cn"),))
    assert list(field_paths((1004,), draft)) == ["sites.1.domains.0.name"]
    draft = with_site(two_sites(), 1, home_page="www.elsewhere.cn")
    assert list(field_paths((1041,), draft)) == ["sites.1.home_page", "sites.1.domains.0.name"]


def test_where_our_own_check_finds_nothing_all_fields_of_the_code_are_named():
    assert list(field_paths((1041,), samples.new())) == ["sites.0.home_page", "sites.0.domains.0.name"]


def test_codes_that_mean_something_together_are_shown_together():
    found = field_paths((1003, 1005), samples.new())
    assert list(found) == ["subject.certificate_number", "subject.name", "sites.0.domains.0.name"]
    assert all(text.zh.startswith("1003+1005 ") for text in found.values())


def test_two_codes_at_one_field_are_both_said():
    found = field_paths((1004, 1064), samples.new())["sites.0.domains.0.name"]
    assert codes.result_code(1004).message.zh in found.zh
    assert codes.result_code(1064).message.zh in found.zh


def test_what_a_filing_does_not_hold_is_not_named():
    assert field_paths((1003, 1016, 5010), Particulars()) == {}
    assert list(field_paths((1018,), Particulars())) == ["password"]


@pytest.mark.parametrize("code", range(1002, 1070))
def test_every_path_leads_to_something(code):
    """A path that names no attribute would raise."""
    for path in field_paths((code,), two_sites()):
        value = two_sites()
        for part in path.split("."):
            if part == "password":
                break
            value = value[int(part)] if part.isdecimal() else getattr(value, part)
