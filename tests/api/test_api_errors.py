"""Every error says what, where and what to do, as problem+json, and leaves the panel's own pages alone."""

from __future__ import annotations

import io
import json
import logging
import sqlite3

import pytest
from api.conftest import API, Caller, count, database_of, problem
from flask import Flask, abort
from flask_wtf import CSRFProtect

from beian_plugin.blueprints.api.problems import KINDS
from beian_plugin.extension import Beian
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.models import database as database_module
from beian_plugin.operations.tokens import find_token, revoke_token

BIND = f"{API}/events/domain-bind"


def test_every_kind_of_error_is_worded_in_both_languages():
    for kind in KINDS.values():
        assert all([kind.title, *kind.detail])


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Token x", "bearer\x01", "Bearer é", "Bearer " + "a" * 9000],
)
def test_without_a_token_in_force_nobody_asks(app, header):
    headers = {} if header is None else {"Authorization": header}
    response = app.test_client().post(BIND, json={"host": "a.cn"}, headers=headers)
    assert "token" in problem(response, 401)["detail"]
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="beian"')
    assert count(app, "beian_verdict") == 0


def test_a_revoked_token_is_refused_at_once(app, caller):
    assert caller.bind("a.cn").status_code == 200
    database = database_of(app)
    revoke_token(
        database, find_token(database, caller.token).id, actor="test", now=app.extensions["beian"].context.now()
    )
    response = caller.bind("a.cn")
    assert problem(response, 401)["type"] == "urn:beian:problem:token_unknown"
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("scope", "path", "needed"),
    [("verdicts", "/events/domain-bind", "events"), ("events", f"/verdicts/{'0' * 32}", "verdicts")],
)
def test_a_token_allows_what_its_scopes_name_and_no_more(app, scope, path, needed):
    caller = Caller(app, scope)
    method = "POST" if "events" in path else "GET"
    response = app.test_client().open(API + path, method=method, json={"host": "a.cn"}, headers=caller.headers())
    assert needed in problem(response, 403)["detail"]
    assert f'scope="{needed}"' in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/"),
        ("GET", "/nothing"),
        ("POST", "/events"),
        ("POST", "/events/domain-bind/"),
        ("DELETE", "/verdicts"),
        ("GET", "/domains/"),
        ("GET", "/domains/a.cn/b"),
    ],
)
def test_an_unknown_url_under_the_prefix_is_a_problem(app, method, path):
    assert problem(app.test_client().open(API + path, method=method), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/events/domain-bind", {"POST", "OPTIONS"}),
        ("DELETE", f"/verdicts/{'0' * 32}", {"GET", "HEAD", "OPTIONS"}),
        ("TRACE", "/domains/a.cn", {"GET", "HEAD", "OPTIONS"}),
        ("PROPFIND", "/openapi.json", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_method_that_does_not_fit_is_a_problem_that_names_those_that_do(app, method, path, allowed):
    response = app.test_client().open(API + path, method=method)
    problem(response, 405)
    assert set(response.headers["Allow"].split(", ")) == allowed


def test_options_and_head_are_answered_as_everywhere(app):
    client = app.test_client()
    options = client.options(BIND)
    assert options.status_code == 200
    assert "POST" in options.headers["Allow"]
    head = client.head(f"{API}/domains/a.cn")
    assert head.status_code == 200
    assert head.data == b""
    assert client.head(f"{API}/nothing").data == b""


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"host=a.cn", 400),
        (b'{"host":"a.cn"} more', 400),
        (b'{"host":"a\x00.cn"}', 400),
        ('{"host":"例子.中国"}'.encode("gbk"), 400),
        ('{"host":"a.cn"}'.encode("utf-16"), 400),
        (b'\xef\xbb\xbf{"host":"a.cn"}', 400),
        (b'{"host":"\\ud800"}', 400),
        (b'{"host":NaN}', 400),
        (b"null", 422),
        (b"[]", 422),
        (b'"a.cn"', 422),
        (b"[" * 60_000, 422),
        (b'{"host":' + b"[" * 60_000, 422),
        (b'{"host":' + b'{"a":' * 10_000, 422),
        (b"{}", 422),
        (b'{"host":1}', 422),
        (b'{"host":null}', 422),
        (b'{"host":["a.cn"]}', 422),
        (b'{"host":"a.cn","use":"games"}', 422),
        (b'{"host":"a.cn","hots":"b.cn"}', 422),
        (b'{"host":"a.cn","customer":"a\\u0000b"}', 422),
        (b'{"host":"a.cn","customer":"a\\n"}', 422),
        (b'{"host":"a.cn","region":"\\u001b[2J"}', 422),
        (b'{"host":"a.cn","address":"localhost"}', 422),
        (b'{"host":"a.cn","subject":{"province":"32 "}}', 422),
        (b'{"host":"a.cn","subject":{"overseas":"yes"}}', 422),
        (b'{"host":"' + b"a" * 1025 + b'"}', 422),
        (b'{"host":"' + b"a" * 10_000_000 + b'"}', 413),
    ],
)
def test_junk_gets_one_clear_problem_and_stores_nothing(app, caller, body, status):
    response = caller.post("domain-bind", data=body, content_type="application/json", key="a-key")
    document = problem(response, status)
    assert len(document["detail"]) < 500
    assert count(app, "beian_verdict") == 0
    assert count(app, "beian_idempotency_key") == 0
    assert caller.bind("a.cn", key="a-key").status_code == 200, "the key is still free"


