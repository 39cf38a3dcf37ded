"""The automatic checks of single values, against the base code tables and the rules of certificates and names.

Each gives result codes of the interface; the real authority's own checks are not published, these are drawn from the
wording of the codes and the FAQ.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.certificate import credit_check_digit, resident_check_digit
from beian_plugin.filing.division import Level, current
from beian_plugin.filing.hostname import HostKind, parse_host
from beian_plugin.sandbox.base_codes import valid
from beian_plugin.sandbox.records import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from beian_plugin.authority.report import Attachment
    from beian_plugin.filing.particulars import Access, Address, Principal, Site, Subject

_INDIVIDUAL = 5
_BUSINESS_LICENCE = 1
_RESIDENT_ID = 2
_MOBILE = re.compile(r"(\+?86-?)?1[0-9]{10}").fullmatch
_OFFICE = re.compile(r"(\+?86-)?0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?|1[0-9]{10}|400-?[0-9]{3}-?[0-9]{4}").fullmatch
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+").fullmatch
_QQ = re.compile(r"[1-9][0-9]{4,11}").fullmatch
_CREDIT = re.compile(r"[0-9A-HJ-NP-RT-UWXY]{18}").fullmatch
#: Verification sheets at most 150 KB, every other picture 100 KB ("Documents").
_SHEET = 1
_MOST_BYTES = {True: 150 * 1024, False: 100 * 1024}
#: What `BASJ` can hold, which is less than uploads may carry ("Known quirks": document and schema differ).
_LONGEST_NUMBER, _LONGEST_PAGE, _LONGEST_NOTE = 128, 255, 1024
#: Nothing can be served from these: "this network", loopback, and all from multicast on.
_UNUSABLE = ((0, 0x00FFFFFF), (0x7F000000, 0x7FFFFFFF), (0xE0000000, 0xFFFFFFFF))


def subject_values(subject: Subject) -> Iterator[int]:
    """What is wrong with the values of a subject."""
    if subject.nature is not None and not valid("Dwxz", subject.nature):
        yield 1014
    yield from _certificate(subject.certificate_type, subject.certificate_number)
    yield from _address(subject.address)
    unit = subject.nature != _INDIVIDUAL
    if unit and not subject.principal.name:
        yield 1044
    yield from _principal(subject.principal)


def site_values(site: Site, *, unit: bool) -> Iterator[int]:
    """What is wrong with the values of a site; `unit` says that an organisation files it."""
    if not all(valid("Nrlx", one.category) for one in site.pre_approvals):
        yield 1033
    if not all(valid("Fwnr", code) for code in site.contents):
        yield 1034
    if not all(valid("Yylb", code) for code in site.languages):
        yield 1066
    if unit and not site.principal.office_phone:
        yield 1031
    if len(site.note) > _LONGEST_NOTE:
        yield 5999
    yield from _principal(site.principal)
    yield from _home_page(site)
    for domain in site.domains:
        if not registrable(domain.name):
            yield 1004
    for access in site.accesses:
        yield from access_values(access)


def access_values(access: Access) -> Iterator[int]:
    """What is wrong with the values of an access."""
    if not all(valid("Jrfs", code) for code in access.modes):
        yield 1035
    if not all(valid("Fbdd", code) for code in access.places):
        yield 1036
    spans: list[tuple[int, int]] = []
    for one in access.addresses:
        try:
            first, last = span(one)
        except ValueError:
            yield 1006
            continue
        if first > last or any(first <= high and low <= last for low, high in _UNUSABLE):
            yield 1006
        elif (first, last) in spans:
            yield 1040
        elif any(first <= high and low <= last for low, high in spans):
            yield 1024
        spans.append((first, last))


def attachment_values(attachment: Attachment) -> Iterator[int]:
    """What is wrong with a picture; the scan of a pre-approval carries neither purpose nor format."""
    scan = not attachment.purpose
    if not scan and not valid("Fjwjgs", attachment.format):
        yield 1056
    if not scan and not valid("Fjyt", attachment.purpose):
        yield 1057
    too_large = len(attachment.content) > _MOST_BYTES[attachment.purpose == _SHEET]
    if too_large or not attachment.content.startswith(b"\xff\xd8\xff"):
        yield 5010


def registrable(name: str) -> bool:
    """Whether the name is a registrable domain itself, no host under one and no suffix (FAQ 3)."""
    try:
        host = parse_host(name)
    except InvalidValue:
        return False
    return host.kind is HostKind.NAME and host.ascii == host.registrable == name.lower() and not host.wildcard


def _certificate(kind: int | None, number: str) -> Iterator[int]:
    if not valid("Zjlx", kind) or len(number) > _LONGEST_NUMBER:
        yield 1008
    elif kind == _RESIDENT_ID:
        right = re.fullmatch(r"[0-9]{17}[0-9X]", number) and resident_check_digit(number[:17]) == number[17]
        if not right:
            yield 1015
    elif kind == _BUSINESS_LICENCE and _CREDIT(number) and credit_check_digit(number[:17]) != number[17]:
        yield 1008


def _address(address: Address) -> Iterator[int]:
    """1019 for a division that is not in force, and for one that lies elsewhere than the one above it (FAQ 9)."""
    codes = [str(code) for code in (address.province, address.city, address.county) if code is not None]
    known = all(current(code) for code in codes)
    one_province = len({code[:2] for code in codes}) == 1
    if not known or not one_province or not _under(codes):
        yield 1019


def _under(codes: list[str]) -> bool:
    """Whether the county lies in the city; heads such as 市辖区 stand for the whole province."""
    if len(codes) < 3 or codes[2][:4] == codes[1][:4]:
        return True
    city = current(codes[1])
    return city is not None and city.level in (Level.GROUP, Level.PROVINCE)


def _principal(principal: Principal) -> Iterator[int]:
    for text, fits, code in (
        (principal.email, _MAIL, 1009),
        (principal.office_phone, _OFFICE, 1010),
        (principal.mobile, _MOBILE, 1011),
        (principal.msn, _MAIL, 1012),
        (principal.qq, _QQ, 1013),
    ):
        if not all(fits(part.strip()) for part in text.split(";") if part.strip()):
            yield code
    if principal.certificate_type is not None:
        yield from _certificate(principal.certificate_type, principal.certificate_number)


def _home_page(site: Site) -> Iterator[int]:
    """1022 for what is no address, 1041 for a host that belongs to none of the domains (FAQ 13)."""
    if not site.home_page:
        return
    if len(site.home_page) > _LONGEST_PAGE:
        yield 1022
    try:
        host = parse_host(site.home_page)
    except InvalidValue:
        yield 1022
        return
    names = [domain.name.lower() for domain in site.domains]
    if names and not any(host.ascii == name or host.ascii.endswith("." + name) for name in names):
        yield 1041
