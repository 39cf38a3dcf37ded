"""How values of this package and elements of the interface correspond: read and written from one table."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING, Any

import idna
from lxml import etree

from beian_plugin.authority.faults import Fault, FaultCode, fault, schema_rule
from beian_plugin.authority.xml import errors_of
from beian_plugin.filing.form import outside_gbk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Form:
    """How one value is written in an element."""

    #: None: the text as it stands.
    read: Callable[[str], Any] | None
    #: Raises ValueError for a value that has no such form.
    write: Callable[[Any], str]
    #: What a ValueError of `write` means.
    fault: FaultCode = FaultCode.OTHER


def _ipv4(text: str) -> str:
    number = int(text)
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _ipv4_number(address: str) -> str:
    try:
        return str(int(IPv4Address(address)))
    except AddressValueError:
        raise ValueError(address) from None


def _domain(text: str) -> str:
    name = text.strip().rstrip(".").lower()
    if name.isascii():
        return name
    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        return name


def _domain_as_people_write_it(name: str) -> str:
    """The name in Chinese where that comes back as the same name and GBK holds it, else in punycode."""
    if "xn--" not in name:
        return name
    try:
        written = idna.decode(name)
        written.encode("gbk")
    except (idna.IDNAError, UnicodeError):
        return name
    return written if _domain(written) == name else name


_SCHEME = re.compile(r"^\s*https?://", re.IGNORECASE)


def _line(text: str) -> str:
    # XML has no carriage return; lxml would write a reference.
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


TEXT = Form(None, _line)
NUMBER = Form(int, str)
FLAG = Form(lambda text: bool(int(text)), lambda value: str(int(value)))
IPV4 = Form(_ipv4, _ipv4_number, FaultCode.NOT_IPV4)
DOMAIN = Form(_domain, _domain_as_people_write_it)
PAGE = Form(lambda text: _SCHEME.sub("", text) if "://" in text else text, _line)
JPEG = Form(b64decode, lambda content: b64encode(content).decode())


def choice(*names: str) -> Form:
    """Names that stand for the numbers 0, 1, ..."""
    return Form(lambda text: names[int(text)], lambda name: str(names.index(name)))


@dataclass(frozen=True, slots=True)
class Part:
    """An element and the value it stands for."""

    #: Attribute of the value; empty where the element's members belong to the outer value.
    name: str = ""
    form: Form = TEXT
    shape: Shape | None = None
    many: bool = False
    #: Kept beside the value, in `aside`.
    aside: bool = False
    #: The element holds a scan, the attribute its number.
    scan: bool = False


# What reading an element comes to: this is the inner loop of a download, 50 MB of it.
_TEXT, _VALUE, _GROUP, _SHAPE, _VALUES, _SHAPES, _ASIDE, _SCANS = range(8)


def _step(part: Part) -> tuple[int, str, Any]:
    """How to read the element of a part: what to do, the attribute, and the form's reader or the shape."""
    if part.shape is not None:
        kind = _GROUP if part.shape.make is None else _SHAPES if part.many else _SHAPE
        return kind, part.name, part.shape
    read = part.form.read or str
    if part.scan:
        return _SCANS, part.name, b64decode
    if part.aside:
        return _ASIDE, part.name, read
    if part.many:
        return _VALUES, part.name, read
    return (_TEXT if part.form.read is None else _VALUE), part.name, read


class Shape:
    """The members of an element, in the order in which they are written."""

    __slots__ = ("lists", "make", "own", "parts", "steps")

    def __init__(self, make: Callable[..., Any] | None, parts: Mapping[str, Part], tags: str, **shapes: Shape) -> None:
        """`tags` picks from `parts`, with `!` behind those that must be there; `shapes` are their members' shapes.

        Without `make` the members belong to the outer value.
        """
        self.make = make
        self.parts: list[tuple[str, Part, bool]] = []
        for word in tags.split():
            tag = word.rstrip("!")
            part = parts[tag]
            if tag in shapes:
                part = Part(part.name, part.form, shapes[tag], part.many, part.aside, part.scan)
            self.parts.append((tag, part, word != tag))
        self.steps: dict[object, tuple[int, str, Any]] = {tag: _step(part) for tag, part, _ in self.parts}
        #: Parts of this value, also those within elements that have no value of their own.
        self.own: list[Part] = []
        for _, part, _ in self.parts:
            self.own += part.shape.own if part.shape is not None and part.shape.make is None else (part,)
        self.lists = [part.name for part in self.own if part.many and not part.aside]

    def read(self, element: etree._Element, aside: dict[str, Any]) -> Any:
        """The value of an element that the schema found valid; raises ValueError where a text has not its form."""
        values: dict[str, Any] = {}
        self._read(element, values, aside)
        for name in self.lists:
            if name in values:
                values[name] = tuple(values[name])
        return values if self.make is None else self.make(**values)

    def _read(self, element: etree._Element, values: dict[str, Any], aside: dict[str, Any]) -> None:
        steps = self.steps
        for child in element:
            step = steps.get(child.tag)
            if step is None:
                continue
            kind, name, reader = step
            if kind == _TEXT:
                values[name] = child.text or ""
            elif kind == _VALUE:
                values[name] = reader(child.text or "")
            elif kind == _GROUP:
                reader._read(child, values, aside)  # noqa: SLF001 - the same class
            elif kind == _SHAPE:
                values[name] = reader.read(child, aside)
            elif kind == _ASIDE:
                aside[name] = reader(child.text or "")
            else:
                value = reader.read(child, aside) if kind == _SHAPES else reader(child.text or "")
                if kind == _SCANS:
                    value = _keep_scan(aside, value)
                values.setdefault(name, []).append(value)


