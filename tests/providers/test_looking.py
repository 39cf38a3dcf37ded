"""What is read from people and subjects, and how sure a rule is of it."""

from __future__ import annotations

import dataclasses
from datetime import date

import particulars_samples as samples
import pytest
from providers.cases import TABLES, TODAY, individual
from providers.cases.invented import (
    PASSPORT,
    add_site,
    credit_code,
    everybody,
    resident_id,
    with_principal,
    with_site_principal,
    with_subject,
)

from beian_plugin.filing.certificate import credit_check_digit, licence_check_digit
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.evaluate import ACTS
from beian_plugin.providers.looking import (
    Origin,
    Person,
    Sex,
    is_institution,
    is_party_or_government,
    is_sole_trader,
    once,
    people,
    principal_people,
    registry,
    subject_principal,
)
from beian_plugin.providers.requirement import Asked
from beian_plugin.providers.rule import Confidence, Force, Rule, Source, SubjectKind
from beian_plugin.providers.situation import Situation


def situation(particulars=None, **known):
    fields = {"kind": Kind.NEW, "province": "33", "today": TODAY, "tables": TABLES}
    return Situation(particulars=particulars or samples.new(7), **fields | known)


def a_person():
    return situation(individual(), subject=SubjectKind.INDIVIDUAL)


def person(number, certificate="居民身份证", name="王示例"):
    return Person("subject", Text("人", "person"), name, certificate, number)


def requirements(name, value, situation, force=Force.REJECT, confidence=Confidence.HIGH):
    return list(ACTS[name](Asked(name, Rule(value, Source("示例"), confidence), force, "示例管局"), situation))


def severities(name, value, situation, **rule):
    return {one.path: one.severity for one in requirements(name, value, situation, **rule)}


@pytest.mark.parametrize(
    ("today", "years"),
    [(date(2026, 2, 28), 17), (date(2026, 3, 1), 18), (date(2028, 2, 29), 20)],
)
def test_who_is_born_on_a_leap_day_is_a_year_older_from_the_first_of_march(today, years):
    assert person(resident_id(born=date(2008, 2, 29))).age(today) == years


def test_sex_stands_in_the_last_digit_but_one_and_in_the_last_of_an_old_number():
    assert person(resident_id(serial=1)).sex is Sex.MALE
    assert person(resident_id(serial=2)).sex is Sex.FEMALE
    assert person("330999010101001").sex is Sex.MALE
    assert person("330999010101002").sex is Sex.FEMALE


@pytest.mark.parametrize("number", ["", "330999", "EX0000000"])
def test_a_number_that_cannot_be_right_tells_nothing(number):
    one = person(number)
    assert (one.age(TODAY), one.sex, one.province, one.origin) == (None, None, None, None)


@pytest.mark.parametrize(
    ("number", "certificate", "origin", "province"),
    [
        (resident_id("33"), "居民身份证", Origin.MAINLAND, "33"),
        (resident_id("81"), "居民身份证", Origin.HK_MACAO_TAIWAN, None),
        (resident_id("90"), "居民身份证", Origin.FOREIGN, None),
        ("EX0000000", "护照", Origin.FOREIGN, None),
        ("H00000000", "港澳居民来往内地通行证", Origin.HK_MACAO_TAIWAN, None),
        ("00000000", "台湾居民来往大陆通行证", Origin.HK_MACAO_TAIWAN, None),
        (resident_id("81"), "港澳台居民居住证", Origin.HK_MACAO_TAIWAN, None),
        ("EXA000000000000", "外国人永久居留身份证", Origin.FOREIGN, None),
        ("A", "军官证", None, None),
        ("A", "", None, None),
    ],
)
def test_the_certificate_tells_where_a_person_is_from(number, certificate, origin, province):
    one = person(number, certificate)
    assert (one.origin, one.province) == (origin, province)


def test_two_are_the_same_by_number_and_differ_by_name_only_where_no_number_tells():
    one = person(resident_id(serial=1))
    assert one.is_same(person(resident_id(serial=1), name="李示例")) is True
    assert one.is_same(person(resident_id(serial=2))) is False
    assert one.is_same(person("")) is None
    assert one.is_same(person("", name="李示例")) is False
    assert one.is_same(person("", name="")) is None


def test_an_individual_answers_alone_and_an_organisation_by_its_principals():
    assert [one.path for one in people(a_person())] == ["subject"]
    both = situation(subject=SubjectKind.ORGANISATION)
    assert [one.path for one in people(both)] == ["subject.principal", "sites.0.principal"]
    assert [one.path for one in once(principal_people(both))] == ["subject.principal"]


def test_a_site_that_is_added_is_held_against_the_published_principal():
    published = situation(published=samples.new(7))
    assert subject_principal(add_site(published)).certificate == subject_principal(published).certificate
    assert subject_principal(add_site(situation())) is None


