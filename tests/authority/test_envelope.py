"""How a file travels: what goes in comes out, and everything that was tampered with is refused with its code."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.authority import envelope
from beian_plugin.authority.envelope import Cipher, password_hash, random_text, seal, unseal
from beian_plugin.errors import EnvelopeRefused, InvalidValue

CIPHER = Cipher("0123456789abcdef", "fedcba9876543210")
XML = "<DownloadData>某茶叶公司</DownloadData>".encode("gbk")


def opened(sealed, cipher=None):
    return unseal(sealed.info, sealed.hash, sealed.encryption, cipher)


def code_of(call, *args, **kwargs):
    with pytest.raises(EnvelopeRefused) as refused:
        call(*args, **kwargs)
    return refused.value.code


def packed(*entries, **options):
    """A zip of `(name, content)`, in its plain envelope: info, hash, encryption."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return enveloped(target.getvalue(), **options)


def enveloped(content, cipher=None):
    """Any bytes in a plain or encrypted envelope with the right hash."""
    digest = base64.b64encode(hashlib.md5(content).digest()).decode()
    if cipher:
        content = cipher.encrypt(content)
    return base64.b64encode(content).decode(), digest, 1 if cipher else 0


@given(
    st.binary(max_size=5000), st.sampled_from([None, CIPHER, Cipher("k" * 24, "v" * 16), Cipher("k" * 32, "v" * 16)])
)
def test_what_was_sealed_opens(xml, cipher):
    sealed = seal(xml, cipher)
    assert opened(sealed, cipher) == xml
    assert sealed.encryption == (1 if cipher else 0)


def test_the_same_file_is_always_the_same_bytes(monkeypatch):
    first = seal(XML, CIPHER)
    monkeypatch.setattr("time.localtime", lambda *_: (2030, 5, 5, 5, 5, 5, 0, 0, 0))
    assert seal(XML, CIPHER) == first


def test_the_envelope_is_what_the_interface_describes():
    sealed = seal(XML, None)
    content = base64.b64decode(sealed.info, validate=True)
    assert sealed.hash == base64.b64encode(hashlib.md5(content).digest()).decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [entry] = archive.infolist()
        assert entry.filename.isalnum()
        assert entry.filename.isascii()
        assert archive.read(entry) == XML


def test_aes_is_what_openssl_makes_of_the_same_strings():
    # openssl enc -aes-128-cbc -K HEX(key) -iv HEX(iv) -base64
    cipher = Cipher("0123456789012345", "1234567890123456")
    known = "+NUy8Iydic5/tXd/yHHA1eLHtOsjhxqzVIZv+XW9Z1k="
    assert base64.b64encode(cipher.encrypt(b"twenty-one characters")).decode() == known
    assert cipher.decrypt(base64.b64decode(known)) == b"twenty-one characters"


@pytest.mark.parametrize(
    ("key", "iv", "what", "lengths"),
    [
        ("k" * 15, "v" * 16, "aes_key", "15 bytes, but must have 16, 24 or 32"),
        ("钥" * 16, "v" * 16, "aes_key", "48 bytes"),
        ("k" * 16, "v" * 8, "aes_iv", "8 bytes, but must have 16"),
        ("k" * 16, "", "aes_iv", "0 bytes"),
    ],
)
def test_a_key_of_a_wrong_length_is_told_with_the_lengths_that_fit(key, iv, what, lengths):
    with pytest.raises(InvalidValue) as wrong:
        Cipher(key, iv)
    assert wrong.value.what == what
    assert lengths in str(wrong.value)
    assert key not in str(wrong.value)


def test_key_and_content_show_in_no_representation():
    assert CIPHER.key not in repr(CIPHER)
    assert CIPHER.iv not in repr(CIPHER)
    sealed = seal(XML, None)
    assert sealed.info not in repr(sealed)


