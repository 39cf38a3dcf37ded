"""What a filing says, for staff: masked, or whole for somebody whom the audit log then names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from beian_plugin.filing.particulars import Particulars
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations import drafts
from beian_plugin.operations.filings import filing_row, parse_particulars
from beian_plugin.operations.tasks import masked

if TYPE_CHECKING:
    from beian_plugin.operations.context import Context


def masked_particulars(context: Context, filing_id: int) -> Particulars:
    """What the filing says, personal data mostly stars, without scans. Raises InvalidValue where there is none."""
    said = msgspec.to_builtins(drafts.particulars_of(context, filing_id))
    return msgspec.convert(masked(said), Particulars)


def open_particulars(context: Context, filing_id: int, *, actor: str) -> Particulars:
    """What the filing says, whole; the audit log names who looked. Raises InvalidValue where there is no filing."""
    with context.database.write() as session:
        row = filing_row(session, filing_id)
        session.add(_looked(context, filing_id, actor))
        return parse_particulars(row.particulars)


def note_look(context: Context, filing_id: int, *, page: str, actor: str) -> None:
    """Name in the audit log who looked at a page of the filing's form, where personal data stands in the fields."""
    with context.database.write() as session:
        session.add(_looked(context, filing_id, actor, page=page))


def _looked(context: Context, filing_id: int, actor: str, **detail: str) -> AuditEntry:
    target = f"filing:{filing_id}"
    return AuditEntry(at=context.now(), actor=actor, action="view_filing", target=target, detail=detail)
