"""What one record of a mirror file says: its columns, and how each cell is read."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from functools import cache, lru_cache
from operator import gt, itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.hostname import HostKind, parse_host
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.region import province_of_abbreviation, provinces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.filing.licence import LicenceNumber

#: Every column by its tag: the most characters a cell may have, and the Chinese names it goes by too.
COLUMNS: Mapping[str, tuple[int, tuple[str, ...]]] = MappingProxyType(
    {
        "domain": (1024, ("域名", "网站域名")),
        "organisation": (255, ("主办单位名称", "主办单位", "网站主办者", "主体名称")),
        "organisation_kind": (64, ("主办单位性质", "单位性质", "主体性质")),
        "subject_licence": (200, ("主体备案号", "备案号", "备案/许可证号", "ICP备案/许可证号")),
        "site_licence": (200, ("网站备案号", "网站备案/许可证号")),
        "site_name": (255, ("网站名称",)),
        "certificate_kind": (32, ("证件类型", "主体证件类型")),
        "certificate_number": (128, ("证件号码", "主体证件号码")),
        "province": (32, ("省份", "主体所在省", "省")),
        "address": (512, ("证件地址", "证件住所", "主体地址")),
        "principal": (128, ("负责人", "负责人姓名", "主体负责人")),
        "phone": (128, ("手机号码", "负责人手机号码", "联系电话")),
        "email": (255, ("邮箱", "电子邮箱", "负责人邮箱")),
        "providers": (4096, ("接入商", "接入服务商", "接入提供商")),
        "addresses": (16384, ("IP地址", "接入IP", "IP")),
    }
)
#: What stands in `providers` for this host.
_OURS = ("ours", "本公司", "我司")
#: What stands there where the site has no access any more (空壳网站, FAQ 38).
_NOBODY = {"none", "None", "无"}
#: Nearly every number of a site, just as `LicenceNumber` would write it again: the subject's part and the province.
_AS_WRITTEN = re.compile(r"(([^\W0-9A-Za-z_])ICP[备证][0-9]{4,14}号)-[1-9][0-9]{0,5}").fullmatch
_LONGEST_NUMBER = 64
_LONGEST_PROVIDER = 128


class Details(NamedTuple):
    """What only some files say of a filing."""

    site_name: str = ""
    certificate: Certificate | None = None
    #: Two-digit code.
    province: str | None = None
    address: str = ""
    principal: str = ""
    phone: str = ""
    email: str = ""
    #: Access providers, the empty name for this host; None where the file does not say.
    providers: tuple[str, ...] | None = None
    #: This host's own addresses.
    addresses: tuple[str, ...] = ()


class Row(NamedTuple):
    """One domain of a mirror, with what its filing says; an empty text says nothing and changes nothing."""

    #: Registrable domain in punycode.
    domain: str
    name: str
    nature: str
    #: As `LicenceNumber` writes it.
    subject_number: str
    #: Whether the file gives the subject's number itself; else it follows from the site's.
    subject_given: bool
    site_number: str
    #: Two-digit code of the province that the numbers name.
    province: str | None
    details: Details


#: What a row has whose file says no more.
NO_DETAILS = Details()
#: The columns that a `Row` is read from, and those of its `Details`.
_MAIN, _OTHERS = tuple(COLUMNS)[:5], tuple(COLUMNS)[5:]


def column_of(name: str) -> str | None:
    """The tag of the column that a header calls `name`, in either language; None for an unknown one."""
    return _names().get(_fold(name))


@cache
def _names() -> dict[str, str]:
    return {_fold(name): tag for tag, (_, aliases) in COLUMNS.items() for name in (tag, *aliases)}


def _fold(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFKC", text).strip().lower())


class RowReader:
    """Reads records whose cells stand in the order of `columns`; `isp_names` are this host's names and ids."""

    def __init__(self, columns: list[str], isp_names: tuple[str, ...]) -> None:
        self._columns = columns
        self._limits = [COLUMNS[tag][0] if tag else 0 for tag in columns]
        # A column that the file has not points at the empty cell that is added to each record.
        place = {tag: columns.index(tag) if tag in columns else -1 for tag in COLUMNS}
        self._main = itemgetter(*[place[tag] for tag in _MAIN])
        self._others = itemgetter(*[place[tag] for tag in _OTHERS])
        self._ours = frozenset(name.strip().casefold() for name in (*_OURS, *isp_names) if name.strip())
        # Most records of a file share their details, which then are just one of a few providers.
        self._details = lru_cache(maxsize=1024)(self._read_details)

    def read(self, cells: list[str]) -> Row:
        """What the record says. Raises InvalidValue, whose text repeats no personal datum."""
        if len(cells) != len(self._columns):
            raise InvalidValue(f"it has {len(cells)} cells, where the header names {len(self._columns)}")
        cells = list(map(str.strip, cells))
        if any(map(gt, map(len, cells), self._limits)):
            raise self._too_long(cells)
        if not "".join(cells).isprintable():
            cells = [_without_breaks(cell, tag) for cell, tag in zip(cells, self._columns, strict=True)]
        cells.append("")
        domain, name, nature, subject, site = self._main(cells)
        return Row(_registrable(domain), name, nature, *_numbers(subject, site), self._details(*self._others(cells)))

    def _read_details(
        self,
        site_name: str,
        kind: str,
        number: str,
        province: str,
        address: str,
        principal: str,
        phone: str,
        email: str,
        providers: str,
        addresses: str,
    ) -> Details:
        own = _addresses(addresses) if addresses else ()
        named = _providers(providers, self._ours) if providers else ("",) if own else None
        if own and "" not in (named or ()):
            raise InvalidValue("addresses are those of this host, but providers does not name it (write ours)")
        certificate, code = read_certificate(kind, number), _province(province)
        details = Details(site_name, certificate, code, address, principal, phone, email, named, own)
        return NO_DETAILS if details == NO_DETAILS else details

    def _too_long(self, cells: list[str]) -> InvalidValue:
        places = zip(cells, self._limits, self._columns, strict=True)
        return next(_too_long(tag, limit) for cell, limit, tag in places if len(cell) > limit)


