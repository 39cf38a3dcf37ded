"""Rules on papers and how they have to look."""

from __future__ import annotations

import dataclasses

from msgspec.structs import replace
from providers.cases import Case
from providers.cases.changes import as_it_is, of_kind, with_domains
from providers.cases.invented import add_site, cancellation, with_subject

from beian_plugin.filing.certificate import credit_check_digit
from beian_plugin.filing.kinds import Kind

_BODY = "9233010099" + "0000007"
SOLE_TRADER = _BODY + credit_check_digit(_BODY)
#: An institution's own number, from before the credit code.
_INSTITUTION = 6


def sole_trader(situation, **changes):
    """The situation of a sole trader with a trade name."""
    values = {"name": "杭州西湖区示例茶叶店", "certificate_number": SOLE_TRADER, "certificate_type": 1}
    return with_subject(situation, **values | changes)


def with_site(situation, **changes):
    """The situation with other values of its first site."""
    site, *rest = situation.particulars.sites
    particulars = replace(situation.particulars, sites=(replace(site, **changes), *rest))
    return dataclasses.replace(situation, particulars=particulars)


def _cancelled(asked, situation):
    return cancellation(situation)


def _material(asked, situation):
    return of_kind(Kind.MATERIAL)(asked, situation)


def _sole_trader(asked, situation):
    return sole_trader(situation)


def _touches_a_domain(asked, situation):
    return with_domains(situation, "beian-sample-8.cn") if situation.kind is Kind.CHANGE else situation


def _touches_none(asked, situation):
    return situation if situation.kind is Kind.CHANGE else _material(asked, situation)


def _old_certificate(asked, situation):
    return with_subject(situation, certificate_type=_INSTITUTION, certificate_number="事证第000000000000号")


def _added_site(asked, situation):
    return add_site(situation)


def _called(name):
    def named(asked, situation):
        return with_subject(situation, name=name)

    return named


def _silent_note(asked, situation):
    return with_site(situation, note="介绍茶叶")


def _speaking_note(asked, situation):
    return with_site(situation, note="本网站不涉及前置审批内容")


def _silent_added_site(asked, situation):
    """A site about tea is added: neither a word in a name nor a licence that staff might read."""
    return add_site(situation)


CASES = {
    "filing_commitment_letter_required": Case(as_it_is, _cancelled),
    "truthfulness_commitment_required": Case(as_it_is, _cancelled),
    "commitment_video_required": Case(as_it_is, _cancelled),
    "party_building_letter_required": Case(_touches_a_domain, _touches_none),
    "copies_accepted": Case(as_it_is, _cancelled),
    "unified_licence_required": Case(_old_certificate, as_it_is),
    "electronic_licence_accepted": Case(as_it_is, _added_site),
    "licence_min_validity_days": Case(as_it_is, _added_site),
    "id_min_validity_days": Case(as_it_is, _cancelled),
    "licence_issuer_seal_required": Case(as_it_is, _added_site),
    "licence_number_prefix_required": Case(as_it_is, _added_site),
    "sole_trader_filing_as": Case(_sole_trader, as_it_is),
    "sole_trader_seal_required": Case(_sole_trader, as_it_is),
    "sole_trader_trade_name_required": Case(_sole_trader, as_it_is),
    "preapproval_waiver_letter_accepted": Case(_called("杭州示例医疗咨询有限公司"), _silent_added_site),
    "preapproval_note_required": Case(_silent_note, _speaking_note),
    "finance_keywords_need_approval": Case(_called("杭州示例理财有限公司"), _silent_added_site),
    "education_waiver_letter_required": Case(_called("杭州示例教育咨询有限公司"), as_it_is),
}
