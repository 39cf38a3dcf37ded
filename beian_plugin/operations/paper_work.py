"""What a customer has to do about the verification sheet of a filing, and what became of those that came in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.filing.completeness import WITH_MATERIAL
from beian_plugin.filing.states import OPEN_STATES
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import AttachmentRow
from beian_plugin.operations import review
from beian_plugin.operations.filings import filing_of
from beian_plugin.operations.material import sheet_purposes, sheets_of
from beian_plugin.operations.papers import PRINTED, Print, print_of, sheet_values

if TYPE_CHECKING:
    from datetime import datetime

    from beian_plugin.filing.verdict import Text
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.material import SheetInfo
    from beian_plugin.providers.requirement import Requirement

#: Originals of a sheet: one for the provider, one for the authority; an extra sheet comes alone (FAQ 35).
COPIES = 2
_PER_DOMAIN = "verification_sheet_per_domain"
_RULES = frozenset({_PER_DOMAIN, "verification_sheet_resend_on_change"})


class Printed(StrEnum):
    """Whether the sheet that was printed last still says what the filing says."""

    NEVER = "never"
    FITS = "fits"
    #: The filing has other domains now: it needs a new sheet (FAQ 47).
    DOMAINS_CHANGED = "domains_changed"
    #: Something else that stands on it changed.
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWork:
    """How a filing stands with its verification sheet (FAQ 35, 47, 58)."""

    #: The code on a sheet that fits the filing now.
    code: str
    #: In punycode.
    domains: tuple[str, ...]
    #: How many signed originals are wanted, of each sheet.
    copies: int
    #: Whether the province wants one sheet for each of the domains.
    one_each: bool
    #: What the province says of the sheet.
    asked: tuple[Requirement, ...]
    #: What is written on a sheet that is sent in again: 补单 (FAQ 35).
    note: Text | None
    #: Where sheets are posted to; empty where a scan will do.
    address: str
    printed: Printed
    printed_at: datetime | None
    #: Those that came in, the newest first; the newest alone counts.
    sheets: tuple[SheetInfo, ...]
    #: Whether a picture of the sheet is among the material; staff have yet to register it where `sheets` is empty.
    uploaded: bool

    @property
    def arrived(self) -> SheetInfo | None:
        """The sheet that counts; None where none came in yet."""
        return self.sheets[0] if self.sheets else None

    @property
    def wanted(self) -> bool:
        """Whether the customer has to send one: none is there, or the one that counts will not do."""
        last = self.arrived
        return last is None or last.state == "invalid" or self.other_domains or self.note is not None

    @property
    def other_domains(self) -> bool:
        """Whether the sheet that counts lists other domains than the filing (FAQ 47)."""
        return self.arrived is not None and bool(self.arrived.too_many or self.arrived.too_few)


def paper_work_of(context: Context, filing_id: int) -> PaperWork | None:
    """The same of one filing; None where it is closed or its kind wants no sheet.

    Raises InvalidValue where there is no such filing.
    """
    filing = filing_of(context, filing_id)
    if filing.state not in OPEN_STATES or filing.kind not in WITH_MATERIAL:
        return None
    values = sheet_values(context, filing_id)
    asked = tuple(one for one in review.requirements_of(context, filing_id) if one.rule in _RULES)
    last = _last_print(context, filing_id)
    return PaperWork(
        code=values.code,
        domains=values.filed.domains,
        copies=1 if values.note else COPIES,
        one_each=any(one.rule == _PER_DOMAIN for one in asked),
        asked=asked,
        note=values.note,
        address=context.settings.sheet_address,
        printed=_compare(last.detail if last else {}, print_of(context, values)),
        printed_at=last.at if last else None,
        sheets=tuple(sheets_of(context, filing_id)),
        uploaded=_is_uploaded(context, filing_id),
    )


def _is_uploaded(context: Context, filing_id: int) -> bool:
    with context.database.read() as session:
        purposes = sheet_purposes(session) or ()
        uploaded = AttachmentRow.filing_id == filing_id, AttachmentRow.purpose.in_(purposes)
        return session.scalar(select(AttachmentRow.id).where(*uploaded).limit(1)) is not None


def _last_print(context: Context, filing_id: int) -> AuditEntry | None:
    query = select(AuditEntry).where(AuditEntry.target == f"filing:{filing_id}", AuditEntry.action == PRINTED)
    with context.database.read() as session:
        return session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))


def _compare(last: dict[str, object], now: Print) -> Printed:
    if not last:
        return Printed.NEVER
    if last.get("domains") != now.domains:
        return Printed.DOMAINS_CHANGED
    return Printed.FITS if last.get("content") == now.content else Printed.CHANGED
