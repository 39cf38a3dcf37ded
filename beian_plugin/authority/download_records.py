"""The kinds of record in a download: how each is read as an item, and written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree
from msgspec.structs import replace

from beian_plugin.authority import items
from beian_plugin.authority.mapping import DOMAIN, IPV4, NUMBER, PAGE, Part, Shape, Writer
from beian_plugin.filing.particulars import Domain, IpRange, Particulars

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Record:
    """One kind of record: its place, the type of our schema, and how it is read and written."""

    #: Below the root.
    path: str
    type_name: str
    #: None where this package has no use for it.
    read: Callable[[etree._Element], items.Item] | None = None
    write: Callable[[Writer, etree._Element, Any], None] | None = None
    #: What an item must be to be written here.
    item: type[items.Item] | None = None
    #: What tells apart items of one type: `what` of an IpResult, `table` of a CodeValue.
    mark: str = ""

    @property
    def tag(self) -> str:
        """The element's name."""
        return self.path.rsplit("/", 1)[1]


def plain(path: str, type_name: str, item: type[items.Item], parts: Mapping[str, Part], tags: str) -> Record:
    """A record whose elements are the item's attributes."""
    shape = Shape(item, parts, tags)
    return Record(path, type_name, lambda element: shape.read(element, {}), _writer(path, shape), item)


def _writer(path: str, shape: Shape) -> Callable[[Writer, etree._Element, Any], None]:
    tag = path.rsplit("/", 1)[1]

    def write(writer: Writer, parent: etree._Element, item: Any) -> None:
        writer.members(etree.SubElement(parent, tag), shape, item, "")

    return write


def filing(path: str, type_name: str, item: type[items.Item], subject: Shape, site: Shape) -> Record:
    """A record that holds a subject and its sites."""
    shape = Shape(
        dict,
        {"Zt_xx": Part("subject"), "Wz_xx": Part("sites", many=True), "Bz": Part("note", aside=True)},
        "Zt_xx! Wz_xx! Bz",
        Zt_xx=subject,
        Wz_xx=site,
    )
    tag = path.rsplit("/", 1)[1]

    def read(element: etree._Element) -> items.Item:
        aside: dict[str, Any] = {}
        particulars = Particulars(**shape.read(element, aside))
        aside.pop("reporting", None)
        if "scans" in aside:
            aside["scans"] = tuple(aside["scans"])
        return item(particulars=particulars, **aside)

    def write(writer: Writer, parent: etree._Element, one: Any) -> None:
        particulars = one.particulars
        writer.scans = dict(enumerate(one.scans, 1))
        aside = {name: getattr(one, name) for name in one.__struct_fields__}
        aside["reporting"] = particulars.subject.reporting if particulars.subject else None
        writer.members(etree.SubElement(parent, tag), shape, particulars, "", aside)

    return Record(path, type_name, read, write, item)


_BARRED_SITE = Shape(
    dict,
    {
        "Wz_xx": Part(
            shape=Shape(
                None,
                {"Wzmc": Part("name"), "Ym_xx": Part("domains", many=True), "Syurl": Part("home_page", PAGE)},
                "Wzmc! Ym_xx! Syurl",
                Ym_xx=Shape(Domain, {"Ym": Part("name", DOMAIN)}, "Ym!"),
            )
        ),
        "Czlx": Part("change", NUMBER),
        "Bz": Part("note"),
    },
    "Wz_xx! Czlx! Bz",
)


def read_barred_site(element: etree._Element) -> items.Item:
    values = _BARRED_SITE.read(element, {})
    return items.BarredSite(**values | {"domains": tuple(domain.name for domain in values["domains"])})


class _Named(NamedTuple):
    name: str
    domains: tuple[Domain, ...]
    home_page: str
    change: int
    note: str


def write_barred_site(writer: Writer, parent: etree._Element, item: items.BarredSite) -> None:
    domains = tuple(Domain(name=name) for name in item.domains)
    value = _Named(item.name, domains, item.home_page, item.change, item.note)
    writer.members(etree.SubElement(parent, "Wzhmdxxs"), _BARRED_SITE, value, "")