def _keep_scan(aside: dict[str, Any], content: bytes) -> int:
    """Keep a scan beside the value, and give its number."""
    scans: list[bytes] = aside.setdefault("scans", [])
    scans.append(content)
    return len(scans)


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]").search


class Writer:
    """Makes elements of values, and knows which element came from which value.

    What must be there and is missing is written empty, so that the schema finds every fault at once.
    """

    def __init__(self, scans: Mapping[int, bytes] | None = None) -> None:
        self.record = 0
        self.scans = scans or {}
        self.faults: list[Fault] = []
        self._places: dict[etree._Element, tuple[int, str]] = {}
        #: Elements that stand for a value that is missing altogether.
        self._empty: set[etree._Element] = set()

    def members(
        self, parent: etree._Element, shape: Shape, value: Any, prefix: str, aside: Mapping[str, Any] | None = None
    ) -> None:
        """Write the members of `value` into `parent`; `prefix` begins their paths."""
        for tag, part, required in shape.parts:
            if part.shape is not None and part.shape.make is None:
                if required or any(getattr(value, one.name, None) for one in part.shape.own):
                    self.members(etree.SubElement(parent, tag), part.shape, value, prefix, aside)
                continue
            held = aside.get(part.name) if part.aside and aside else getattr(value, part.name, None)
            path = prefix + part.name
            if part.many:
                for index, one in enumerate(held or ()):
                    self._one(parent, tag, part, one, f"{path}.{index}", aside)
                if required and not held:
                    self._one(parent, tag, part, None, path, aside)
            elif required or held not in (None, ""):
                self._one(parent, tag, part, held, path, aside)

    def _one(
        self,
        parent: etree._Element,
        tag: str,
        part: Part,
        value: Any,
        path: str,
        aside: Mapping[str, Any] | None,
    ) -> None:
        if part.shape is None:
            self.leaf(parent, tag, part, value, path)
            return
        element = etree.SubElement(parent, tag)
        self._places[element] = (self.record, path)
        if value is None:
            # What it lacks inside goes without saying.
            if not self._within_empty(element):
                self.add(path, FaultCode.MISSING)
            self._empty.add(element)
        self.members(element, part.shape, value, f"{path}.", aside)

    def leaf(self, parent: etree._Element, tag: str, part: Part, value: Any, path: str) -> etree._Element:
        """Write one value."""
        element = etree.SubElement(parent, tag)
        self._places[element] = (self.record, path)
        if value is None or value == "":
            element.text = ""
            return element
        form = part.form
        if part.scan:
            if value not in self.scans:
                self.add(path, FaultCode.NOT_THERE)
            form, value = JPEG, self.scans.get(value, b"-")
        try:
            text = form.write(value)
        except ValueError:
            self.add(path, form.fault)
            # Something the schema takes, so that the fault is told once.
            text = "1"
        element.text = text if form is JPEG else self._clean(path, text)
        return element

    def _clean(self, path: str, text: str) -> str:
        """The text without characters that cannot be sent, each of which is a fault."""
        if not text.isascii() and not _in_gbk(text):
            strange = outside_gbk(text)
            for character in strange:
                name = character if character.isprintable() else f"U+{ord(character):04X}"
                self.add(path, FaultCode.NOT_IN_GBK, name)
            text = text.translate(dict.fromkeys(map(ord, strange), "?"))
        while found := _CONTROL(text):
            self.add(path, FaultCode.CONTROL_CHARACTER, f"U+{ord(found[0]):04X}")
            text = text.replace(found[0], "?")
        return text

    def add(self, path: str, code: FaultCode, *limit: object) -> None:
        """Note a fault that the schema cannot see."""
        self.faults.append(fault(self.record, path, code, *limit))

    def check(self, root: etree._Element, schema: etree.XMLSchema) -> tuple[Fault, ...]:
        """Every fault of the document, in the order of its records."""
        told: set[tuple[int, str]] = set()
        for error in errors_of(schema, root):
            element = self._element(root, error.path)
            place = self._places.get(element)
            if place is None or place in told or self._within_empty(element):
                continue
            told.add(place)
            code, limit = schema_rule(error, element)
            self.faults.append(fault(*place, code, limit))
        return tuple(sorted(self.faults, key=lambda one: one.record))

    def _within_empty(self, element: etree._Element) -> bool:
        return element in self._empty or any(up in self._empty for up in element.iterancestors())

    def _element(self, root: etree._Element, path: str | None) -> etree._Element:
        """The nearest element that came from a value."""
        found = root.getroottree().xpath(path) if path else ()
        element = found[0] if isinstance(found, list) and found else root
        while element not in self._places and element.getparent() is not None:
            element = element.getparent()
        return element


def _in_gbk(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
