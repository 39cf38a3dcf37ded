"""The one way XML of the interface is read, checked and written: GBK, no document type, no entities, no network."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Literal

from lxml import etree

from beian_plugin.errors import DocumentUnreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

#: What a document may declare: GBK and the names of its subsets and supersets.
_ENCODINGS = frozenset({"gbk", "gb2312", "gb18030", "cp936"})
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""").match

_VALIDATION = Lock()


def parse(content: bytes) -> etree._Element:
    """The root of a document; raises `DocumentUnreadable`."""
    first_tags(content, 1)
    try:
        return etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as error:
        raise _broken(error) from None


class Stream:
    """Every element with one of `tags`, as soon as it is complete; raises `DocumentUnreadable`, maybe late.

    An element is emptied, and what lies before it in its parent is gone, once the next one is asked for.
    """

    def __init__(self, content: bytes, tags: Collection[str]) -> None:
        first_tags(content, 1)
        self._elements = _iterate(content, "end", tags)

    @property
    def root(self) -> etree._Element | None:
        """What is left of the document, once all elements were asked for."""
        root: etree._Element | None = self._elements.root
        return root

    def __iter__(self) -> Iterator[etree._Element]:
        try:
            for _, element in self._elements:
                yield element
                # The parser may still be adding to what follows the element.
                element.clear(keep_tail=True)
                parent = element.getparent()
                if parent is not None:
                    while element.getprevious() is not None:
                        del parent[0]
        except etree.XMLSyntaxError as error:
            raise _broken(error) from None


def first_tags(content: bytes, count: int) -> list[str]:
    """The names of the first elements, at least one; raises `DocumentUnreadable`, also where a document type stands."""
    _refuse_foreign(content)
    elements = _iterate(content, "start", ("*",))
    try:
        found = [element for _, (_, element) in zip(range(count), elements, strict=False)]
    except etree.XMLSyntaxError as error:
        raise _broken(error) from None
    # Nothing of a document type is used up to here, and no parser sees the document again.
    if found[0].getroottree().docinfo.internalDTD is not None:
        raise DocumentUnreadable("it has a document type declaration, which the interface never uses")
    return [str(element.tag) for element in found]


@cache
def schema(name: str) -> etree.XMLSchema:
    """Our schema of a whole document: `upload` or `download`."""
    return etree.XMLSchema(file=str(files("beian_plugin.authority").joinpath(f"schema/{name}.xsd")))


@cache
def record_schema(tag: str, type_name: str) -> etree.XMLSchema:
    """A schema for one element `tag` of the named type of our `download` schema, so that a record is checked alone."""
    text = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="download.xsd"/>'
        f'<xs:element name="{tag}" type="{type_name}"/></xs:schema>'
    )
    home = files("beian_plugin.authority").joinpath("schema/record.xsd")
    return etree.XMLSchema(etree.fromstring(text, base_url=str(home)))


def errors_of(schema: etree.XMLSchema, element: etree._Element) -> list[etree._LogEntry]:
    """What an element breaks of a schema; empty where it is valid."""
    # A schema has one error log, which threads would write at the same time.
    with _VALIDATION:
        return [] if schema.validate(element) else list(schema.error_log)


def serialise(root: etree._Element) -> bytes:
    """The document in GBK with its declaration; raises UnicodeEncodeError where GBK has no character for one.

    lxml would write such a character as a reference, which is not what the authority prints on a licence.
    """
    return b'<?xml version="1.0" encoding="GBK"?>\n' + etree.tostring(root, encoding="unicode").encode("gbk")


def _parser() -> etree.XMLParser[etree._Element]:
    return etree.XMLParser(
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )


def _iterate(
    content: bytes, event: Literal["start", "end"], tags: Collection[str]
) -> etree.iterparse[tuple[str, etree._Element]]:
    return etree.iterparse(
        BytesIO(content),
        events=(event,),
        tag=tuple(tags),
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )


def _refuse_foreign(content: bytes) -> None:
    """Raise `DocumentUnreadable` for what must not reach a parser, or is in no encoding of the interface."""
    declared = _DECLARED(content[:200])
    if declared is None or declared[1].decode().lower() not in _ENCODINGS:
        raise DocumentUnreadable("it does not declare GBK")


def _broken(error: etree.XMLSyntaxError) -> DocumentUnreadable:
    # The parser's own words may quote the document.
    line, column = error.position
    return DocumentUnreadable(
        f"it is not well-formed XML in the encoding that it declares, line {line}, column {column}"
    )