class _Code(NamedTuple):
    """A pair of an item, with names to write it by."""

    code: int
    text: str = ""


def _pair(code: int, text: str = "") -> tuple[int, str]:
    return code, text


_CODE = {"Jgdm": Part("code", NUMBER), "Dmms": Part("text")}


RESULT = Shape(
    items.Result,
    {
        "Jgxx": Part("codes", shape=Shape(_pair, _CODE, "Jgdm! Dmms"), many=True),
        "Czlx": Part("operation", NUMBER),
        "Bs": Part("mark"),
        "Bz": Part("note"),
    },
    "Jgxx! Czlx! Bs Bz",
)


def write_result(writer: Writer, parent: etree._Element, item: items.Result) -> None:
    named = replace(item, codes=tuple(_Code(*code) for code in item.codes))
    writer.members(etree.SubElement(parent, "Jg_xx"), RESULT, named, "")


class _IpCode(NamedTuple):
    code: int
    text: str = ""
    related: tuple[IpRange, ...] = ()


_IP_RESULT = Shape(
    dict,
    {
        "Jgxx": Part("codes", many=True),
        "Id": Part("authority_id", NUMBER),
        "Czlx": Part("operation", NUMBER),
        "IspId": Part("own_id", NUMBER),
        "Bz": Part("note"),
    },
    "Jgxx! Id Czlx! IspId Bz",
    Jgxx=Shape(
        _IpCode,
        _CODE | {"Xgsj": Part("related", many=True)},
        "Jgdm! Dmms! Xgsj",
        Xgsj=Shape(
            IpRange,
            {
                "Id": Part("authority_id", NUMBER),
                "IspId": Part("own_id", NUMBER),
                "Qsip": Part("first", IPV4),
                "Zzip": Part("last", IPV4),
            },
            "Id IspId Qsip! Zzip!",
        ),
    ),
)


class _IpAnswer(NamedTuple):
    codes: tuple[_IpCode, ...]
    authority_id: int | None
    operation: int
    own_id: int | None
    note: str


def ip_result(tag: str, what: Any) -> Record:
    def read(element: etree._Element) -> items.Item:
        values = _IP_RESULT.read(element, {})
        codes = values.pop("codes")
        related = tuple(one for code in codes for one in code.related)
        return items.IpResult(
            what=what, codes=tuple((code.code, code.text) for code in codes), related=related, **values
        )

    def write(writer: Writer, parent: etree._Element, item: items.IpResult) -> None:
        codes = [_IpCode(*code) for code in item.codes]
        if codes:
            # Which code a range goes with is not kept.
            codes[0] = codes[0]._replace(related=item.related)
        value = _IpAnswer(tuple(codes), item.authority_id, item.operation, item.own_id, item.note)
        writer.members(etree.SubElement(parent, tag), _IP_RESULT, value, "")

    return Record(f"IP/BAJG/{tag}", "IpResult", read, write, items.IpResult, what)


def code_table(path: str, type_name: str, table: str, name_tag: str = "Mc") -> Record:
    tag = path.rsplit("/", 1)[1]

    def read(element: etree._Element) -> items.Item:
        texts = {str(child.tag): child.text or "" for child in element}
        code, name, valid = texts.pop("Id"), texts.pop(name_tag), texts.pop("Sfyx", "1")
        return items.CodeValue(table=table, code=int(code), name=name, valid=bool(int(valid)), detail=texts)

    def write(writer: Writer, parent: etree._Element, item: items.CodeValue) -> None:
        row = etree.SubElement(parent, tag)
        texts = {"Id": str(item.code), name_tag: item.name}
        if table != "Cljg":
            texts["Sfyx"] = str(int(item.valid))
        for child, text in (texts | item.detail).items():
            writer.leaf(row, child, Part(), text, child)

    return Record(path, type_name, read, write, items.CodeValue, table)
