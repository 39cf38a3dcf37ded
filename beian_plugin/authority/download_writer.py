"""Documents that the authority hands out, as the simulated one needs them."""

from __future__ import annotations

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
    places = list(RECORDS.values())
    placed = [(places.index(record), item) for item in items if (record := _place(item, resync=resync))]
    if not placed:
        raise ValueError("a download holds at least one record")
    placed.sort(key=lambda pair: pair[0])
    root = etree.Element("DownloadData", version=VERSION)
    writer = Writer()
    for writer.record, (index, item) in enumerate(placed):
        record = places[index]
        if record.write is not None:
            record.write(writer, _container(root, record), item)
    if faults := writer.check(root, xml.schema("download")):
        raise DocumentRefused(faults)
    return xml.serialise(root)


def _place(item: Item, *, resync: bool) -> Record | None:
    """Where an item is written; None for a Head, which is no record."""
    if isinstance(item, Head):
        return None
    mark = item.table if isinstance(item, CodeValue) else item.what if isinstance(item, IpResult) else ""
    for record in RECORDS.values():
        if record.item is type(item) and record.mark == mark and record.path.startswith("SJTB/") is resync:
            return record
    raise ValueError(f"no download holds a {type(item).__name__} {mark}".rstrip())


def _container(root: etree._Element, record: Record) -> etree._Element:
    """The element around the record, made where it is not there yet."""
    element = root
    for tag in record.path.split("/")[:-1]:
        last = element[-1] if len(element) else None
        element = last if last is not None and last.tag == tag else etree.SubElement(element, tag)
    return element