def _registrable(text: str) -> str:
    try:
        host = parse_host(text)
    except InvalidValue as error:
        # Not repeated: in a file whose columns are mixed up it may be a certificate number.
        raise InvalidValue(f"domain is no name that can be filed ({error.reason})") from None
    if host.kind is not HostKind.NAME:
        raise InvalidValue("domain is an address or a local name, which the mirror cannot hold")
    return host.registrable


def _numbers(subject: str, site: str) -> tuple[str, bool, str, str | None]:
    """The subject's number, whether it was given itself, the site's number, and their province."""
    plain = _AS_WRITTEN(site)
    if plain and subject in ("", plain[1]):
        return plain[1], bool(subject), site, province_of_abbreviation().get(plain[2])
    if subject and not site and parse_licence(subject).is_site:
        subject, site = "", subject  # one column for both is common
    if not site:
        if not subject:
            return "", False, "", None
        number = parse_licence(subject)
        return _short(number), True, "", number.province
    own = parse_licence(site)
    if not own.is_site:
        raise InvalidValue("site_licence is the number of a subject: a site's ends in a dash and a number")
    written = _short(own)
    derived = written.rpartition("-")[0]
    if subject in ("", derived):
        return derived, bool(subject), written, own.province
    number = parse_licence(subject).subject
    return _short(number), True, written, number.province or own.province


def _short(number: LicenceNumber) -> str:
    text = str(number)
    if len(text) > _LONGEST_NUMBER:
        raise _too_long("licence number", _LONGEST_NUMBER)
    return text


def read_certificate(kind: str, number: str) -> Certificate | None:
    """The certificate as the authority has it: what a local check would refuse is kept as some other certificate."""
    if not number:
        return None
    for candidate in _candidates(kind):
        try:
            return Certificate.parse(candidate, number)
        except InvalidValue:
            continue
    return Certificate.parse(CertificateKind.OTHER, number)


@lru_cache(maxsize=64)
def _candidates(kind: str) -> tuple[CertificateKind, ...]:
    """What a certificate of a kind in these words may be; guessed where the words say nothing."""
    known = _certificate_kinds().get(_fold(kind))
    return (known,) if known else (CertificateKind.CREDIT_CODE, CertificateKind.RESIDENT_ID)


@cache
def _certificate_kinds() -> dict[str, CertificateKind]:
    names = {_fold(name): kind for kind in CertificateKind for name in (kind.value, kind.zh, kind.en)}
    short = {
        "营业执照": CertificateKind.BUSINESS_LICENCE,
        "工商营业执照": CertificateKind.BUSINESS_LICENCE,
        "身份证": CertificateKind.RESIDENT_ID,
        "组织机构代码证": CertificateKind.ORGANISATION_CODE,
        "台湾居民通行证": CertificateKind.TAIWAN_PERMIT,
        "港澳居民通行证": CertificateKind.HK_MACAO_PERMIT,
    }
    return names | {_fold(name): kind for name, kind in short.items()}


def _province(text: str) -> str | None:
    if not text:
        return None
    for code, one in provinces().items():
        if (
            text == code
            or text.lower() in (one.slug, one.name_en.lower())
            or (len(text) > 1 and one.name_zh.startswith(text))
        ):
            return code
    raise InvalidValue("province is none of the 31: write its name or its two-digit code")


def _providers(names: str, ours: frozenset[str]) -> tuple[str, ...]:
    """The access providers, each once, the empty name for this host."""
    words = dict.fromkeys(word for text in re.split("[;；]", names) if (word := text.strip()))
    if any(len(word) > _LONGEST_PROVIDER for word in words):
        raise _too_long("providers", _LONGEST_PROVIDER)
    if words.keys() <= _NOBODY:
        return ()
    return tuple(dict.fromkeys("" if word.casefold() in ours else word for word in words))


def _addresses(text: str) -> tuple[str, ...]:
    words = [word for word in re.split(r"[;；,，、\s]+", text) if word]
    try:
        return tuple(dict.fromkeys(str(ipaddress.ip_address(word)) for word in words))
    except ValueError:
        raise InvalidValue("addresses must be single IP addresses, separated by ;") from None


def _too_long(tag: str, limit: int) -> InvalidValue:
    return InvalidValue(f"{tag} is longer than {limit} characters" if tag else "a cell stands under no column name")


def _without_breaks(cell: str, tag: str) -> str:
    """The cell on one line. Raises InvalidValue for other control characters and for half characters."""
    text = " ".join(cell.split())
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise InvalidValue(f"{tag} holds control characters")
    return text
