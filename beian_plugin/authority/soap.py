"""The SOAP of the interface, document/literal wrapped: calls, answers, and the return documents inside them.

Client and simulated authority share it. The interface names no target namespace, so calls carry `NAMESPACE` or the one
that is set, and readers go by local names alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from beian_plugin.authority.envelope import MAX_ENCODED
from beian_plugin.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Target namespace of our calls unless another is set, and of the simulated authority's WSDL; parameters are in none.
NAMESPACE = "urn:beian:isp:3.0"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
CONTENT_TYPE = "text/xml; charset=utf-8"
#: Most bytes of a SOAP message: a file in its envelope, and room for what surrounds it.
MAX_MESSAGE = MAX_ENCODED + 1024 * 1024

UP_DOWN_LOAD = "/ISPWebService/upDownLoad"
BEIAN_STATUS = "/BeianStatusWebService/queryBeianStatus"
VERIFY_PASSWORD = "/BeianStatusWebService/verifyBamm"  # noqa: S105  a path

_WHO = ("ispId", "userName", "randVal", "pwdHash")
#: Path of the service and parameters, in order, of every method ("Methods").
METHODS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "isp_upload": (
        UP_DOWN_LOAD,
        (
            *_WHO,
            "beianInfo",
            "beianInfoHash",
            "dataSequence",
            "encryptAlgorithm",
            "hashAlgorithm",
            "compressionFormat",
        ),
    ),
    "isp_download": (UP_DOWN_LOAD, (*_WHO, "hashAlgorithm")),
    "isp_downloadack": (UP_DOWN_LOAD, (*_WHO, "hashAlgorithm", "fileName")),
    "isp_querypreviousupload": (UP_DOWN_LOAD, (*_WHO, "hashAlgorithm")),
    "isp_querybeianstatus": (BEIAN_STATUS, (*_WHO, "hashAlgorithm", "queryConditionType", "queryCondition")),
    "isp_verifybamm": (VERIFY_PASSWORD, (*_WHO, "hashAlgorithm", "baxh", "bamm")),
}
#: What is no string among the parameters.
LONG_PARAMETERS = frozenset({"ispId", "dataSequence"})
INT_PARAMETERS = frozenset({"encryptAlgorithm", "hashAlgorithm", "compressionFormat"})


@dataclass(frozen=True, slots=True)
class Call:
    """A call as a server reads it; parameters by their local names."""

    method: str
    parameters: Mapping[str, str] = field(repr=False)
    namespace: str


@dataclass(frozen=True, slots=True)
class Return:
    """A return document: `msg_code`, `msg`, and the text of every other leaf by its name."""

    code: int
    message: str
    values: Mapping[str, tuple[str, ...]] = field(repr=False)

    def text(self, name: str) -> str:
        """The first value of that name, or nothing."""
        return next(iter(self.values.get(name, ())), "")

    def number(self, name: str, default: int | None = None) -> int:
        """The value of that name as a number. Raises InvalidValue where it is none; `default` stands for a lack."""
        text = self.text(name)
        if not text and default is not None:
            return default
        if not _NUMBER(text):
            raise InvalidValue(f"The return document has no number in {name}.", what=name)
        return int(text)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Every value of that name that is a number."""
        return tuple(int(text) for text in self.values.get(name, ()) if _NUMBER(text))


_NUMBER = re.compile(r"[0-9]{1,18}").fullmatch


