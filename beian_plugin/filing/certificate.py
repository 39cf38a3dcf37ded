"""Certificates of subjects and principals: read leniently, checked without refusing what the authority might accept.

Resident ID: GB 11643; unified social credit code: GB 32100; organisation code: GB 11714; licence number: GS 15.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, normalize

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.division import Standing, find, province_of, standing
from beian_plugin.filing.doubt import Doubt, Severity
from beian_plugin.filing.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = {character: value for value, character in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
#: Residence permits for people from Hong Kong, Macau and Taiwan, then foreigners' permanent residence cards.
_NO_DIVISION = ("81", "82", "83", "9")
#: Numbers given out by the State Administration for Market Regulation itself.
_NATIONAL_REGISTRY = "10"
_OLDEST = 130
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class CertificateKind(Word):
    """The types of certificate that the interface's status query tells apart, and those that came later."""

    RESIDENT_ID = ("resident_id", "居民身份证", "resident ID card")
    CREDIT_CODE = ("credit_code", "统一社会信用代码", "unified social credit code")
    BUSINESS_LICENCE = ("business_licence", "营业执照注册号", "business licence number")
    ORGANISATION_CODE = ("organisation_code", "组织机构代码", "organisation code")
    INSTITUTION = ("institution", "事业单位法人证书", "public institution certificate")
    SOCIAL_ORGANISATION = ("social_organisation", "社会团体法人证书", "social organisation certificate")
    MILITARY_CODE = ("military_code", "军队代号", "military code")
    PASSPORT = ("passport", "护照", "passport")
    HK_MACAO_PERMIT = (
        "hk_macao_permit",
        "港澳居民来往内地通行证",
        "mainland travel permit (Hong Kong and Macau)",
    )
    TAIWAN_PERMIT = ("taiwan_permit", "台湾居民来往大陆通行证", "mainland travel permit (Taiwan)")
    OFFICER_CARD = ("officer_card", "军官证", "officer's card")
    OTHER = ("other", "其他证件", "other certificate")


#: Certificates of persons; the others are those of organisations.
PERSONAL = frozenset(
    {
        CertificateKind.RESIDENT_ID,
        CertificateKind.PASSPORT,
        CertificateKind.HK_MACAO_PERMIT,
        CertificateKind.TAIWAN_PERMIT,
        CertificateKind.OFFICER_CARD,
    }
)


class _Form(NamedTuple):
    """What a number of one kind looks like."""

    #: Without this form the number is wrong for certain.
    must: re.Pattern[str]
    #: Numbers of another form exist but are rare.
    usual: re.Pattern[str]
    zh: str
    en: str


_ANYTHING = re.compile(r".{1,128}")
_FREE = _Form(_ANYTHING, _ANYTHING, "1 至 128 个可见字符", "1 to 128 visible characters")
_FORMS = {
    CertificateKind.RESIDENT_ID: _Form(
        re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}"),
        re.compile(r".{18}"),
        "18 位数字，末位可为大写 X",
        "18 digits, of which the last may be X",
    ),
    CertificateKind.CREDIT_CODE: _Form(
        re.compile(rf"[{_CREDIT_ALPHABET}]{{18}}"),
        re.compile(r".{2}[0-9]{6}.{10}"),
        "18 位数字或大写字母，不含 I、O、S、V、Z",
        "18 digits or capital letters, without I, O, S, V and Z",
    ),
    CertificateKind.BUSINESS_LICENCE: _Form(
        _ANYTHING, re.compile(r"[0-9]{13}|[0-9]{15}"), "13 位或 15 位数字", "13 or 15 digits"
    ),
    CertificateKind.ORGANISATION_CODE: _Form(
        re.compile(r"[0-9A-Z]{8}[0-9X]"),
        _ANYTHING,
        "8 位数字或大写字母加 1 位校验码",
        "8 digits or capital letters and a check digit",
    ),
    CertificateKind.PASSPORT: _Form(
        re.compile(r"[0-9A-Z]{4,20}"), re.compile(r"[0-9A-Z]{7,9}"), "字母和数字", "letters and digits"
    ),
    CertificateKind.HK_MACAO_PERMIT: _Form(
        re.compile(r"[0-9A-Z]{8,18}"),
        re.compile(r"[HM](?:[0-9]{8}|[0-9]{10})"),
        "字母 H 或 M 加 8 位或 10 位数字",
        "H or M and 8 or 10 digits",
    ),
    CertificateKind.TAIWAN_PERMIT: _Form(
        re.compile(r"[0-9A-Z()]{8,18}"),
        re.compile(r"[0-9]{8}|[0-9]{10}(?:\([A-Z]\))?"),
        "8 位数字",
        "8 digits",
    ),
}
#: Certificates that have carried the credit code since 2015 instead of a number of their own.
_NOW_CREDIT_CODE = {
    CertificateKind.BUSINESS_LICENCE,
    CertificateKind.ORGANISATION_CODE,
    CertificateKind.INSTITUTION,
    CertificateKind.SOCIAL_ORGANISATION,
}


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """Type and number of a certificate; both together identify a subject (FAQ 27)."""

    kind: CertificateKind
    number: str

    @classmethod
    def parse(cls, kind: CertificateKind, text: str) -> Certificate:
        """The certificate of that kind and number as typed: full width, spaces, hyphens, lower-case x mended (FAQ 6).

        A licence whose number is a credit code becomes a credit code, so that one organisation has one identity.
        InvalidValue, with the code of the doubt as its reason, where the number certainly is wrong; what else stands
        against it tells `check_certificate`.
        """
        number = _normalise(text)
        kind = _real_kind(kind, number)
        if doubt := _refusal(kind, number):
            raise InvalidValue(doubt.en, what="certificate number", reason=doubt.code)
        return cls(kind, number)

    @property
    def masked(self) -> str:
        """The number for screens and logs, mostly stars."""
        number = self.number
        if len(number) < 5:
            return "*" * len(number)
        head, tail = (3, 2) if len(number) > 9 else (1, 1)
        return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]

    @property
    def division(self) -> str | None:
        """The division code within a resident ID (where the person was first registered) or a credit code."""
        if self.kind is CertificateKind.RESIDENT_ID and not self.number.startswith(_NO_DIVISION):
            return self.number[:6]
        return self.number[2:8] if self.kind is CertificateKind.CREDIT_CODE else None

    @property
    def birth_date(self) -> date | None:
        """The birth date within a resident ID; None for every other kind, and where it is no calendar date."""
        if self.kind is not CertificateKind.RESIDENT_ID:
            return None
        digits = self.number[6:14] if len(self.number) == 18 else "19" + self.number[6:12]
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            return None

    def __repr__(self) -> str:
        """Kind and masked number."""
        return f"Certificate({self.kind.value}, {self.masked})"

    __str__ = __repr__


