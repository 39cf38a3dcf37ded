"""What FAQ 54 asks of a site's name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.site_name import MOST_CHARACTERS, SiteNameRules, check_site_name


def doubts(name, *, individual=False, **facts):
    return {
        doubt.code.removeprefix("site_name_"): doubt.severity.value
        for doubt in check_site_name(name, individual=individual, **facts)
    }


@pytest.mark.parametrize("name", ["淘宝网", "晨光文具商城", "小雨的读书笔记", "𠮷野家菜谱", " 晨光 文具 "])
@pytest.mark.parametrize("individual", [True, False])
def test_a_plain_chinese_name_is_fine(name, individual):
    assert doubts(name, individual=individual) == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("晨光", {"too_short": "refuse"}),
        ("", {"too_short": "refuse"}),
        ("；", {"too_short": "refuse"}),
        ("文具商城ABC", {"english": "refuse"}),
        ("文具商城ＡＢＣ", {"english": "refuse"}),
        ("文具商城24", {"digits": "refuse"}),
        ("文具商城②", {"digits": "refuse"}),
        ("example.com", {"too_short": "refuse", "english": "refuse", "domain": "refuse"}),
        ("文具商城.中国", {"domain": "refuse"}),
        ("文具商城shop.example.cn", {"english": "refuse", "domain": "refuse"}),
        ("http://文具商城", {"english": "refuse", "url": "refuse"}),
        ("我的www.文具", {"english": "refuse", "url": "refuse"}),
        ("石家庄市", {"place": "refuse"}),
        ("石家庄", {"place": "refuse"}),
        ("内蒙古", {"place": "refuse"}),
        ("西湖区文具商城", {"contains_place": "warn"}),
        ("我爱上海文具", {"contains_place": "warn"}),
        ("杭州文具商城", {"contains_place": "warn"}),
    ],
)
def test_what_a_name_must_not_be(name, expected):
    assert doubts(name) == expected


@pytest.mark.parametrize("name", ["东方财富网", "新华字典在线", "和平鸽文具", "城区里的猫"])
def test_a_short_name_of_a_county_that_is_an_ordinary_word_raises_nothing(name):
    assert doubts(name) == {}


def test_the_name_of_a_city_in_the_middle_of_a_name_raises_nothing():
    assert doubts("平安康健文具") == {}


@pytest.mark.parametrize("prefix", ["中华", "中国", "国家", "国际", "全国"])
def test_a_national_prefix_needs_national_rank_or_a_permit(prefix):
    name = prefix + "文具商城"
    assert doubts(name) == {"national_prefix": "refuse"}
    assert doubts(name, individual=True) == {"national_prefix": "refuse"}
    assert doubts(name, national_level=True) == {}
    assert doubts(name, permit=True) == {}
    assert doubts("文具商城" + prefix) == {}


def test_a_persons_name_is_refused_and_one_inside_a_longer_name_is_a_warning():
    people = ["测试 某某", "试某"]
    assert doubts("测试某某", person_names=people) == {"person": "refuse"}
    assert doubts("测试某某的文具", person_names=people) == {"contains_person": "warn"}
    assert doubts("晨光文具商城", person_names=[*people, "", " "]) == {}
    assert doubts("", person_names=[""]) == {"too_short": "refuse"}


def test_a_domain_of_the_site_is_found_wherever_it_stands():
    assert doubts("我的文具Example.CN商城", domains=["example.cn"])["domain"] == "refuse"
    assert doubts("晨光文具商城", domains=[""]) == {}
    assert doubts("文具商城点中国", domains=["文具商城点中国", ""]) == {"domain": "refuse"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("绍小文文明网", {"not_individual": "refuse"}),
        ("晨光企业网", {"not_individual": "refuse"}),
        ("晨光公司网", {"hardly_individual": "warn"}),
    ],
)
def test_an_individual_must_not_sound_like_an_enterprise_or_an_office(name, expected):
    assert doubts(name, individual=True) == expected
    assert doubts(name) == {}


def test_several_names_in_one_field_are_checked_one_by_one():
    assert doubts("晨光文具商城；") == {}
    assert doubts("晨光文具商城；晨光; 中国文具商城;国家文具商城") == {
        "too_short": "refuse",
        "national_prefix": "refuse",
    }


def test_a_province_may_relax_or_soften_a_rule():
    assert doubts("文具商城ABC", rules=SiteNameRules(english=None)) == {}
    assert doubts("文具商城24", rules=SiteNameRules(digits=Severity.WARN)) == {"digits": "warn"}
    assert doubts("晨光", rules=SiteNameRules(min_chars=2)) == {}
    assert doubts("晨光文具", rules=SiteNameRules(min_chars=5)) == {"too_short": "refuse"}
    assert doubts("石家庄市", rules=SiteNameRules(places=Severity.WARN)) == {"place": "warn"}
    assert doubts("石家庄市文具", rules=SiteNameRules(places=None)) == {}


def test_a_name_longer_than_the_interface_takes_is_refused():
    assert doubts("文" * MOST_CHARACTERS) == {}
    assert doubts("文" * (MOST_CHARACTERS + 1)) == {"too_long": "refuse"}
    assert doubts("文" * 10_000_000) == {"too_long": "refuse"}


@given(st.text(), st.booleans(), st.lists(st.text(max_size=5), max_size=3), st.lists(st.text(max_size=5), max_size=3))
def test_any_name_is_answered_with_each_objection_once_in_both_languages(name, individual, people, domains):
    found = check_site_name(name, individual=individual, person_names=people, domains=domains)
    assert len({doubt.code for doubt in found}) == len(found)
    for doubt in found:
        assert doubt.source == "FAQ 54"
        assert doubt.zh.endswith("。")
        assert doubt.en.endswith(".")


@given(st.text("晨光文具商城好的读书笔记", min_size=3, max_size=20), st.sampled_from(["a", "Z", "7", "ｂ", "４"]))
def test_one_letter_or_digit_anywhere_is_refused(name, char):
    for place in (0, len(name) // 2, len(name)):
        assert {"english", "digits"} & set(doubts(name[:place] + char + name[place:]))
