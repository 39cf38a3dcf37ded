"""The documents that report filings (`ICP` of the upload document): built, checked before they leave, and estimated.

Domains go out as people write them where GBK can hold that, else in punycode; the home page as it is stored, without a
scheme; an empty optional value leaves its element out. Line ends become `\\n`.
"""

from __future__ import annotations

from hashlib import md5
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from beian_plugin.authority import shapes, xml
from beian_plugin.authority.faults import FaultCode
from beian_plugin.authority.mapping import JPEG, NUMBER, TEXT, Part, Shape, Writer
from beian_plugin.authority.report import OTHER_BYTES, SHEET_BYTES, Attachment, Holder
from beian_plugin.errors import DocumentRefused, InvalidValue
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import parse_licence

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from beian_plugin.authority.faults import Fault
    from beian_plugin.authority.report import Report
    from beian_plugin.filing.particulars import Access, Site, Subject

VERSION = "V.3.0"

_NUMBER = Part(form=NUMBER)
_TEXT = Part(form=TEXT)
_JPEG = Part(form=JPEG)


def _filing(subject: Shape, site: Shape) -> Shape:
    parts = {"Zt_xx": Part("subject"), "Wz_xx": Part("sites", many=True)}
    return Shape(dict, parts, "Zt_xx! Wz_xx!", Zt_xx=subject, Wz_xx=site)


NEW = _filing(shapes.NEW_SUBJECT, shapes.NEW_SITE)
CHANGE = _filing(shapes.CHANGED_SUBJECT, shapes.CHANGED_SITE)
_ADDED = Shape(dict, {"Wz_xx": Part("sites", many=True)}, "Wz_xx!", Wz_xx=shapes.NEW_SITE)
_CANCELLATION = Shape(dict, {"Zxly": Part("reason", NUMBER), "Zxlybz": Part("note")}, "Zxly! Zxlybz")


def document_of(kind: Kind) -> str:
    """The document that carries a kind of filing, such as `ICP/XZBA`; one file holds one document."""
    return f"ICP/{kind.operation}"


def check_report(
    report: Report, provider_id: int, *, numbered: bool = True, sheets: Collection[int] | None = None
) -> tuple[Fault, ...]:
    """Every reason why the authority would answer 5001 to a report or could not read it; empty where there is none.

    With `numbered` false it does not matter that new records have no ids of ours yet. `sheets` are the purposes
    (`Fjyt`) that mean the verification sheet, which may be larger than other pictures; unknown, all may be as large.
    """
    _, faults = _build((report,), provider_id, sheets)
    if not numbered:
        faults = tuple(one for one in faults if not (one.path.endswith("own_id") and one.code is FaultCode.MISSING))
    return faults


def build_file(reports: Sequence[Report], provider_id: int, *, sheets: Collection[int] | None = None) -> bytes:
    """One file for reports that share a document, in GBK; raises `DocumentRefused` with every fault of all."""
    root, faults = _build(reports, provider_id, sheets)
    if faults:
        raise DocumentRefused(faults)
    return xml.serialise(root)