def refusal(kind: CertificateKind, text: str) -> Doubt | None:
    """Why `Certificate.parse` refuses the number, in both languages; None where it does not."""
    number = _normalise(text)
    return _refusal(_real_kind(kind, number), number)


def check_certificate(certificate: Certificate, today: date) -> tuple[Doubt, ...]:
    """What stands against a certificate on `today`; empty when nothing does."""
    kind, number = certificate.kind, certificate.number
    if doubt := _refusal(kind, number):
        return (doubt,)
    if kind is CertificateKind.RESIDENT_ID:
        return tuple(_check_resident(certificate, today))
    if not _form(kind).usual.fullmatch(number):
        return (_unusual(kind),)
    if kind is CertificateKind.CREDIT_CODE:
        return tuple(_check_credit_code(number))
    if kind is CertificateKind.ORGANISATION_CODE and number[8] != organisation_check_digit(number[:8]):
        return (_ORGANISATION_DIGIT,)
    if (
        kind is CertificateKind.BUSINESS_LICENCE
        and len(number) == 15
        and number[14] != licence_check_digit(number[:14])
    ):
        return (_LICENCE_DIGIT,)
    return ()


def resident_check_digit(digits: str) -> str:
    """The last character of a resident ID, from its first 17 digits."""
    total = sum(map(mul, map(int, digits), _RESIDENT_WEIGHTS))
    return "10X98765432"[total % 11]


def credit_check_digit(characters: str) -> str:
    """The last character of a credit code, from its first 17."""
    total = sum(map(mul, map(_CREDIT_VALUES.__getitem__, characters), _CREDIT_WEIGHTS))
    return _CREDIT_ALPHABET[-total % 31]


