"""What happened to a filing until now."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.filing.states import State, Verb
from beian_plugin.models.tables import FilingStep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from beian_plugin.operations.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step that a filing took."""

    verb: Verb
    before: State
    after: State
    #: A user of the panel, a member of staff, or `beian` for what happened by itself.
    actor: str
    at: datetime
    reason: str = ""
    #: Reasons by path within the particulars.
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def history_of(context: Context, filing_id: int) -> tuple[Taken, ...]:
    """Every step of the filing, the newest first; empty where it took none or does not exist."""
    query = select(FilingStep).where(FilingStep.filing_id == filing_id).order_by(FilingStep.id.desc())
    with context.database.read() as session:
        return tuple(
            Taken(
                verb=Verb(row.verb),
                before=State(row.before),
                after=State(row.after),
                actor=row.actor,
                at=row.at,
                reason=row.reason,
                fields=MappingProxyType(dict(row.fields)),
            )
            for row in session.scalars(query)
        )
