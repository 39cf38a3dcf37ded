"""Working days, deadlines and a year's calendar as JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.errors import InvalidValue, UnknownYear
from beian_plugin.filing.calendar import WorkingDays, YearCalendar, parse_year

PLAIN = WorkingDays()
KNOWN_DAYS = st.dates(date(2005, 1, 1), date(2026, 12, 31))
YEAR_2027 = {
    "year": 2027,
    "holidays": ["2026-12-31", "2027-01-01", "2027-02-08"],
    "workdays": ["2027-02-06"],
    "source": "made up for this test",
}


def test_make_up_days_are_worked_and_holidays_are_not():
    assert not PLAIN.is_working_day(date(2026, 10, 1))
    assert PLAIN.is_working_day(date(2026, 10, 10))  # a Saturday
    assert not PLAIN.is_working_day(date(2026, 11, 22))  # a Sunday
    assert PLAIN.is_working_day(date(2026, 11, 23))


def test_20_working_days_from_a_holiday_end_where_counting_by_hand_ends():
    assert PLAIN.due_date(date(2026, 9, 25)) == date(2026, 10, 29)
    assert PLAIN.due_date(date(2026, 9, 24)) == date(2026, 10, 29)
    assert PLAIN.due_date(date(2026, 9, 28)) == date(2026, 10, 30)


def test_a_year_that_is_not_announced_yet_is_an_error_that_names_it():
    with pytest.raises(UnknownYear, match="2027") as caught:
        PLAIN.due_date(date(2026, 12, 10))
    assert caught.value.year == 2027
    with pytest.raises(UnknownYear):
        PLAIN.is_working_day(date(2003, 12, 31))


def test_a_loaded_year_is_known_and_wins_over_the_library():
    days = PLAIN.with_year(parse_year(json.dumps(YEAR_2027)))
    assert days.is_working_day(date(2027, 2, 6))
    assert not days.is_working_day(date(2027, 2, 8))
    assert days.is_working_day(date(2027, 3, 1))
    assert not days.is_working_day(date(2027, 3, 6))
    assert PLAIN.is_working_day(date(2026, 12, 31))
    assert not days.is_working_day(date(2026, 12, 31))
    assert days.due_date(date(2026, 12, 10)) == date(2027, 1, 11)
    with pytest.raises(UnknownYear, match="2028"):
        days.is_working_day(date(2028, 1, 3))


def test_loading_a_year_again_forgets_what_it_said_before():
    days = WorkingDays({date(2027, 3, 1): False}).with_year(parse_year(json.dumps(YEAR_2027)))
    assert days.is_working_day(date(2027, 3, 1))


def test_one_day_decided_by_hand_does_not_make_its_year_known():
    days = WorkingDays({date(2027, 2, 6): True, date(2026, 11, 24): False})
    assert days.is_working_day(date(2027, 2, 6))
    assert not days.is_working_day(date(2026, 11, 24))
    with pytest.raises(UnknownYear):
        days.is_working_day(date(2027, 2, 5))


def test_the_table_cannot_be_changed_from_outside():
    table = {date(2027, 2, 6): True}
    days = WorkingDays(table)
    table.clear()
    assert days.is_working_day(date(2027, 2, 6))


def test_a_moment_is_refused_because_its_day_depends_on_the_time_zone():
    with pytest.raises(TypeError):
        PLAIN.is_working_day(datetime(2026, 11, 23, 23, 0, tzinfo=UTC))


def test_a_term_counts_calendar_days_unless_it_says_working_days():
    assert PLAIN.add_days(date(2026, 9, 30), 5, working=False) == date(2026, 10, 5)
    assert PLAIN.add_days(date(2026, 9, 30), 5, working=True) == date(2026, 10, 13)


def test_no_days_lead_to_the_day_itself():
    assert PLAIN.add(date(2026, 10, 1), 0) == date(2026, 10, 1)


@given(KNOWN_DAYS)
def test_the_library_decides_where_nothing_else_is_said(day):
    assert PLAIN.is_working_day(day) == chinese_calendar.is_workday(day)


@given(st.dates(date(2006, 1, 1), date(2025, 6, 30)), st.integers(-60, 60))
def test_add_ends_on_a_working_day_with_so_many_in_between(day, count):
    end = PLAIN.add(day, count)
    if count > 0:
        assert PLAIN.is_working_day(end)
        assert PLAIN.between(day, end) == count
    elif count < 0:
        assert PLAIN.is_working_day(end)
        assert PLAIN.between(end - timedelta(days=1), day - timedelta(days=1)) == -count


@given(KNOWN_DAYS, KNOWN_DAYS, KNOWN_DAYS)
def test_working_days_between_add_up(one, two, three):
    assert PLAIN.between(one, two) + PLAIN.between(two, three) == PLAIN.between(one, three)


@given(
    st.integers(1950, 2100).flatmap(
        lambda year: st.tuples(
            st.just(year),
            st.sets(st.dates(date(year - 1, 12, 1), date(year, 12, 31)), min_size=2, max_size=40),
            st.integers(0, 20),
            st.text(),
        )
    )
)
def test_a_calendar_comes_back_as_it_was_written(facts):
    year, chosen, workdays, source = facts
    days = sorted(chosen)
    off = days[: max(1, len(days) - workdays)]
    worked = days[len(off) :]
    text = json.dumps(
        {"year": year, "holidays": [str(d) for d in off], "workdays": [str(d) for d in worked], "source": source}
    )
    calendar = parse_year(text)
    assert calendar == YearCalendar(year, frozenset(off), frozenset(worked), source)
    known = PLAIN.with_year(calendar)
    assert [known.is_working_day(day) for day in off] == [False] * len(off)
    assert [known.is_working_day(day) for day in worked] == [True] * len(worked)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"year": "2027"}, "year"),
        ({"year": True}, "year"),
        ({"year": 2028}, "does not belong to 2028"),
        ({"holidays": []}, "no holidays"),
        ({"holidays": ["2027-13-01"]}, "holidays"),
        ({"holidays": "2027-01-01"}, "holidays"),
        ({"workdays": ["2027-01-01"]}, "both a holiday and a working day"),
        ({"workdays": ["2026-11-30"]}, "does not belong to 2027"),
        ({"source": None}, "source"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_with_its_cause(change, cause):
    with pytest.raises(InvalidValue, match=cause):
        parse_year(json.dumps(YEAR_2027 | change))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "{",
        "[" * 50_000,
        '{"note": ' + "[" * 50_000,
        "9" * 50_000,
        "x" * 200_000,
        "\ud800",
        "\x00",
    ],
)
def test_junk_is_refused_in_one_short_sentence(text):
    with pytest.raises(InvalidValue) as caught:
        parse_year(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    assert str(caught.value).startswith("This is not a year's calendar (")


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_other_text_is_refused(text):
    # Four right fields do not come about by chance.
    with pytest.raises(InvalidValue) as caught:
        parse_year(text)
    assert caught.value.what == "calendar"
