"""Rules on where people come from."""

from __future__ import annotations

from providers.cases import Case
from providers.cases.invented import PASSPORT, elsewhere, everybody, resident_id


def _from_elsewhere(asked, situation):
    return everybody(situation, certificate_number=resident_id(elsewhere(situation)))


def _from_here(asked, situation):
    return everybody(situation, certificate_number=resident_id(situation.province))


def _passport(asked, situation):
    return everybody(situation, certificate_type=PASSPORT, certificate_number="EX0000000")


_ELSEWHERE = Case(_from_elsewhere, _from_here)

CASES = {
    "local_id_required": _ELSEWHERE,
    "residence_permit_accepted": _ELSEWHERE,
    "residence_permit_min_remaining_days": _ELSEWHERE,
    "temporary_residence_permit_accepted": _ELSEWHERE,
    "student_card_accepted": _ELSEWHERE,
    "other_residence_proofs": _ELSEWHERE,
    "temporary_id_accepted": Case(_from_here, _passport),
    "non_local_principal_residence_permit_required": _ELSEWHERE,
    "foreigner_individual_allowed": Case(_passport, _from_here),
}
