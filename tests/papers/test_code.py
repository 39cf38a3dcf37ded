"""The code on a verification sheet: it says its filing, changes with its domains, and nobody makes one up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.papers.code import SheetCode, code_of, digest_of, read_code

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
NAMES = st.lists(st.from_regex(r"[a-z]{1,8}\.cn", fullmatch=True), min_size=1, max_size=5, unique=True)


@given(st.integers(1, 2**31 - 1), NAMES)
def test_a_code_is_read_back_as_its_filing_and_the_digest_of_its_domains(filing, names):
    assert read_code(KEY, code_of(KEY, filing, names)) == SheetCode(filing, digest_of(KEY, names))


@given(NAMES, st.data())
def test_the_order_of_domains_does_not_matter_and_each_domain_does(names, data):
    assert digest_of(KEY, data.draw(st.permutations(names))) == digest_of(KEY, names)
    assert digest_of(KEY, names[1:]) != digest_of(KEY, names)


@given(st.data())
def test_a_code_with_another_character_is_no_code(data):
    code = code_of(KEY, 12, ["beian-sample-1.cn"])
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from("234567ABCDEFGHJKLMNPQRSTUVWXYZ-"))
    changed = code[:place] + other + code[place + 1 :]
    assert (read_code(KEY, changed) is not None) == (changed == code)


def test_a_code_of_another_key_is_no_code():
    assert read_code(KEY, code_of(OTHER_KEY, 12, ["beian-sample-1.cn"])) is None


def test_a_code_may_be_typed_as_people_type():
    code = code_of(KEY, 1008, ["beian-sample-1.cn"])
    filing, digest, tag = code.split("-")
    typed = {
        f"  {code.lower()}\n",
        code.replace("-", " — "),
        "".join(chr(ord(char) + 0xFEE0) for char in code),
        f"{filing}-{digest.translate(str.maketrans('OIB', '018'))}-{tag.translate(str.maketrans('OIB', '018'))}",
    }
    assert {read_code(KEY, one) for one in typed} == {SheetCode(1008, digest)}


@given(st.text(max_size=60) | st.from_regex(r"BA\d{1,12}-\w{8}-\w{16}", fullmatch=True))
def test_anything_else_is_no_code(text):
    assert read_code(KEY, text) is None


def test_a_code_fits_a_qr_code_that_holds_capitals_digits_and_hyphens_only():
    assert set(code_of(KEY, 2**31 - 1, ["x.cn"])) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
