"""How a file travels: zipped, hashed, encrypted where a key was handed out, and written in base64.

AES-CBC with PKCS5 padding, MD5 and the password hash are the interface's choice ("Methods"); nothing else uses them.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import io
import secrets
import string
import struct
import zipfile
import zlib
from base64 import b64encode
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher as _Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from beian_plugin.errors import EnvelopeRefused, InvalidValue

#: Most bytes that one XML file may have (50 MB).
MAX_FILE = 50 * 1024 * 1024
#: Most characters of a file in its envelope: a zip of data that does not compress, in base64 with line breaks.
MAX_ENCODED = MAX_FILE * 3 // 2
#: Name of the only entry: ASCII letters and digits, as the interface asks.
ENTRY_NAME = "beianInfo"
#: Earliest moment that a zip can hold; a fixed one, so that the same file always gives the same bytes.
_ENTRY_TIME = (1980, 1, 1, 0, 0, 0)

MD5 = 0
ZIP = 0
NO_ENCRYPTION = 0
AES_CBC = 1

_BLOCK = 16
_CHUNK = 1024 * 1024
_RANDOM_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Cipher:
    """The AES key and initial vector that the authority handed out, as the strings they are."""

    key: str = field(repr=False)
    iv: str = field(repr=False)

    def __post_init__(self) -> None:
        for what, text, lengths in (("key", self.key, (16, 24, 32)), ("initial vector", self.iv, (_BLOCK,))):
            if len(text.encode()) not in lengths:
                wanted = ", ".join(map(str, lengths[:-1])) + " or " * (len(lengths) > 1) + str(lengths[-1])
                raise InvalidValue(
                    f"The AES {what} has {len(text.encode())} bytes, but must have {wanted}; take it over exactly as "
                    "the authority wrote it.",
                    what=f"aes_{'key' if what == 'key' else 'iv'}",
                    reason="length",
                )

    def encrypt(self, content: bytes) -> bytes:
        """`content`, padded and encrypted."""
        padder, encryptor = PKCS7(AES.block_size).padder(), self._cipher().encryptor()
        return b"".join((encryptor.update(padder.update(content) + padder.finalize()), encryptor.finalize()))

    def decrypt(self, content: bytes) -> bytes | None:
        """What was encrypted, or None where length or padding are wrong."""
        if not content or len(content) % _BLOCK:
            return None
        plain = bytearray(len(content) + _BLOCK - 1)
        unpadder = PKCS7(AES.block_size).unpadder()
        # Only the last block is padded; the others are copied once, for a file may have 50 MB.
        end = self._cipher().decryptor().update_into(content, plain) - _BLOCK
        try:
            plain[end:] = unpadder.update(plain[end : end + _BLOCK]) + unpadder.finalize()
        except ValueError:
            return None
        return bytes(plain)

    def _cipher(self) -> _Cipher[CBC]:
        return _Cipher(AES(self.key.encode()), CBC(self.iv.encode()))


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file in its envelope: `beianInfo`, `beianInfoHash`, `encryptAlgorithm`."""

    info: str = field(repr=False)
    hash: str
    encryption: int


def seal(xml: bytes, cipher: Cipher | None) -> Sealed:
    """`xml` in its envelope, encrypted where there is a cipher. Raises EnvelopeRefused above 50 MB."""
    if len(xml) > MAX_FILE:
        raise EnvelopeRefused(18, f"The file has {len(xml)} bytes, more than the {MAX_FILE} of one call; split it.")
    packed = _zipped(xml)
    digest = b64encode(_md5(packed)).decode()
    if cipher:
        packed = cipher.encrypt(packed)
    return Sealed(b64encode(packed).decode(), digest, AES_CBC if cipher else NO_ENCRYPTION)