def organisation_check_digit(characters: str) -> str:
    """The last character of an organisation code, from its first 8."""
    total = sum(int(char, 36) * weight for char, weight in zip(characters, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def licence_check_digit(digits: str) -> str:
    """The last digit of a 15-digit licence number, from its first 14 (ISO 7064, mod 11,10)."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def _normalise(text: str) -> str:
    """The number in ASCII letters and digits as far as it has any, without blanks, dashes and invisible characters."""
    if text.isascii() and text.isalnum():
        return text.translate(_UPPER)
    once = _without_blanks(normalize("NFKC", text))
    # What stood on both sides of an invisible character may combine.
    return _without_blanks(normalize("NFKC", once)).translate(_UPPER)


def _without_blanks(text: str) -> str:
    # The minus sign is no dash to Unicode.
    return "".join(char for char in text if not (char.isspace() or char == "−" or category(char) in {"Pd", "Cf"}))


def _real_kind(kind: CertificateKind, number: str) -> CertificateKind:
    """The kind, or credit code for a licence that carries one: no older number has 18 letters and digits."""
    carries = kind in _NOW_CREDIT_CODE and re.fullmatch("[0-9A-Z]{18}", number)
    return CertificateKind.CREDIT_CODE if carries else kind


def _form(kind: CertificateKind) -> _Form:
    return _FORMS.get(kind, _FREE)


def _refusal(kind: CertificateKind, number: str) -> Doubt | None:
    """Why the normalised number is wrong for certain."""
    if not number:
        return Doubt(
            "certificate_missing",
            Severity.REFUSE,
            f"请填写{kind.zh}号码。",
            f"The number of the {kind.en} is missing: enter it.",
        )
    form = _form(kind)
    if not (number.isprintable() and form.must.fullmatch(number)):
        return Doubt(
            "certificate_form",
            Severity.REFUSE,
            f"{kind.zh}号码应为{form.zh}；请对照证件重新填写。",
            f"The number of a {kind.en} has {form.en}: compare it with the certificate and enter it again.",
        )
    if kind is CertificateKind.RESIDENT_ID and len(number) == 18 and number[17] != resident_check_digit(number[:17]):
        return _RESIDENT_DIGIT
    if kind is CertificateKind.CREDIT_CODE and number[17] != credit_check_digit(number[:17]):
        return _CREDIT_DIGIT
    return None


def _check_resident(certificate: Certificate, today: date) -> Iterator[Doubt]:
    birth = certificate.birth_date
    if birth and birth > today:
        yield _BORN_LATER
    if len(certificate.number) == 15:
        yield _OLD_NUMBER
    if not birth:
        yield _NO_DATE
    elif today.year - birth.year > _OLDEST:
        yield _VERY_OLD
    if not certificate.division:
        return
    if standing(certificate.division) is Standing.UNKNOWN:
        yield _UNKNOWN_DIVISION
    division = find(certificate.division)
    if division and division.until and birth and division.until < birth.year:
        yield _CLOSED_DIVISION


def _check_credit_code(number: str) -> Iterator[Doubt]:
    if number[16] != organisation_check_digit(number[8:16]):
        yield _ORGANISATION_DIGIT
    # Development zones have codes of their own: only the province is checked.
    if not number[2:8].startswith(_NATIONAL_REGISTRY) and not province_of(number[2:8]):
        yield _UNKNOWN_REGISTRY


def _unusual(kind: CertificateKind) -> Doubt:
    form = _form(kind)
    return Doubt(
        "certificate_unusual",
        Severity.WARN,
        f"{kind.zh}号码一般为{form.zh}；请对照证件核对。",
        f"The number of a {kind.en} usually has {form.en}: compare it with the certificate.",
    )


_RESIDENT_DIGIT = Doubt(
    "certificate_check_digit",
    Severity.REFUSE,
    "身份证号码无效：校验位不符；请对照身份证重新填写。",
    "The ID number is not valid: its check digit does not fit; compare it with the card and enter it again.",
    "FAQ 6, code 1015; GB 11643",
)
_CREDIT_DIGIT = Doubt(
    "certificate_check_digit",
    Severity.REFUSE,
    "统一社会信用代码无效：校验位不符；请对照证照重新填写。",
    "The credit code is not valid: its check digit does not fit; compare it with the licence and enter it again.",
    "GB 32100",
)
_BORN_LATER = Doubt(
    "certificate_birth_in_future",
    Severity.REFUSE,
    "身份证号码中的出生日期晚于今天；请对照身份证重新填写。",
    "The birth date in the ID number lies in the future: compare it with the card and enter it again.",
    "FAQ 6, code 1015",
)
_OLD_NUMBER = Doubt(
    "certificate_old_number",
    Severity.WARN,
    "15 位身份证号码已停止使用；请填写现有身份证上的 18 位号码。",
    "ID numbers of 15 digits are no longer in use: enter the 18 digits of the present card.",
    "GB 11643",
)
_NO_DATE = Doubt(
    "certificate_birth_date",
    Severity.WARN,
    "身份证号码中的出生日期不存在；请对照身份证核对。",
    "The birth date in the ID number is no calendar date: compare it with the card.",
    "GB 11643",
)
_VERY_OLD = Doubt(
    "certificate_age",
    Severity.WARN,
    "按身份证号码，持证人已超过 130 岁；请对照身份证核对。",
    "By the ID number its holder is over 130 years old: compare it with the card.",
    "GB 11643",
)
_UNKNOWN_DIVISION = Doubt(
    "certificate_division",
    Severity.WARN,
    "身份证号码前六位不在行政区划表中；请对照身份证核对。",
    "The first six digits of the ID number are not in the table of divisions: compare them with the card.",
    "GB/T 2260",
)
_CLOSED_DIVISION = Doubt(
    "certificate_division_closed",
    Severity.WARN,
    "身份证号码前六位所示的区县在出生前已撤销；请对照身份证核对。",
    "The county in the ID number was closed before the date of birth: compare the number with the card.",
    "GB/T 2260",
)
_UNKNOWN_REGISTRY = Doubt(
    "certificate_registry",
    Severity.WARN,
    "统一社会信用代码第 3 至 8 位不是已知的登记机关行政区划；请对照证照核对。",
    "Characters 3 to 8 of the credit code name no known region: compare it with the licence.",
    "GB 32100",
)
_ORGANISATION_DIGIT = Doubt(
    "certificate_organisation_digit",
    Severity.WARN,
    "组织机构代码的校验位不符；请对照证照核对。",
    "The check digit of the organisation code does not fit: compare it with the certificate.",
    "GB 11714",
)
_LICENCE_DIGIT = Doubt(
    "certificate_licence_digit",
    Severity.WARN,
    "营业执照注册号的校验位不符；请对照执照核对。",
    "The check digit of the licence number does not fit: compare it with the licence.",
    "GS 15",
)
