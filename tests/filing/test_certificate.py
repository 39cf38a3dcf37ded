"""Resident IDs, credit codes and the other certificates; every number here is made up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10

from beian_plugin.errors import InvalidValue
from beian_plugin.filing import certificate as module
from beian_plugin.filing.certificate import Certificate, CertificateKind, check_certificate, refusal
from beian_plugin.filing.doubt import Severity

TODAY = date(2026, 11, 23)
ID = CertificateKind.RESIDENT_ID
CREDIT = CertificateKind.CREDIT_CODE
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def resident(body):
    """The ID with its check digit, by the wording of GB 11643: the weighted sum leaves 1 when divided by 11."""
    for last in "0123456789X":
        total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
        if (total + (10 if last == "X" else int(last))) % 11 == 1:
            return body + last
    raise AssertionError(body)


def credit(body):
    """The credit code with its check character, which makes the weighted sum a multiple of 31 (GB 32100)."""
    total = sum(ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + next(char for char in ALPHABET if (total + ALPHABET.index(char)) % 31 == 0)


def organisation(body):
    """The organisation code with its check digit, by the wording of GB 11714."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return body + {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def codes(kind, text, today=TODAY):
    return {doubt.code for doubt in check_certificate(Certificate.parse(kind, text), today)}


GOOD_CREDIT = credit("91330106" + organisation("TEXT0001"))
PEOPLE = st.builds(
    lambda division, day, serial: resident(f"{division}{day:%Y%m%d}{serial:03}"),
    st.sampled_from(["110101", "330106", "610102", "650109"]),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)
CREDIT_CODES = st.builds(
    lambda office, region, body: credit(office + region + organisation(body)),
    st.sampled_from(["91", "12", "52", "N2", "Y1", "A1", "G1"]),
    st.sampled_from(["330106", "110000", "100000"]),
    st.text(ALPHABET, min_size=8, max_size=8),
)


def test_a_lower_case_x_is_mended():
    number = next(n for s in range(99) if (n := resident(f"33010619990228{s:03}")).endswith("X"))
    assert Certificate.parse(ID, number[:-1] + "x").number == number


@given(PEOPLE)
def test_a_number_is_read_in_full_width_with_spaces_and_dashes(number):
    wide = "".join(chr(ord(char) + 0xFEE0) for char in number)
    dashed = f" {number[:6]}-{number[6:14]}–−{number[14:]}\u200b\n"
    assert Certificate.parse(ID, wide) == Certificate.parse(ID, dashed) == Certificate(ID, number)


@given(PEOPLE)
def test_a_right_number_raises_no_doubt_and_tells_the_birth_date(number):
    certificate = Certificate.parse(ID, number)
    assert check_certificate(certificate, TODAY) == ()
    assert f"{certificate.birth_date:%Y%m%d}" == number[6:14]
    assert certificate.division == number[:6]


