"""Events over HTTP: what goes in, what comes out, and that it can be explained later."""

from __future__ import annotations

import pytest
from api.conftest import API, Caller, count, problem
from operations.conftest import credit_code

from beian_plugin.filing.events import EVENT_NAMES


def test_a_domain_that_we_serve_is_allowed(caller, mirror):
    mirror.site("teahouse-demo.cn", providers=["ours"])
    answer = caller.bind("www.Teahouse-Demo.cn:8080", customer="1001")
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    verdict = answer.get_json()
    assert (verdict["event"], verdict["row"], verdict["decision"]) == ("domain_bind", "bind-6", "allow")
    assert verdict["about"] == {
        "region": "cn-hangzhou",
        "customer": "1001",
        "subject_given": False,
        "host": "www.teahouse-demo.cn",
        "domain": "teahouse-demo.cn",
    }


def test_a_domain_filed_elsewhere_is_held_with_the_reason_and_the_next_step_in_both_languages(caller, mirror):
    mirror.site("teahouse-demo.cn", providers=["别家云"])
    verdict = caller.bind("teahouse-demo.cn").get_json()
    assert (verdict["effective"], verdict["filing_kind"]) == ("hold", "transfer_in")
    reason = verdict["findings"][0]
    assert reason["code"] == "filed_elsewhere"
    assert all(reason[part][lang] for part in ("message", "next_step") for lang in ("zh", "en"))


def test_a_name_that_is_no_domain_is_an_answer_and_no_error(caller):
    verdict = caller.bind("not a domain").get_json()
    assert (verdict["row"], verdict["decision"]) == ("bind-3", "deny")


def test_a_server_order_is_decided_with_its_term(make_app, sqlite_url):
    app = make_app(sqlite_url, BEIAN_ORDER_MIN_MONTHS="vps-*:3")
    order = {"region": "cn-hangzhou", "product": "vps-small", "months": 1, "addresses": ["192.0.2.1", "2001:db8::1"]}
    verdict = Caller(app).post("server-order", order).get_json()
    assert (verdict["event"], verdict["row"], verdict["decision"]) == ("server_order", "order-5", "deny")
    assert "host" not in verdict["about"]


def test_a_transfer_carries_its_direction(caller, mirror):
    mirror.site("teahouse-demo.cn", providers=["ours", "别家云"])
    verdict = caller.post("site-transfer", {"host": "teahouse-demo.cn", "direction": "out"}).get_json()
    assert (verdict["event"], verdict["row"], verdict["filing_kind"]) == ("site_transfer", "out-5", "cancel_access")
    assert verdict["about"]["direction"] == "out"


def test_the_certificate_finds_the_subject_however_it_is_typed(caller, mirror):
    certificate = credit_code(1)
    mirror.covers("all")
    mirror.subject(certificate=certificate, shell=True)
    typed = f" {certificate.number[:8]} {certificate.number[8:].lower()}"
    subject = {"certificate": {"kind": "credit_code", "number": typed}, "province": "33"}
    verdict = caller.bind("teahouse-demo.cn", subject=subject).get_json()
    assert verdict["facts"]["subject"] == "shell"
    assert verdict["about"]["subject_given"] is True


def test_an_overseas_subject_is_told_apart(caller, mirror):
    mirror.covers("all")
    verdict = caller.bind("teahouse-demo.cn", subject={"overseas": True}).get_json()
    assert verdict["row"] == "bind-14"


def test_what_a_panel_sends_of_a_person_is_in_no_answer_and_in_no_table(app, caller):
    number = credit_code(2).number
    subject = {"name": "某某某", "certificate": {"kind": "credit_code", "number": number}}
    answer = caller.bind("teahouse-demo.cn", subject=subject, key="a-key")
    assert answer.status_code == 200
    database = app.extensions["beian"].context.database
    stored = database.fetch("SELECT document, domain, customer FROM beian_verdict", ())
    kept = database.fetch("SELECT body, request_digest FROM beian_idempotency_key", ())
    for text in (answer.text, repr(stored), repr(kept)):
        assert number not in text
        assert "某某某" not in text


def test_a_verdict_is_explained_later_from_what_was_known_then(caller, mirror):
    mirror.covers("all")
    given = caller.bind("teahouse-demo.cn")
    mirror.site("teahouse-demo.cn", providers=["ours"])
    assert caller.bind("teahouse-demo.cn").get_json()["decision"] == "allow"
    later = caller.get(f"/verdicts/{given.get_json()['id']}")
    assert later.status_code == 200
    assert later.data == given.data
    assert later.get_json()["facts"]["filed"] == "no"


@pytest.mark.parametrize("verdict_id", ["0" * 32, "x", "%00", "0" * 5000, "..%2f", "01' OR '1'='1"])
def test_a_verdict_that_never_was_is_not_found(caller, verdict_id):
    response = caller.get(f"/verdicts/{verdict_id}")
    assert problem(response, 404)["detail"]


def test_observe_mode_says_what_it_would_decide_and_enforces_nothing(make_app, sqlite_url):
    verdict = Caller(make_app(sqlite_url, BEIAN_MODE="observe")).bind("not a domain").get_json()
    assert (verdict["decision"], verdict["enforced"], verdict["effective"]) == ("deny", False, "allow")


def test_every_event_has_a_url(app):
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("beian_api.")}
    for name in EVENT_NAMES.values():
        assert f"{API}/events/{name.replace('_', '-')}" in rules


def test_each_answer_is_stored_once(app, caller):
    caller.bind("a-teahouse-demo.cn")
    caller.bind("a-teahouse-demo.cn")
    assert count(app, "beian_verdict") == 2
