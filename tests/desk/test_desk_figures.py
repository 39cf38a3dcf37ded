"""Figures: filings a day, days that they waited by stage, why they came back; and the charts that show them."""

from __future__ import annotations

import re
from datetime import timedelta

import lxml.etree
import lxml.html
import pytest
from returned_filings import given_back

from beian_plugin.blueprints.desk.charts import HEIGHT, WIDTH, Column, draw
from beian_plugin.filing.states import State, Verb
from beian_plugin.operations import figures


def test_days_count_what_was_handed_in_approved_and_returned_on_chinas_days(desk):
    desk.filing(1)
    desk.submitted(2)
    desk.clock.move(days=1)
    desk.filing(3, Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.TAKE_BACK, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.APPROVE)
    desk.step(desk.submitted(4), Verb.RETURN_TO_CUSTOMER, reason="r")
    found = figures.days(desk.context)
    assert [one[1:] for one in found[-3:]] == [(0, 0, 0), (1, 0, 0), (2, 1, 1)]
    assert found[-1].day == desk.clock().date()
    assert len(found) == 30


def test_a_step_late_in_the_evening_of_utc_is_the_next_days_in_china(desk):
    desk.clock.now = desk.clock.now.replace(hour=17) - timedelta(days=1)
    desk.submitted(1)
    desk.clock.move(hours=12)
    assert figures.days(desk.context)[-1].handed_in == 1


def test_waits_count_from_the_step_that_brought_it_there_and_by_the_week_of_the_result(desk):
    waited = (2, 4, 6, 8, 30)
    for serial in range(1, 6):
        desk.submitted(serial)
    for serial, days in enumerate(waited, 1):
        desk.clock.now = desk.clock.now.replace(month=6, day=1) + timedelta(days=days)
        desk.step(serial, Verb.PROVIDER_PASS)
        desk.step(serial, Verb.UPLOAD)
    desk.clock.move(days=1)
    desk.step(1, Verb.RECORD_OPINION)
    desk.clock.move(days=2)
    desk.step(1, Verb.APPROVE)
    found = figures.waits(desk.context)
    by_week = {
        one.monday.day: (one.results, one.median, one.slow) for one in found[State.PROVIDER_REVIEW] if one.results
    }
    assert by_week == {1: (3, 4.0, 6.0), 8: (1, 8.0, 8.0), 29: (1, 30.0, 30.0)}
    (authority,) = [one for one in found[State.AUTHORITY_REVIEW] if one.results]
    assert (authority.results, authority.median) == (1, 31.0)
    assert found[State.PROVIDER_REVIEW][0].median is None


def test_return_reasons_are_counted_by_field_and_by_code_the_most_frequent_first(desk):
    for serial in (1, 2):
        filing = desk.submitted(serial)
        fields = {"sites.0.name": "x", "sites.1.name": "y"}
        desk.step(filing, Verb.RETURN_TO_CUSTOMER, reason="r", fields=fields)
    desk.step(desk.submitted(3), Verb.RETURN_TO_CUSTOMER, reason="r")
    given_back(desk.context, 1003, particulars=None, customer="mia")
    found = [(reason.text.zh, reason.times) for reason in figures.return_reasons(desk.context)]
    assert found[0] == ("网站名称", 2)
    assert ("总体原因", 1) in found
    assert any(name.startswith("1003 ") for name, _ in found)
    desk.clock.move(days=100)
    assert figures.return_reasons(desk.context) == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_chart_has_a_title_a_description_its_numbers_and_nothing_personal(desk, lang):
    desk.text("figures")
    desk.step(desk.submitted(), Verb.RETURN_TO_CUSTOMER, fields={"sites.0.name": "<b>王示例</b>"})
    page = lxml.html.fromstring(desk.text(f"figures?lang={lang}"))
    charts = page.cssselect("figure svg[role=img]")
    assert len(charts) == 3
    for chart in charts:
        for name in chart.get("aria-labelledby").split():
            assert page.get_element_by_id(name).text_content().strip()
    assert len(page.cssselect("details table")) == 3
    assert not re.search(r"style=|王示例", lxml.etree.tostring(page, encoding="unicode"))


@pytest.mark.parametrize("values", [(), (0,), (1,), (3, 7, 12), (1e7,), (0.4, 0.1), (41.5,)])
def test_a_chart_keeps_within_its_box_and_its_axis_reaches_the_most(values):
    chart = draw([Column(str(place), (value, None), value) for place, value in enumerate(values)])
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and bar.y >= 0 for bar in (*chart.bars, *chart.beats))
    assert all(bar.y + bar.height <= HEIGHT for bar in chart.bars)
    assert float(chart.ticks[-1].text) >= max(values, default=0)
    assert chart.ticks[0].text == "0"
    assert [label.text for label in chart.labels][-1:] == [str(len(values) - 1)] * bool(values)
