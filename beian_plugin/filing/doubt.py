"""What a local check has against a value that somebody typed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a doubt means for the filing."""

    #: The value is wrong for certain: it has to be corrected before the filing goes on.
    REFUSE = "refuse"
    #: The authority may accept it all the same: somebody should look.
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One objection to a value; its texts never repeat a certificate number, a phone or an e-mail address."""

    #: Stable, machine-readable.
    code: str
    severity: Severity
    zh: str
    en: str
    #: Where the rule stands: `FAQ 54`, a standard, a code of the interface.
    source: str = ""
