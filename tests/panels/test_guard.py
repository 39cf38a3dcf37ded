"""A guard before the endpoints of a panel that knows nothing of it: one with the quirks of mdserver-web."""

from __future__ import annotations

import json
from functools import partial

import pytest
from api.conftest import count, database_of
from flask import Flask, jsonify, request
from panels.conftest import APP, ELSEWHERE, OURS, UNFILED, Browser, accepted, refused
from panels.panel_like_mdserver import make_panel

from beian_plugin.panels.guard import as_html, form_field, json_body, json_in_field
from beian_plugin.panels.mdserver_web import guard_mdserver_web


def test_a_domain_that_we_serve_is_added_as_ever(panel, admin):
    accepted(admin.add(f"www.{OURS}:8080", f"shop.{OURS}", ""))
    assert panel.bound == [f"www.{OURS}", f"shop.{OURS}"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/site/add", f'webinfo={{"domain":"{ELSEWHERE}","domainlist":[],"count":1}}&port=80'),
        ("/site/add_domain", f"id=1&site_name=x&domain={ELSEWHERE}:81"),
        ("/site/add_dir_bind", f"id=1&dir_name=x&domain={ELSEWHERE}"),
    ],
)
def test_a_domain_that_is_filed_elsewhere_is_refused_at_every_door(panel, admin, path, body):
    message = refused(admin.post(path, body))
    assert ELSEWHERE in message
    assert "转接入" in message
    assert panel.bound == []


def test_one_bad_alias_refuses_the_whole_request_and_each_is_named(panel, admin):
    message = refused(admin.add(OURS, f"www.{OURS}", ELSEWHERE, "not a domain", UNFILED))
    assert [name in message for name in (ELSEWHERE, "not a domain", UNFILED)] == [True, True, True]
    assert f"{OURS}:" not in message, "what is right is not complained of"
    assert panel.bound == []


def test_a_comma_list_is_decided_whole_before_the_panel_binds_its_first(panel, admin):
    refused(admin.post("/site/add_domain", f"domain={OURS}:80,{ELSEWHERE}:81,{OURS}:82"))
    assert panel.bound == []
    accepted(admin.post("/site/add_domain", f"domain={OURS}:80,www.{OURS}:81"))


def test_a_name_with_several_ports_is_one_question(panel, admin):
    admin.post("/site/add_domain", f"domain={OURS}:80,{OURS.upper()}:81,{OURS}.:82, {OURS}")
    assert count(panel, "beian_verdict") == 1


def test_a_wildcard_is_another_question_than_its_domain(panel, admin):
    """FAQ 21: a domain that is filed elsewhere may have subdomains here."""
    accepted(admin.add(f"*.{ELSEWHERE}"))
    refused(admin.add(f"*.{ELSEWHERE}", ELSEWHERE))


def test_a_refusal_is_escaped_for_a_page_that_shows_it_as_html(admin):
    message = refused(admin.add("<script>alert(1)</script>", "<img src=x onerror=alert(1)>"))
    assert "<script" not in message
    assert "<img" not in message
    assert "&lt;script&gt;" in message
    assert message.count("<br>") == 1


def test_a_stranger_is_left_to_the_panel_and_told_nothing(panel):
    response = Browser(panel).add(ELSEWHERE)
    assert response.data == b"<html>sign in</html>"
    assert count(panel, "beian_verdict") == 0


@pytest.mark.parametrize("path", ["/site/add", "/site/add_domain", "/site/add_dir_bind"])
def test_a_program_with_the_panels_own_keys_is_guarded_too(panel, path):
    webinfo = json.dumps({"domain": ELSEWHERE, "domainlist": [f"{ELSEWHERE}:81"]})
    response = Browser(panel).client.post(path, data={"webinfo": webinfo, "domain": ELSEWHERE}, headers=APP)
    assert ELSEWHERE in refused(response)
    assert panel.bound == []
    accepted(Browser(panel).add(OURS, headers=APP))


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"App-Id": "app-1", "App-Secret": "wrong"}, 404), ({"App-Id": "other", "App-Secret": "x"}, 500)],
)
def test_wrong_keys_are_answered_by_the_panel_alone(panel, headers, status):
    response = Browser(panel).add(ELSEWHERE, headers=headers)
    assert response.status_code == status
    assert ELSEWHERE not in response.text
    assert count(panel, "beian_verdict") == 0


