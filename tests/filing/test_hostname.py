"""Host names in every form that panels hand over, and the registrable domain behind them (FAQ 3, 21)."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import HostKind, parse_host, to_unicode


@pytest.mark.parametrize(
    ("text", "registrable"),
    [
        ("www.example.com.cn", "example.com.cn"),
        ("a.b.example.gov.cn", "example.gov.cn"),
        ("www.foo.bj.cn", "foo.bj.cn"),
        ("www.example.中国", "example.xn--fiqs8s"),
        ("例子。中国", "xn--fsqu00a.xn--fiqs8s"),
        ("a.例子.公司.cn", "xn--fsqu00a.xn--55qx5d.cn"),
        ("www.例子.政务.cn", "xn--fsqu00a.xn--zfr164b.cn"),
        ("a.例子.公益.cn", "xn--fsqu00a.xn--55qw42g.cn"),
        ("xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s"),
        ("EXAMPLE.Com.", "example.com"),
        ("example．com", "example.com"),
        ("*.shop.example.com", "example.com"),
        ("http://www.example.com:8080/path?q=1", "example.com"),
        ("example.com:81", "example.com"),
        (" example.com ", "example.com"),
        ("_dmarc.example.com", "example.com"),
        ("_dmarc.例子.中国", "xn--fsqu00a.xn--fiqs8s"),
        ("someone.github.io", "github.io"),
    ],
)
def test_a_host_is_reduced_to_the_domain_that_is_registered(text, registrable):
    assert parse_host(text).registrable == registrable


@pytest.mark.parametrize("text", ["192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]:443", "http://192.0.2.1/"])
def test_an_address_has_no_domain(text):
    host = parse_host(text)
    assert (host.kind, host.registrable) == (HostKind.ADDRESS, "")


@pytest.mark.parametrize("text", ["localhost", "LOCALHOST", "panel.localhost", "localhost:8000"])
def test_local_names_have_no_domain(text):
    assert parse_host(text).kind is HostKind.LOCAL


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("http://", "empty"),
        ("*.", "empty"),
        ("[www.example.cn]", "syntax"),
        ("fe80::1%eth0", "syntax"),
        ("a" * 64 + ".com", "syntax"),
        ("a." * 127 + "com", "too_long"),
        ("x" * 2000, "too_long"),
        ("a..b.com", "syntax"),
        (".example.com", "syntax"),
        ("-bad.com", "syntax"),
        ("a b.com", "syntax"),
        ("a\x00b.com", "syntax"),
        ("example.com:99999", "syntax"),
        ("example.com:http", "syntax"),
        ("1.2.3", "syntax"),
        ("☃.com", "syntax"),
        ("_example.com", "label"),
        ("gov.cn", "suffix"),
        ("com", "suffix"),
        ("中国", "suffix"),
        ("*.cn", "suffix"),
        ("example.unknowntld", "suffix"),
    ],
)
def test_a_name_that_cannot_be_filed_is_refused_with_its_reason(text, reason):
    with pytest.raises(InvalidValue) as caught:
        parse_host(text)
    assert caught.value.reason == reason


def test_www_counts_as_the_domain_itself_and_other_labels_do_not():
    assert not parse_host("www.example.cn").is_subdomain
    assert not parse_host("example.cn").is_subdomain
    assert parse_host("mail.example.cn").is_subdomain


def test_a_wildcard_is_remembered_and_is_not_the_domain_itself():
    assert parse_host("*.example.cn").wildcard
    assert parse_host("*.example.cn").is_subdomain
    assert not parse_host("example.cn").wildcard


def test_punycode_is_shown_as_its_owner_writes_it():
    assert parse_host("www.例子.中国").unicode == "www.例子.中国"
    assert to_unicode("xn--not-punycode-.cn") == "xn--not-punycode-.cn"


def test_a_message_never_repeats_control_characters():
    with pytest.raises(InvalidValue) as caught:
        parse_host("\x1b[31mred.com")
    assert "\x1b" not in str(caught.value)


@given(st.text(max_size=300))
def test_any_text_is_a_host_or_refused(text):
    reason = ""
    try:
        host = parse_host(text)
    except InvalidValue as error:
        reason = error.reason
    else:
        assert host.kind is not HostKind.NAME or host.ascii.endswith(host.registrable)
    assert reason in {"", "empty", "too_long", "syntax", "label", "suffix"}


LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True).filter(lambda label: label[2:4] != "--")


@given(st.lists(LABEL, min_size=1, max_size=4), st.sampled_from(["com", "com.cn", "gov.cn", "cn", "xn--fiqs8s"]))
def test_reading_a_host_again_changes_nothing(labels, suffix):
    host = parse_host(".".join([*labels, suffix]))
    again = parse_host(host.unicode)
    assert (again.ascii, again.registrable) == (host.ascii, host.registrable)
    assert parse_host(host.registrable).registrable == host.registrable


@given(
    LABEL, st.sampled_from(["", ".", ":80", ":8443", "/", "/index.html"]), st.sampled_from(["", "http://", "https://"])
)
def test_dressing_a_host_up_changes_nothing(label, tail, scheme):
    assert parse_host(f"{scheme}{label}.com{tail}").ascii == f"{label}.com"


def test_every_real_name_is_read_or_refused_as_a_suffix(shared):
    with gzip.open(shared / "data" / "cn_domains.txt.gz", "rt", encoding="utf-8") as file:
        names = file.read().split()
    refused = []
    for name in names:
        try:
            assert parse_host(name).registrable
        except InvalidValue as error:
            refused.append((name, error.reason))
    assert len(names) == 110_769
    assert {reason for _, reason in refused} <= {"suffix"}
    assert len(refused) < 20
