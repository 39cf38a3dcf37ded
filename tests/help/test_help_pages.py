"""The help: 58 answers in two languages, found by words and linked from codes, for everybody."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin import Beian
from beian_plugin.blueprints.web.help import help_address
from beian_plugin.filing import commercial, faq
from beian_plugin.filing.codes import result_code
from beian_plugin.filing.findings import catalogue
from beian_plugin.filing.form import fields
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State
from beian_plugin.providers.contract import RULE_NAMES


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A panel's app on which nobody is signed in."""
    made = Flask(__name__, instance_path=str(tmp_path_factory.mktemp("instance")))
    beian = Beian(made)
    yield made
    with made.app_context():
        beian.context.database.close()


@pytest.fixture
def visit(app):
    """Asks for a page of the help."""
    return lambda path="", **query: app.test_client().get(f"/beian/help/{path}", query_string=query)


def test_all_58_questions_stand_under_a_section_and_have_an_answer_in_both_languages():
    found = list(faq.questions().values())
    assert [one.number for one in found] == list(range(1, 59))
    assert {one.section for one in found} == {section.name for section in faq.sections()}
    for one in found:
        assert len(one.answer.zh.splitlines()) == len(one.answer.en.splitlines()), one.topic
        assert all(text.strip() for text in one.answer), one.topic
        assert one.paragraphs(), one.topic
        assert set(one.see) <= set(faq.questions()) - {one.topic}, one.topic


def test_no_two_answers_explain_the_same_code():
    anchors = [anchor for one in faq.questions().values() for anchor in one.anchors]
    assert len(anchors) == len(set(anchors))


@pytest.mark.parametrize(
    ("query", "number"), [("备案密码忘了", 36), ("FILING PASSWORD", 36), ("１００３", 2), ("1048", 15)]
)
def test_words_of_either_language_and_width_find_the_answer(query, number):
    assert number in [one.number for one in faq.search(query)][:6]


@given(st.sampled_from(sorted(faq.questions())), st.booleans(), st.sampled_from([str.upper, str.lower, str.title]))
def test_letter_case_and_width_make_no_difference_to_a_search(topic, wide, case):
    typed = case(faq.questions()[topic].title.en)
    if wide:
        typed = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in typed)
    plain = [one.topic for one in faq.search(faq.questions()[topic].title.en)]
    assert [one.topic for one in faq.search(typed)] == plain
    assert topic in plain[:3]


@given(st.text(max_size=300))
def test_a_search_takes_whatever_is_typed(query):
    found = faq.search(query)
    assert len({one.topic for one in found}) == len(found)


@given(st.sampled_from(sorted(faq.questions())), st.sampled_from(["zh", "en"]))
def test_a_question_as_it_stands_finds_itself_first(topic, lang):
    title = faq.questions()[topic].title.to(lang)
    assert topic in [one.topic for one in faq.search(title[: faq.LONGEST_QUERY])][:3]


def test_a_path_in_a_form_finds_its_answer_whichever_site_it_is():
    assert faq.topic_of("sites.0.name") == faq.topic_of("sites.7.name")
    assert faq.topic_of("nothing_of_that_name") is None


@pytest.mark.parametrize("code", sorted(code for code, one in catalogue().items() if "FAQ" in one.source))
def test_a_finding_that_cites_the_faq_leads_to_an_answer_that_it_cites(code):
    cited = [int(number) for number in re.findall(r"\d+", catalogue()[code].source.partition(";")[0])]
    assert faq.questions()[faq.topic_of(code)].number in cited


def test_a_code_of_the_authority_leads_to_the_answer_that_its_remedy_cites():
    cited = {code: remedy.faq for code in range(1001, 6000) if (remedy := result_code(code)) and remedy.faq}
    assert len(cited) > 20
    assert {code: faq.questions()[faq.topic_of(str(code))].number for code in cited} == cited
    assert faq.questions()[faq.topic_of("1003+1005")].number == 4


@pytest.mark.parametrize("state", State)
def test_every_state_leads_to_an_answer(state):
    assert faq.topic_of(state.value)


def test_every_anchor_is_a_code_that_somebody_could_meet():
    words = set(catalogue()) | {state.value for state in State} | {kind.value for kind in Kind}
    words |= set(RULE_NAMES) | set(commercial.CODES)
    for question in faq.questions().values():
        for anchor in question.anchors:
            codes = anchor.split("+")
            if all(code.isdecimal() for code in codes):
                assert all(result_code(int(code)).message.zh for code in codes), anchor
            else:
                in_form = any(f"{path}.".startswith(f"{anchor}.") for path in fields())
                assert anchor in words or in_form, (question.topic, anchor)


def test_a_stranger_reads_the_list_and_each_answer_in_both_languages(visit):
    for lang in ("zh", "en"):
        page = visit(lang=lang).text
        for topic, question in faq.questions().items():
            assert f'href="/beian/help/{topic}"' in page
            answer = visit(topic, lang=lang)
            assert answer.status_code == 200
            assert f'lang="{ {"zh": "zh-CN"}.get(lang, lang) }"' in answer.text
            first = re.split(r"[<>&\"']", question.paragraphs()[0].lines[0].to(lang))[0]
            assert first in answer.text


def test_a_search_page_says_what_it_found_and_escapes_what_was_typed(visit):
    assert faq.questions()[faq.search("备案密码")[0].topic].title.zh in visit(q="备案密码").text
    nothing = visit(q="<zzqqxx>")
    assert "&lt;zzqqxx&gt;" in nothing.text
    assert "<zzqqxx>" not in nothing.text
    assert "没有找到" in nothing.text


def test_the_number_by_which_findings_cite_an_answer_leads_to_it(visit):
    assert visit("21").location == "/beian/help/subdomain"
    assert visit("59").status_code == 404


def test_a_page_links_to_the_answer_of_a_code_and_shows_nothing_where_there_is_none(app):
    source = "{% from 'beian/_fields.html' import help_link with context %}{{ help_link(code) }}"
    link = app.jinja_env.from_string(source, {"help_address": help_address, "t": lambda zh, _en: zh})
    with app.test_request_context():
        assert 'href="/beian/help/not-approved-yet"' in link.render(code="filing_running")
        assert link.render(code="nothing_of_that_name").strip() == ""


def test_a_topic_that_is_none_is_not_found(visit):
    assert visit("nothing-of-that-name").status_code == 404