@pytest.mark.parametrize("path", ["/site/add", "/site/add_domain", "/nothing"])
def test_what_binds_nothing_is_as_it_was(make_guarded, path):
    guarded, plain = make_guarded(), make_panel()
    answers = [
        [
            (answer.status_code, answer.data)
            for answer in (
                client.get(path),
                client.get(f"/site/list?domain={ELSEWHERE}"),
                client.post("/site/list", data={"domain": ELSEWHERE}),
                client.post("/site/set_proxy", data={"domain": ELSEWHERE}),
                client.options(path),
            )
        ]
        for client in (Browser(guarded).sign_in().client, Browser(plain).sign_in().client)
    ]
    assert answers[0] == answers[1]
    assert count(guarded, "beian_verdict") == 0


@pytest.mark.parametrize(
    "webinfo",
    [
        "",
        "{",
        "[]",
        "null",
        "17",
        '"a.cn"',
        "[" * 50_000,
        '{"domain":17,"domainlist":[]}',
        '{"domainlist":[]}',
        "\x00",
        "{'domain':'a'}",
    ],
)
def test_a_malformed_webinfo_is_left_to_the_panels_own_check(make_guarded, webinfo):
    def answer(app):
        response = Browser(app).sign_in().client.post("/site/add", data={"webinfo": webinfo})
        return response.status_code, response.data

    assert answer(make_guarded()) == answer(make_panel())


@pytest.mark.parametrize(
    "webinfo",
    [
        f'{{"domain":"{OURS}","domainlist":{{"{ELSEWHERE}":1}}}}',
        f'{{"domain":"{OURS}","domain":"{ELSEWHERE}","domainlist":[]}}',
        f'{{"domain":"{OURS}","domainlist":["\\u0062akery-demo.cn"]}}',
        f'{{"domain":" {ELSEWHERE} ","domainlist":[]}}',
        f'{{"domain":"http://{ELSEWHERE}/","domainlist":[]}}',
        f'{{"domain":"{ELSEWHERE}.","domainlist":[null, 1, "", "{OURS}"]}}',
        '{"domain":"ｂａｋｅｒｙ-demo。cn:80","domainlist":[]}',
    ],
)
def test_a_name_in_disguise_is_refused_all_the_same(admin, webinfo):
    refused(admin.client.post("/site/add", data={"webinfo": webinfo}))


def test_json_is_read_as_leniently_as_a_panel_may_read_it():
    text = f'{{"domain":"{ELSEWHERE}\t","domainlist":[]}}'
    with Flask("lenient").test_request_context("/", method="POST", data={"webinfo": text}):
        assert json_in_field("webinfo", "domain", "domainlist")(request) == [f"{ELSEWHERE}\t"]


def test_half_a_character_is_no_crash(panel, admin):
    refused(admin.client.post("/site/add", data={"webinfo": '{"domain":"\\ud800.cn","domainlist":[]}'}))
    assert count(panel, "beian_verdict") == 1


def test_a_field_that_is_sent_twice_is_read_twice(admin):
    body = f"domain={OURS}&domain={ELSEWHERE}"
    refused(admin.post("/site/add_domain", body))
    refused(admin.post(f"/site/add_domain?domain={ELSEWHERE}", f"domain={OURS}"))


def test_a_field_of_10_mb_is_answered_as_the_panel_answers_it(make_guarded):
    def answer(app):
        app.config["MAX_FORM_MEMORY_SIZE"] = None
        response = Browser(app).sign_in().client.post("/site/add", data={"webinfo": "[" + "1," * 5_000_000})
        return response.status_code, response.data

    assert answer(make_guarded()) == answer(make_panel())


def test_a_host_of_10_mb_is_refused_in_a_short_sentence(make_guarded):
    app = make_guarded()
    app.config["MAX_FORM_MEMORY_SIZE"] = None
    assert len(refused(Browser(app).sign_in().add("a" * 10_000_000))) < 1000


def test_a_body_that_flask_refuses_to_read_is_refused_as_ever(make_guarded):
    def answer(app):
        app.config["MAX_CONTENT_LENGTH"] = 1000
        response = Browser(app).sign_in().add("a" * 2000)
        return response.status_code, response.data

    assert answer(make_guarded()) == answer(make_panel()) != 200


def test_observe_mode_lets_everything_pass_and_keeps_what_it_would_have_said(make_guarded):
    app = make_guarded(BEIAN_MODE="observe")
    accepted(Browser(app).sign_in().add(ELSEWHERE, "not a domain", *(f"a{number}.cn" for number in range(300))))
    assert app.bound[0] == ELSEWHERE
    kept = dict(database_of(app).fetch("SELECT domain, decision FROM beian_verdict", ()))
    assert (kept[ELSEWHERE], kept[""]) == ("hold", "deny")


