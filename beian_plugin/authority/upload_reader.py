"""Uploads as the authority reads them, which the simulated one does: the reverse of building them."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from beian_plugin.authority import answers, shapes, upload_writer, xml
from beian_plugin.authority.answers import IpAllocation, IpRelease, IpSource, UnfiledAnswer, VerificationResult
from beian_plugin.authority.mapping import NUMBER, Part, Shape
from beian_plugin.authority.report import Attachment, Holder
from beian_plugin.errors import DocumentUnreadable
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Access, Cancellation, Particulars, Site, Subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """One report as it arrived."""

    kind: Kind
    particulars: Particulars
    #: Scans of pre-approvals come first, without purpose and format, which they do not carry.
    attachments: tuple[Attachment, ...] = ()
    #: Hex of the MD5 of the filing password; empty where none came.
    password_md5: str = ""


Record = Uploaded | VerificationResult | UnfiledAnswer | IpSource | IpAllocation | IpRelease


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One uploaded file."""

    #: The document, such as `ICP/XZBA` or `IP/XZBA/Xzfp`; the first one, should there be several.
    operation: str
    provider_id: int
    records: tuple[Record, ...]


def parse_upload(content: bytes) -> Upload:
    """What an uploaded file says; raises `DocumentUnreadable` where it breaks our schema, which agrees with theirs.

    Material (`XZHYD`) comes as one report an attachment, as it travels.
    """
    root = xml.parse(content)
    if xml.errors_of(xml.schema("upload"), root):
        raise DocumentUnreadable("it breaks the schema of the upload document")
    branch = root[0]
    provider_id = int(branch.findtext("Qqdwid", ""))
    records: list[Record] = []
    operation = ""
    try:
        for path, read in _READERS.items():
            if path.startswith(f"{branch.tag!s}/"):
                found = root.findall(path)
                operation = operation or (path.rpartition("/")[0] if found else "")
                records += (read(element) for element in found)
    except ValueError:
        raise DocumentUnreadable("a value has not the form that its field asks") from None
    return Upload(operation=operation, provider_id=provider_id, records=tuple(records))


def _filing(kind: Kind, shape: Shape) -> Callable[[etree._Element], Uploaded]:
    """A reader of records that hold a subject and sites."""

    def read(record: etree._Element) -> Uploaded:
        aside: dict[str, Any] = {}
        return _uploaded(record, kind, Particulars(**shape.read(record, aside)), aside)

    return read


def _transfer(record: etree._Element) -> Uploaded:
    aside: dict[str, Any] = {}
    access: Access = shapes.NEW_ACCESS.read(record, aside)
    site = _known_site(record.find("Wz_xx"), access)
    return _uploaded(record, Kind.TRANSFER_IN, Particulars(sites=(site,)), aside)


def _known_site(element: etree._Element | None, access: Access) -> Site:
    number = _text(element, "Wzbah")
    return Site(licence_number=number, authority_id=_number(element, "Wzid"), accesses=(access,))


def _cancellation(record: etree._Element) -> Uploaded:
    kind = next(kind for kind in Kind if kind.cancel_type == _number(record, "Zxlb"))
    authority_id = _number(record, "Jlid")
    cancellation = Cancellation(reason=_number(record, "Zxly"), note=_text(record, "Zxlybz"))
    if kind is Kind.CANCEL_SUBJECT:
        particulars = Particulars(subject=Subject(authority_id=authority_id), cancellation=cancellation)
    elif kind is Kind.CANCEL_SITE:
        particulars = Particulars(sites=(Site(authority_id=authority_id),), cancellation=cancellation)
    else:
        site = Site(accesses=(Access(authority_id=authority_id),))
        particulars = Particulars(sites=(site,), cancellation=cancellation)
    return _uploaded(record, kind, particulars, {})