def test_a_body_without_a_length_is_limited_too(app, caller):
    response = caller.post(
        "domain-bind",
        data=None,
        input_stream=io.BytesIO(b'{"host":"a.cn"}' + b" " * 100_000),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    problem(response, 413)


@pytest.mark.parametrize(
    "given", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json"]
)
def test_a_body_that_is_not_said_to_be_json_is_refused(caller, given):
    response = caller.post("domain-bind", data=b'{"host":"a.cn"}', content_type=given)
    assert "Content-Type: application/json" in problem(response, 415)["detail"]


def test_json_may_name_its_charset(caller):
    response = caller.post("domain-bind", data=b'{"host":"a.cn"}', content_type="Application/JSON; charset=utf-8")
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({}, "host", "missing"),
        ({"host": "a.cn", "use": "games"}, "use", "web, mail"),
        ({"host": "a.cn", "colour": 1}, "", "colour"),
        ({"host": "a.cn", "subject": {"colour": 1}}, "subject", "colour"),
        ({"host": "a.cn", "subject": {"certificate": {"kind": "passport"}}}, "subject.certificate.number", "missing"),
        ({"host": "a.cn", "subject": {"certificate": 1}}, "subject.certificate", "object"),
        ({"host": "a.cn", "customer": "x" * 129}, "customer", "128"),
        ({"host": "a.cn", "subject": {"province": "99"}}, "subject.province", "province"),
        ({"host": "a.cn", "address": "1.2.3"}, "address", "IPv4"),
    ],
)
def test_a_problem_names_the_field(caller, body, field, said):
    document = problem(caller.post("domain-bind", body), 422)
    assert document.get("field", "") == field
    assert said in document["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"host": "a.cn", "subject": {"certificate": {"kind": "resident_id", "number": "{number}"}}},
        {"host": "a.cn", "subject": {"certificate": {"kind": "credit_code", "number": "{number}"}}},
        {"host": "a.cn", "subject": {"certificate": {"kind": "{number}", "number": "1"}}},
        {"host": "a.cn", "subject": {"certificate": {"kind": "resident_id", "number": ["{number}"]}}},
        {"host": "a.cn", "subject": {"{number}": 1}},
        {"host": "a.cn", "use": "{number}"},
        {"host": "a.cn", "address": "{number}"},
        {"host": "a.cn", "customer": "{number}\n"},
    ],
)
def test_a_problem_never_repeats_a_certificate_number(caller, caplog, body):
    number = "110101299902300019"  # a day that never was, and the wrong check digit
    filled = json.dumps(body).replace("{number}", number)
    with caplog.at_level(logging.DEBUG):
        response = caller.post("domain-bind", data=filled, content_type="application/json")
    problem(response, 422)
    assert number not in response.text
    assert number not in caplog.text


def test_one_bad_address_of_many_is_named_by_its_place(caller):
    document = problem(caller.post("server-order", {"addresses": ["192.0.2.1", "", "here"]}), 422)
    assert document["field"] == "addresses[2]"


@pytest.mark.parametrize("key", ["a-key", None])
def test_a_locked_database_is_a_503_that_says_when_to_come_back(make_app, sqlite_url, monkeypatch, key):
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
    app = make_app(sqlite_url)
    caller = Caller(app)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    response = caller.bind("a.cn", key=key)
    other.execute("ROLLBACK")
    other.close()
    document = problem(response, 503)
    assert "locked" in document["detail"]
    assert int(response.headers["Retry-After"]) > 0
    assert count(app, "beian_verdict") == 0
    assert caller.bind("a.cn", key=key).status_code == 200


