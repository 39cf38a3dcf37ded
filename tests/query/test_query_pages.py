"""The pages of the public query: HTML and JSON, the limit, and what strangers may not learn."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from operations.conftest import MirrorFiller

from beian_plugin import Beian
from beian_plugin.operations.askers import AT_ONCE

JSON = {"Accept": "application/json"}


class Visitor:
    """Asks as a stranger."""

    def __init__(self, app, mirror):
        self.app, self.mirror = app, mirror

    def __call__(self, q=None, *, path="", address="192.0.2.7", **options):
        query = {} if q is None else {"q": q}
        return self.app.test_client().get(
            f"/beian/query{path}", query_string=query, environ_base={"REMOTE_ADDR": address}, **options
        )


@pytest.fixture
def visit(tmp_path):
    """A stranger at a panel with one filed site."""
    app = Flask(__name__, instance_path=str(tmp_path))
    beian = Beian(app)
    with app.app_context():
        database = beian.context.database
    mirror = MirrorFiller(database)
    mirror.site("teahouse-demo.cn", providers=["ours"])
    yield Visitor(app, mirror)
    database.close()


def test_a_stranger_sees_the_form_and_what_the_register_shows_in_both_languages(visit):
    assert visit().status_code == 200
    zh, en = visit("www.teahouse-demo.cn"), visit("teahouse-demo.cn", headers={"Accept-Language": "en"})
    for page in (zh, en):
        assert page.status_code == 200
        assert "浙ICP备20260001号-1" in page.text
        assert "某***" in page.text
        assert "某茶叶公司" not in page.text
        assert "Accept" in page.headers["Vary"]
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "是，本接入商" in zh.text
    assert "yes, this provider" in en.text


@pytest.mark.parametrize(("path", "headers"), [(".json", {}), ("", JSON)])
def test_programs_get_the_same_as_json(visit, path, headers):
    response = visit("teahouse-demo.cn", path=path, headers=headers)
    assert response.mimetype == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    said = response.get_json()
    assert (said["asked"], said["filed"], said["served_here"]) == ("teahouse-demo.cn", "yes", True)
    assert said["sites"][0]["number"] == "浙ICP备20260001号-1"


def test_a_browser_that_accepts_anything_gets_a_page(visit):
    accepts = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert visit("teahouse-demo.cn", headers={"Accept": accepts}).mimetype == "text/html"
    assert visit("teahouse-demo.cn", headers={"Accept": "*/*"}).mimetype == "text/html"


@pytest.mark.parametrize(("coverage", "words"), [("partial", "不能说明它没有备案"), ("all", "没有查到备案")])
def test_what_is_not_known_is_not_called_unfiled(visit, coverage, words):
    visit.mirror.covers(coverage)
    assert words in visit("nowhere-demo.cn").text
    assert visit("nowhere-demo.cn", path=".json").get_json()["filed"] == {"partial": "unknown", "all": "no"}[coverage]


@pytest.mark.parametrize("asked", ["192.0.2.1", "com.cn", "<b>x</b>", "x" * 400])
def test_what_is_neither_domain_nor_number_is_named_at_the_field(visit, asked):
    page = visit(asked)
    assert page.status_code == 400
    assert 'aria-invalid="true"' in page.text
    assert "<b>x" not in page.text
    problem = visit(asked, path=".json")
    assert (problem.status_code, problem.mimetype) == (400, "application/problem+json")
    assert problem.get_json()["type"] == "urn:beian:problem:invalid_value"


def test_a_program_that_asks_for_nothing_is_told_so_and_loses_none_of_its_share(visit):
    answers = [visit(path=".json").status_code for _ in range(AT_ONCE + 1)]
    assert set(answers) == {400}
    assert visit("teahouse-demo.cn").status_code == 200


def test_who_asks_too_fast_is_told_when_to_come_back_and_others_go_on(visit):
    answers = [visit("teahouse-demo.cn") for _ in range(2 * AT_ONCE)]
    page = next(answer for answer in answers if answer.status_code == 429)
    assert answers[0].status_code == 200
    assert 1 <= int(page.headers["Retry-After"]) <= 3
    assert "查询太频繁" in page.text
    assert "浙ICP备20260001号-1" not in page.text
    problem = next(answer for _ in range(99) if (answer := visit("x.cn", headers=JSON)).status_code == 429)
    assert problem.mimetype == "application/problem+json"
    assert problem.get_json()["type"] == "urn:beian:problem:rate_limited"
    assert problem.headers["Retry-After"]
    assert visit("teahouse-demo.cn", address="192.0.2.8").status_code == 200


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.text(max_size=400), number=st.integers(0, 2**32))
def test_whatever_is_typed_gets_an_answer(visit, asked, number):
    address = f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1"
    assert visit(asked, address=address).status_code in {200, 400, 429}
    assert visit(asked, path=".json", address=address).get_json()