class Fault(InvalidValue):
    """The other side answered with a SOAP fault."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The service answered with a SOAP fault ({code}); its operator has to look.", what="SOAP")
        self.code = code


def write_call(method: str, parameters: Mapping[str, str | int], namespace: str = NAMESPACE) -> bytes:
    """The message that calls `method`; `parameters` must be those of `METHODS`. Raises InvalidValue."""
    names = METHODS[method][1]
    if parameters.keys() != set(names):
        raise InvalidValue(f"{method} takes {', '.join(names)}.", what="SOAP")
    return _message(method, [(name, str(parameters[name])) for name in names], namespace)


def write_answer(method: str, document: str, namespace: str = NAMESPACE) -> bytes:
    """The message that answers `method` with the return document `document`."""
    return _message(f"{method}Response", [("return", document)], namespace)


def write_fault(code: str, text: str) -> bytes:
    """A SOAP fault; `code` is `Client` or `Server`."""
    envelope, body = _envelope()
    fault = etree.SubElement(body, f"{{{ENVELOPE}}}Fault")
    etree.SubElement(fault, "faultcode").text = f"soap:{code}"
    etree.SubElement(fault, "faultstring").text = text
    return etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)


def read_call(message: bytes) -> Call:
    """The call in `message`. Raises InvalidValue for what is no call; which methods exist is not checked."""
    wrapper = _wrapper(message)
    name = etree.QName(wrapper)
    parameters = {_name(child): _text(child) for child in wrapper.iterchildren(etree.Element)}
    return Call(name.localname, parameters, name.namespace or "")


def read_answer(message: bytes) -> str:
    """The return document that `message` carries as a string. Raises InvalidValue, and Fault for a SOAP fault."""
    wrapper = _wrapper(message)
    if _name(wrapper) == "Fault":
        codes = [_text(child) for child in wrapper.iter(etree.Element) if _name(child) in {"faultcode", "Value"}]
        code = codes[0].rpartition(":")[2] if codes else ""
        raise Fault(code if _FAULT_CODE(code) else "without a code")
    if not len(wrapper):
        raise InvalidValue("The SOAP answer is empty.", what="SOAP")
    return _text(wrapper[0])


_FAULT_CODE = re.compile(r"[A-Za-z.]{1,40}").fullmatch


def write_return(code: int, message: str, group: str = "", values: Sequence[tuple[str, str | int]] = ()) -> str:
    """A return document; `values` stand in the element `group`, such as `fileInfos`, in the order given."""
    root = etree.Element("return", version="V.3.0")
    etree.SubElement(root, "msg_code").text = str(code)
    etree.SubElement(root, "msg").text = message
    if group:
        holder = etree.SubElement(root, group)
        for name, value in values:
            etree.SubElement(holder, name).text = str(value)
    return etree.tostring(root, encoding="unicode")


def read_return(document: str) -> Return:
    """The return document, read leniently: order, namespaces, lengths and elements that nobody knows do not matter.

    The official schemas ask `msg` for a length of exactly 256, which no real message has. Raises InvalidValue where
    there is no `msg_code`.
    """
    root = _parsed(document.strip().encode(), "utf-8")
    values: dict[str, tuple[str, ...]] = {}
    for element in root.iter(etree.Element):
        if not len(element):
            name = _name(element)
            values[name] = (*values.get(name, ()), _text(element))
    codes = values.pop("msg_code", ("",))
    if not _NUMBER(codes[0]):
        raise InvalidValue("The return document has no msg_code.", what="return")
    return Return(int(codes[0]), "".join(values.pop("msg", ()))[:256], values)


def _message(wrapper: str, values: Sequence[tuple[str, str]], namespace: str) -> bytes:
    envelope, body = _envelope()
    element = etree.SubElement(body, f"{{{namespace}}}{wrapper}", nsmap={"isp": namespace})
    for name, value in values:
        try:
            etree.SubElement(element, name).text = value
        except ValueError:
            raise InvalidValue(f"{name} holds a character that XML cannot carry.", what=name) from None
    return etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)


def _envelope() -> tuple[etree._Element, etree._Element]:
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE})
    return envelope, etree.SubElement(envelope, f"{{{ENVELOPE}}}Body")


def _wrapper(message: bytes) -> etree._Element:
    """The one element in the body of a SOAP message."""
    root = _parsed(message, "gb18030" if _DECLARED_CHINESE(message) else "utf-8")
    bodies = [child for child in root.iterchildren(etree.Element) if _name(child) == "Body"]
    wrappers = list(bodies[0].iterchildren(etree.Element)) if bodies else []
    if _name(root) != "Envelope" or not wrappers:
        raise InvalidValue("This is no SOAP message.", what="SOAP")
    return wrappers[0]


def _parsed(document: bytes, encoding: str) -> etree._Element:
    """The root of a message or a return document, either of which may hold a text of 70 MB.

    `huge_tree` lets such a text pass and switches off the parser's own limits, so a document type, without which there
    are no entities to expand, is refused before anything is parsed. For that search to find it the encoding must
    extend ASCII, so `encoding` counts, whatever the document declares.
    """
    if len(document) > MAX_MESSAGE:
        raise InvalidValue(f"The message is larger than {MAX_MESSAGE} bytes.", what="SOAP")
    if b"<!DOCTYPE" in document:
        raise InvalidValue("The message has a document type, which no message of the interface has.", what="SOAP")
    parser = etree.XMLParser(
        encoding=encoding,
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError):
        # Not chained: the parser's message quotes the document.
        raise InvalidValue("The message is no well-formed XML.", what="SOAP") from None


_DECLARED_CHINESE = re.compile(rb"""\s*<\?xml[^>]{1,60}encoding=["'](?:gbk|gb2312|gb18030)["']""", re.IGNORECASE).match


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _text(element: etree._Element) -> str:
    """All text in an element: a document as an escaped string, in CDATA, or, as some servers do, as elements."""
    if len(element):
        return etree.tostring(element[0], encoding="unicode", with_tail=False)
    return (element.text or "").strip()
