"""What a province is: plain attributes, each a rule with its source; the rest is as the national baseline has it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from datetime import date


T = TypeVar("T")


class Confidence(StrEnum):
    """How sure the rule is; what is low warns and never refuses."""

    #: The authority's or the founding FAQ's own words, or two publishers agree.
    HIGH = "high"
    #: One current source.
    MEDIUM = "medium"
    #: One weak, old or contradicted source.
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One rule of an authority: its value, where it stands and since when."""

    value: T
    source: str
    #: First day the rule applies; None means it applied before anybody wrote it down.
    since: date | None = None
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True)
class Correction:
    """How wrong subject data is put right after a transfer_in or add_site was approved (FAQ 37, 38)."""

    #: Length of the term in days, or None where the authority sets none.
    days: int | None = None
    working_days: bool = False
    #: Whether the customer hands in material again.
    material_again: bool = True
    #: Whether a mail to the provider's ICP mailbox makes the provider pass the correction on.
    by_mail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """The rules of one provincial administration.

    A province file sets what differs from the national baseline and leaves out the rest.
    """

    #: Two-digit GB/T 2260 code, such as `33`.
    code: str
    #: Name of the administration (管局).
    authority: str
    #: Where the rules stand, one line each.
    sources: tuple[str, ...]
    checked_on: date
    #: What these rules do not cover, said plainly.
    limitations: str
    version: str = "1"

    #: Wrong subject data is put right after a transfer_in or add_site was approved.
    correction: Rule[Correction] | None = None
    #: A transfer_in is refused until the subject's filed data is right.
    transfer_requires_correct_subject: Rule[bool] | None = None
    #: A filing at the authority is returned for correction on a justified request through the provider.
    return_for_modification_on_request: Rule[bool] | None = None
    #: A change of filed data carries its material again.
    change_requires_full_materials: Rule[bool] | None = None
    #: The verification sheet is posted again with a correction or change.
    verification_sheet_resend_on_change: Rule[bool] | None = None
    #: A subject without sites may add one directly; otherwise it is cancelled and filed anew.
    shell_subject_can_add_site: Rule[bool] | None = None
    #: For an organisation, a domain that its legal representative holds passes (non-commercial only).
    domain_owner_may_be_legal_representative: Rule[bool] | None = None
    #: Subjects from abroad, Hong Kong, Macau and Taiwan may file without a mainland certificate.
    overseas_subject_admitted: Rule[bool] | None = None
    #: The form that a non-commercial bulletin board hands in.
    bulletin_board_form: Rule[str] | None = None

    def over(self, baseline: Province) -> Province:
        """This province with every rule that it leaves out taken from `baseline`."""
        missing = {name: getattr(baseline, name) for name in RULE_NAMES if getattr(self, name) is None}
        return replace(self, **missing)

    def differences(self) -> dict[str, Rule[Any]]:
        """The rules that this province sets itself, by name."""
        return {name: rule for name in RULE_NAMES if (rule := getattr(self, name)) is not None}


RULE_NAMES = tuple(
    field.name
    for field in fields(Province)
    if field.name not in {"code", "authority", "sources", "checked_on", "limitations", "version"}
)
