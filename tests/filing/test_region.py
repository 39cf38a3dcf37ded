"""Where a server stands, by the panel's name for its region."""

from __future__ import annotations

import pytest

from beian_plugin.filing.region import Place, place_of

PATTERNS = ("cn-*", "china-*")


@pytest.mark.parametrize("region", ["cn-hangzhou", "CN-Beijing", " cn-north-1 ", "china-east"])
def test_the_hosts_own_patterns_name_the_mainland(region):
    assert place_of(region, PATTERNS) is Place.MAINLAND


@pytest.mark.parametrize(
    "region", ["cn-hongkong", "hk", "ap-hongkong", "tw-1", "macau-1", "us-west-1", "eu-central-1", "香港"]
)
def test_hong_kong_macau_taiwan_and_abroad_are_outside(region):
    assert place_of(region, PATTERNS) is Place.OUTSIDE


@pytest.mark.parametrize("region", ["", "rack-7", "ap-guangzhou"])
def test_an_unknown_region_is_said_to_be_unknown(region):
    assert place_of(region, PATTERNS) is Place.UNKNOWN


def test_a_region_that_the_host_names_in_full_is_mainland_whatever_it_sounds_like():
    assert place_of("us-street-shanghai", (*PATTERNS, "us-street-shanghai")) is Place.MAINLAND