def test_a_panel_that_can_hold_is_stopped_by_a_denial_alone(make_guarded):
    app = make_guarded(profile={"can_hold": True})
    admin = Browser(app).sign_in()
    accepted(admin.add(ELSEWHERE, UNFILED))
    assert "not a domain" in refused(admin.add(ELSEWHERE, "not a domain"))
    assert app.bound == [ELSEWHERE, UNFILED]


def test_a_server_outside_the_mainland_is_not_asked_for_a_filing(make_guarded):
    app = make_guarded(profile={"region": lambda request: request.form.get("version", "")})
    body = f'webinfo={{"domain":"{ELSEWHERE}","domainlist":[]}}&version='
    accepted(Browser(app).sign_in().post("/site/add", body + "hk-1"))
    refused(Browser(app).sign_in().post("/site/add", body + "cn-hangzhou"))


def test_the_sentences_come_in_the_panels_language(make_guarded):
    message = refused(Browser(make_guarded(profile={"lang": "en"})).sign_in().add(ELSEWHERE))
    assert "another access provider" in message


def test_the_customer_stands_in_the_verdict(make_guarded):
    app = make_guarded(profile={"customer": lambda _: "customer-1001"})
    Browser(app).sign_in().add(ELSEWHERE)
    assert database_of(app).fetch("SELECT customer FROM beian_verdict", ()) == [("customer-1001",)]


def test_too_many_names_at_once_are_refused_before_they_are_all_asked(make_guarded):
    app = make_guarded(profile={"most_hosts": 5})
    message = refused(Browser(app).sign_in().add(OURS, *(f"a{number}.{OURS}" for number in range(20))))
    assert "5" in message
    assert count(app, "beian_verdict") == 5
    assert app.bound == []
    accepted(Browser(app).sign_in().add(OURS, *(f"a{number}.{OURS}" for number in range(4))))


def json_panel():
    """A panel that takes JSON bodies."""
    app = Flask("json_panel")
    app.bound = []

    @app.post("/sites")
    def sites():
        body = request.get_json(force=True)
        app.bound.extend([body["host"], *body.get("aliases", [])])
        return jsonify(ok=True)

    return app


def guard_json(beian):
    """Guard its only endpoint."""
    beian.guard(
        "sites",
        hosts=json_body("host", "aliases"),
        signed_in=lambda _: True,
        refuse=lambda sentences: (jsonify(error=sentences), 409),
        region=lambda _: "cn-hangzhou",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_json_body_is_read_in_every_encoding_in_which_flask_reads_it(make_guarded, encoding):
    app = make_guarded(panel=json_panel(), guarded=guard_json)
    send = partial(app.test_client().post, "/sites", content_type="application/json")
    response = send(data=json.dumps({"host": OURS, "aliases": [ELSEWHERE]}).encode(encoding))
    assert response.status_code == 409
    assert [ELSEWHERE in sentence for sentence in response.get_json()["error"]] == [True]
    assert send(data=json.dumps({"host": OURS}).encode(encoding)).status_code == 200
    assert app.bound == [OURS]


@pytest.mark.parametrize("read", [form_field("domain"), json_body("domain")], ids=["form", "json"])
def test_a_panel_may_still_read_the_body_as_it_came(make_guarded, read):
    panel = Flask("raw_panel")
    panel.add_url_rule("/raw", "raw", lambda: request.get_data(), methods=["POST"])

    def guarded(beian):
        beian.guard("raw", hosts=read, signed_in=lambda _: True, refuse=lambda sentences: ("no", 409))

    client = make_guarded(panel=panel, guarded=guarded).test_client()
    body = f"domain={OURS}&more=%20x"
    assert client.post("/raw", data=body, content_type="application/x-www-form-urlencoded").text == body


def test_sentences_are_escaped_one_by_one():
    assert as_html(["a < b", "c & d"]) == "a &lt; b<br>c &amp; d"


def test_the_profile_knows_who_is_signed_in_by_the_panels_own_session_and_headers(make_guarded):
    """Headers that the panel does not know are turned away by the panel, as ever."""
    app = make_guarded(guarded=lambda beian: guard_mdserver_web(beian))
    stranger = Browser(app)
    assert "sign in" in stranger.add(UNFILED).text
    assert refused(stranger.add(UNFILED, headers=APP))
    accepted(stranger.add(OURS, headers=APP))
    assert stranger.add(OURS, headers=APP | {"App-Secret": "made-up"}).status_code == 404
    assert refused(stranger.sign_in().add(UNFILED))
