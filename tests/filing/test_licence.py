"""Filing and licence numbers as real footers write them (FAQ 28, 29)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.licence import LicenceNumber, parse_licence
from beian_plugin.filing.region import province_of_abbreviation, provinces

REAL = [
    ("京ICP备10206937号-1", "京ICP备10206937号-1", "11", False),
    ("京 ICP 备 10206937 号-2", "京ICP备10206937号-2", "11", False),
    ("京ICP证030173号-1", "京ICP证030173号-1", "11", True),
    ("浙B2-20040180", "浙B2-20040180", "33", True),
    ("粤B2-20090059-5", "粤B2-20090059-5", "44", True),
    ("粤B2-20090059-1626X", "粤B2-20090059-1626X", "44", True),
    ("蜀ICP备 12005138号-1", "蜀ICP备12005138号-1", "51", False),
    ("蜀ICP备2026007879号-1", "蜀ICP备2026007879号-1", "51", False),
    ("A2.B1.B2-20070312", "A2.B1.B2-20070312", None, True),
    ("B1.B2-20200593", "B1.B2-20200593", None, True),
    ("苏B2-20130048号", "苏B2-20130048", "32", True),
    ("粤A2-20044005号", "粤A2-20044005", "44", True),
    ("黔ICP备20004760号-14", "黔ICP备20004760号-14", "52", False),
    ("京ICP备13052560号-5A", "京ICP备13052560号-5A", "11", False),
    ("川B2-20040180", "川B2-20040180", "51", True),
    ("京icp备10206937号－1", "京ICP备10206937号-1", "11", False),
]


@pytest.mark.parametrize(("text", "written", "province", "commercial"), REAL)
def test_every_form_that_footers_show_is_read_and_written_in_one_way(text, written, province, commercial):
    number = parse_licence(text)
    assert str(number) == written
    assert number.province == province
    assert number.commercial is commercial


@pytest.mark.parametrize("text", [row[0] for row in REAL])
def test_a_number_written_in_any_form_reads_back_the_same(text):
    number = parse_licence(text)
    assert parse_licence(str(number)) == number
    assert parse_licence(number.spaced()) == number


def test_a_site_number_knows_its_subject():
    site = parse_licence("京ICP备13052560号-5A")
    assert site.is_site
    assert str(site.subject) == "京ICP备13052560号"
    assert not site.subject.is_site
    assert site.subject.subject == site.subject


@pytest.mark.parametrize(
    "text", ["", "foo", "京ICP备号", "京ICP备abc号", "ICP备1234567号", "X" * 10_000, "浙B2-", "京ICP备1号\n-1x"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(InvalidValue):
        parse_licence(text)


def test_31_provinces_each_with_its_characters():
    assert len(provinces()) == 31
    marks = province_of_abbreviation()
    assert {marks[mark] for mark in "蜀川"} == {"51"}
    assert {marks[mark] for mark in "陇甘"} == {"62"}
    assert (marks["黔"], marks["滇"], marks["陕"]) == ("52", "53", "61")
    assert set(marks.values()) == set(provinces())


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused(text):
    try:
        number = parse_licence(text)
    except InvalidValue:
        return
    assert parse_licence(str(number)) == number


NUMBERS = st.builds(
    LicenceNumber,
    abbreviation=st.sampled_from(sorted(province_of_abbreviation())),
    mark=st.sampled_from(["备", "证", "B2", "A2", "B1.B2"]),
    serial=st.from_regex(r"[0-9]{6,10}", fullmatch=True),
    part=st.none() | st.integers(1, 9999),
)


@given(NUMBERS)
def test_a_number_survives_writing_and_reading(number):
    assert parse_licence(str(number)) == number
