"""What stands on each paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from beian_plugin.filing.kinds import Kind
    from beian_plugin.filing.particulars import Site, Subject
    from beian_plugin.filing.verdict import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectValues:
    """Who files, as far as it is known; what is not stays blank and is filled in by hand."""

    subject: Subject
    #: What the certificate of the subject is called.
    certificate: str = ""
    #: What each certificate type is called, by base code (`Zjlx`).
    certificates: Mapping[int, str]
    sites: tuple[Site, ...] = ()
    #: The filing's domains, in punycode, each once.
    domains: tuple[str, ...]
    #: Name of the administration (管局); empty where the province is not known.
    authority: str = ""
    #: The day of printing in China.
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetValues:
    """A verification sheet (核验单)."""

    filing: int
    kind: Kind
    #: Of `papers.code.code_of`.
    code: str
    filed: SubjectValues
    #: This provider's name and telecom permit.
    provider: str = ""
    permit: str = ""
    #: What is printed as a remark, such as that it is an extra sheet (FAQ 35).
    note: Text | None = None
