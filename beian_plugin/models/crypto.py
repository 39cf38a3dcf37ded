"""Personal data at rest: AES-GCM with key rotation, and blind indexes under a key of their own."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

from beian_plugin.errors import BeianError, SettingError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Dialect

_FORMAT = b"\x01"
_ID_BYTES = 4
_NONCE_BYTES = 12


class UnreadableValue(BeianError):
    """A protected value cannot be read: its key is not among BEIAN_DATA_KEYS, or the value was altered."""


@dataclass(frozen=True, repr=False)
class KeyRing:
    """The keys of one app: data keys, the newest first, and the key of the blind indexes. 32 bytes each."""

    data_keys: tuple[bytes, ...]
    index_key: bytes

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {_key_id(key): AESGCM(key) for key in self.data_keys})
        object.__setattr__(self, "_newest", _key_id(self.data_keys[0]))
        object.__setattr__(self, "_index", hmac.new(self.index_key, digestmod=hashlib.sha256))

    def encrypt(self, text: str, column: str) -> bytes:
        """`text` sealed for `column`; it opens nowhere else."""
        return self.seal(text.encode(), column)

    def decrypt(self, blob: bytes, column: str) -> str:
        """The text in `blob`. Raises UnreadableValue where the key is missing or the value was altered."""
        return self.open(blob, column).decode()

    def seal(self, content: bytes, column: str) -> bytes:
        """`content` sealed for `column`; it opens nowhere else."""
        newest: bytes = self._newest  # type: ignore[attr-defined]  # set in __post_init__
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + newest + nonce + self._cipher(newest).encrypt(nonce, content, column.encode())

    def open(self, blob: bytes, column: str) -> bytes:
        """The content of `blob`. Raises UnreadableValue where the key is missing or the value was altered."""
        head = len(_FORMAT) + _ID_BYTES
        try:
            cipher = self._cipher(blob[len(_FORMAT) : head])
            return cipher.decrypt(blob[head : head + _NONCE_BYTES], blob[head + _NONCE_BYTES :], column.encode())
        except (KeyError, InvalidTag, ValueError):
            raise UnreadableValue from None

    def is_current(self, blob: bytes) -> bool:
        """Whether `blob` is sealed with the newest key, so that a rotation may pass it over."""
        return blob[len(_FORMAT) : len(_FORMAT) + _ID_BYTES] == _key_id(self.data_keys[0])

    def blind_index(self, purpose: str, text: str) -> bytes:
        """What stands in the index for `text`: the same text in any spelling finds the same row, and none tells it."""
        plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
        folded = "".join(plain.upper().split())
        index: hmac.HMAC = self._index.copy()  # type: ignore[attr-defined]  # set in __post_init__
        index.update(f"{purpose}\0{folded}".encode())
        return index.digest()

    def certificate_index(self, kind: str, number: str) -> bytes:
        """What stands in the index for a certificate: its type belongs to it (FAQ 27)."""
        return self.blind_index("certificate", f"{kind}:{number}")

    def derived_key(self, purpose: str) -> bytes:
        """A key of its own for what is neither stored nor found by index, 32 bytes; rotation leaves it as it is."""
        index: hmac.HMAC = self._index.copy()  # type: ignore[attr-defined]  # set in __post_init__
        index.update(f"key\0{purpose}".encode())
        return index.digest()

    def _cipher(self, key_id: bytes) -> AESGCM:
        return self._by_id[key_id]  # type: ignore[attr-defined,no-any-return]  # set in __post_init__


class Encrypted(TypeDecorator[str]):
    """A text column that holds only sealed bytes; the keys are those of the engine that reads or writes it."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seal what goes in."""
        return None if value is None else keys_of(dialect).encrypt(value, self.column)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Open what comes out."""
        return None if value is None else keys_of(dialect).decrypt(value, self.column)


class EncryptedBytes(TypeDecorator[bytes]):
    """A column for files that holds only sealed bytes; the keys are those of the engine that reads or writes it."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Seal what goes in."""
        return None if value is None else keys_of(dialect).seal(value, self.column)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Open what comes out."""
        return None if value is None else keys_of(dialect).open(value, self.column)


def give_keys(dialect: Dialect, keys: KeyRing) -> None:
    """Let columns of type Encrypted find `keys`: a dialect belongs to one engine, so keys belong to one app."""
    dialect.beian_keys = keys  # type: ignore[attr-defined]


def keys_of(dialect: Dialect) -> KeyRing:
    """The keys that were given to the engine of `dialect`."""
    ring: KeyRing = dialect.beian_keys  # type: ignore[attr-defined]
    return ring


def read_keys(data_keys: str, index_key: str) -> KeyRing:
    """The key ring that the settings write out. Raises SettingError for anything but base64 of 32 bytes."""
    words = tuple(word for word in data_keys.replace(",", " ").split() if word)
    if not words or not index_key.strip():
        raise SettingError(
            "BEIAN_DATA_KEYS and BEIAN_INDEX_KEY must be set together, or neither; `beian db new-key` makes a key."
        )
    return KeyRing(tuple(_key(word, "BEIAN_DATA_KEYS") for word in words), _key(index_key, "BEIAN_INDEX_KEY"))


def key_file(path: Path) -> KeyRing:
    """The key ring in `path`, made there on first use and readable for its owner alone."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"BEIAN_DATA_KEYS={new_key()}\nBEIAN_INDEX_KEY={new_key()}\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first, and its keys count
        finally:
            draft.unlink()
    lines = dict(line.split("=", 1) for line in path.read_text("ascii", "replace").split() if "=" in line)
    try:
        return read_keys(lines["BEIAN_DATA_KEYS"], lines["BEIAN_INDEX_KEY"])
    except KeyError:
        raise SettingError(
            f"{path} is no key file: restore it from a backup, for without its keys no data opens."
        ) from None


def new_key() -> str:
    """A fresh key as base64, fit for BEIAN_DATA_KEYS or BEIAN_INDEX_KEY."""
    return base64.b64encode(os.urandom(32)).decode()


def _key(word: str, setting: str) -> bytes:
    try:
        key = base64.b64decode(word, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise SettingError(f"{setting} must be base64 of 32 bytes; `beian db new-key` makes one.")
    return key


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:_ID_BYTES]
