"""Rules on changes, transfers and added sites."""

from __future__ import annotations

import dataclasses

from msgspec.structs import replace
from providers.cases import Case, individual
from providers.cases.invented import cancellation, credit_code, resident_id, with_principal, with_subject

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Domain


def of_kind(kind):
    """The base situation as a filing of another kind."""

    def moved(asked, situation):
        return dataclasses.replace(situation, kind=kind)

    return moved


def as_it_is(asked, situation):
    """The base situation."""
    return situation


def with_domains(situation, *names):
    """The situation with these domains under its first site."""
    site, *rest = situation.particulars.sites
    site = replace(site, domains=tuple(Domain(name=name) for name in names))
    return dataclasses.replace(situation, particulars=replace(situation.particulars, sites=(site, *rest)))


def another_organisation(asked, situation):
    """Another company under another principal files the change of what is on record."""
    number = credit_code("33", serial=99)
    situation = with_subject(situation, name="杭州示例丝绸有限公司", certificate_number=number)
    return with_principal(situation, name="李示例", certificate_number=resident_id(serial=2))


def renamed(asked, situation):
    """The company on record under another name."""
    return with_subject(situation, name="杭州示例红茶有限公司")


def renamed_under_a_new_code(asked, situation):
    """The company on record under another name and another credit code."""
    return with_subject(renamed(asked, situation), certificate_number=credit_code("33", serial=99))


def from_individual(asked, situation):
    """A company files the change of what is on record for another person."""
    person = individual()
    stranger = replace(person.subject, name="李示例", certificate_number=resident_id(serial=2))
    record = replace(person, subject=stranger)
    company = _company(situation)
    return dataclasses.replace(situation, particulars=company, published=record)


def the_same_individual(asked, situation):
    """The individual on record changes a phone number."""
    return with_principal(dataclasses.replace(situation, published=individual(), particulars=individual()), mobile="0")


def _company(situation):
    subject = replace(
        situation.particulars.subject,
        name="杭州示例丝绸有限公司",
        nature=4,
        certificate_type=1,
        certificate_number=credit_code("33", serial=99),
    )
    return replace(situation.particulars, subject=subject)


def _shell(asked, situation):
    return dataclasses.replace(situation, filed_sites=0)


def _two_sites(asked, situation):
    return dataclasses.replace(situation, filed_sites=2)


def _two_numbers(asked, situation):
    return dataclasses.replace(situation, second_number=True)


def _two_domains(asked, situation):
    return with_domains(situation, "beian-sample-7.cn", "beian-sample-8.cn")


def _cancelled(asked, situation):
    return cancellation(situation)


def _another_principal(asked, situation):
    return with_principal(situation, name="李示例", certificate_number=resident_id(serial=2))


_TRANSFER = of_kind(Kind.TRANSFER_IN)
_NEW = of_kind(Kind.NEW)
_MATERIAL = of_kind(Kind.MATERIAL)


def _where_it_is_stated(asked, situation):
    """A transfer or an added site, whichever the rule is for."""
    return situation if situation.kind is Kind.ADD_SITE else dataclasses.replace(situation, kind=Kind.TRANSFER_IN)


CASES = {
    "correction": Case(_where_it_is_stated, _NEW),
    "change_requires_full_materials": Case(as_it_is, _NEW),
    "verification_sheet_resend_on_change": Case(as_it_is, _NEW),
    "verification_sheet_per_domain": Case(_two_domains, as_it_is),
    "return_for_modification_on_request": Case(as_it_is, _MATERIAL),
    "transfer_requires_correct_subject": Case(_where_it_is_stated, _NEW),
    "transfer_requires_same_subject_name": Case(_TRANSFER, of_kind(Kind.ADD_SITE)),
    "change_and_add_must_be_separate": Case(_where_it_is_stated, of_kind(Kind.CHANGE)),
    "change_must_use_combined_type": Case(as_it_is, _NEW),
    "principal_change_needs_new_letter": Case(_another_principal, renamed),
    "org_subject_change_scope": Case(another_organisation, renamed),
    "individual_subject_change_scope": Case(from_individual, the_same_individual),
    "change_certificate_required": Case(renamed, _another_principal),
    "name_change_by_new_uscc_requires_cancel": Case(renamed_under_a_new_code, renamed),
    "multiple_filing_numbers_must_merge": Case(_two_numbers, as_it_is),
    "migrate_between_subjects_supported": Case(another_organisation, renamed),
    "shell_subject_can_add_site": Case(_shell, _two_sites),
}
