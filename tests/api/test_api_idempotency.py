"""One question, one verdict: Idempotency-Key on both databases, one request after another and all at once."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from api.conftest import Caller, count, database_of, problem

from beian_plugin.extension import Beian
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.operations.idempotency import KEPT_FOR, identify

AT_ONCE = 6


@pytest.fixture
def app(make_app, database_url):
    """An app on each kind of database in turn."""
    return make_app(database_url)


def later(app, hours):
    """Set the clock of `app` forward."""
    state = app.extensions["beian"]
    now = state.context.now
    state.context = replace(state.context, now=lambda: now() + timedelta(hours=hours))


def test_the_same_request_gets_the_same_verdict(app, caller):
    first = caller.bind("teahouse-demo.cn", key="order-1")
    again = caller.bind("teahouse-demo.cn", key="order-1")
    assert first.status_code == again.status_code == 200
    assert again.data == first.data
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count(app, "beian_verdict") == 1


def test_the_replayed_verdict_is_the_stored_one(app, caller):
    answer = caller.bind("teahouse-demo.cn", key="order-1")
    assert caller.get(f"/verdicts/{answer.get_json()['id']}").data == answer.data


def test_what_was_known_later_changes_no_replay(app, caller, mirror):
    mirror.covers("all")
    first = caller.bind("teahouse-demo.cn", key="order-1")
    mirror.site("teahouse-demo.cn", providers=["ours"])
    assert caller.bind("teahouse-demo.cn", key="order-1").data == first.data
    assert caller.bind("teahouse-demo.cn", key="order-2").get_json()["decision"] == "allow"


def test_a_key_belongs_to_one_request(app, caller):
    caller.bind("teahouse-demo.cn", key="order-1")
    for other in (
        caller.bind("bakery-demo.cn", key="order-1"),
        caller.post("site-transfer", {"host": "teahouse-demo.cn", "direction": "out"}, key="order-1"),
    ):
        document = problem(other, 422)
        assert document["type"] == "urn:beian:problem:key_reused"
        assert document["field"] == "Idempotency-Key"
    assert count(app, "beian_verdict") == 1


def test_the_url_is_part_of_a_request_and_its_hash_needs_a_key(app):
    context = app.extensions["beian"].context
    asked = [identify(context, 1, "order-1", endpoint, b"{}").digest for endpoint in ("a", "b", "a")]
    assert asked[0] == asked[2] != asked[1]
    assert asked[0] != hashlib.sha256(b"idempotency\0a\0{}").digest()


def test_each_token_has_keys_of_its_own(app, caller):
    caller.bind("teahouse-demo.cn", key="order-1")
    answer = Caller(app).bind("bakery-demo.cn", key="order-1")
    assert answer.status_code == 200
    assert "Idempotency-Replayed" not in answer.headers


def test_without_a_key_each_request_is_decided(app, caller):
    assert caller.bind("teahouse-demo.cn").get_json()["id"] != caller.bind("teahouse-demo.cn").get_json()["id"]
    assert count(app, "beian_idempotency_key") == 0


@pytest.mark.parametrize("key", ["", " ", "two words", "a" * 256, "ключ".encode().decode("latin-1"), "tab\there"])
def test_a_key_is_visible_ascii(app, caller, key):
    assert problem(caller.bind("teahouse-demo.cn", key=key), 422)["field"] == "Idempotency-Key"
    assert count(app, "beian_verdict") == 0


def test_the_longest_key_is_kept(app, caller):
    key = "~" * 255
    assert caller.bind("teahouse-demo.cn", key=key).data == caller.bind("teahouse-demo.cn", key=key).data


def test_a_refused_request_leaves_its_key_free(app, caller):
    problem(caller.post("domain-bind", {"host": 1}, key="order-1"), 422)
    assert caller.bind("teahouse-demo.cn", key="order-1").status_code == 200


def test_a_key_is_free_again_after_a_day(app, caller):
    first = caller.bind("teahouse-demo.cn", key="order-1")
    later(app, hours=23)
    assert caller.bind("teahouse-demo.cn", key="order-1").data == first.data
    later(app, hours=2)
    second = caller.bind("bakery-demo.cn", key="order-1")
    assert second.status_code == 200
    assert caller.bind("bakery-demo.cn", key="order-1").data == second.data
    assert count(app, "beian_idempotency_key") == 1


def test_expired_answers_go_away_while_new_ones_come(app, caller):
    for number in range(3):
        caller.bind("teahouse-demo.cn", key=f"old-{number}")
    later(app, hours=KEPT_FOR.total_seconds() / 3600 + 1)
    caller.bind("teahouse-demo.cn", key="new")
    assert [row[0] for row in database_of(app).fetch("SELECT key FROM beian_idempotency_key", ())] == ["new"]
    assert count(app, "beian_verdict") == 4, "verdicts stay"


class _Gathering:
    """A plugin that keeps every decision waiting until all are being made, and counts what it is told."""

    def __init__(self):
        self.barrier = threading.Barrier(AT_ONCE, timeout=30)
        self.told = []

    @hookimpl
    def beian_check_domain_bind(self, event, facts):
        self.barrier.wait()
        return ()

    @hookimpl
    def beian_after_verdict(self, verdict):
        self.told.append(verdict.id)


@pytest.fixture
def gathering():
    """The plugin of the app below."""
    return _Gathering()


@pytest.fixture
def busy_app(make_app, database_url, gathering):
    """An app in which requests are decided at the same time."""
    beian = Beian()
    beian.register_plugin(gathering, "gathering")
    return make_app(database_url, beian=beian)


def test_of_many_at_once_exactly_one_verdict_comes(busy_app, gathering):
    caller = Caller(busy_app)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: caller.bind("teahouse-demo.cn", key="order-1"), range(AT_ONCE)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert count(busy_app, "beian_verdict") == 1
    assert gathering.told == [answers[0].get_json()["id"]]


def test_of_different_requests_at_once_under_one_key_one_is_answered(busy_app, gathering):
    caller = Caller(busy_app)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda n: caller.bind(f"teahouse-{n}-demo.cn", key="order-1"), range(AT_ONCE)))
    assert sorted(answer.status_code for answer in answers) == [200] + [422] * (AT_ONCE - 1)
    assert count(busy_app, "beian_verdict") == 1
    assert len(gathering.told) == 1


def test_many_keys_at_once_are_all_answered_while_old_ones_go(busy_app):
    caller = Caller(busy_app)

    def ask(day):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda n: caller.bind("teahouse-demo.cn", key=f"{day}-{n}"), range(AT_ONCE)))

    ask("first")
    later(busy_app, hours=25)
    assert {answer.status_code for answer in ask("second")} == {200}
    assert count(busy_app, "beian_idempotency_key") == AT_ONCE
