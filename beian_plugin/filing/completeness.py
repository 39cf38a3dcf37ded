"""What a filing still needs before it may be handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from beian_plugin.filing.doubt import Severity

if TYPE_CHECKING:
    from beian_plugin.filing.verdict import Text


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is missing or wrong in a filing; its texts never repeat a number, a phone or an address."""

    #: Path within the particulars, such as `sites.0.principal.mobile`; `password`, `sheet` and the like besides.
    path: str
    #: The words of the form.
    label: Text
    text: Text
    severity: Severity = Severity.REFUSE
    #: Stable, machine-readable.
    code: str = ""
