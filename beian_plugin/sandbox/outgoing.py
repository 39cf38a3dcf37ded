"""What waits for the providers: packed into files, handed out one at a time until acknowledged, and damaged on wish."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import md5
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs
from sqlalchemy import func, select

from beian_plugin.authority import envelope
from beian_plugin.authority.download_writer import write_download
from beian_plugin.authority.envelope import Sealed
from beian_plugin.authority.items import Head, Item, Result
from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox import faults
from beian_plugin.sandbox.tables import OutFile

if TYPE_CHECKING:
    from beian_plugin.authority.envelope import Cipher
    from beian_plugin.sandbox.store import Office
    from beian_plugin.sandbox.tables import Provider

#: Most records that one file holds ("Methods").
_MOST_RECORDS = 1000
_MATERIAL = Kind.MATERIAL.result_type
_STAND_IN = 7
_RECORD_ID = re.compile(rb"<Ztid>\d+</Ztid>")


class HandedOut(NamedTuple):
    """A file as one download carries it."""

    name: str
    sealed: Sealed
    #: Whether another one waits behind it.
    more: bool


def pack(office: Office, news: list[tuple[int, str, Item]]) -> None:
    """Make files of what providers are to be told, each of one document and at most 1,000 records, in order."""
    sorted_out: dict[tuple[int, str, bool], list[Item]] = {}
    for provider_id, document, item in news:
        sorted_out.setdefault((provider_id, document, _about_material(item)), []).append(item)
    for (provider_id, document, _), items in sorted_out.items():
        most = _MOST_RECORDS if document != "JCDM" else len(items)
        for start in range(0, len(items), most):
            _add(office, provider_id, document, items[start : start + most])


def _add(office: Office, provider_id: int, document: str, items: list[Item]) -> None:
    head = Head(document=document, resync=document.startswith("SJTB"))
    short = document.rpartition("/")[2] if not document.startswith("SJTB") else "SJTB"
    number = office.next_number("file")
    file = OutFile(
        provider_id=provider_id,
        name=f"{short}{provider_id}{number:08d}",
        document=short,
        records=len(items),
        xml=_written(head, items),
        made_at=office.now(),
    )
    office.session.add(file)


def _written(head: Head, items: list[Item]) -> bytes:
    """The document; results about material go out under number 35, which the interface's text names and its schema,
    and so the writer, does not know.
    """
    if not _about_material(items[0]):
        return write_download([head, *items])
    stand_ins = [structs.replace(item, operation=_STAND_IN) for item in items]
    return write_download([head, *stand_ins]).replace(b"<Czlx>%d</Czlx>" % _STAND_IN, b"<Czlx>%d</Czlx>" % _MATERIAL)


def _about_material(item: Item) -> bool:
    return isinstance(item, Result) and item.operation == _MATERIAL


def waiting(office: Office, provider_id: int) -> int:
    """How many files wait for the provider."""
    count = select(func.count()).select_from(OutFile).filter_by(provider_id=provider_id, acked_at=None)
    return office.session.scalar(count) or 0


def hand_out(office: Office, provider: Provider, cipher: Cipher | None) -> HandedOut | None:
    """The file that the next download carries; None when nothing waits."""
    choices = {struck.kind for struck in faults.strike(office, "isp_download", "choice")}
    file = _choose(office, provider.id, choices)
    if file is None:
        return None
    file.sent_at = file.sent_at or office.now()
    damage = {struck.kind for struck in faults.strike(office, "isp_download", "content", file.document)}
    behind = waiting(office, provider.id) - (file.acked_at is None)
    return HandedOut(file.name, _sealed(file.xml, cipher, damage), behind > 0)


def acknowledge(office: Office, provider_id: int, name: str) -> bool:
    """Take the file off the queue; False for a name that was never handed to the provider. Once more does no harm."""
    file = office.session.scalar(select(OutFile).filter_by(provider_id=provider_id, name=name))
    if file is None or file.sent_at is None:
        return False
    file.acked_at = file.acked_at or office.now()
    return True


def _choose(office: Office, provider_id: int, choices: set[str]) -> OutFile | None:
    files = select(OutFile).filter_by(provider_id=provider_id)
    if "repeat_acked" in choices:
        again = files.where(OutFile.acked_at.is_not(None)).order_by(OutFile.acked_at.desc(), OutFile.id.desc())
        if file := office.session.scalar(again.limit(1)):
            return file
    order = OutFile.id.desc() if "out_of_order" in choices else OutFile.id
    return office.session.scalar(files.where(OutFile.acked_at.is_(None)).order_by(order).limit(1))


def _sealed(xml: bytes, cipher: Cipher | None, damage: set[str]) -> Sealed:
    if "wrong_encoding" in damage:
        xml = xml.decode("gbk").encode("utf-8")
    if "broken_record" in damage:
        xml = _RECORD_ID.sub(b"<Ztid>0</Ztid>", xml, count=1)
    sealed = envelope.seal(xml, cipher)
    if "broken_zip" in damage:
        sealed = _half_zip(xml, cipher)
    if "wrong_hash" in damage:
        sealed = Sealed(
            sealed.info, b64encode(md5(b"another file", usedforsecurity=False).digest()).decode(), sealed.encryption
        )
    return sealed


def _half_zip(xml: bytes, cipher: Cipher | None) -> Sealed:
    """The envelope around the first half of the zip, with the hash of that half."""
    from base64 import b64decode

    packed = b64decode(envelope.seal(xml, None).info)
    half = packed[: len(packed) // 2]
    digest = b64encode(md5(half, usedforsecurity=False).digest()).decode()
    encryption = envelope.AES_CBC if cipher else envelope.NO_ENCRYPTION
    return Sealed(b64encode(cipher.encrypt(half) if cipher else half).decode(), digest, encryption)