@pytest.mark.parametrize(
    ("nature", "institution", "government"), [(3, True, False), (2, False, True), (4, False, False)]
)
def test_the_nature_tells_institutions_and_government(nature, institution, government):
    one = with_subject(situation(), nature=nature)
    assert (is_institution(one), is_party_or_government(one)) == (institution, government)
    assert not is_institution(dataclasses.replace(one, tables={}))


def test_a_sole_trader_shows_by_the_number_alone():
    body = "92330100990000001"
    assert is_sole_trader(with_subject(situation(), certificate_number=body + credit_check_digit(body)))
    assert not is_sole_trader(situation())
    tables = TABLES | {"Zjlx": {1: "营业执照"}}
    for digit, expected in (("6", True), ("0", False)):
        body = f"330106{digit}0000000"
        number = body + licence_check_digit(body)
        assert is_sole_trader(with_subject(situation(tables=tables), certificate_number=number)) is expected


@pytest.mark.parametrize(("code", "province"), [("33", "33"), ("44", "44"), ("10", None)])
def test_the_credit_code_tells_who_registered_an_organisation(code, province):
    assert registry(with_subject(situation(), certificate_number=credit_code(code))) == province


def test_an_age_refuses_and_the_place_in_an_id_number_only_warns():
    young = everybody(a_person(), certificate_number=resident_id("44", date(2015, 1, 1)))
    assert severities("min_age", 18, young) == {"subject.certificate_number": Severity.REFUSE}
    assert severities("local_id_required", True, young) == {"subject.certificate_number": Severity.WARN}
    assert severities("min_age", 18, young, confidence=Confidence.LOW) == {"subject.certificate_number": Severity.WARN}


def test_a_site_principal_of_two_subjects_is_refused_and_a_subject_principal_only_warned_about():
    both = dataclasses.replace(situation(), principals_elsewhere=("subject.principal", "sites.0.principal"))
    assert severities("principal_unique_across_subjects", True, both) == {
        "subject.principal.certificate_number": Severity.WARN,
        "sites.0.principal.certificate_number": Severity.REFUSE,
    }


def test_a_mobile_of_somebody_else_is_refused_and_the_same_persons_only_warned_about():
    theirs = dataclasses.replace(situation(), mobiles_elsewhere=("subject.principal",))
    assert set(severities("phone_unique_across_subjects", True, theirs).values()) == {Severity.REFUSE}
    own = dataclasses.replace(theirs, principals_elsewhere=("subject.principal",))
    assert set(severities("phone_unique_across_subjects", True, own).values()) == {Severity.WARN}


def test_a_passport_may_be_a_citizens_but_a_card_of_permanent_residence_is_a_foreigners():
    passport = everybody(a_person(), certificate_type=PASSPORT, certificate_number="EX0000000")
    resident = everybody(a_person(), certificate_number=resident_id("90"))
    rule = ("foreigner_individual_allowed", False)
    assert set(severities(*rule, passport).values()) == {Severity.WARN}
    assert set(severities(*rule, resident).values()) == {Severity.REFUSE}


def test_an_unknown_principal_of_the_subject_asks_for_no_letter_but_hints_at_it():
    found = requirements("site_principal_authorization_letter_required", True, add_site(situation()))
    assert [(one.form.value, one.path) for one in found] == [("hint", "sites.0.principal.name")]


def test_a_document_from_elsewhere_is_refused_only_where_the_registry_agrees():
    one = with_subject(situation(), certificate_address="广东省深圳市示例路1号")
    rule = ("org_document_address_must_be_local", True)
    assert set(severities(*rule, one).values()) == {Severity.WARN}
    one = with_subject(one, certificate_number=credit_code("44"))
    assert set(severities(*rule, one).values()) == {Severity.REFUSE}
    one = with_subject(one, certificate_address="示例路1号")
    assert set(severities(*rule, one).values()) == {Severity.WARN}


def test_the_first_city_of_an_address_counts_and_one_without_a_city_tells_nothing():
    rule = ("cross_city_address_forbidden", True)
    assert not requirements(*rule, with_subject(situation(), certificate_address="浙江省杭州市深圳市场路1号"))
    assert requirements(*rule, with_subject(situation(), certificate_address="浙江省宁波市杭州市场路1号"))
    assert not requirements(*rule, with_subject(situation(), certificate_address="示例路1号"))


def test_a_number_in_the_note_counts_among_the_phones():
    two = with_site_principal(
        situation(), certificate_number=resident_id(serial=2), mobile="10000000008", office_phone=""
    )
    two = with_principal(two, office_phone="")
    rule = ("min_distinct_phones_when_principals_differ", 3)
    assert requirements(*rule, two)
    assert not requirements(*rule, with_subject(two, note="应急联系人：李示例，电话 100-0000-0009"))
