"""Commercial filings, bulletin boards and subjects from outside: what the founding FAQ says of provinces besides."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.providers.rule import Force, Stated, stated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.providers.situation import Act


@dataclass(frozen=True, kw_only=True)
class PermitRules:
    """The rules of this section."""

    #: Subjects from abroad, Hong Kong, Macau and Taiwan may file without a mainland certificate (FAQ 48).
    overseas_subject_admitted: Stated[bool] = stated(
        "接受无内地证件的境外主体", "subject from outside without a mainland certificate", Force.REJECT
    )
    #: The form that a non-commercial bulletin board hands in (FAQ 41).
    bulletin_board_form: Stated[str] = stated(
        "非经营性电子公告材料", "form for a non-commercial bulletin board", Force.MATERIAL
    )
    #: Where the way to a commercial permit is described (FAQ 30).
    commercial_permit_guide: Stated[str] = stated("经营许可证申请指南", "guide to a commercial permit", Force.ADVICE)
    #: Where the change and the end of a commercial permit are described (FAQ 30).
    commercial_permit_change_guide: Stated[str] = stated(
        "经营许可证变更和注销指南", "guide to changing or ending a commercial permit", Force.ADVICE
    )


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType({})
