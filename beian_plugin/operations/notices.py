"""Telling plugins of steps that filings took: after the commit, and again until all of them took it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update

from beian_plugin.errors import BeianError
from beian_plugin.models.service import AuditEntry, PanelPlugin
from beian_plugin.models.tables import FilingStep, Untold
from beian_plugin.operations.filings import TOLD_AGAIN, change_of, filing_row

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import FilingChange
    from beian_plugin.operations.context import Context

#: Under this name the product itself listens, to wake the worker; lists of plugins leave it out.
WAKER = "wake_worker"
#: Steps whose notices are noted as given in one transaction; as many are told again after a crash.
_TOLD_AT_ONCE = 50
_MOST_TRIES = 8


def tell(context: Context, changes: Sequence[FilingChange]) -> None:
    """Tell plugins of steps that are committed, and note which all of them took.

    A step on which one failed is told to all again later. A process without a plugin that the panel registers itself
    tells nobody: the steps wait for one that has it.
    """
    if not changes:
        return
    if _panel_plugins_lacking(context):
        with context.database.write() as session:
            steps = [change.step for change in changes]
            session.execute(update(Untold).where(Untold.step_id.in_(steps)).values(next_try_at=context.now()))
        return
    for start in range(0, len(changes), _TOLD_AT_ONCE):
        taken: list[int] = []
        failed: list[int] = []
        for change in changes[start : start + _TOLD_AT_ONCE]:
            whole = context.plugins.tell("beian_after_filing_changed", change=change)
            (taken if whole else failed).append(change.step)
        with context.database.write() as session:
            session.execute(delete(Untold).where(Untold.step_id.in_(taken)))
            for row in session.scalars(select(Untold).where(Untold.step_id.in_(failed))):
                _put_off(context, session, row)


def _put_off(context: Context, session: Session, row: Untold) -> None:
    row.tries += 1
    row.next_try_at = context.now() + TOLD_AGAIN * 2**row.tries
    if row.tries == _MOST_TRIES:
        target = f"filing_step:{row.step_id}"
        session.add(AuditEntry(at=context.now(), actor="beian", action="give_up_notice", target=target))
        session.delete(row)


def tell_again(context: Context) -> int:
    """Tell plugins of steps that not all of them are known to have taken; how many there were.

    A plugin may so hear of a step twice: `FilingChange.step` tells that it is the same one. Raises BeianError where
    this process lacks a plugin of the panel's own that has to hear of them.
    """
    now = context.now()
    # A time further off than any wait was set before the clock jumped back.
    due = or_(Untold.next_try_at <= now, Untold.next_try_at > now + TOLD_AGAIN * 2**_MOST_TRIES)
    with context.database.read() as session:
        query = select(FilingStep).join(Untold, Untold.step_id == FilingStep.id).where(due).order_by(FilingStep.id)
        changes = [change_of(filing_row(session, step.filing_id), step) for step in session.scalars(query)]
    if trouble := untold(context):
        raise BeianError(trouble)
    tell(context, changes)
    return len(changes)


def untold(context: Context) -> str:
    """Which steps this process has to leave to one that has the panel's own plugins; empty where there are none."""
    lacking = _panel_plugins_lacking(context)
    with context.database.read() as session:
        count = session.scalar(select(func.count()).select_from(Untold)) if lacking else 0
    if not count:
        return ""
    return (
        f"{count} steps wait to be told to plugins that the panel registers itself ({', '.join(lacking)}), which this "
        f"process has not loaded: run `beian worker --app MODULE:NAME`."
    )


def remember_panel_plugins(context: Context, names: Collection[str]) -> None:
    """Note which plugins the panel registers itself, so that no process without them takes its notices away."""
    with context.database.read() as session:
        known = set(session.scalars(select(PanelPlugin.name)))
    if known == set(names):
        return
    with context.database.write() as session:
        session.execute(delete(PanelPlugin).where(PanelPlugin.name.not_in(names)))
        for name in sorted(names):
            session.merge(PanelPlugin(name=name))


def _panel_plugins_lacking(context: Context) -> list[str]:
    with context.database.read() as session:
        known = set(session.scalars(select(PanelPlugin.name)))
    return sorted(known - context.plugins.registered)
