"""Downloads of the authority, read as a stream: 50 MB become items one by one, in little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beian_plugin.authority import xml
from beian_plugin.authority.download_shapes import RECORDS
from beian_plugin.authority.items import (
    AccessCheck,
    BarredSite,
    BarredSubject,
    Cancelled,
    CodeValue,
    DeadSite,
    Head,
    IllegalAccess,
    IpResult,
    Item,
    Notice,
    Opinion,
    Published,
    Result,
    ShellCheck,
    SubjectCheck,
    UnfiledSite,
    Unreadable,
    Untreated,
    VerificationTask,
)
from beian_plugin.errors import DocumentUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from beian_plugin.authority.download_records import Record

__all__ = [
    "AccessCheck",
    "BarredSite",
    "BarredSubject",
    "Cancelled",
    "CodeValue",
    "DeadSite",
    "Head",
    "IllegalAccess",
    "IpResult",
    "Item",
    "Notice",
    "Opinion",
    "Published",
    "Result",
    "ShellCheck",
    "SubjectCheck",
    "UnfiledSite",
    "Unreadable",
    "Untreated",
    "VerificationTask",
    "check_download",
    "read_download",
]

_BRANCHES = frozenset({"ICP", "IP", "YM", "JCDM", "SJTB/ICP", "SJTB/IP", "SJTB/YM", "SJTB/JCDM"})


def check_download(content: bytes) -> None:
    """Raise `DocumentUnreadable` unless the file is a document of the interface from its first byte to its last.

    Its records are not looked at: a pass that keeps nothing, in a fraction of the time that reading takes.
    """
    _, branch = _head(content)
    for _ in xml.Stream(content, {path.rpartition("/")[2] for path in RECORDS if path.startswith(f"{branch}/")}):
        pass


def read_download(content: bytes) -> Iterator[Item]:
    """Every record of a download, `Head` first; a record that breaks the schema becomes `Unreadable`.

    Raises `DocumentUnreadable` for a file that is no document of the interface. One that ends in the middle or loses
    its encoding raises it late, after records have been yielded: apply them in batches that can be repeated.
    """
    head, branch = _head(content)
    yield head
    records = {path: record for path, record in RECORDS.items() if path.startswith(f"{branch}/")}
    stream = xml.Stream(content, {record.tag for record in records.values()})
    parent: etree._Element | None = None
    path = ""
    position = 0
    for element in stream:
        above = element.getparent()
        if above is not parent:
            parent, path = above, _path(above)
        if record := records.get(f"{path}/{element.tag!s}"):
            position += 1
            yield _item(record, element, position)
    for stray in _strays(stream.root, records):
        position += 1
        yield Unreadable(position=position, path=stray, reason="the interface has no such element here")


def _head(content: bytes) -> tuple[Head, str]:
    """What the first elements tell: the document, and the branch whose records it holds."""
    tags = xml.first_tags(content, 3)
    if tags[0] != "DownloadData":
        raise DocumentUnreadable("its root is not DownloadData")
    resync = tags[1:2] == ["SJTB"]
    branch = "/".join(tags[1 : 3 if resync else 2])
    if branch not in _BRANCHES:
        raise DocumentUnreadable("it holds no branch that the interface knows")
    document = branch if resync or branch == "JCDM" else "/".join(tags[1:3])
    return Head(document=document, resync=resync), branch


def _path(element: etree._Element | None) -> str:
    """The element's path below the root."""
    tags: list[str] = []
    while element is not None:
        tags.insert(0, str(element.tag))
        element = element.getparent()
    return "/".join(tags[1:])


def _item(record: Record, element: etree._Element, position: int) -> Item:
    schema = xml.record_schema(record.tag, record.type_name)
    if errors := xml.errors_of(schema, element):
        return Unreadable(position=position, path=record.path, reason=_reason(errors))
    if record.read is None:
        return Untreated(position=position, path=record.path)
    try:
        return record.read(element)
    except ValueError:
        return Unreadable(position=position, path=record.path, reason="a value has not the form that its field asks")


_RULES = {
    "SCHEMAV_ELEMENT_CONTENT": "an element is missing, or one is there that is not expected",
    "SCHEMAV_CVC_MAXLENGTH_VALID": "longer than allowed",
    "SCHEMAV_CVC_MINLENGTH_VALID": "shorter than allowed",
    "SCHEMAV_CVC_MININCLUSIVE_VALID": "smaller than allowed",
    "SCHEMAV_CVC_MAXINCLUSIVE_VALID": "greater than allowed",
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": "not a number",
}


def _reason(errors: list[etree._LogEntry]) -> str:
    """The first faults; the parser's own words would quote values."""
    found = [f"{error.path}: {_RULES.get(error.type_name, 'not as the schema asks')}" for error in errors]
    return "; ".join(dict.fromkeys(found[:3]))


def _strays(root: etree._Element | None, records: dict[str, Record]) -> Iterator[str]:
    """Paths of elements that are neither records nor around them: what no record was read from."""
    around = {path[:end] for path in records for end in range(len(path)) if path[end] == "/"}
    waiting = [("", root)] if root is not None else []
    while waiting:
        path, element = waiting.pop()
        for child in element:
            inner = f"{path}/{child.tag!s}".lstrip("/")
            if inner in around:
                waiting.append((inner, child))
            elif inner not in records:
                yield inner