def estimated_size(report: Report) -> int:
    """How many bytes a report adds to a file, not too few: without building its attachments."""
    root = _root()
    icp = etree.SubElement(root, "ICP")
    bare = [_without_content(one) for one in report.attachments]
    _write(Writer({one.id: b"" for one in bare}), etree.SubElement(icp, report.kind.operation), report, bare)
    text = etree.tostring(root, encoding="unicode")
    sizes = {one.id: len(one.content) // 3 * 4 + 4 for one in report.attachments}
    scans = _scan_ids(report)
    pictures = sum(sizes.get(scan, 0) for scan in scans) + sum(sizes[one] for one in sizes.keys() - set(scans))
    return len(text.encode("gbk", "xmlcharrefreplace")) + pictures


def hashed_password(password: str) -> str:
    """The filing password as it travels (`ICPmm`); raises UnicodeEncodeError where GBK cannot hold it."""
    return md5(password.encode("gbk"), usedforsecurity=False).hexdigest()


def root_of(branch: str) -> tuple[etree._Element, etree._Element]:
    """A new upload document, and its branch `ICP` or `IP`."""
    root = _root()
    return root, etree.SubElement(root, branch)


def close(writer: Writer, root: etree._Element, branch: etree._Element, provider_id: int) -> tuple[Fault, ...]:
    """Sign a document with the provider's id, and find its faults."""
    writer.record = 0
    writer.leaf(branch, "Qqdwid", _NUMBER, provider_id, "provider_id")
    return writer.check(root, xml.schema("upload"))


def _root() -> etree._Element:
    return etree.Element("UploadData", version=VERSION)


def _build(
    reports: Sequence[Report], provider_id: int, sheets: Collection[int] | None
) -> tuple[etree._Element, tuple[Fault, ...]]:
    operations = {report.kind.operation for report in reports}
    if len(operations) != 1:
        raise ValueError(f"one file holds reports of one document, not of {sorted(operations)}")
    root, icp = root_of("ICP")
    operation = etree.SubElement(icp, operations.pop())
    writer = Writer()
    for index, report in enumerate(reports):
        writer.record = index
        writer.scans = {one.id: one.content for one in report.attachments}
        _check_pictures(writer, report, sheets)
        _write(writer, operation, report, report.attachments)
    return root, close(writer, root, icp, provider_id)


def _check_pictures(writer: Writer, report: Report, sheets: Collection[int] | None) -> None:
    scans = _scan_ids(report)
    for index, one in enumerate(report.attachments):
        path = f"attachments.{index}.content"
        if not one.content.startswith(b"\xff\xd8\xff"):
            writer.add(path, FaultCode.NOT_JPEG)
        may_be_sheet = one.id not in scans and (sheets is None or one.purpose in sheets)
        limit = SHEET_BYTES if may_be_sheet else OTHER_BYTES
        if len(one.content) > limit:
            writer.add(path, FaultCode.TOO_LARGE, limit // 1024)


def _without_content(one: Attachment) -> Attachment:
    return Attachment(
        id=one.id, purpose=one.purpose, format=one.format, holder=one.holder, site=one.site, content=b"", note=one.note
    )


def _scan_ids(report: Report) -> list[int]:
    """Attachments that travel within a pre-approval, so not on their own; one that shows two permits twice."""
    return [scan for site in report.particulars.sites for permit in site.pre_approvals for scan in permit.scans]


def _write(writer: Writer, operation: etree._Element, report: Report, attachments: Sequence[Attachment]) -> None:
    """Add the record of a report; material becomes one record an attachment."""
    if report.kind is Kind.MATERIAL:
        for index, one in enumerate(attachments):
            _attachment(writer, operation, report, index, one)
        if not attachments:
            writer.add("attachments", FaultCode.MISSING)
        return
    tag, write = _RECORDS[report.kind.operation]
    record = etree.SubElement(operation, tag)
    write(writer, record, report)
    if report.kind.cancel_type is None:
        scans = _scan_ids(report)
        for index, one in enumerate(attachments):
            if one.id not in scans:
                _attachment(writer, etree.SubElement(record, "Fj"), report, index, one)
    _password(writer, record, report)


def _new(writer: Writer, record: etree._Element, report: Report) -> None:
    writer.members(record, NEW, report.particulars, "")


def _add_sites(writer: Writer, record: etree._Element, report: Report) -> None:
    subject = etree.SubElement(record, "Zt_xx")
    _mark(writer, subject, report.particulars.subject, "Ztbah", "Ztid", "subject")
    writer.members(record, _ADDED, report.particulars, "")


def _add_access(writer: Writer, record: etree._Element, report: Report) -> None:
    site, access = _only_site(writer, report)
    _mark(writer, etree.SubElement(record, "Wz_xx"), site, "Wzbah", "Wzid", "sites.0")
    writer.members(record, shapes.NEW_ACCESS, access, "sites.0.accesses.0.")


def _change(writer: Writer, record: etree._Element, report: Report) -> None:
    writer.members(record, CHANGE, report.particulars, "")


def _cancel(writer: Writer, record: etree._Element, report: Report) -> None:
    site, access = _only_site(writer, report)
    cancelled, path = {
        Kind.CANCEL_SUBJECT: (report.particulars.subject, "subject"),
        Kind.CANCEL_SITE: (site, "sites.0"),
        Kind.CANCEL_ACCESS: (access, "sites.0.accesses.0"),
    }[report.kind]
    writer.leaf(record, "Zxlb", _NUMBER, report.kind.cancel_type, "kind")
    writer.leaf(record, "Jlid", _NUMBER, cancelled and cancelled.authority_id, f"{path}.authority_id")
    writer.members(record, _CANCELLATION, report.particulars.cancellation, "cancellation.")


class _Record(NamedTuple):
    tag: str
    write: Callable[[Writer, etree._Element, Report], None]


_RECORDS = {
    "XZBA": _Record("Baxx", _new),
    "XZWZ": _Record("Xzxx", _add_sites),
    "XZJR": _Record("Xzxx", _add_access),
    "BGBA": _Record("Bgxx", _change),
    "ZXBA": _Record("Zx_xx", _cancel),
}


def _only_site(writer: Writer, report: Report) -> tuple[Site | None, Access | None]:
    """The one site and its one access that the document has a place for; nothing else may go unsaid."""
    sites = report.particulars.sites
    if len(sites) > 1:
        writer.add("sites", FaultCode.TOO_MANY)
    accesses = sites[0].accesses if sites else ()
    if len(accesses) > 1:
        writer.add("sites.0.accesses", FaultCode.TOO_MANY)
    return (sites[0] if sites else None), (accesses[0] if accesses else None)


def _mark(
    writer: Writer, parent: etree._Element, held: Subject | Site | None, number_tag: str, id_tag: str, path: str
) -> None:
    """Name a record by its licence number, else by the authority's id."""
    if held is not None and held.authority_id and not held.licence_number:
        writer.leaf(parent, id_tag, _NUMBER, held.authority_id, f"{path}.authority_id")
    else:
        writer.leaf(parent, number_tag, _TEXT, held and held.licence_number, f"{path}.licence_number")


def _password(writer: Writer, record: etree._Element, report: Report) -> None:
    if report.kind is Kind.NEW or (not report.password and report.kind is not Kind.TRANSFER_IN):
        return
    try:
        text = hashed_password(report.password) if report.password else ""
    except UnicodeEncodeError:
        # Which character it is stays untold: it is a secret.
        writer.add("password", FaultCode.NOT_IN_GBK, "?")
        text = "?"
    writer.leaf(record, "ICPmm", _TEXT, text, "password")


def _attachment(writer: Writer, parent: etree._Element, report: Report, index: int, one: Attachment) -> None:
    path = f"attachments.{index}"
    details = etree.SubElement(parent, "Fjxx")
    writer.leaf(details, "Fjwjgs", _NUMBER, one.format, f"{path}.format")
    writer.leaf(details, "Fjyt", _NUMBER, one.purpose, f"{path}.purpose")
    writer.leaf(details, "Fjnr", _JPEG, one.content, f"{path}.content")
    holder = etree.SubElement(details, "Fjssdx")
    writer.leaf(holder, "Ssdxlx", _NUMBER, int(one.holder), f"{path}.holder")
    _holder(writer, holder, report, one, f"{path}.holder")
    if one.note:
        writer.leaf(details, "Bz", _TEXT, one.note, f"{path}.note")


def _holder(writer: Writer, parent: etree._Element, report: Report, one: Attachment, path: str) -> None:
    """Name what an attachment belongs to, by the id or number that the document knows it by."""
    held: Subject | Site | None = report.particulars.subject
    if one.holder is Holder.SITE:
        sites = report.particulars.sites
        held = sites[one.site] if one.site < len(sites) else None
    if report.kind is Kind.NEW:
        writer.leaf(parent, "Ssdxbs", _NUMBER, held and held.own_id, path)
        return
    mark = etree.SubElement(parent, "Ssdxbs")
    known = held and (held.authority_id or (held.own_id if report.kind is Kind.ADD_SITE else None))
    if known:
        writer.leaf(mark, "Jlid", _NUMBER, known, path)
    else:
        writer.leaf(mark, "Baxh", _TEXT, held.licence_number if held else _subject_number(report), path)


def _subject_number(report: Report) -> str:
    """The number of a subject of which a transfer says only the number of its site; empty where it says none."""
    number = report.particulars.sites[0].licence_number if report.particulars.sites else ""
    try:
        return str(parse_licence(number).subject)
    except InvalidValue:
        return ""
