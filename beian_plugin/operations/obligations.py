"""What somebody must do by a date (限期事项): list it, tell plugins when the day has come, settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.application import DueObligation
from beian_plugin.filing.verdict import Actor, Obligation, Text
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import Customer, FilingRow, ObligationRow
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.filings import LIGHT

if TYPE_CHECKING:
    from beian_plugin.operations.context import Context


def open_obligations(context: Context, *, skip: int = 0, limit: int | None = None) -> list[DueObligation]:
    """The obligations that are not settled, the most urgent first; at most `limit` where it is given."""
    query = select(ObligationRow).where(ObligationRow.done_at.is_(None)).order_by(ObligationRow.due, ObligationRow.id)
    query = query.options(selectinload(ObligationRow.filing).options(*LIGHT)).offset(skip).limit(limit)
    with context.database.read() as session:
        return [_value(row) for row in session.scalars(query)]


def count_open(context: Context) -> int:
    """How many obligations are not settled."""
    query = select(func.count()).select_from(ObligationRow).where(ObligationRow.done_at.is_(None))
    with context.database.read() as session:
        return session.scalar(query) or 0


def obligations_of(context: Context, customer: str) -> list[DueObligation]:
    """Those of one customer's filings that are not settled, the most urgent first."""
    with context.database.read() as session:
        query = (
            select(ObligationRow)
            .join(FilingRow, FilingRow.id == ObligationRow.filing_id)
            .join(Customer, Customer.id == FilingRow.customer_id)
            .where(Customer.user == customer, ObligationRow.done_at.is_(None))
            .options(selectinload(ObligationRow.filing).options(*LIGHT))
            .order_by(ObligationRow.due, ObligationRow.id)
        )
        return [_value(row) for row in session.scalars(query)]


def remind(context: Context) -> list[DueObligation]:
    """Tell plugins of each obligation whose last day is today or past, once a day; those that were told of now."""
    today = context.now().astimezone(CHINA).date()
    with context.database.write() as session:
        query = select(ObligationRow).where(
            ObligationRow.done_at.is_(None),
            ObligationRow.due <= today,
            or_(ObligationRow.told_on.is_(None), ObligationRow.told_on < today),
        )
        query = query.order_by(ObligationRow.due, ObligationRow.id).with_for_update(skip_locked=True)
        rows = session.scalars(query).all()
        told = [_value(row) for row in rows]
        for row in rows:
            row.told_on = today
    for obligation in told:
        context.plugins.tell("beian_after_obligation_due", obligation=obligation)
    return told


def settle(context: Context, obligation_id: int, *, actor: str) -> None:
    """Note that an obligation was met. Raises InvalidValue where there is none of that number to settle."""
    now = context.now()
    with context.database.write() as session:
        row = session.get(ObligationRow, obligation_id, with_for_update=True)
        if row is None or row.done_at is not None:
            raise InvalidValue(f"There is no open obligation {obligation_id}.", what="obligation", reason="missing")
        row.done_at = now
        session.add(AuditEntry(at=now, actor=actor, action="settle_obligation", target=f"obligation:{row.id}"))


def _value(row: ObligationRow) -> DueObligation:
    kept: dict[str, Any] = msgspec.json.decode(row.document)
    obligation = Obligation(
        code=row.code,
        text=Text(**kept["text"]),
        actor=Actor(kept["actor"]),
        days=kept["days"],
        working_days=kept["working_days"],
        starts=kept["starts"],
        source=kept["source"],
        due=row.due,
    )
    return DueObligation(
        id=row.id,
        obligation=obligation,
        due=row.due,
        domains=tuple(sorted(domain.name for domain in row.filing.domains)),
        customer=row.filing.customer.user if row.filing.customer else "",
    )
