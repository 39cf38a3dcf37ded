"""The self-hosted public query: filed, not filed or unknown, from a real server that may be blocked or broken."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from answering import answering
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beian_plugin.errors import SourceUnavailable
from beian_plugin.filing.facts import Filed
from beian_plugin.filing.record import Record
from beian_plugin.sources.public_query import PublicQuery

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def entry(domain, **changes):
    return {
        "domain": domain,
        "mainLicence": "浙ICP备20260001号",
        "serviceLicence": "浙ICP备20260001号-1",
        "unitName": "某茶叶公司",
        "natureName": "企业",
        "updateRecordTime": "2024-01-01 00:00:00",
    } | changes


def listing(*entries):
    return json.dumps(
        {"code": 200, "msg": "操作成功", "params": {"list": list(entries), "total": len(entries)}}
    ).encode()


def register(*filed, blocked=False):
    """A service that knows the `filed` domains until it is blocked."""

    def answer(handler, body):
        url = urlsplit(handler.path)
        assert url.path == "/api/query/web"
        [search] = parse_qs(url.query)["search"]
        handler.reply(listing(*(entry(one) for one in filed if one == search and not blocked)))

    return answering(answer)


def query(served, *, known="", timeout=5):
    return PublicQuery(f"{served.url}/api", known_filed=lambda _: known, now=lambda: NOW, timeout=timeout)


def test_a_listed_domain_is_filed_with_its_numbers():
    with register("teahouse-demo.cn") as served:
        assert query(served).look_up("teahouse-demo.cn") == Record(
            filed=Filed.YES,
            known_at=NOW,
            subject_number="浙ICP备20260001号",
            site_number="浙ICP备20260001号-1",
            subject_name="某茶叶公司",
        )
    assert len(served.requests) == 1


def test_an_empty_list_alone_is_unknown():
    with register() as served:
        assert query(served).look_up("fresh-demo.cn").filed is Filed.UNKNOWN


def test_an_empty_list_is_a_no_where_a_domain_that_is_filed_is_still_found():
    with register("teahouse-demo.cn") as served:
        assert query(served, known="teahouse-demo.cn").look_up("fresh-demo.cn").filed is Filed.NO
    assert [path.rpartition("=")[2] for _, path, _ in served.requests] == ["fresh-demo.cn", "teahouse-demo.cn"]


def test_a_blocked_crawler_that_finds_nothing_any_more_says_nothing():
    with (
        register("teahouse-demo.cn", blocked=True) as served,
        pytest.raises(SourceUnavailable, match="nothing any more"),
    ):
        query(served, known="teahouse-demo.cn").look_up("fresh-demo.cn")


@pytest.mark.parametrize(
    "other", ["myfresh-demo.cn", "fresh-demo.cn.example-demo.com", "fresh-demo.com.cn", "", None, 5]
)
def test_entries_for_other_domains_are_ignored(other):
    with answering(lambda handler, _: handler.reply(listing(entry(other)))) as served:
        assert query(served).look_up("fresh-demo.cn").filed is Filed.UNKNOWN


@pytest.mark.parametrize("written", ["fresh-demo.cn", "FRESH-demo.CN", "www.fresh-demo.cn", "shop.fresh-demo.cn"])
def test_an_entry_for_the_domain_or_a_part_of_it_counts(written):
    answer = listing("nonsense", entry("other-demo.cn"), entry(written))
    with answering(lambda handler, _: handler.reply(answer)) as served:
        assert query(served).look_up("fresh-demo.cn").filed is Filed.YES


def test_a_chinese_domain_is_searched_as_people_write_it_and_known_in_either_spelling():
    for written in ("例子.中国", "xn--fsqu00a.xn--fiqs8s"):
        answer = listing(entry(written))
        with answering(lambda handler, _, answer=answer: handler.reply(answer)) as served:
            assert query(served).look_up("xn--fsqu00a.xn--fiqs8s").filed is Filed.YES
        assert parse_qs(urlsplit(served.requests[0][1]).query) == {"search": ["例子.中国"]}


def test_an_entry_whose_values_have_wrong_types_gives_what_can_be_read():
    answer = listing(entry("fresh-demo.cn", mainLicence=None, unitName=["x"], updateRecordTime=7))
    with answering(lambda handler, _: handler.reply(answer)) as served:
        record = query(served).look_up("fresh-demo.cn")
    assert (record.subject_number, record.site_number, record.subject_name) == ("", "浙ICP备20260001号-1", "")


BROKEN = [
    b"",
    b"<html>",
    b"[]",
    b"null",
    b"5",
    b'{"params": null}',
    b'{"params": {}}',
    b'{"params": {"list": {}}}',
    b'{"params": {"list": "x"}}',
    b'{"params": {"list": [',
    b"\xff\xfe",
    b"[" * 100_000,
    listing(entry("fresh-demo.cn", mainLicence="", serviceLicence="nonsense")),
    listing(entry("fresh-demo.cn", mainLicence=1, serviceLicence=None)),
]


@pytest.mark.parametrize("body", BROKEN)
def test_what_cannot_be_read_is_no_answer(body):
    with answering(lambda handler, _: handler.reply(body)) as served, pytest.raises(SourceUnavailable):
        query(served, known="teahouse-demo.cn").look_up("fresh-demo.cn")


@pytest.mark.parametrize("status", [302, 403, 404, 429, 500, 503])
def test_any_other_status_is_no_answer(status):
    answer = listing(entry("fresh-demo.cn"))
    with (
        answering(lambda handler, _: handler.reply(answer, status=status, headers=[("Location", "/x")])) as served,
        pytest.raises(SourceUnavailable, match=str(status)),
    ):
        query(served).look_up("fresh-demo.cn")
    assert len(served.requests) == 1


def test_a_cut_or_endless_or_silent_answer_is_no_answer():
    release = threading.Event()
    body = listing(entry("fresh-demo.cn"))

    def endless(handler, _):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b" " * 100_000)

    for answer in (
        lambda handler, _: handler.reply(body[:-9], length=len(body)),
        endless,
        lambda handler, _: release.wait(30),
    ):
        with answering(answer) as served:
            with pytest.raises(SourceUnavailable):
                query(served, timeout=0.3).look_up("fresh-demo.cn")
            release.set()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(entry("x"))), inner, max_size=6),
    max_leaves=20,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(JSON)
def test_no_list_whatever_breaks_it_or_makes_a_domain_filed(monkeypatch, entries):
    source = PublicQuery("http://127.0.0.1:1", known_filed=lambda _: "", now=lambda: NOW, timeout=1)
    monkeypatch.setattr(source, "_get", lambda _: json.dumps({"params": {"list": entries}}).encode())
    try:
        filed = source.look_up("fresh-demo.cn").filed
    except SourceUnavailable:
        filed = Filed.UNKNOWN
    assert filed is Filed.UNKNOWN
