"""Rules on phones and addresses."""

from __future__ import annotations

import dataclasses

from msgspec.structs import replace
from providers.cases import Case
from providers.cases.invented import (
    add_site,
    cancellation,
    credit_code,
    elsewhere,
    everybody,
    resident_id,
    with_site_principal,
    with_subject,
)

from beian_plugin.filing.division import children, full_name


def _as_it_is(asked, situation):
    return situation


def _nobody_named(asked, situation):
    return cancellation(situation)


def _add_site(asked, situation):
    return add_site(situation)


def _mobile_elsewhere(asked, situation):
    return dataclasses.replace(situation, mobiles_elsewhere=("subject.principal",))


def _one_phone(asked, situation):
    return everybody(situation, office_phone="10000000009", mobile="10000000009")


def _two_with_one_phone(asked, situation):
    situation = _one_phone(asked, situation)
    return with_site_principal(situation, name="李示例", certificate_number=resident_id(serial=2))


def _two_with_three_phones(asked, situation):
    changes = {"certificate_number": resident_id(serial=2), "office_phone": "0571-00000009", "mobile": "10000000008"}
    return with_site_principal(situation, name="李示例", **changes)


def _cities(situation):
    return children(situation.province + "0000")[:2]


def _addresses(situation, contact, certificate):
    address = replace(situation.particulars.subject.address, city=int(contact.code), county=None)
    written = full_name(certificate.code) + "示例路1号"
    return with_subject(situation, address=address, certificate_address=written)


def _two_cities(asked, situation):
    return _addresses(situation, *_cities(situation))


def _one_city(asked, situation):
    city, _ = _cities(situation)
    return _addresses(situation, city, city)


def _document_from(situation, code):
    number = credit_code(code)
    return with_subject(situation, certificate_number=number, certificate_address=full_name(code + "0000") + "示例路")


def _document_from_elsewhere(asked, situation):
    return _document_from(situation, elsewhere(situation))


def _document_from_here(asked, situation):
    return _document_from(situation, situation.province)


def _no_house_number(asked, situation):
    return _detail(situation, "示例路口")


def _placeholder(asked, situation):
    return _detail(situation, "市辖区示例路1号")


def _detail(situation, written):
    return with_subject(situation, address=replace(situation.particulars.subject.address, detail=written))


CASES = {
    "mobile_must_be_local": Case(_as_it_is, _nobody_named),
    "phone_unique_across_subjects": Case(_mobile_elsewhere, _as_it_is),
    "emergency_phone_must_differ": Case(_one_phone, _as_it_is),
    "emergency_phone_third_person": Case(_as_it_is, _add_site),
    "min_distinct_phones_when_principals_differ": Case(_two_with_one_phone, _two_with_three_phones),
    "cross_city_address_forbidden": Case(_two_cities, _one_city),
    "org_document_address_must_be_local": Case(_document_from_elsewhere, _document_from_here),
    "address_needs_house_number": Case(_no_house_number, _as_it_is),
    "address_no_municipal_district_placeholder": Case(_placeholder, _as_it_is),
}