def test_a_plain_file_that_was_altered_is_refused_by_its_hash():
    sealed = seal(XML, None)
    altered = base64.b64encode(base64.b64decode(sealed.info)[:-1] + b"x").decode()
    assert code_of(unseal, altered, sealed.hash, 0, None) == 7
    assert code_of(unseal, sealed.info, base64.b64encode(b"0" * 16).decode(), 0, None) == 7
    assert code_of(unseal, sealed.info, "no base64 at all, 某", 0, None) == 7
    assert code_of(unseal, "某", sealed.hash, 0, None) == 7
    assert code_of(unseal, sealed.info[:-3], sealed.hash, 0, None) == 7


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_an_encrypted_file_that_was_altered_anywhere_gets_one_and_the_same_answer(position, change):
    sealed = seal(XML, CIPHER)
    content = bytearray(base64.b64decode(sealed.info))
    content[position % len(content)] ^= change
    with pytest.raises(EnvelopeRefused) as refused:
        unseal(base64.b64encode(content).decode(), sealed.hash, 1, CIPHER)
    with pytest.raises(EnvelopeRefused) as wrong_hash:
        unseal(sealed.info, "AAAA", 1, CIPHER)
    assert (
        (refused.value.code, str(refused.value))
        == (wrong_hash.value.code, str(wrong_hash.value))
        == (6, str(refused.value))
    )


@pytest.mark.parametrize(
    "other", [Cipher("x" * 16, CIPHER.iv), Cipher(CIPHER.key, "x" * 16), Cipher("x" * 32, CIPHER.iv)]
)
def test_a_wrong_key_or_vector_is_a_failed_decryption(other):
    assert code_of(opened, seal(XML, CIPHER), other) == 6


def test_an_encrypted_file_without_a_key_names_the_settings():
    sealed = seal(XML, CIPHER)
    with pytest.raises(EnvelopeRefused, match="BEIAN_AES_KEY") as refused:
        opened(sealed)
    assert refused.value.code == 6


def test_a_cut_encrypted_file_is_a_failed_decryption():
    sealed = seal(XML, CIPHER)
    cut = base64.b64encode(base64.b64decode(sealed.info)[:-5]).decode()
    assert code_of(unseal, cut, sealed.hash, 1, CIPHER) == 6
    assert code_of(unseal, "", sealed.hash, 1, CIPHER) == 6


@pytest.mark.parametrize(
    ("algorithms", "code"),
    [({"encryption": 2}, 9), ({"encryption": -1}, 9), ({"hash_algorithm": 1}, 10), ({"compression": 1}, 11)],
)
def test_an_algorithm_that_the_interface_does_not_define_has_its_own_code(algorithms, code):
    sealed = seal(XML, None)
    asked = {"encryption": 0} | algorithms
    encryption = asked.pop("encryption")
    assert code_of(unseal, sealed.info, sealed.hash, encryption, None, **asked) == code


@pytest.mark.parametrize("cipher", [None, CIPHER])
def test_line_breaks_in_base64_are_no_fault(cipher):
    sealed = seal(XML * 20, cipher)
    broken = "\r\n".join(sealed.info[i : i + 76] for i in range(0, len(sealed.info), 76))
    assert unseal(broken, f" {sealed.hash}\n", sealed.encryption, cipher) == XML * 20


def test_a_zip_with_a_second_file_or_none_is_refused():
    assert code_of(unseal, *packed(("a1", XML), ("a2", XML)), None) == 17
    assert code_of(unseal, *packed(), None) == 17


def test_a_folder_is_no_file():
    assert code_of(unseal, *packed(("folder/", b"")), None) == 8


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 10, b"PK\x03\x04" + b"\xff" * 60])
def test_what_is_no_zip_is_refused(content):
    assert code_of(unseal, *enveloped(content), None) == 8
    assert code_of(unseal, *enveloped(content, CIPHER), CIPHER) == 8


def test_a_zip_bomb_is_refused_by_what_it_declares():
    bomb = packed(("bomb", b"\0" * (envelope.MAX_FILE + 1)))
    assert code_of(unseal, *bomb, None) == 18
    assert code_of(unseal, *altered_zip(XML, declared=envelope.MAX_FILE + 1), None) == 18


