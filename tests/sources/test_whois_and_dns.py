"""WHOIS of .cn and the DNS, from real servers on 127.0.0.1."""

from __future__ import annotations

import itertools
import threading
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registries import name_server, whois

from beian_plugin.filing.registration import NoAnswer, Registration, Trouble, is_same_name
from beian_plugin.sources import whois as source
from beian_plugin.sources.resolving import resolve

DOMAIN = "beian-sample-1.cn"
ANSWER = f"""Domain Name: {DOMAIN}
ROID: 20260101s10001s00000001-cn
Domain Status: ok
Registrant: 杭州示例茶叶有限公司
Registrant Contact Email: sample@example.com
Sponsoring Registrar: 示例注册商有限公司
Name Server: ns1.example.com
Registration Time: 2020-03-17 12:20:05
Expiration Time: 2027-03-17 12:48:36
DNSSEC: unsigned
"""


def ask(answer, *, timeout=5.0):
    with whois(answer) as (port, _asked):
        return source.ask("127.0.0.1", port, DOMAIN, timeout=timeout)


def trouble(answer, **options):
    with pytest.raises(NoAnswer) as caught:
        ask(answer, **options)
    return caught.value


def test_the_registry_of_cn_tells_holder_registrar_and_term_in_chinas_time():
    with whois(lambda _: ANSWER.encode()) as (port, asked):
        assert source.ask("127.0.0.1", port, DOMAIN, timeout=5) == Registration(
            expires=date(2027, 3, 17), holder="杭州示例茶叶有限公司", holder_sure=True, registrar="示例注册商有限公司"
        )
    assert asked == [DOMAIN]
    assert ask(lambda _: b"No matching record.\n") == Registration(found=False)
    assert ask(lambda _: ANSWER.replace("杭州示例茶叶有限公司", "王*").encode()).holder == ""


def test_a_chinese_domain_may_be_answered_in_its_own_letters():
    text = ANSWER.replace(DOMAIN, "例子.中国")
    assert source.read(text, "xn--fsqu00a.xn--fiqs8s").expires == date(2027, 3, 17)


def test_an_answer_that_is_no_answer_is_told_for_what_it_is():
    busy = trouble(lambda _: b"The IP address has been restricted: queried too frequently.")
    assert (busy.trouble, busy.wait) == (Trouble.BUSY, 3600)
    for text in (b"", b"\xff\xfe", ANSWER.replace(DOMAIN, "beian-other.cn").encode(), b"x" * 100_000):
        assert trouble(lambda _, text=text: text).trouble is Trouble.UNREADABLE
    assert trouble(lambda _: itertools.repeat(b"x" * 4096)).trouble is Trouble.UNREADABLE


def test_a_silent_slow_or_absent_server_holds_nobody_up():
    release = threading.Event()

    def slow(_):
        while not release.wait(0.02):
            yield b"x"

    def silent(_):
        release.wait(30)
        return b""

    for answer in (slow, silent):
        assert trouble(answer, timeout=0.3).trouble is Trouble.UNREACHABLE
    release.set()
    with pytest.raises(NoAnswer):
        source.ask("127.0.0.1", 1, DOMAIN, timeout=1)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    assert source.read(f"Domain Name: {DOMAIN}\n{text}", DOMAIN).found
    with suppress(NoAnswer):
        source.read(text, DOMAIN)


def points(answers, *, timeout=5.0):
    with name_server(answers) as address:
        return resolve(DOMAIN, [address], timeout=timeout)


def test_a_domain_points_where_it_or_its_www_does_and_nowhere_is_an_answer():
    both = {(DOMAIN, "A"): ["203.0.113.8"], (f"www.{DOMAIN}", "A"): ["203.0.113.9", "203.0.113.8"]}
    assert points(both) == ("203.0.113.8", "203.0.113.9")
    assert points({}) == ()
    assert points({(DOMAIN, "MX"): []}) == ()
    assert points({(DOMAIN, "AAAA"): ["2001:db8::1"]}) is None


def test_name_servers_that_fail_or_keep_silent_say_nothing():
    for found in ("SERVFAIL", "REFUSED", None):
        with pytest.raises(NoAnswer) as caught:
            points({(DOMAIN, "A"): found}, timeout=0.5)
        assert caught.value.trouble is Trouble.UNREACHABLE


def test_two_names_are_one_however_they_are_written_and_a_translation_is_not_compared():
    for one, other in (
        ("杭州示例茶叶有限公司", "杭州示例茶叶有限责任公司"),
        ("杭州示例（茶叶）有限公司", "杭州示例(茶叶) 有限公司"),
        ("Sample Tea Company Limited", "SAMPLE TEA Co., Ltd."),
        ("王示例", " 王 示例 "),
    ):
        assert is_same_name(one, other) is True
    assert is_same_name("杭州示例茶叶有限公司", "杭州样例茶叶有限公司") is False
    assert is_same_name("杭州示例茶叶有限公司", "Hangzhou Sample Tea Co., Ltd.") is None
    assert is_same_name("", "王示例") is None
