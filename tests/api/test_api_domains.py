"""The public query of FAQ 25: is this domain filed, and is it served through this host?"""

from __future__ import annotations

import pytest
from api.conftest import API, problem
from operations.conftest import credit_code

from beian_plugin.extension import Beian
from beian_plugin.filing.kinds import Kind
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.operations.filings import open_filing


def ask(app, host):
    return app.test_client().get(f"{API}/domains/{host}")


def record(app, host):
    response = ask(app, host)
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "no-store"
    return response.get_json()


def test_anybody_learns_that_a_domain_is_served_here(app, mirror):
    mirror.site("teahouse-demo.cn", providers=["ours"], number="浙ICP备20260001号-1")
    found = record(app, "www.teahouse-demo.cn")
    assert found.pop("known_at")
    assert found == {
        "host": "www.teahouse-demo.cn",
        "domain": "teahouse-demo.cn",
        "filed": "yes",
        "access": "ours",
        "served_here": True,
        "subject_number": "浙ICP备20260001号",
        "site_number": "浙ICP备20260001号-1",
    }


@pytest.mark.parametrize(
    ("coverage", "providers", "shell", "expected"),
    [
        ("partial", ["别家云"], False, ("yes", "other", False)),
        ("partial", [], False, ("yes", "unknown", None)),
        ("own", [], False, ("yes", "other", False)),
        ("all", [], True, ("yes", "none", False)),
        ("all", ["ours", "别家云"], False, ("yes", "ours", True)),
    ],
)
def test_who_serves_a_filed_domain(app, mirror, coverage, providers, shell, expected):
    mirror.covers(coverage)
    mirror.site("teahouse-demo.cn", providers=providers, shell=shell)
    found = record(app, "teahouse-demo.cn")
    assert (found["filed"], found["access"], found["served_here"]) == expected


@pytest.mark.parametrize(
    ("coverage", "expected"), [("partial", ("unknown", None)), ("own", ("unknown", False)), ("all", ("no", False))]
)
def test_absence_from_an_incomplete_mirror_is_unknown_and_never_not_filed(app, mirror, coverage, expected):
    mirror.covers(coverage)
    found = record(app, "teahouse-demo.cn")
    assert (found["filed"], found["served_here"]) == expected
    assert found["subject_number"] == found["site_number"] == ""


def test_nothing_personal_is_told(app, mirror):
    subject = mirror.subject(name="某某某", certificate=credit_code(1), user="customer-1001")
    mirror.site("teahouse-demo.cn", subject=subject, providers=["ours"], addresses=["192.0.2.7"])
    context = app.extensions["beian"].context
    open_filing(context, Kind.CHANGE, ["teahouse-demo.cn"], customer="customer-1001", actor="test")
    mirror.bar(domain="bakery-demo.cn")
    shown = ask(app, "teahouse-demo.cn").text + ask(app, "bakery-demo.cn").text
    for secret in ("某某某", credit_code(1).number, "customer-1001", "192.0.2.7", "change", "draft", "black"):
        assert secret not in shown


class _Source:
    """A record source that counts who asks it."""

    name = "counting"
    asked = 0

    def look_up(self, domain):
        self.asked += 1
        raise RuntimeError

    @hookimpl
    def beian_register_record_sources(self):
        return [self]


def test_a_stranger_cannot_make_us_ask_others(make_app, sqlite_url):
    source, beian = _Source(), Beian()
    beian.register_plugin(source, "counting")
    app = make_app(sqlite_url, beian=beian)
    assert record(app, "teahouse-demo.cn")["filed"] == "unknown"
    assert source.asked == 0


@pytest.mark.parametrize(
    "host", ["例子.中国", "xn--fsqu00a.xn--fiqs8s", "例子.中国:8080", "*.例子。中国", "WWW.例子.中国."]
)
def test_a_host_may_be_written_as_people_write_it(app, host):
    assert record(app, host)["domain"] == "xn--fsqu00a.xn--fiqs8s"


@pytest.mark.parametrize(
    "host",
    [
        "cn",
        "com.cn",
        "192.0.2.1",
        "[2001:db8::1]",
        "localhost",
        "a b.cn",
        "-a.cn",
        "a..cn",
        "%00.cn",
        "a" * 300 + ".cn",
        "%20",
        "a.cn:99999",
        "\N{RIGHT-TO-LEFT OVERRIDE}a.cn",
    ],
)
def test_what_is_no_domain_is_a_problem_in_the_words_of_a_verdict(app, host):
    document = problem(ask(app, host), 422)
    assert document["field"] == "host"
