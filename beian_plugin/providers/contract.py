"""What a province is: plain attributes, each a rule with its source; the rest is as the national baseline has it."""

# ruff: noqa: RUF009  each rule is a field that carries its name on screens
from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date  # noqa: TC003  the annotations are read when a province is checked
from enum import StrEnum
from typing import Any, Generic, TypeVar

from beian_plugin.filing.verdict import Text

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


def _rule(zh: str, en: str) -> Any:
    """A rule that a province may leave out, with its name on screens."""
    return field(default=None, metadata={"label": Text(zh, en)})


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
    correction: Rule[Correction] | None = _rule("审核通过后更正主体信息", "correction of subject data after approval")
    #: A transfer_in is refused until the subject's filed data is right.
    transfer_requires_correct_subject: Rule[bool] | None = _rule(
        "主体信息正确才能转接入", "transfer only with correct subject data"
    )
    #: A filing at the authority is returned for correction on a justified request through the provider.
    return_for_modification_on_request: Rule[bool] | None = _rule(
        "有正当理由可申请管局退回修改", "returned for correction on a justified request"
    )
    #: A change of filed data carries its material again.
    change_requires_full_materials: Rule[bool] | None = _rule("变更需重新提交资料", "material again with a change")
    #: The verification sheet is posted again with a correction or change.
    verification_sheet_resend_on_change: Rule[bool] | None = _rule(
        "变更需重新寄核验单", "verification sheet posted again with a change"
    )
    #: A subject without sites may add one directly; otherwise it is cancelled and filed anew.
    shell_subject_can_add_site: Rule[bool] | None = _rule(
        "空壳主体可直接新增网站", "shell subject may add a site directly"
    )
    #: For an organisation, a domain that its legal representative holds passes (non-commercial only).
    domain_owner_may_be_legal_representative: Rule[bool] | None = _rule(
        "单位备案域名可由法人持有", "legal representative may hold an organisation's domain"
    )
    #: Subjects from abroad, Hong Kong, Macau and Taiwan may file without a mainland certificate.
    overseas_subject_admitted: Rule[bool] | None = _rule(
        "接受无内地证件的境外主体", "subject from outside without a mainland certificate"
    )
    #: The form that a non-commercial bulletin board hands in.
    bulletin_board_form: Rule[str] | None = _rule("非经营性电子公告材料", "form for a non-commercial bulletin board")
    #: Where the way to a commercial permit is described.
    commercial_permit_guide: Rule[str] | None = _rule("经营许可证申请指南", "guide to a commercial permit")
    #: Where the change and the end of a commercial permit are described.
    commercial_permit_change_guide: Rule[str] | None = _rule(
        "经营许可证变更和注销指南", "guide to changing or ending a commercial permit"
    )

    def over(self, baseline: Province) -> Province:
        """This province with every rule that it leaves out taken from `baseline`."""
        missing = {name: getattr(baseline, name) for name in RULE_NAMES if getattr(self, name) is None}
        return replace(self, **missing)

    def differences(self) -> dict[str, Rule[Any]]:
        """The rules that this province sets itself, by name."""
        return {name: rule for name in RULE_NAMES if (rule := getattr(self, name)) is not None}


#: Name of each rule to its name on screens, in the order in which the contract has them.
RULE_LABELS: dict[str, Text] = {
    item.name: item.metadata["label"] for item in fields(Province) if "label" in item.metadata
}
RULE_NAMES = tuple(RULE_LABELS)
