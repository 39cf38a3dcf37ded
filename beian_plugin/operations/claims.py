"""Who of the staff works on a filing: claimed by one at a time, given back by them or by a supervisor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from beian_plugin.filing.completeness import refused
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.filings import filing_row
from beian_plugin.operations.queue import WITH_STAFF, Claimed, Wanted, narrowed
from beian_plugin.operations.queue_order import Sort, order

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context


class Beside(NamedTuple):
    """The filings of one member of staff around one filing; None where there are none."""

    previous: int | None
    next: int | None


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
        _note(context, session, row, actor)


def _note(context: Context, session: Session, row: FilingRow, actor: str) -> None:
    row.claimed_by, row.claimed_at = actor, context.now()
    session.add(AuditEntry(at=context.now(), actor=actor, action="claim_filing", target=f"filing:{row.id}"))


def take(context: Context, wanted: Wanted, *, actor: str, count: int) -> tuple[int, ...]:
    """The filings that `actor` has claimed by this: the first `count` that wait for staff, are wanted and nobody's.

    Two who take at once get different ones.
    """
    states = (wanted.states or WITH_STAFF) & WITH_STAFF
    open_ones = replace(wanted, states=states, claimed=Claimed.NOBODY)
    with context.database.write() as session:
        query = narrowed(select(FilingRow), context, session, open_ones, actor).order_by(*order(wanted.sort))
        rows = session.scalars(query.limit(count).with_for_update(skip_locked=True)).all()
        for row in rows:
            _note(context, session, row, actor)
        return tuple(row.id for row in rows)


def beside(context: Context, filing_id: int, *, actor: str) -> Beside:
    """What `actor` has claimed and has to do around a filing, the longest waiting first; after the last the first."""
    mine = Wanted(claimed=Claimed.ME)
    found: Any = select(FilingRow.id, FilingRow.since)
    with context.database.read() as session:
        query = narrowed(found, context, session, mine, actor).order_by(*order(Sort.AGE))
        rows = session.execute(query.where(FilingRow.id != filing_id)).all()
        since = session.scalar(select(FilingRow.since).where(FilingRow.id == filing_id))
    if since is None or not rows:
        return Beside(None, None)
    before = [row.id for row in rows if (row.since, row.id) < (since, filing_id)]
    after = [row.id for row in rows[len(before) :]]
    return Beside(before[-1] if before else None, (after or before)[0])


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