def altered_zip(content, *, declared=None, crc=None, flags=None, method=None):
    """A zip with one entry whose two headers say something else than is true."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a1", content)
    raw = bytearray(target.getvalue())
    central = raw.index(b"PK\x01\x02")
    for start, shift in ((0, 0), (central, 2)):
        if flags is not None:
            struct.pack_into("<H", raw, start + 6 + shift, flags)
        if method is not None:
            struct.pack_into("<H", raw, start + 8 + shift, method)
        if crc is not None:
            struct.pack_into("<L", raw, start + 14 + shift, crc)
        if declared is not None:
            struct.pack_into("<L", raw, start + 22 + shift, declared)
    return enveloped(bytes(raw))


def test_a_zip_bomb_that_declares_a_small_size_is_refused_by_its_real_one():
    bomb = b"\0" * (envelope.MAX_FILE + 1000)
    for prefix, code in ((100, 8), (envelope.MAX_FILE + 1, 18)):
        lying = altered_zip(bomb, declared=100, crc=zipfile.crc32(bomb[:prefix]))
        assert code_of(unseal, *lying, None) == code


@pytest.mark.parametrize("declared", [0, 5, len(XML) - 1, len(XML) + 1, 10_000])
def test_a_header_that_lies_about_the_size_is_refused_even_with_a_checksum_that_fits(declared):
    checksums = (None, zipfile.crc32(XML[:declared]))
    assert [code_of(unseal, *altered_zip(XML, declared=declared, crc=crc), None) for crc in checksums] == [8, 8]


def test_a_wrong_checksum_is_refused():
    assert code_of(unseal, *altered_zip(XML, crc=1), None) == 8


@pytest.mark.parametrize("fault", [{"flags": 0x1}, {"flags": 0x41}, {"method": 12}, {"method": 99}])
def test_a_locked_entry_or_an_unknown_compression_is_refused(fault):
    assert code_of(unseal, *altered_zip(XML, **fault), None) == 8


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_altered_zip_gets_past_as_anything_but_the_file_or_a_refusal(position, change):
    raw = bytearray(base64.b64decode(seal(XML, None).info))
    raw[position % len(raw)] ^= change
    code = None
    try:
        found = unseal(*enveloped(bytes(raw)), None)
    except EnvelopeRefused as refused:
        found, code = None, refused.code
    assert found == XML or code in {8, 17, 18}


def test_a_file_of_50_mb_passes_and_one_byte_more_does_not():
    xml = b"\0" * envelope.MAX_FILE
    assert len(opened(seal(xml, None))) == envelope.MAX_FILE
    assert code_of(seal, xml + b"\0", None) == 18


def test_an_envelope_above_the_cap_is_refused_before_it_is_decoded():
    assert code_of(unseal, "A" * (envelope.MAX_ENCODED + 1), "", 0, None) == 18


def test_the_password_hash_is_over_gbk_and_holds_the_bytes_not_their_hex():
    digest = hashlib.md5("密码pw".encode("gbk") + b"R" * 20).digest()
    assert base64.b64decode(password_hash("密码pw", "R" * 20)) == digest


def test_a_password_that_gbk_cannot_hold_is_told_without_it():
    with pytest.raises(InvalidValue) as wrong:
        password_hash("secret\N{GRINNING FACE}", "R" * 20)
    assert "secret" not in str(wrong.value)
    assert wrong.value.__cause__ is None
    assert wrong.value.__suppress_context__


def test_the_random_text_has_20_characters_of_all_three_kinds_and_is_never_the_same():
    texts = [random_text() for _ in range(500)]
    assert len(set(texts)) == 500
    for text in texts:
        assert len(text) == 20
        assert text.isascii()
        assert text.isalnum()
        assert any(map(str.isdigit, text))
        assert any(map(str.islower, text))
        assert any(map(str.isupper, text))
