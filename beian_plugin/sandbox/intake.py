"""A file that arrived, taken apart: what concerns the whole file is answered here, filings are handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beian_plugin.authority import xml
from beian_plugin.authority.items import Result
from beian_plugin.authority.upload import Uploaded, parse_upload
from beian_plugin.authority.upload_writer import VERSION
from beian_plugin.errors import DocumentUnreadable
from beian_plugin.filing.codes import result_code
from beian_plugin.filing.form import outside_gbk
from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox import answered
from beian_plugin.sandbox.decisions import BAJG, coded
from beian_plugin.sandbox.filed import Filed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from beian_plugin.sandbox.store import Office
    from beian_plugin.sandbox.tables import Upload

_MOST_RECORDS = 1000
BAD_FORMAT, WRONG_PROVIDER, WRONG_VERSION, ILLEGAL_CHARACTER = 5001, 5003, 5004, 5008
#: The interface has a number (`Czlx`) for filings alone: what else is refused goes by that of a change.
_NO_FILING = Kind.CHANGE.result_type


def take_apart(office: Office, upload: Upload) -> Iterator[Filed]:
    """The filings in a file; a file that cannot be used as a whole gives none and is answered with one code.

    What is no filing, such as an answer to an errand or an IP report, is dealt with on the way.
    """
    try:
        root = xml.parse(upload.xml)
    except DocumentUnreadable:
        _refuse(office, upload, BAD_FORMAT, _NO_FILING)
        return
    code = _fault(root, upload.provider_id)
    if code:
        _refuse(office, upload, code, _operation(root))
        return
    try:
        records = parse_upload(upload.xml).records
    except DocumentUnreadable:
        _refuse(office, upload, BAD_FORMAT, _operation(root))
        return
    for record in records:
        if isinstance(record, Uploaded):
            yield Filed(
                provider_id=upload.provider_id,
                kind=record.kind,
                particulars=record.particulars,
                password_md5=record.password_md5,
                attachments=record.attachments,
            )
        else:
            answered.receive(office, upload.provider_id, record)


def _fault(root: etree._Element, provider_id: int) -> int:
    """The code that stands against the whole file; 0 where none does."""
    if root.get("version") != VERSION:
        return WRONG_VERSION
    if not xml.schema("upload").validate(root):
        return BAD_FORMAT
    records = root.xpath("count(/UploadData/*/*/*[not(self::Qqdwid)])")
    if isinstance(records, float) and records > _MOST_RECORDS:
        return BAD_FORMAT
    if root.findtext("*/Qqdwid") != str(provider_id):
        return WRONG_PROVIDER
    # A character that GBK does not have can only arrive as a reference.
    if any(not text.isascii() and outside_gbk(text) for text in root.itertext()):
        return ILLEGAL_CHARACTER
    return 0


def _operation(root: etree._Element) -> int:
    names = {child.tag for child in root.iterfind("ICP/*")}
    return next(
        (kind.result_type for kind in Kind if kind.operation in names and kind is not Kind.MATERIAL), _NO_FILING
    )


def _refuse(office: Office, upload: Upload, code: int, operation: int) -> None:
    """Answer the whole file with one code; for a broken format the description is the file's name ("BAJG")."""
    text = upload.name if code == BAD_FORMAT else result_code(code).message.zh.replace("当前版本信息", VERSION)
    office.tell(upload.provider_id, BAJG, Result(operation=operation, codes=(coded(code, text),), note=upload.name))
