"""Personal data at rest: sealed for one column, found by a blind index, opened by an older key until it is dropped."""

from __future__ import annotations

import base64
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.errors import SettingError
from beian_plugin.models.crypto import KeyRing, UnreadableValue, key_file, new_key, read_keys
from beian_plugin.models.database import Database
from beian_plugin.models.tables import Principal, Subject

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32
GOOD = base64.b64encode(NEW).decode()


@given(st.text())
def test_what_was_sealed_opens_again_and_looks_different_each_time(text):
    ring = KeyRing((NEW,), INDEX)
    first, second = ring.encrypt(text, "subject.address"), ring.encrypt(text, "subject.address")
    assert ring.decrypt(first, "subject.address") == text
    assert first != second


def test_a_value_opens_only_in_its_own_column():
    ring = KeyRing((NEW,), INDEX)
    with pytest.raises(UnreadableValue):
        ring.decrypt(ring.encrypt("secret", "subject.address"), "principal.phone")


@given(st.integers(0, 40))
def test_a_value_that_was_altered_does_not_open(place):
    ring = KeyRing((NEW,), INDEX)
    blob = bytearray(ring.encrypt("some street 1", "subject.address"))
    blob[1 + place % (len(blob) - 1)] ^= 1
    with pytest.raises(UnreadableValue):
        ring.decrypt(bytes(blob), "subject.address")


def test_an_older_key_still_opens_and_the_newest_one_seals():
    blob = KeyRing((OLD,), INDEX).encrypt("some street 1", "subject.address")
    rotated = KeyRing((NEW, OLD), INDEX)
    assert rotated.decrypt(blob, "subject.address") == "some street 1"
    assert not rotated.is_current(blob)
    assert rotated.is_current(rotated.encrypt("x", "subject.address"))
    with pytest.raises(UnreadableValue):
        KeyRing((NEW,), INDEX).decrypt(blob, "subject.address")


@pytest.mark.parametrize("spelling", ["13300 00ab ", "13300００ＡＢ", "1330000AB", " 1330000ab"])
def test_a_blind_index_finds_every_spelling(spelling):
    ring = KeyRing((NEW,), INDEX)
    assert ring.blind_index("certificate", spelling) == ring.blind_index("certificate", "1330000ab")


def test_a_blind_index_tells_purposes_and_keys_apart_and_outlives_data_keys():
    ring = KeyRing((NEW,), INDEX)
    index = ring.blind_index("phone", "1")
    assert index != ring.blind_index("email", "1")
    assert index != KeyRing((NEW,), b"j" * 32).blind_index("phone", "1")
    assert index == KeyRing((OLD,), INDEX).blind_index("phone", "1")


@pytest.mark.parametrize(("data", "index"), [("", GOOD), (GOOD, ""), ("abc", GOOD), (GOOD, "!"), ("YQ==", GOOD)])
def test_keys_that_are_no_keys_are_refused_without_repeating_them(data, index):
    with pytest.raises(SettingError) as caught:
        read_keys(data, index)
    assert "BEIAN_" in str(caught.value)
    assert not (data and data in str(caught.value))


def test_several_data_keys_are_read_newest_first():
    first, second = new_key(), new_key()
    assert len(read_keys(f"{first}, {second}", new_key()).data_keys) == 2


def test_the_key_file_is_made_once_and_for_its_owner_alone(tmp_path):
    path = tmp_path / "beian.keys"
    ring = key_file(path)
    assert key_file(path) == ring
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["beian.keys"]


def test_many_processes_that_start_at_once_get_the_same_keys(tmp_path):
    code = (
        "import sys; from pathlib import Path; from beian_plugin.models.crypto import key_file; "
        "print(key_file(Path(sys.argv[1])).index_key.hex())"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "k")], stdout=subprocess.PIPE) for _ in range(6)
    ]
    keys = {process.communicate()[0] for process in started}
    assert len(keys) == 1
    assert len(keys.pop().strip()) == 64


def test_a_key_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "k"
    path.write_text("nothing of use")
    with pytest.raises(SettingError, match="no key file"):
        key_file(path)


def test_the_database_file_never_holds_personal_data_in_clear(database_url, keys):
    database = Database(database_url, keys)
    person = Principal(name="张示例", certificate_number="CERT-0001", phone="PHONE-0001", email="MAIL-0001@example.cn")
    subject = Subject(
        name="某茶叶公司",
        certificate_number="CERT-0002",
        address="某路一号",
        principal=person,
        updated_at=datetime.now(UTC),
    )
    with database.write() as session:
        session.add(subject)
    raw = database.fetch("SELECT certificate_number, phone, email FROM beian_principal", ())
    raw += database.fetch("SELECT certificate_number, address FROM beian_subject", ())
    text = b" ".join(bytes(value) for row in raw for value in row)
    for secret in ("CERT-0001", "PHONE-0001", "MAIL-0001", "CERT-0002", "某路一号"):
        assert secret.encode() not in text
    with database.read() as session:
        kept = session.get(Subject, subject.id)
        assert (kept.address, kept.principal.phone) == ("某路一号", "PHONE-0001")
    database.close()