def _material(record: etree._Element) -> Uploaded:
    mark = record.find("Fjssdx/Ssdxbs")
    authority_id, number = _number(mark, "Jlid"), _text(mark, "Baxh")
    if _number(record, "Fjssdx/Ssdxlx") == Holder.SITE:
        particulars = Particulars(sites=(Site(authority_id=authority_id, licence_number=number),))
    else:
        particulars = Particulars(subject=Subject(authority_id=authority_id, licence_number=number))
    attachments = (_attachment(record, 1, particulars),)
    return Uploaded(kind=Kind.MATERIAL, particulars=particulars, attachments=attachments)


def _uploaded(record: etree._Element, kind: Kind, particulars: Particulars, aside: dict[str, Any]) -> Uploaded:
    attachments = [
        Attachment(id=number, purpose=0, format=0, content=content)
        for number, content in enumerate(aside.get("scans", ()), 1)
    ]
    for element in record.iterfind("Fj/Fjxx"):
        attachments.append(_attachment(element, len(attachments) + 1, particulars))
    return Uploaded(
        kind=kind, particulars=particulars, attachments=tuple(attachments), password_md5=_text(record, "ICPmm")
    )


def _attachment(element: etree._Element, number: int, particulars: Particulars) -> Attachment:
    holder = Holder.SITE if _number(element, "Fjssdx/Ssdxlx") == Holder.SITE else Holder.SUBJECT
    marks = element.find("Fjssdx/Ssdxbs")
    mark = "".join(marks.itertext()).strip() if marks is not None else ""
    site = 0
    if holder is Holder.SITE:
        site = next((index for index, one in enumerate(particulars.sites) if mark in _marks(one)), 0)
    return Attachment(
        id=number,
        purpose=_number(element, "Fjyt") or 0,
        format=_number(element, "Fjwjgs") or 0,
        holder=holder,
        site=site,
        content=b64decode(_text(element, "Fjnr")),
        note=_text(element, "Bz"),
    )


def _marks(site: Site) -> tuple[str, ...]:
    return str(site.own_id), str(site.authority_id), site.licence_number


def _text(element: etree._Element | None, path: str) -> str:
    return (element.findtext(path) or "") if element is not None else ""


def _number(element: etree._Element | None, path: str) -> int | None:
    text = _text(element, path)
    return int(text) if text else None


_ADDED = Shape(
    dict,
    {
        "Zt_xx": Part("subject"),
        "Wz_xx": Part("sites", many=True),
    },
    "Zt_xx! Wz_xx!",
    Zt_xx=Shape(Subject, {"Ztbah": Part("licence_number"), "Ztid": Part("authority_id", NUMBER)}, "Ztbah Ztid"),
    Wz_xx=shapes.NEW_SITE,
)


def _plain(shape: Shape) -> Callable[[etree._Element], Any]:
    def read(record: etree._Element) -> Any:
        aside: dict[str, Any] = {}
        value = shape.read(record, aside)
        if isinstance(value, VerificationResult) and "scans" in aside:
            return replace(value, scans=tuple(aside["scans"]))
        return value

    return read


_READERS: dict[str, Callable[[etree._Element], Record]] = {
    "ICP/XZBA/Baxx": _filing(Kind.NEW, upload_writer.NEW),
    "ICP/XZWZ/Xzxx": _filing(Kind.ADD_SITE, _ADDED),
    "ICP/XZJR/Xzxx": _transfer,
    "ICP/BGBA/Bgxx": _filing(Kind.CHANGE, upload_writer.CHANGE),
    "ICP/ZXBA/Zx_xx": _cancellation,
    "ICP/XZHYD/Fjxx": _material,
    "ICP/HSJG/Hsjgxx": _plain(answers.VERIFICATION_RESULT),
    "ICP/WBACLJG/Clxx": _plain(answers.UNFILED_ANSWER),
    "IP/XZBA/Xzly/Ly": _plain(answers.IP_SOURCE),
    "IP/XZBA/Xzfp/Fpsy": _plain(answers.IP_ALLOCATION),
    "IP/SCBA/Scly/Ly": _plain(answers.RELEASED_SOURCE),
    "IP/SCBA/Scfp/Fpsy": _plain(answers.RELEASED_ALLOCATION),
}
