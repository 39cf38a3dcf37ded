"""Documents that the authority hands out, as the simulated one needs them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from beian_plugin.authority import xml
from beian_plugin.authority.download_shapes import RECORDS
from beian_plugin.authority.items import CodeValue, Head, IpResult, Item
from beian_plugin.authority.mapping import Writer
from beian_plugin.authority.upload_writer import VERSION
from beian_plugin.errors import DocumentRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from beian_plugin.authority.download_records import Record


def write_download(items: Iterable[Item]) -> bytes:
    """One download that holds the items, grouped as the interface orders them; raises `DocumentRefused`.

    A `Head` with `resync` among them puts them under `SJTB`.
    """
    items = list(items)
    resync = any(isinstance(item, Head) and item.resync for item in items)
    placed = [(_place(item, resync=resync), item) for item in items if not isinstance(item, Head)]
    if not placed:
        raise ValueError("a download holds at least one record")
    placed.sort(key=lambda pair: pair[0][0])
    root = etree.Element("DownloadData", version=VERSION)
    writer = Writer()
    for writer.record, ((_, record), item) in enumerate(placed):
        if record.write is not None:
            record.write(writer, _container(root, record), item)
    if faults := writer.check(root, xml.schema("download")):
        raise DocumentRefused(faults)
    return xml.serialise(root)


def _place(item: Item, *, resync: bool) -> tuple[int, Record]:
    """Where an item is written, and the how manieth kind of record that is."""
    mark = item.table if isinstance(item, CodeValue) else item.what if isinstance(item, IpResult) else ""
    try:
        return _places()[type(item), mark, resync]
    except KeyError:
        raise ValueError(f"no download holds a {type(item).__name__} {mark}".rstrip()) from None


@cache
def _places() -> dict[tuple[type[Item] | None, str, bool], tuple[int, Record]]:
    return {
        (record.item, record.mark, record.path.startswith("SJTB/")): (index, record)
        for index, record in enumerate(RECORDS.values())
    }


def _container(root: etree._Element, record: Record) -> etree._Element:
    """The element around the record, made where it is not there yet."""
    element = root
    for tag in record.path.split("/")[:-1]:
        last = element[-1] if len(element) else None
        element = last if last is not None and last.tag == tag else etree.SubElement(element, tag)
    return element