def unseal(
    info: str,
    hash: str,  # noqa: A002  the field's name
    encryption: int,
    cipher: Cipher | None,
    *,
    hash_algorithm: int = MD5,
    compression: int = ZIP,
) -> bytes:
    """The file in an envelope, at most 50 MB.

    Raises EnvelopeRefused with the `msg_code` that fits: 9, 10, 11 an algorithm that the interface does not define, 6
    not to be decrypted, 7 the hash differs, 8 no sound zip, 17 not exactly one file, 18 too large.
    """
    _check_algorithms(encryption, hash_algorithm, compression)
    if len(info) > MAX_ENCODED:
        raise _too_large()
    try:
        packed: bytes | None = binascii.a2b_base64(info)
    except ValueError:
        packed = None
    if encryption == AES_CBC:
        if cipher is None:
            raise EnvelopeRefused(
                6, "The file is encrypted, but no AES key is set; set BEIAN_AES_KEY and BEIAN_AES_IV."
            )
        packed = cipher.decrypt(packed or b"")
    # The hash is over the zip, so it can only be checked after decryption. It is computed whatever came of that, and
    # one error stands for all: otherwise the sender of a forged file could learn the plain text from our answers.
    same = hmac.compare_digest(b64encode(_md5(packed or b"")), "".join(hash.split()).encode())
    if packed is None or not same:
        if encryption == AES_CBC:
            raise EnvelopeRefused(6, "The file cannot be decrypted, or its hash differs: it was altered, or key and "
                                  "initial vector are not those that the authority uses.")  # fmt: skip
        raise EnvelopeRefused(7, "The file's hash differs: it was altered or cut on its way; fetch or send it again.")
    return _unzipped(packed)


def _check_algorithms(encryption: int, hash_algorithm: int, compression: int) -> None:
    for code, what, given, known in (
        (9, "encryption", encryption, (NO_ENCRYPTION, AES_CBC)),
        (10, "hash", hash_algorithm, (MD5,)),
        (11, "compression", compression, (ZIP,)),
    ):
        if given not in known:
            raise EnvelopeRefused(
                code, f"The {what} algorithm is {given}, but interface 3.0 knows {' and '.join(map(str, known))} only."
            )


def _zipped(xml: bytes) -> bytes:
    entry = zipfile.ZipInfo(ENTRY_NAME, _ENTRY_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(entry, xml)
    return target.getvalue()


def _unzipped(packed: bytes) -> bytes:
    """The only entry of the zip, whose size is held against what it declares and against the cap."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            entries = archive.infolist()
            if len(entries) != 1:
                raise EnvelopeRefused(17, f"The zip holds {len(entries)} files, but must hold exactly one.")
            [entry] = entries
            if entry.is_dir() or entry.compress_type not in _COMPRESSIONS:
                raise _no_zip()
            declared = entry.file_size
            if declared > MAX_FILE:
                raise _too_large()
            # The entry is read to its real end, one byte beyond the cap at most, whatever its header declares.
            entry.file_size = MAX_FILE + 1
            xml = io.BytesIO()
            with archive.open(entry) as content:
                while chunk := content.read(_CHUNK):
                    xml.write(chunk)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError):
        raise _no_zip() from None
    if xml.tell() > MAX_FILE:
        raise _too_large()
    if xml.tell() != declared:
        raise _no_zip()
    return xml.getvalue()


_COMPRESSIONS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def _no_zip() -> EnvelopeRefused:
    return EnvelopeRefused(8, "The file is no sound zip with one plain entry; it has to be packed again by its sender.")


def _too_large() -> EnvelopeRefused:
    return EnvelopeRefused(18, f"The file is larger than the {MAX_FILE} bytes that one call may carry.")


def password_hash(password: str, random: str) -> str:
    """`pwdHash`: base64 of MD5 over password and random text in GBK. Raises InvalidValue for what GBK cannot hold."""
    try:
        return b64encode(_md5((password + random).encode("gbk"))).decode()
    except UnicodeEncodeError:
        # Not chained: the error carries the password.
        raise InvalidValue(
            "The password has a character that GBK cannot hold; agree another one with the authority.", what="password"
        ) from None


def random_text() -> str:
    """`randVal`: 20 characters with digits and letters of both cases, new at every call."""
    while True:
        text = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_LENGTH))
        if all(set(text) & kind for kind in _KINDS):
            return text


_ALPHABET = string.digits + string.ascii_letters
_KINDS = (set(string.digits), set(string.ascii_lowercase), set(string.ascii_uppercase))


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()
