"""Who of the staff works on a filing: claimed by one at a time, given back by them or by a supervisor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beian_plugin.filing.completeness import refused
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations.filings import filing_row

if TYPE_CHECKING:
    from beian_plugin.operations.context import Context


def claim(context: Context, filing_id: int, *, actor: str) -> None:
    """Note that `actor` works on the filing; of two at once one gets it.

    Raises FilingRefused where somebody else has it or it is closed, InvalidValue where there is no such filing.
    """
    with context.database.write() as session:
        row = filing_row(session, filing_id)
        if row.claimed_by == actor:
            return
        if row.claimed_by:
            raise refused(
                f"备案申请 {filing_id} 已由 {row.claimed_by} 领取；如需转办，请对方或主管先释放。",
                f"{row.claimed_by} has claimed filing {filing_id}: ask them or a supervisor to release it first.",
                code="claimed",
            )
        state = State(row.state)
        if state not in OPEN_STATES:
            raise refused(
                f"备案申请 {filing_id} {state.zh}，无需领取。",
                f"Filing {filing_id} is {state.en}: there is nothing to claim.",
                code="closed",
            )
        row.claimed_by, row.claimed_at = actor, context.now()
        session.add(AuditEntry(at=context.now(), actor=actor, action="claim_filing", target=f"filing:{filing_id}"))


def release(context: Context, filing_id: int, *, actor: str, anybodys: bool = False) -> None:
    """Note that nobody works on the filing any more; `anybodys` lets a supervisor release what another claimed.

    Raises FilingRefused where somebody else has it, InvalidValue where there is no such filing.
    """
    with context.database.write() as session:
        row = filing_row(session, filing_id)
        if not row.claimed_by:
            return
        if row.claimed_by != actor and not anybodys:
            raise refused(
                f"备案申请 {filing_id} 由 {row.claimed_by} 领取；只有其本人或主管可以释放。",
                f"{row.claimed_by} has claimed filing {filing_id}: only they or a supervisor release it.",
                code="claimed",
            )
        detail = {"of": row.claimed_by}
        row.claimed_by, row.claimed_at = "", None
        session.add(
            AuditEntry(
                at=context.now(), actor=actor, action="release_filing", target=f"filing:{filing_id}", detail=detail
            )
        )
