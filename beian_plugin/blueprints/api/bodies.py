"""The bodies of requests: what a panel may send, and the event that comes of it."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Annotated, Protocol

import msgspec
from msgspec import Meta, Struct

from beian_plugin.blueprints.api.problems import Problem
from beian_plugin.filing.certificate import Certificate, CertificateKind, refusal
from beian_plugin.filing.events import Direction, DomainBind, ServerOrder, SiteTransfer, Subject, Use
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from beian_plugin.filing.events import Event

# The look-ahead refuses a last line end, which `$` alone lets pass in Python.
_ONE_LINE = r"^[^\x00-\x1f\x7f]*$(?!\n)"
_PROVINCE = r"^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])?$(?!\n)"

Line = Annotated[str, Meta(max_length=128, pattern=_ONE_LINE)]
Region = Annotated[
    Line, Meta(description="The panel's name for the region of the server; empty counts as mainland, and is said so.")
]
Customer = Annotated[Line, Meta(description="The panel's own id of its customer.")]
Address = Annotated[
    str,
    Meta(
        max_length=45,
        description="IPv4 or IPv6 address; empty where it is not known.",
        extra_json_schema={"anyOf": [{"format": "ipv4"}, {"format": "ipv6"}, {"maxLength": 0}]},
    ),
]
Host = Annotated[
    str,
    Meta(
        max_length=1024,
        description="Host name in any form that panels use: Unicode or punycode, with a port, a scheme or `*.`.",
    ),
]


class CertificateBody(Struct, forbid_unknown_fields=True, frozen=True):
    """Type and number of the subject's certificate; kept and answered nowhere, only looked up by a keyed hash."""

    kind: CertificateKind
    number: Annotated[str, Meta(min_length=1, max_length=128, description="As typed: blanks and hyphens are mended.")]

    def __repr__(self) -> str:
        """The kind alone, since error reports show values."""
        return f"CertificateBody({self.kind.value})"


class SubjectBody(Struct, forbid_unknown_fields=True, frozen=True):
    """Who files (主体), as far as the panel knows its customer."""

    name: Annotated[str, Meta(max_length=255, pattern=_ONE_LINE)] = ""
    certificate: CertificateBody | None = None
    overseas: Annotated[
        bool, Meta(description="From abroad, Hong Kong, Macau or Taiwan, without a mainland certificate.")
    ] = False
    province: Annotated[
        str, Meta(pattern=_PROVINCE, description="Two-digit code of the province of the certificate's address.")
    ] = ""


class DomainBindBody(Struct, forbid_unknown_fields=True, frozen=True):
    """A customer adds a host name to a server."""

    host: Host
    region: Region = ""
    use: Use = Use.WEB
    customer: Customer = ""
    subject: SubjectBody | None = None
    address: Address = ""

    def event(self) -> DomainBind:
        """The event. Raises Problem for a value that no type can tell is wrong."""
        return DomainBind(
            host=self.host,
            region=self.region,
            use=self.use,
            customer=self.customer,
            subject=_subject(self.subject),
            address=_address(self.address, "address"),
        )


class ServerOrderBody(Struct, forbid_unknown_fields=True, frozen=True):
    """A customer orders servers."""

    region: Region = ""
    product: Line = ""
    months: Annotated[int, Meta(ge=0, le=1200, description="Term of the order; 0 where the panel does not say.")] = 0
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    held: Annotated[
        int, Meta(ge=0, le=1_000_000, description="Servers of this product that the customer has already.")
    ] = 0
    addresses: Annotated[tuple[Address, ...], Meta(max_length=1024, description="Addresses the order reserves.")] = ()
    customer: Customer = ""
    subject: SubjectBody | None = None

    def event(self) -> ServerOrder:
        """The event. Raises Problem for a value that no type can tell is wrong."""
        return ServerOrder(
            region=self.region,
            product=self.product,
            months=self.months,
            quantity=self.quantity,
            held=self.held,
            addresses=tuple([_address(text, f"addresses[{n}]") for n, text in enumerate(self.addresses) if text]),
            customer=self.customer,
            subject=_subject(self.subject),
        )