@given(PEOPLE, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_refused(number, place, step):
    digit = str((int(number[place].replace("X", "0")) + step) % 10)
    with pytest.raises(InvalidValue) as caught:
        Certificate.parse(ID, number[:place] + digit + number[place + 1 :])
    assert caught.value.reason == "certificate_check_digit"


@pytest.mark.parametrize(
    "text", ["", " ", "1234", "33010619990228001Y", "١" * 18, "3301061999022800\x0012", "9" * 10_000]
)
def test_a_number_of_the_wrong_form_is_refused(text):
    with pytest.raises(InvalidValue) as caught:
        Certificate.parse(ID, text)
    assert caught.value.reason in {"certificate_form", "certificate_missing"}


@pytest.mark.parametrize("prefix", ["810000", "820000", "830000"])
def test_residence_permits_of_hong_kong_macau_and_taiwan_pass(prefix):
    assert codes(ID, resident(prefix + "19900101001")) == set()


def test_a_foreigners_permanent_residence_card_passes():
    assert codes(ID, resident("933036" + "19900101001")) == set()


def test_a_district_that_a_library_does_not_know_passes():
    assert codes(ID, resident("330113" + "20220101001")) == set()


def test_an_unknown_county_is_a_warning():
    assert codes(ID, resident("119999" + "19900101001")) == {"certificate_division"}


def test_a_county_closed_before_birth_is_a_warning_and_one_closed_later_is_none():
    assert codes(ID, resident("110104" + "20120101001")) == {"certificate_division_closed"}
    assert codes(ID, resident("110104" + "20100101001")) == set()
    assert codes(ID, resident("110104" + "19800101001")) == set()


def test_a_birth_date_in_the_future_is_refused_from_the_day_before():
    number = resident("330106" + "20261124001")
    assert [doubt.severity for doubt in check_certificate(Certificate.parse(ID, number), TODAY)] == [Severity.REFUSE]
    assert codes(ID, number, TODAY + timedelta(days=1)) == set()


def test_a_birth_date_that_is_no_date_is_a_warning_because_such_cards_exist():
    certificate = Certificate.parse(ID, resident("330106" + "19990230001"))
    assert certificate.birth_date is None
    assert [(d.code, d.severity) for d in check_certificate(certificate, TODAY)] == [
        ("certificate_birth_date", Severity.WARN)
    ]


def test_an_age_over_130_is_a_warning():
    assert codes(ID, resident("330106" + "18950101001")) == {"certificate_age"}
    assert codes(ID, resident("330106" + "18960101001")) == set()


def test_a_number_of_15_digits_is_a_warning():
    assert codes(ID, "330106" + "850101" + "001") == {"certificate_old_number"}
    assert Certificate.parse(ID, "330106850101001").birth_date == date(1985, 1, 1)


@given(CREDIT_CODES)
def test_a_right_credit_code_raises_no_doubt(number):
    certificate = Certificate.parse(CREDIT, number.lower())
    assert certificate.number == number
    assert check_certificate(certificate, TODAY) == ()


@given(CREDIT_CODES, st.integers(0, 17), st.integers(1, 30))
def test_one_wrong_character_of_a_credit_code_is_refused(number, place, step):
    char = ALPHABET[(ALPHABET.index(number[place]) + step) % 31]
    with pytest.raises(InvalidValue) as caught:
        Certificate.parse(CREDIT, number[:place] + char + number[place + 1 :])
    assert caught.value.reason == "certificate_check_digit"


@pytest.mark.parametrize("letter", "IOSVZ")
def test_a_credit_code_with_a_letter_that_it_cannot_have_is_refused_with_the_letters_named(letter):
    with pytest.raises(InvalidValue, match="without I, O, S, V and Z"):
        Certificate.parse(CREDIT, letter + GOOD_CREDIT[1:])


def test_a_wrong_organisation_code_within_a_credit_code_is_a_warning():
    right = organisation("TEXT0001")
    wrong = right[:8] + ("1" if right[8] != "1" else "2")
    assert codes(CREDIT, credit("91330106" + wrong)) == {"certificate_organisation_digit"}


def test_a_region_that_no_province_has_is_a_warning_and_a_development_zone_is_none():
    assert codes(CREDIT, credit("91990000" + organisation("TEXT0001"))) == {"certificate_registry"}
    assert codes(CREDIT, credit("91310141" + organisation("TEXT0001"))) == set()
    assert codes(CREDIT, credit("91AB0000" + organisation("TEXT0001"))) == {"certificate_unusual"}


@pytest.mark.parametrize("kind", sorted(module._NOW_CREDIT_CODE))
def test_a_licence_with_a_credit_code_has_the_same_identity_as_the_credit_code(kind):
    assert Certificate.parse(kind, GOOD_CREDIT) == Certificate.parse(CREDIT, GOOD_CREDIT)
    with pytest.raises(InvalidValue):
        Certificate.parse(kind, ("A" if GOOD_CREDIT[0] != "A" else "B") + GOOD_CREDIT[1:])


def test_an_old_licence_number_with_a_wrong_check_digit_is_a_warning():
    body = "33010600000001"
    right = body + mod_11_10.calc_check_digit(body)
    assert codes(CertificateKind.BUSINESS_LICENCE, right) == set()
    wrong = body + str((int(right[-1]) + 1) % 10)
    assert codes(CertificateKind.BUSINESS_LICENCE, wrong) == {"certificate_licence_digit"}
    assert codes(CertificateKind.BUSINESS_LICENCE, "企合浙总字第000001号") == {"certificate_unusual"}


def test_an_organisation_code_with_a_wrong_check_digit_is_a_warning():
    right = organisation("TEXT0001")
    assert codes(CertificateKind.ORGANISATION_CODE, f"{right[:8]}-{right[8]}") == set()
    wrong = right[:8] + ("1" if right[8] != "1" else "2")
    assert codes(CertificateKind.ORGANISATION_CODE, wrong) == {"certificate_organisation_digit"}


@pytest.mark.parametrize(
    ("kind", "usual", "rare"),
    [
        (CertificateKind.PASSPORT, "E00000001", "AB12"),
        (CertificateKind.HK_MACAO_PERMIT, "H0000000100", "Z00000001"),
        (CertificateKind.TAIWAN_PERMIT, "00000001", "T0000000001"),
        (CertificateKind.TAIWAN_PERMIT, "0000000001(B)", "T0000000001"),
    ],
)
def test_a_rare_form_is_a_warning(kind, usual, rare):
    assert codes(kind, usual) == set()
    assert codes(kind, rare) == {"certificate_unusual"}


@pytest.mark.parametrize("kind", [CertificateKind.OFFICER_CARD, CertificateKind.MILITARY_CODE, CertificateKind.OTHER])
def test_a_number_without_a_known_form_is_taken_as_it_is(kind):
    assert codes(kind, "军字第 0000001 号") == set()


def test_a_stored_number_that_is_wrong_is_refused_without_an_exception():
    doubts = check_certificate(Certificate(ID, "garbage"), TODAY)
    assert [(doubt.code, doubt.severity) for doubt in doubts] == [("certificate_form", Severity.REFUSE)]


@given(st.sampled_from(CertificateKind), st.text())
def test_any_text_gives_a_certificate_or_invalid_value_and_the_two_ways_agree(kind, text):
    if doubt := refusal(kind, text):
        with pytest.raises(InvalidValue) as caught:
            Certificate.parse(kind, text)
        assert (caught.value.reason, str(caught.value)) == (doubt.code, doubt.en)
        assert doubt.severity is Severity.REFUSE
        return
    certificate = Certificate.parse(kind, text)
    assert Certificate.parse(certificate.kind, certificate.number) == certificate
    assert all(d.zh and d.en for d in check_certificate(certificate, TODAY))


@given(st.sampled_from(CertificateKind), st.text("0123456789ABX", min_size=1, max_size=30))
def test_no_way_of_printing_shows_the_number(kind, number):
    certificate = Certificate(kind, number)
    hidden = len(number) - sum(a == b for a, b in zip(certificate.masked, number, strict=True))
    assert hidden >= len(number) / 2
    for shown in (repr(certificate), str(certificate), f"{certificate}", f"{[certificate]}"):
        assert shown.endswith(f"Certificate({kind}, {certificate.masked})") or shown[1:-1] == repr(certificate)


@given(PEOPLE | st.text("0123456789", min_size=17, max_size=17).map(resident))
def test_whatever_the_reference_library_accepts_as_resident_id_parses_too(number):
    try:
        ric.validate(number)
    except (ValidationError, KeyError):
        assert ric.calc_check_digit(number) == number[17] == module.resident_check_digit(number[:17])
    else:
        assert Certificate.parse(ID, number).number == number


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_the_credit_code_check_agrees_with_the_reference_library(body):
    assert uscc.calc_check_digit(body + "0") == module.credit_check_digit(body) == credit(body)[17]


@given(st.text("0123456789", min_size=14, max_size=14))
def test_the_licence_check_agrees_with_the_reference_library(body):
    assert mod_11_10.calc_check_digit(body) == module.licence_check_digit(body)


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8))
def test_the_organisation_check_agrees_with_the_standard(body):
    assert organisation(body)[8] == module.organisation_check_digit(body)
