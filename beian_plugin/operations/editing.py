"""Several people at one filing: changed without undoing what another saved, and who saved what."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.errors import SavedMeanwhile
from beian_plugin.filing.particulars import Particulars, Reporting, reported
from beian_plugin.filing.states import State
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations import drafts
from beian_plugin.operations.filings import filing_of
from beian_plugin.operations.terms import SAVED

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from beian_plugin.filing.application import Filing
    from beian_plugin.operations.context import Context

#: So often a change is made anew where somebody else saved between its reading and its writing.
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """One save of what a filing says."""

    at: datetime
    actor: str
    #: Whether staff saved it, for the customer.
    on_behalf: bool
    #: What it changed, by path within the particulars.
    paths: tuple[str, ...]

    def touched(self, path: str) -> bool:
        """Whether it changed the value at a path, or a part of it."""
        return any(one == path or one.startswith(f"{path}.") for one in self.paths)


def saves_of(context: Context, filing_id: int) -> tuple[Save, ...]:
    """The saves of a filing, the newest first. They stand in the audit log."""
    query = select(AuditEntry).where(AuditEntry.target == f"filing:{filing_id}", AuditEntry.action == SAVED)
    with context.database.read() as session:
        return tuple(
            Save(
                at=one.at,
                actor=one.actor,
                on_behalf=bool(one.detail.get("on_behalf")),
                paths=tuple(one.detail.get("paths", ())),
            )
            for one in session.scalars(query.order_by(AuditEntry.id.desc()))
        )


def amend(context: Context, filing_id: int, change: Callable[[Particulars], Particulars], *, actor: str) -> Filing:
    """The filing that says what `change` makes of what it says now, whoever saves at the same time.

    `change` may be called again. Raises what `drafts.save_particulars` raises.
    """
    for _ in range(_TRIES - 1):
        with suppress(SavedMeanwhile):
            return _amended(context, filing_id, change, actor)
    return _amended(context, filing_id, change, actor)


def _amended(context: Context, filing_id: int, change: Callable[[Particulars], Particulars], actor: str) -> Filing:
    before = drafts.particulars_of(context, filing_id)
    return drafts.save_particulars(context, filing_id, change(before), actor=actor, base=before)


def file_on_behalf(context: Context, filing_id: int, *, actor: str) -> bool:
    """Whether the provider files it on the customer's behalf from now on (代为备案, FAQ 57).

    Only a draft that says nothing yet: what somebody has begun is switched by staff who look at it, if at all.
    """
    if filing_of(context, filing_id).state is not State.DRAFT:
        return False
    said = reported(drafts.prefill(context, filing_id), Reporting.ON_BEHALF)
    try:
        drafts.save_particulars(context, filing_id, said, actor=actor, base=Particulars())
    except SavedMeanwhile:
        return False
    return True