class SiteTransferBody(Struct, forbid_unknown_fields=True, frozen=True):
    """A site comes in from another provider, goes out to one, or moves between addresses of this host."""

    host: Host
    direction: Direction
    region: Region = ""
    customer: Customer = ""
    subject: SubjectBody | None = None
    address: Address = ""
    subject_correct: Annotated[
        bool | None, Meta(description="Whether the subject's filed data is right, as the customer says.")
    ] = None
    has_password: Annotated[
        bool, Meta(description="Whether the customer has the filing password at hand; never send the password.")
    ] = False

    def event(self) -> SiteTransfer:
        """The event. Raises Problem for a value that no type can tell is wrong."""
        return SiteTransfer(
            host=self.host,
            direction=self.direction,
            region=self.region,
            customer=self.customer,
            subject=_subject(self.subject),
            address=_address(self.address, "address"),
            subject_correct=self.subject_correct,
            has_password=self.has_password,
        )


class Body(Protocol):
    """A body that tells of an event."""

    def event(self) -> Event:
        """The event. Raises Problem for a value that no type can tell is wrong."""
        ...


def read_event(decoder: msgspec.json.Decoder[Body], text: bytes) -> Event:
    """The event in a JSON text. Raises Problem, which names the field and never repeats a value."""
    try:
        body = decoder.decode(text)
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Problem("bad_json") from None
    return body.event()


def _subject(body: SubjectBody | None) -> Subject | None:
    if body is None:
        return None
    certificate = _certificate(body.certificate)
    return Subject(name=body.name, certificate=certificate, overseas=body.overseas, province=body.province)


def _certificate(body: CertificateBody | None) -> Certificate | None:
    if body is None:
        return None
    doubt = refusal(body.kind, body.number)
    if doubt:
        raise Problem("invalid_value", Text(doubt.zh, doubt.en), field="subject.certificate.number")
    return Certificate.parse(body.kind, body.number)


def _address(text: str, field: str) -> str:
    if not text:
        return ""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise Problem(
            "invalid_value", field=field, expected=Text(" IPv4 或 IPv6 地址", "an IPv4 or IPv6 address")
        ) from None


_WHERE = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL).fullmatch
_ENUMS = {"use": Use, "direction": Direction, "kind": CertificateKind}
_EXPECTED = {
    repr(_ONE_LINE): Text("一行文字，不含控制字符", "one line of text without control characters"),
    repr(_PROVINCE): Text("省级行政区的两位代码，例如 33", "the two-digit code of a province, such as 33"),
}
_FORM = re.compile(r"Expected `(?P<types>[^`]+)`(?: (?P<length>of length )?(?P<sign>[<>]=) (?P<bound>\d+))?")
_TYPES = {
    "str": Text("文本", "a text"),
    "int": Text("整数", "a whole number"),
    "bool": Text(" true 或 false", "true or false"),
    "object": Text("对象", "an object"),
    "array": Text("列表", "a list"),
    "null": Text(" null", "null"),
}
_SIGNS = {"<=": Text("不超过", "at most"), ">=": Text("不少于", "at least")}
#: A field's name with so many digits may be a number that was put in the wrong place.
_MOST_DIGITS = 5


def _explained(message: str) -> Problem:
    """What msgspec found, without the values that its messages repeat."""
    found = _WHERE(message)
    what, path = (found["what"], found["path"] or "") if found else (message, "")
    quoted = what.partition("`")[2].rpartition("`")[0]
    if what.startswith("Object missing"):
        return Problem("missing_field", field=f"{path}.{quoted}".removeprefix("."))
    if what.startswith("Object contains unknown"):
        return Problem("unknown_field", field=path, name=_safe_name(quoted))
    return Problem("invalid_value", field=path, expected=_expected(what, path))


def _expected(what: str, path: str) -> Text:
    if what.startswith("Invalid enum"):
        choices = ", ".join(_ENUMS[path.rpartition(".")[2]])
        return Text(f" {choices} 之一", f"one of {choices}")
    for pattern, expected in _EXPECTED.items():
        if what.endswith(pattern):
            return expected
    form = _FORM.match(what)
    if form is None:
        return Text("范围内的值", "a value within its range")
    types = [_TYPES[word] for word in form["types"].split(" | ") if word in _TYPES]
    zh, en = "或".join(one.zh for one in types), " or ".join(one.en for one in types)
    if form["bound"]:
        sign = _SIGNS[form["sign"]]
        zh += f"，{'长度' if form['length'] else ''}{sign.zh} {form['bound']}"
        en += f", {sign.en} {form['bound']}{' long' if form['length'] else ''}"
    return Text(zh, en)


def _safe_name(name: str) -> str:
    shown = name.isascii() and name.isidentifier() and sum(map(str.isdigit, name)) <= _MOST_DIGITS
    return name[:40] if shown else "?"
