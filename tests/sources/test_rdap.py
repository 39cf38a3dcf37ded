"""RDAP from a real server: what it says, what it hides, and every way in which it may fail."""

from __future__ import annotations

import json
import threading
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registries import JSON, card, rdap, registry

from beian_plugin.filing.registration import NoAnswer, Registration, Trouble
from beian_plugin.sources import rdap as source

DOMAIN = "beian-sample-1.com"
PATH = f"/domain/{DOMAIN}"


def ask(answers, *, timeout=5.0):
    with registry(answers) as served:
        return source.ask(served.url, DOMAIN, timeout=timeout)


def trouble(answers, **options):
    with pytest.raises(NoAnswer) as caught:
        ask(answers, **options)
    return caught.value


def test_a_registry_tells_holder_term_and_registrar():
    said = rdap(registrant={"fn": "王示例", "org": "杭州示例茶叶有限公司"}, expires="2027-03-01T18:00:00Z")
    assert ask({PATH: said}) == Registration(
        # In China it is the next day already.
        expires=date(2027, 3, 2),
        holder="杭州示例茶叶有限公司",
        holder_sure=True,
        registrar="示例注册商有限公司",
        registrar_country="CN",
    )


def test_what_the_registry_does_not_have_is_told_apart_from_silence():
    assert ask({}) == Registration(found=False)


def test_a_name_without_an_organisation_may_be_the_contact_of_one():
    found = ask({PATH: rdap(registrant={"fn": "王示例"})})
    assert (found.holder, found.holder_sure) == ("王示例", False)


def test_a_hidden_holder_is_nobody_whichever_way_it_is_hidden():
    hiding = [
        {"fn": "REDACTED FOR PRIVACY"},
        {"fn": "Contact Privacy Inc. Customer 01"},
        {"fn": "王*"},
        {"fn": "王示例", "org": "Domains By Proxy, LLC"},
        {"org": "隐私保护"},
        {"fn": ""},
    ]
    for registrant in hiding:
        assert ask({PATH: rdap(registrant=registrant)}).holder == "", registrant
    redacted = [{"name": {"description": "Registrant Organization"}, "method": "removal"}]
    assert ask({PATH: rdap(registrant={"fn": "王示例"}, redacted=redacted)}).holder == ""


def test_the_registrar_is_asked_where_the_registry_names_no_holder_and_its_silence_harms_nothing():
    def linked(served):
        link = {"rel": "related", "type": "application/rdap+json", "href": f"{served.url}/registrar{PATH}"}
        return rdap(links=[link])

    answers = {f"/registrar{PATH}": rdap(registrant={"org": "某公司"}, expires="2030-01-01T00:00:00Z", country="US")}
    for held, holder in ((answers, "某公司"), ({f"/registrar{PATH}": lambda one: one.reply(b"{")}, "")):
        with registry(held) as served:
            held[PATH] = linked(served)
            found = source.ask(served.url, DOMAIN, timeout=5)
        assert (found.holder, found.expires, found.registrar_country) == (holder, date(2027, 3, 1), "CN")
        assert len(served.requests) == 2


def test_a_term_without_a_zone_and_a_country_in_words_are_not_guessed():
    found = ask({PATH: rdap(expires="2027-03-01T04:00:00", country="China")})
    assert (found.expires, found.registrar_country, found.registered_abroad) == (None, "", None)
    assert ask({PATH: rdap(country="HK")}).registered_abroad is True
    assert ask({PATH: rdap(country="cn")}).registered_abroad is False


def test_redirects_are_followed_a_few_times_and_never_to_another_kind_of_address():
    def to(where):
        return lambda handler: handler.reply(b"", status=302, headers=[("Location", where)])

    assert ask({PATH: to("/b"), "/b": rdap()}).expires == date(2027, 3, 1)
    assert trouble({PATH: to(PATH)}).trouble is Trouble.UNREADABLE
    for where in ("file:///etc/passwd", "ftp://127.0.0.1/x", "//", "http://[x"):
        assert trouble({PATH: to(where)}).trouble is Trouble.UNREADABLE, where
    assert not source.is_as_safe("http://127.0.0.1/", "https://registry.example/")


def test_a_server_that_limits_us_says_for_how_long():
    def limited(status, *headers):
        return {PATH: lambda handler: handler.reply(b"", status=status, headers=headers)}

    found = trouble(limited(429, ("Retry-After", "120")))
    assert (found.trouble, found.wait) == (Trouble.BUSY, 120)
    for headers in ((), [("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT")], [("Retry-After", "9" * 30)]):
        assert trouble(limited(503, *headers)).wait == 3600


def test_an_answer_that_is_broken_endless_or_about_another_domain_says_nothing():
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b" " * 100_000)

    def raw(body):
        return lambda handler: handler.reply(body, headers=JSON)

    unreadable = [raw(b"{"), raw(b"[]"), raw(b"[" * 100_000), raw(b"\xff"), rdap("beian-other.com"), {}, endless]
    unreadable += [lambda handler, status=status: handler.reply(b"{}", status=status) for status in (400, 403, 500)]
    for answer in unreadable:
        assert trouble({PATH: answer}).trouble is Trouble.UNREADABLE, answer


def test_a_server_that_never_ends_or_is_not_there_holds_nobody_up():
    release, ended = threading.Event(), threading.Event()

    def slow(handler):
        handler.send_response(200)
        handler.end_headers()
        while not release.wait(0.02):
            handler.wfile.write(b" ")

    def endless_header(handler):
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
        for _ in range(250):
            if release.wait(0.02):
                return
            handler.wfile.write(b"x")
        ended.set()

    for answer in (slow, endless_header, lambda _: release.wait(30)):
        assert trouble({PATH: answer}, timeout=0.3).trouble is Trouble.UNREACHABLE
    assert not ended.is_set()
    release.set()
    with pytest.raises(NoAnswer) as caught:
        source.ask("http://127.0.0.1:1", DOMAIN, timeout=1)
    assert caught.value.trouble is Trouble.UNREACHABLE


def test_the_list_of_services_is_read_by_suffix_and_what_is_no_address_is_left_out():
    services = [[["com", "NET"], ["https://a.example/v1/"]], [["cn"], ["gopher://x"]], [["x"]], None, [[1], [2]]]
    with registry({"/dns.json": {"services": services}, "/none.json": {"services": []}}) as served:
        found = source.servers(f"{served.url}/dns.json", timeout=5)
        assert found == {"com": "https://a.example/v1/", "net": "https://a.example/v1/"}
        with pytest.raises(NoAnswer):
            source.servers(f"{served.url}/none.json", timeout=5)


WORDS = st.text(max_size=20) | st.sampled_from(["registrant", "registrar", "adr", "org", "expiration"])
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["roles", "name", "vcardArray"]), inner)
    ),
    max_leaves=15,
)


@settings(max_examples=150)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("events", "entities", "links", "redacted"), JSONS)), JSONS)
def test_whatever_stands_in_an_answer_about_the_domain_it_is_read_without_a_crash(parts, line):
    vcard = {"roles": ["registrant", "registrar"], "vcardArray": card(fn="x") if line is None else ["vcard", [line]]}
    document = json.loads(json.dumps({"entities": [vcard]} | parts))
    assert source.read(rdap() | document, DOMAIN).found