def test_a_full_disk_is_a_503_and_nothing_is_half_written(app, caller):
    database = database_of(app)
    [(pages,)] = database.fetch("PRAGMA page_count", ())
    database.fetch(f"PRAGMA max_page_count={pages}", ())
    statuses = [caller.bind(f"a-{number}.cn").status_code for number in range(20)]
    assert statuses[-1] == 503
    assert count(app, "beian_verdict") == statuses.count(200)
    assert "disk" in problem(caller.bind("b.cn"), 503)["detail"]


class _Broken:
    """A plugin that fails in a way that no isolation foresees."""

    @hookimpl
    def beian_check_domain_bind(self, event, facts):
        raise RuntimeError("secret")


def test_a_plugin_that_fails_is_a_verdict_and_no_error(make_app, sqlite_url):
    beian = Beian()
    beian.register_plugin(_Broken(), "broken")
    verdict = Caller(make_app(sqlite_url, beian=beian)).bind("a.cn").get_json()
    assert verdict["decision"] == "hold"
    assert "could_not_check" in [found["code"] for found in verdict["findings"]]


def panel():
    """A panel with pages of its own for every kind of error."""
    app = Flask("panel")
    for code in (403, 404, 405, 500):
        app.register_error_handler(code, lambda error: (f"the panel's page for {error.code}", error.code))
    app.register_error_handler(Exception, lambda error: ("the panel's page for everything", 500))
    app.add_url_rule("/site", "site", lambda: "a site")
    app.add_url_rule("/forbidden", "forbidden", lambda: abort(403))
    app.add_url_rule("/broken", "broken", lambda: 1 // 0)
    return app


PANEL_URLS = [
    "/",
    "/site",
    "/forbidden",
    "/broken",
    "/nothing",
    "/beian/api",
    "/beian/api/v11",
    "/beian/api/v2/x",
]


def test_the_panels_own_pages_stay_as_they_were(make_app, sqlite_url):
    def pages(app):
        client = app.test_client()
        answers = [client.open(url, method=method) for url in PANEL_URLS for method in ("GET", "POST", "HEAD")]
        return [(answer.status_code, answer.data, sorted(answer.headers)) for answer in answers]

    before = pages(panel())
    handlers = list(logging.getLogger().handlers)
    assert pages(make_app(sqlite_url, app=panel())) == before
    assert logging.getLogger().handlers == handlers


def test_the_panels_error_handlers_do_not_reach_into_the_api(make_app, sqlite_url, monkeypatch, caplog):
    app = make_app(sqlite_url, app=panel())
    caller = Caller(app)
    problem(app.test_client().get(f"{API}/nothing"), 404)
    problem(app.test_client().get(BIND), 405)
    problem(caller.post("domain-bind", {}), 422)
    problem(caller.post("domain-bind", data=b"{", content_type="text/plain"), 415)
    problem(Caller(app, "verdicts").bind("a.cn"), 403)
    problem(caller.get(f"/verdicts/{'0' * 32}"), 404)
    monkeypatch.setattr("beian_plugin.operations.decide.decide", lambda *_: 1 // 0)
    document = problem(caller.bind("a.cn"), 500)
    assert "ZeroDivisionError" not in str(document)
    assert "ZeroDivisionError" in caplog.text, "the panel's log has the cause"


def test_what_the_panel_aborts_before_a_view_is_a_problem_too(make_app, sqlite_url):
    app = panel()
    app.before_request(lambda: abort(418))
    response = Caller(make_app(sqlite_url, app=app)).bind("a.cn")
    assert response.status_code == 418
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("first", ["panel", "plugin"])
def test_the_panels_csrf_check_lets_tokens_pass_and_guards_its_own_pages(make_app, sqlite_url, first):
    app = Flask("panel")
    app.config["SECRET_KEY"] = "test"
    app.add_url_rule("/site", "site", lambda: "made", methods=["POST"])
    if first == "panel":
        CSRFProtect(app)
    make_app(sqlite_url, app=app)
    if first == "plugin":
        CSRFProtect(app)
    assert Caller(app).bind("a.cn").status_code == 200
    assert app.test_client().post("/site").status_code == 400


def test_another_prefix_moves_everything(make_app, sqlite_url):
    app = make_app(sqlite_url, BEIAN_URL_PREFIX="/panel/filing")
    client = app.test_client()
    assert client.get("/panel/filing/api/v1/domains/a.cn").status_code == 200
    problem(client.get("/panel/filing/api/v1/nothing"), 404)
    assert client.get(f"{API}/nothing").content_type.startswith("text/html")
