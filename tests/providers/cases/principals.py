"""Rules on principals: who may be one, and at what age."""

from __future__ import annotations

import dataclasses

from providers.cases import Case
from providers.cases.invented import (
    HK_MACAO_PERMIT,
    PASSPORT,
    add_site,
    aged,
    everybody,
    resident_id,
    with_principal,
    with_site_principal,
)

from beian_plugin.providers.values import HkMacaoDocument

_OTHER = {"name": "李示例", "certificate_number": resident_id(serial=2)}
_PASSPORT = {"certificate_type": PASSPORT, "certificate_number": "EX0000000"}
_HK_PERMIT = {"certificate_type": HK_MACAO_PERMIT, "certificate_number": "H00000000"}


def _as_it_is(asked, situation):
    return situation


def _add_site(asked, situation):
    return add_site(situation)


def _another_for_the_site(asked, situation):
    return with_site_principal(situation, **_OTHER)


def _site_principal_elsewhere(asked, situation):
    return dataclasses.replace(situation, principals_elsewhere=("sites.0.principal",))


def _passports(asked, situation):
    return everybody(situation, **_PASSPORT)


def _subject_passport(asked, situation):
    return with_principal(situation, **_PASSPORT)


def _site_passport(asked, situation):
    return with_site_principal(situation, **_PASSPORT)


def _hk_permit(asked, situation):
    assert HkMacaoDocument.HK_MACAO_TRAVEL_PERMIT in asked.value
    return everybody(situation, **_HK_PERMIT)


def _older_than_allowed(asked, situation):
    return with_site_principal(situation, certificate_number=aged(situation, asked.value.female + 1, serial=2))


def _as_old_as_allowed(asked, situation):
    return with_site_principal(situation, certificate_number=aged(situation, asked.value.female, serial=2))


def _below_the_least_age(asked, situation):
    return everybody(situation, certificate_number=aged(situation, asked.value - 1))


def _of_the_least_age(asked, situation):
    return everybody(situation, certificate_number=aged(situation, asked.value))


def _young(asked, situation):
    return everybody(situation, certificate_number=aged(situation, asked.value.below - 1))


def _old_enough(asked, situation):
    return everybody(situation, certificate_number=aged(situation, asked.value.below))


CASES = {
    "subject_principal_must_be_legal_representative": Case(_as_it_is, _add_site),
    "principal_authorization_letter_allowed": Case(_as_it_is, _add_site),
    "same_principal_for_subject_and_site": Case(_another_for_the_site, _as_it_is),
    "site_principal_authorization_letter_required": Case(_another_for_the_site, _as_it_is),
    "principal_unique_across_subjects": Case(_site_principal_elsewhere, _as_it_is),
    "foreign_principal_must_delegate": Case(_subject_passport, _site_passport),
    "foreign_site_principal_must_delegate": Case(_site_passport, _subject_passport),
    "foreign_principal_passport_accepted": Case(_passports, _as_it_is),
    "hk_macao_document": Case(_hk_permit, _as_it_is),
    "site_principal_max_age": Case(_older_than_allowed, _as_old_as_allowed),
    "min_age": Case(_below_the_least_age, _of_the_least_age),
    "underage_proof": Case(_young, _old_enough),
}
